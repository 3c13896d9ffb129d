"""Between two moments nothing but a hand changes where a session stands, so that what a list says
can be kept until the next."""

from datetime import datetime, timedelta

import pytest
from factories.sessions import ALL_TYPES, NOON, a_long_night, answered, ready
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.gate.context import SessionContext
from checklists.gate.list_rows import listed
from checklists.gate.status import next_status_change
from checklists.session.review import ApprovalRule

A_MINUTE = timedelta(minutes=1)


def walks():
    yield a_long_night()
    for incident_type in ALL_TYPES:
        yield answered(incident_type)
        yield ready(incident_type)
        yield ready(incident_type).review("approved")
        yield ready(incident_type).withdraw()
    held = answered("traffic-serious")
    yield held.choose(
        "family-window", "answer", "hold-until", "K1", **{"answer-detail": NOON + 90 * A_MINUTE}
    )
    asked = answered("traffic-serious").ask_exception("kin-notified")
    yield asked
    yield asked.review("exception-granted", "kin-notified")


WALKS = list(walks())
approvals = st.builds(
    ApprovalRule, needed=st.booleans(), valid_for=st.integers(1, 2000).map(lambda n: n * A_MINUTE)
)


def row(walk, context: SessionContext, now: datetime):
    return listed(walk.session, walk.checklist, context, now)


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(15))
@settings(max_examples=100)
@given(st.sampled_from(WALKS), approvals, st.integers(-7200, 200_000), st.data())
def test_a_row_stays_as_it_is_until_the_next_moment(part, walk, approval, seconds, data):
    context = SessionContext(reviews=walk.reviews, approval=approval)
    now = NOON + timedelta(seconds=seconds)
    until = next_status_change(walk.session, walk.checklist, context, now)
    end = until if until is not None else now + timedelta(days=4000)
    if end > now:
        within = int((end - now).total_seconds()) - 1
        later = now + timedelta(seconds=data.draw(st.integers(0, within)))
        assert row(walk, context, later) == row(walk, context, now)


def test_the_moments_come_to_an_end_so_that_what_is_over_is_kept_for_good():
    for walk in WALKS:
        context = SessionContext(reviews=walk.reviews)
        assert (
            next_status_change(walk.session, walk.checklist, context, NOON + timedelta(days=9))
            is None
        )


def test_a_ready_mark_is_looked_at_again_when_it_lapses():
    walk = ready("traffic-serious")
    context = SessionContext()
    moments = []
    now = NOON
    while (until := next_status_change(walk.session, walk.checklist, context, now)) is not None:
        moments.append(until)
        now = until + timedelta(seconds=1)
    assert NOON + walk.checklist.fresh_for in moments
    assert {NOON + step.fresh_for for step in walk.checklist.steps if step.fresh_for} <= set(
        moments
    )
