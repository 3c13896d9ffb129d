"""What lists show of a session, derived from it, its reviews and the clock. Pure."""

from datetime import datetime
from typing import Literal

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.listed import Listed
from checklists.session import Session
from checklists.standing import Standing

DECEASED = "deceased"

WaitsFor = Literal["exception", "approval", "note"]
"""An exception that was asked for; an approval that policy needs; a word on a post that went out
before it might."""


def listed(session: Session, checklist: Checklist | None, beside: Beside, now: datetime) -> Listed:
    """The session's row. `checklist` is None when its type cannot be used."""
    found = beside.standing(session, checklist, now)
    waits = _waits(session, checklist, found, beside, now)
    # A step waits exactly while something in it holds the gate.
    open_steps = {blocker.step for blocker in found.blockers}
    steps = checklist.steps if checklist is not None else ()
    return Listed(
        id=session.id,
        status=found.status,
        incident_type=session.incident_type,
        short=checklist.short if checklist is not None else session.incident_type,
        urgent=checklist is not None and checklist.urgent,
        author=session.author,
        author_uid=session.author_uid,
        case_number=session.case_number,
        started_at=session.started_at.isoformat(),
        updated_at=session.updated_at.isoformat(),
        revision=session.revision,
        blockers=len(found.blockers),
        open_places=len({blocker.short for blocker in found.blockers}),
        victim_steps_open=(
            sum(step.victim_related for step in steps if step.id in open_steps)
            if checklist is not None
            else None
        ),
        may_wait=may_wait(session),
        waits_for=waits[0] if waits else "",
        since=waits[1].isoformat() if waits else "",
        deaths=sum(person.person_class == DECEASED for person in session.listed),
        exceptions=waits[2] if waits else 0,
        left_to_post=_left_to_post(session, found),
        uids=tuple(sorted(session.uids)),
    )


def _left_to_post(session: Session, found: Standing) -> int:
    """Until the ready mark lapses: somebody who posts on one platform less than was chosen need not
    say so."""
    if found.status != "posted" or not found.may_be_posted:
        return 0
    return sum(session.posted_on(name) is None for name in session.draft.platforms)


def may_wait(session: Session) -> bool:
    """Whether a session can wait for a supervisor as long as its author does nothing: a look that
    costs nothing, so that only these are asked how they stand."""
    if session.withdrawn is not None:
        return False
    if session.posted:
        return any(posted.early for posted in session.posted)
    return session.ready is not None or any(a.outcome == "exception" for a in session.steps)


def _waits(
    session: Session,
    checklist: Checklist | None,
    found: Standing,
    beside: Beside,
    now: datetime,
) -> tuple[WaitsFor, datetime, int] | None:
    """What waits for a supervisor, since when, and how many exceptions are asked for."""
    if checklist is None or not may_wait(session):
        return None
    waiting = [r for r in beside.requests(session, checklist, now) if r.state == "waiting"]
    if session.posted:
        if _is_noted(session, beside):
            return None
        return "note", min(posted.recorded_at for posted in session.posted), len(waiting)
    if waiting:
        return "exception", min(request.at for request in waiting), len(waiting)
    if found.awaits_approval and found.is_ready and session.ready is not None:
        return "approval", session.ready.at, 0
    return None


def _is_noted(session: Session, beside: Beside) -> bool:
    """Whether a supervisor has said something since the post was recorded."""
    newest = max(posted.recorded_at for posted in session.posted)
    return any(review.at >= newest for review in beside.reviews)
