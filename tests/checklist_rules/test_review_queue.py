"""What waits for a supervisor, in which order, and what each filter lets through."""

from datetime import timedelta

import pytest
from factories.sessions import NOON, SOMEBODY, SUPERVISOR, actor, answered, ready
from msgspec.structs import replace

from checklists import changes
from checklists.gate.context import SessionContext
from checklists.gate.ended import may_wait
from checklists.gate.list_rows import listed
from checklists.gate.status import status_of
from checklists.review.queue import (
    QueueFilter,
    comments_on,
    filtered_rows,
    in_order,
    new_reviews,
    queue_row,
    returned_steps,
)
from checklists.session.review import NO_APPROVAL_NEEDED, ApprovalRule, StepComment

AFTERWARD = ApprovalRule(needed=False, afterward=True)

TYPE = "traffic-serious"
STEP = "kin-notified"


def row(walk, who=SUPERVISOR, approval=None, now=None):
    context = SessionContext(reviews=walk.reviews, **({"approval": approval} if approval else {}))
    moment = now or walk.now
    found = listed(walk.session, walk.checklist, context, moment)
    return queue_row(found, moment, who)


def test_a_ready_session_waits_where_policy_asks_for_an_approval():
    waits = row(ready(TYPE).later(minutes=7))
    assert (waits.waits_for, waits.status, waits.age) == ("approval", "ready", timedelta(minutes=7))
    assert (waits.deaths, waits.exceptions, waits.urgent) == (1, 0, False)
    assert row(ready(TYPE), approval=NO_APPROVAL_NEEDED) is None
    assert row(ready(TYPE).review("approved")) is None
    assert row(ready(TYPE).review("returned")) is None
    assert row(ready(TYPE).later(minutes=26)) is None
    assert row(answered(TYPE)) is None
    assert row(ready(TYPE).withdraw()) is None


def test_an_exception_that_was_asked_for_waits_whatever_policy_says():
    walk = answered(TYPE).ask_exception(STEP).later(minutes=2)
    waits = row(walk, approval=NO_APPROVAL_NEEDED)
    assert (waits.waits_for, waits.exceptions, waits.since) == ("exception", 1, NOON)
    assert row(walk.review("exception-granted", STEP), approval=NO_APPROVAL_NEEDED) is None


def test_one_that_went_out_early_waits_for_a_word():
    walk = answered(TYPE)
    walk.session = changes.record_posted(
        walk.session,
        walk.status_now,
        "x",
        at=NOON,
        reason="The chief",
        ordered_by=SOMEBODY,
        actor=walk.actor,
        now=NOON,
    )
    assert row(walk).waits_for == "early"
    assert row(walk.later(minutes=1).review("noted")).waits_for == "early"
    assert row(walk.later(minutes=1).review("confirmed-after")) is None
    on_time = ready(TYPE)
    on_time.session = changes.record_posted(
        on_time.session, on_time.status_now, "x", at=NOON, actor=on_time.actor, now=NOON
    )
    assert row(on_time) is None


def gone_out(kind, minutes=0, after=AFTERWARD, **more):
    """A post that went out where a supervisor reviews it afterward."""
    walk = ready(kind).later(minutes=minutes)
    context = SessionContext(reviews=walk.reviews, approval=after)
    found = status_of(walk.session, walk.checklist, context, walk.now)
    walk.session = changes.record_posted(
        walk.session, found, "x", at=walk.now, actor=walk.actor, now=walk.now, **more
    )
    return walk


def test_a_review_owed_after_the_post_waits_and_blocks_nothing():
    walk = gone_out("life-safety-alert")
    waits = row(walk, approval=AFTERWARD)
    assert (waits.waits_for, waits.since, waits.is_late) == ("after", NOON, False)
    assert walk.session.posted[0].review_due == NOON + timedelta(hours=12)
    found = status_of(walk.session, walk.checklist, SessionContext(approval=AFTERWARD), walk.now)
    assert found.may_be_posted
    late = row(walk, approval=AFTERWARD, now=NOON + timedelta(hours=12, seconds=1))
    assert late.is_late
    assert row(gone_out("life-safety-alert", after=NO_APPROVAL_NEEDED)) is None


@pytest.mark.parametrize("verdict", ["confirmed-after", "corrected-after"])
def test_only_the_review_of_all_that_went_out_ends_it(verdict):
    walk = gone_out("life-safety-alert").later(minutes=5)
    assert row(walk.review("noted"), approval=AFTERWARD).waits_for == "after"
    assert row(walk.review(verdict), approval=AFTERWARD) is None
    context = SessionContext(reviews=walk.reviews, approval=AFTERWARD)
    found = status_of(walk.session, walk.checklist, context, walk.later(minutes=1).now)
    walk.session = changes.record_posted(
        walk.session, found, "facebook", at=walk.now, actor=walk.actor, now=walk.now
    )
    assert row(walk, approval=AFTERWARD).waits_for == "after"


def test_no_review_is_owed_after_a_post_that_was_approved():
    walk = ready("life-safety-alert").review("approved")
    context = SessionContext(reviews=walk.reviews, approval=AFTERWARD)
    found = status_of(walk.session, walk.checklist, context, walk.now)
    walk.session = changes.record_posted(
        walk.session, found, "x", at=walk.now, actor=walk.actor, now=walk.now
    )
    assert walk.session.posted[0].review_due is None
    assert row(walk, approval=AFTERWARD) is None


def test_what_was_posted_early_comes_first_then_what_is_overdue():
    after = row(gone_out("missing-person"), approval=AFTERWARD)
    late = replace(after, is_late=True)
    early = replace(after, waits_for="early", session="b")
    exception = row(answered(TYPE).ask_exception(STEP))
    order = in_order([after, exception, replace(late, urgent=True), early])
    assert order == (early, replace(late, urgent=True), exception, after)


def test_an_approval_that_is_too_old_waits_again():
    walk = ready("agency-initiative").review("approved")
    assert row(walk, now=NOON + timedelta(hours=11)) is None
    late = row(walk, now=NOON + timedelta(hours=13))
    assert late is None or late.waits_for == "approval"


def test_what_never_waits_costs_no_look():
    assert not may_wait(answered(TYPE).session)
    assert may_wait(ready(TYPE).session)
    assert not may_wait(ready(TYPE).withdraw().session)


def test_exceptions_come_first_then_urgent_then_deaths_then_the_oldest():
    urgent = row(ready("life-safety-alert", NOON - timedelta(minutes=1)))
    death = row(ready(TYPE, NOON))
    older = row(ready("crime-trend", NOON - timedelta(minutes=20)))
    newer = row(ready("crime-trend", NOON - timedelta(minutes=10)))
    exception = row(answered(TYPE).ask_exception(STEP))
    own = row(ready(TYPE), who=actor())
    assert "you cannot review it" in own.not_yours
    assert urgent.urgent
    assert death.deaths
    order = in_order([own, newer, older, death, urgent, exception])
    assert order == (exception, urgent, death, older, newer, own)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (QueueFilter(), "ab"),
        (QueueFilter(waits_for="exception"), "b"),
        (QueueFilter(status="ready"), "a"),
        (QueueFilter(incident_type="crime-trend"), ""),
        (QueueFilter(author="mruiz"), "ab"),
        (QueueFilter(author="tdiaz"), ""),
        (QueueFilter(since=NOON.date()), "ab"),
        (QueueFilter(since=NOON.date() + timedelta(days=1)), ""),
        (QueueFilter(text="26-11"), "ab"),
        (QueueFilter(text="X9"), "b"),
    ],
)
def test_filters(wanted, shown):
    a = row(ready(TYPE))
    b = replace(row(answered(TYPE).ask_exception(STEP)), case_number="26-1199-x9")
    assert filtered_rows((a, b), wanted) == tuple({"a": a, "b": b}[name] for name in shown)


def test_the_author_sees_what_came_back_and_the_returned_steps_first():
    walk = ready(TYPE).later(minutes=1).review("returned")
    review = walk.reviews[0]
    comments = with_comments(review)
    context = SessionContext(reviews=(comments,))
    (back,) = new_reviews(walk.session, context)
    assert (back.verdict, back.steps) == ("returned", (STEP, "crash-wording"))
    assert returned_steps(walk.session, context) == (STEP, "crash-wording")
    assert comments_on(STEP, walk.session, context) == ((SUPERVISOR.account, "Who told K1?"),)
    walk.later(minutes=1).confirm(STEP)
    assert returned_steps(walk.session, context) == ("crash-wording",)
    assert new_reviews(walk.session, context) == ()


def said(walk):
    """Who said what on the step, and the steps that come first."""
    context = SessionContext(reviews=walk.reviews)
    return (
        [words for _, words in comments_on(STEP, walk.session, context)],
        returned_steps(walk.session, context),
    )


def say(walk, verdict, step="", comment=""):
    walk.review(verdict, step)
    walk.reviews = (*walk.reviews[:-1], replace(walk.reviews[-1], comment=comment))
    return walk


def test_what_a_supervisor_took_back_is_said_no_more():
    walk = answered(TYPE).ask_exception(STEP).later(minutes=1)
    say(walk, "exception-refused", STEP, "Send two officers")
    assert said(walk) == (["Send two officers"], (STEP,))
    say(walk.later(minutes=1), "exception-granted", STEP)
    assert said(walk) == ([], ())
    say(walk.later(minutes=1), "exception-refused", STEP, "No, send them first")
    assert said(walk) == (["No, send them first"], (STEP,))
    say(walk.later(minutes=1), "exception-granted", STEP, "Seen")
    assert said(walk) == (["Seen"], ())


def test_of_two_words_of_the_same_second_the_refusal_is_said():
    walk = answered(TYPE).ask_exception(STEP)
    say(walk, "exception-refused", STEP, "Send two officers")
    say(walk, "exception-granted", STEP)
    assert said(walk) == (["Send two officers"], (STEP,))


def test_an_approval_takes_the_comments_of_an_older_return_back():
    walk = ready(TYPE).review("returned")
    walk.reviews = (with_comments(walk.reviews[0]),)
    assert said(walk) == (["Who told K1?"], (STEP, "crash-wording"))
    # Another word on one step leaves the other one.
    say(walk.later(minutes=1), "noted", comment="Seen")
    assert said(walk) == (["Who told K1?"], (STEP, "crash-wording"))
    walk.later(minutes=1).review("approved")
    assert said(walk) == ([], ())


def with_comments(review):
    """The review with comments on two steps."""
    comments = (StepComment(STEP, "Who told K1?"), StepComment("crash-wording", "Say road"))
    return replace(review, comments=comments)
