"""Until when a session stands where it stands, if nobody writes. Pure.

The gate and the standing compare the clock with the times that the record and the reviews hold,
each alone or with one of the definitions' spans added. Between two such moments time alone changes
nothing, so that what was found at one of them holds until the next. More moments than the gate
asks for are no mistake: something is then derived once more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.session import Session


def steady_until(
    session: Session, checklist: Checklist | None, beside: Beside, now: datetime
) -> datetime | None:
    """The first moment, `now` or later, at which time alone may change the standing; None where
    it never will."""
    spans = {timedelta(), beside.approval.holds, *_fresh_for(checklist)}
    moments = (at + span for at in _times(session, beside) for span in spans)
    return min((moment for moment in moments if moment >= now), default=None)


def _fresh_for(checklist: Checklist | None) -> Iterator[timedelta]:
    if checklist is not None:
        yield checklist.fresh_for
        yield from (step.fresh_for for step in checklist.steps if step.fresh_for is not None)


def _times(session: Session, beside: Beside) -> Iterator[datetime]:
    if session.ready is not None:
        yield session.ready.at
    yield from (review.at for review in beside.reviews)
    for answer in session.steps:
        yield answer.at
        for record in answer.evidence:
            yield from (
                value
                for value in record.values()
                if isinstance(value, datetime) and value.tzinfo is not None
            )
