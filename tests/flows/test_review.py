"""A supervisor's verdict: on exactly what was shown, and refused before a word is asked for."""

from typing import Any

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.sessions import NOON, Walk, actor, answered, ready

from checklists.errors import CannotReadOrWrite, Problem
from checklists.gate.context import SessionContext
from checklists.review.report import review_view
from checklists.review.rules import ReviewRefused
from checklists.session.fingerprints import content_digest
from checklists.workspace.give_review import Reviewed
from checklists.workspace.open_session import OpenSession
from tui.flows.review import UnderReview, give_verdict

TYPE = "traffic-serious"
REVIEWER = actor("tchen", 1005)


class Folder:
    """Where reviews would be written, and what was."""

    def __init__(self, *, full: bool = False) -> None:
        self.full = full
        self.given: list[tuple[Any, ...]] = []
        self.known: list[Any] = []

    def write(self, verdict: str, *, shown: str, known: Any, step: str, comment: str) -> None:
        if self.full:
            raise CannotReadOrWrite("Cannot write", "The disk is full.", "Free up space.")
        self.given.append((verdict, shown, step, comment))
        self.known.append(known)


def under_review(walk: Walk, folder: Folder, reader: Any = REVIEWER) -> UnderReview:
    context = SessionContext(reviews=walk.reviews, family_first=False)
    view = review_view(walk.session, walk.checklist, context, NOON)
    found = Reviewed(walk.session, walk.checklist, context)
    return UnderReview(found, view, NOON, reader, lambda: None, folder.write)


def test_an_approval_is_of_exactly_what_was_shown(opened: OpenSession):
    folder, walk = Folder(), ready(TYPE)
    dialog = FakeDialog(opened, {"comment": "Good"})
    assert dialog.follow(give_verdict(dialog, under_review(walk, folder), "approved")) is True
    assert folder.given == [("approved", content_digest(walk.session), "", "Good")]


def test_it_names_the_reviews_that_were_shown_with_it(opened: OpenSession):
    folder, walk = Folder(), ready(TYPE).review("noted").later(minutes=1)
    dialog = FakeDialog(opened, {"comment": ""})
    assert dialog.follow(give_verdict(dialog, under_review(walk, folder), "approved")) is True
    assert folder.known == [walk.reviews]


def test_an_exception_is_judged_on_exactly_the_request(opened: OpenSession):
    folder, walk = Folder(), answered(TYPE).ask_exception("whom-to-call")
    shown = under_review(walk, folder)
    (request,) = shown.view.exceptions
    dialog = FakeDialog(opened, {"comment": "Ring the hospital"})
    assert dialog.follow(give_verdict(dialog, shown, "exception-refused", request)) is True
    expected = ("exception-refused", request.digest, "whom-to-call", "Ring the hospital")
    assert folder.given == [expected]


@pytest.mark.parametrize("walk", [ready(TYPE), answered(TYPE)], ids=["own", "not ready"])
def test_what_cannot_be_given_is_refused_before_a_word_is_asked_for(
    opened: OpenSession, walk: Walk
):
    reader = walk.actor if walk.session.ready else REVIEWER
    dialog, shown = FakeDialog(opened), under_review(walk, Folder(), reader)
    with pytest.raises(ReviewRefused):
        dialog.follow(give_verdict(dialog, shown, "approved"))
    assert dialog.asked == []


def test_where_no_review_can_be_written_nothing_is_asked(opened: OpenSession):
    def refuses() -> None:
        raise CannotReadOrWrite("Cannot write", "There is no folder.", "Make it.")

    dialog = FakeDialog(opened)
    shown = under_review(ready(TYPE), Folder())._replace(check_writable=refuses)
    with pytest.raises(Problem, match="no folder"):
        dialog.follow(give_verdict(dialog, shown, "noted"))
    assert dialog.asked == []


def test_going_back_gives_nothing_and_what_is_not_written_is_not_given(opened: OpenSession):
    folder = Folder(full=True)
    for answer, result in ((BACK, BACK), ({"comment": "Mend it"}, False)):
        dialog = FakeDialog(opened, answer)
        flow = give_verdict(dialog, under_review(ready(TYPE), folder), "returned")
        assert dialog.follow(flow) == result
    assert dialog.refused == ["Cannot write"]
    assert folder.given == []
