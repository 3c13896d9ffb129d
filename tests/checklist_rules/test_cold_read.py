"""The cold read: what a supervisor says of the post alone, and what of it an approval needs."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, SUPERVISOR, actor, answered, ready
from msgspec.structs import replace

from checklists.errors import Refused
from checklists.gate.cold_read import post_digest
from checklists.gate.context import SessionContext
from checklists.gate.status import status_of
from checklists.records.reviews import as_counted, read_review, write_review
from checklists.review.report import review_view
from checklists.review.rules import (
    ChangedWhileRead,
    ReviewRefused,
    cold_read_asked,
    make_cold_read,
    make_review,
)
from checklists.session.fingerprints import content_digest
from checklists.session.review import StepComment

DEATH = "death-investigation"
AGREES = {"says-who": False, "says-why": False}
DIFFERS = {"says-who": True, "says-why": False}
OTHER = actor("jbaker", 1003)


def death():
    """A post of which the record says that it names nobody, and nothing of a cause."""
    walk = answered(DEATH)
    walk.choose("no-identifiers", "result", "none")
    return walk.choose("cause-left-to-examiner", "said", "nothing").mark_ready()


class Office:
    """A session that a supervisor reads: cold first, then its record."""

    def __init__(self, walk=None):
        self.walk = walk or death()
        self.reads = ()
        self.reviews = ()

    @property
    def context(self):
        return SessionContext(reviews=self.reviews, cold_reads=self.reads)

    def read(self, answers=None, who=SUPERVISOR, shown=None):
        walk = self.walk.later(minutes=1)
        given = make_cold_read(
            walk.session,
            walk.checklist,
            self.context,
            AGREES if answers is None else answers,
            shown=shown or post_digest(walk.session),
            actor=who,
            now=walk.now,
        )
        self.reads = (*self.reads, given)
        return self

    def approve(self, *words, who=SUPERVISOR):
        walk = self.walk.later(minutes=1)
        given = make_review(
            walk.session,
            walk.checklist,
            self.context,
            "approved",
            shown=content_digest(walk.session),
            known=self.reviews,
            actor=who,
            now=walk.now,
            comments=tuple(StepComment(step, "The name is out already") for step in words),
        )
        self.reviews = (*self.reviews, given)
        return self

    def stands(self):
        walk = self.walk
        found = status_of(walk.session, walk.checklist, self.context, walk.now)
        return found.status, found.may_be_posted, found.awaits_approval


APPROVED = ("approved", True, "")


def test_an_approval_counts_with_the_cold_read_of_the_same_account_before_it():
    assert Office().read().approve().stands() == APPROVED
    office = Office().read()
    office.approve()
    for reads in ((), tuple(replace(r, by=OTHER.account) for r in office.reads)):
        office.reads = reads
        assert office.stands()[:2] == ("ready", False)
        assert "without a cold read" in office.stands()[2]
    office = Office().read().approve()
    office.reads = tuple(replace(r, at=r.at + timedelta(hours=1)) for r in office.reads)
    assert office.stands()[0] == "ready"


def test_an_answer_that_differs_needs_a_word_on_its_step():
    with pytest.raises(Refused, match="differs") as refused:
        Office().read(DIFFERS).approve()
    assert refused.value.field == "no-identifiers"
    with pytest.raises(Refused, match="differs"):
        Office().read(DIFFERS).approve("cause-left-to-examiner")
    office = Office().read(DIFFERS).approve("no-identifiers")
    assert office.stands() == APPROVED
    office.reviews = tuple(replace(found, comments=()) for found in office.reviews)
    assert "without a comment" in office.stands()[2]


def test_it_is_given_once_and_the_first_counts():
    office = Office().read(DIFFERS)
    with pytest.raises(Refused, match="given only once"):
        office.read()
    second = replace(
        office.reads[0], at=office.walk.now, cold_read=Office().read().reads[0].cold_read
    )
    office.reads = (second, *office.reads)
    with pytest.raises(Refused, match="differs"):
        office.approve()


def test_it_is_of_this_post_and_of_no_other():
    office = Office().read()
    office.approve()
    changed = death().write("A man died in the river on Friday.", changes_meaning=True)
    assert post_digest(changed.session) != post_digest(office.walk.session)
    assert cold_read_asked(changed.session, changed.checklist, office.context, SUPERVISOR)
    with pytest.raises(ChangedWhileRead):
        Office().read(shown=post_digest(changed.session))
    answered_again = office.walk.confirm("dignity-language")
    assert post_digest(answered_again.session) == office.reads[0].digest
    assert not cold_read_asked(
        answered_again.session, death().checklist, office.context, SUPERVISOR
    )


def test_half_of_it_is_none_and_nobody_reads_their_own_cold():
    with pytest.raises(Refused):
        Office().read({"says-who": True})
    with pytest.raises(ReviewRefused, match="you cannot review it"):
        Office().read(who=actor())
    with pytest.raises(ReviewRefused, match="read cold"):
        Office().approve()


def test_it_is_asked_of_whoever_may_review_a_written_post_until_it_is_out():
    def asked(walk, who=SUPERVISOR):
        return [q.id for q in cold_read_asked(walk.session, walk.checklist, SessionContext(), who)]

    assert asked(death()) == ["says-who", "says-why"]
    assert asked(death(), actor()) == []
    assert asked(death().posted()) == []
    assert asked(death().withdraw()) == []
    assert asked(ready("traffic-advisory")) == []


@pytest.mark.parametrize(("choice", "says"), [("ruled", True), ("nothing", False)])
def test_the_record_says_yes_by_the_choices_that_mean_it(choice, says):
    walk = death().choose("cause-left-to-examiner", "said", choice)
    office = Office(walk.mark_ready()).read({"says-who": False, "says-why": says})
    assert office.approve().stands() == APPROVED


def test_what_differs_comes_first_before_a_reviewer():
    office = Office().read(DIFFERS)
    walk = office.walk
    view = review_view(walk.session, walk.checklist, office.context, walk.now)
    [(given, [question])] = view.cold
    assert (given.by, question.id) == (SUPERVISOR.account, "says-who")


def test_it_is_read_from_its_file_as_it_was_written_and_the_authors_own_counts_for_nothing():
    (given,) = Office().read(DIFFERS).reads
    assert read_review(write_review(given), "x.toml") == given
    assert as_counted(given, death().session, {1004})[0] is not None
    assert as_counted(given, death().session, {SUPERVISOR.uid})[0] is None
    assert given.at == NOON + timedelta(minutes=1)
