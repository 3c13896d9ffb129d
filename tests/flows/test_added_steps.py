"""A question that adds steps: a no asks who verified it, and says what it takes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories import sessions
from factories.homes import TrialHome

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import answer_question, answer_same

ARREST = "arrest-charge"
HURT = sessions.checklist(ARREST).question("death-or-injury")
TITLE = "Answering no takes out victim-related steps"
VERIFIER = "Det. Okafor, homicide"


@pytest.fixture
def arrest(tmp_path: Path) -> Iterator[OpenSession]:
    opened = TrialHome(tmp_path / "home").start(found=sessions.checklist(ARREST))
    opened.perform(changes.accept_draft, "An arrest on Route 9.", {})
    yield opened
    opened.close()


def answered(dialog: FakeDialog, *, yes: bool):
    return dialog.follow(answer_question(dialog, HURT, yes=yes, usable=False))


def test_a_yes_asks_nothing_more(arrest: OpenSession):
    dialog = FakeDialog(arrest)
    assert answered(dialog, yes=True) == ""
    assert (dialog.asked, arrest.session.question_answer(HURT.id).yes) == ([], True)


def test_a_no_attests_who_verified_it_and_which_steps_are_taken_out(arrest: OpenSession):
    dialog = FakeDialog(arrest, {"verified-by": "me"}, {"verified-by": VERIFIER})
    assert answered(dialog, yes=False) == ""
    assert dialog.asked == [TITLE, TITLE]
    assert dialog.refused == ["Somebody else must verify it"]
    assert dialog.attested[-1] == (
        f"No, verified by {VERIFIER}. "
        "Taken out: family notified, time the family asked, no medical details, "
        "name release basis."
    )
    assert arrest.session.question_answer(HURT.id).verified_by == VERIFIER


def test_going_back_answers_nothing(arrest: OpenSession):
    before = arrest.session
    assert answered(FakeDialog(arrest, BACK), yes=False) == BACK
    assert arrest.session == before


def test_nobody_is_asked_for_where_the_people_list_says_otherwise(arrest: OpenSession):
    arrest.perform(changes.add_person, "deceased", stands_for="")
    dialog = FakeDialog(arrest)
    assert answered(dialog, yes=False) is None
    assert dialog.refused == ["The people list says otherwise"]
    assert arrest.session.question_answer(HURT.id) is None


def test_asked_again_the_name_stands_there(arrest: OpenSession):
    answered(FakeDialog(arrest, {"verified-by": VERIFIER}), yes=False)
    assert answered(FakeDialog(arrest, {}), yes=False) == ""
    assert arrest.session.question_answer(HURT.id).verified_by == VERIFIER


def test_the_same_no_is_said_again_with_its_verifier(arrest: OpenSession):
    answered(FakeDialog(arrest, {"verified-by": VERIFIER}), yes=False)
    arrest.perform(changes.accept_draft, "An arrest on Route 4.", {})
    dialog = FakeDialog(arrest)
    assert dialog.follow(answer_same(dialog)) is True
    assert arrest.session.question_answer(HURT.id).verified_by == VERIFIER
    assert HURT.id not in {b.item for b in arrest.blockers() if b.code == "question"}


def test_the_same_is_not_said_again_against_the_people_list(arrest: OpenSession):
    answered(FakeDialog(arrest, {"verified-by": VERIFIER}), yes=False)
    arrest.perform(changes.add_person, "deceased", stands_for="")
    dialog = FakeDialog(arrest)
    assert dialog.follow(answer_same(dialog)) is False
    assert dialog.refused == ["Not the same answers"]
