"""What a file says and the program never writes: it is said, asked again where that settles it, and
walked past where nothing does."""

import io

import pytest
from drivers.prompts import each_no
from msgspec.structs import replace

from checklists.session.fingerprints import history_digest
from checklists.session.model import Account
from tui.wording.questions import NOT_TAKEN_OVER

OTHER = Account("okim", 4242)


class NotForEver(io.StringIO):
    """Fails a test that would never end."""

    def write(self, text):
        assert self.tell() < 100_000, "It says the same again and again."
        return super().write(text)


def misnamed(session):
    return replace(session, author="okim")


def of_another(session):
    history = (replace(session.history[0], by=OTHER), *session.history[1:])
    return replace(session, history=history, history_digest=history_digest(history))


@pytest.mark.parametrize(
    ("edit", "reason", "times"),
    [
        # Once more in the status: nothing can be written in it at all.
        (misnamed, "The file names okim as its author, but its owner's account is mruiz", 2),
        (of_another, "The file says that somebody other than its author made its history", 3),
    ],
)
def test_what_cannot_be_settled_here_is_said_and_passed(desk, edit, reason, times):
    walk = desk.walk("traffic-serious")
    session_id = desk.store.create(replace(edit(walk.session), revision=1)).session.id
    said = desk.talk("go edited", "1", session_id=session_id, writer=NotForEver())
    assert said.code == 0
    assert said.flowing.count(f"! {reason}") == times
    assert (f"READ ONLY: {reason}" in said.flowing) == (edit is misnamed)
    assert said.flowing.count(NOT_TAKEN_OVER) == times
    assert "NOT READY: 1 item is blocking it" in said.flowing
    assert said.session.ready is None


def test_a_question_that_was_answered_at_a_time_that_has_not_come_yet_is_asked_again(desk):
    walk = desk.walk("traffic-serious", answered=False).case_number().write().post_on("x")
    session_id = desk.save(walk.later(hours=1).questions_no())
    asked = len(walk.session.questions)
    said = desk.talk(*each_no(walk.checklist.questions), "list", session_id=session_id)
    assert (
        said.flowing.count("Answered before the session began, or at a time in the future") == asked
    )
    assert all(answer.at == desk.now for answer in said.session.questions)
    assert "questions: questions, done" in said.flowing
