"""What lists show of a session, derived from it, its reviews and the clock. Pure."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from checklists.definitions.model import Checklist
from checklists.follow_ups.ledger import ledger, open_entries, removals
from checklists.gate.carried_answers import writers
from checklists.gate.context import SessionContext, misnamed_author
from checklists.gate.ended import has_ended, is_to_be_reviewed, may_wait
from checklists.gate.phone_approval import confirm_due, to_confirm
from checklists.gate.status import Status, status_of
from checklists.gate.step_states import exception_requests
from checklists.session.completion import Completion
from checklists.session.hold import case_keys
from checklists.session.list_row import VICTIM_SERVICES, Due, Listed, owed_json
from checklists.session.model import Session
from checklists.session.review import AFTER_POST

DECEASED = "deceased"

WaitsFor = Literal["exception", "approval", "early", "after", "phone"]
"""An exception that was asked for; an approval that policy requires; the after-post review, of a
post that went out before it was allowed to, or that policy asks for; an approval by phone that its
giver has not confirmed."""


def listed(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> Listed:
    """Return the session's row. `checklist` is None where its type cannot be used.

    Of one that has ended nothing is counted: what would block it now concerns nobody.
    """
    row = Listed(
        id=session.id,
        status="withdrawn" if session.withdrawn is not None else "posted",
        incident_type=session.incident_type,
        short=checklist.short if checklist is not None else session.incident_type,
        urgent=checklist is not None and checklist.urgent,
        author=context.login_of_author(session),
        author_uid=session.author_uid,
        case_number=session.case_number,
        started_at=session.started_at.isoformat(),
        updated_at=session.updated_at.isoformat(),
        revision=session.revision,
        misnamed=misnamed_author(session, context),
        updates=session.updates.session if session.updates is not None else "",
        cases=" ".join(sorted(case_keys(session))),
    )
    if has_ended(session):
        return row
    found = status_of(session, checklist, context, now)
    waits = _waits(session, checklist, found, context, now)
    # A step is open exactly while something in it blocks posting.
    open_steps = {blocker.step for blocker in found.blockers}
    steps = checklist.steps if checklist is not None else ()
    return row._replace(
        status=found.status,
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
        review_due=_review_due(session, found, context, waits[0]) if waits else "",
        deaths=sum(person.person_class == DECEASED for person in session.listed),
        exceptions=waits[2] if waits else 0,
        left_to_post=_left_to_post(session, found),
        uids=tuple(sorted(writers(session, context.originals))),
    )


def _still_due(session: Session, completions: Iterable[Completion]) -> str:
    """Return what the row keeps of the follow-ups of a post that are still owed.

    It is the same at any time: whether one is overdue is for whoever shows it.
    """
    entries = open_entries(ledger(session, completions, session.updated_at))
    return owed_json(
        Due(e.item.id, e.due.isoformat(), e.item.owed, e.item.who, e.item.ask, e.item.people)
        for e in entries
        if e.due is not None
    )


def with_completions(row: Listed, session: Session, completions: Sequence[Completion]) -> Listed:
    """Return the row with what was done after the post, and what is still owed."""
    asked = {item.id for item in session.follow_ups if item.ask == VICTIM_SERVICES}
    served_by = {found.by.uid for found in completions if found.item in asked}
    gone = removals(session, completions)
    down = [(platform, found.done_at.isoformat()) for platform, found in gone.items()]
    return row._replace(
        owed=_still_due(session, completions),
        served_by=" ".join(map(str, sorted(served_by))),
        down=json.dumps(down, separators=(",", ":")) if down else "",
    )


def _left_to_post(session: Session, found: Status) -> int:
    """Return on how many chosen platforms a posted session may still go out.

    None once the ready mark lapses: an author who posts on fewer platforms than were chosen need
    not record that.
    """
    if found.status != "posted" or not found.may_be_posted:
        return 0
    return sum(session.posted_on(name) is None for name in session.draft.platforms)


def _waits(
    session: Session,
    checklist: Checklist | None,
    found: Status,
    context: SessionContext,
    now: datetime,
) -> tuple[WaitsFor, datetime, int] | None:
    """Return what waits for a supervisor, since when, and how many exceptions are asked for."""
    if checklist is None or not may_wait(session):
        return None
    waiting = [
        r for r in exception_requests(session, checklist, context, now) if r.state == "waiting"
    ]
    if session.posted:
        what: WaitsFor = "early" if any(posted.early for posted in session.posted) else "after"
        if not is_to_be_reviewed(session) or _is_reviewed(session, context):
            if not to_confirm(session, context.reviews):
                return None
            what = "phone"
        return what, min(posted.recorded_at for posted in session.posted), len(waiting)
    if waiting:
        return "exception", min(request.at for request in waiting), len(waiting)
    if found.by_phone is not None:
        return "phone", found.by_phone.at, 0
    if found.awaits_approval and found.is_ready and session.ready is not None:
        return "approval", session.ready.at, 0
    return None


def _review_due(
    session: Session, found: Status, context: SessionContext, waits_for: WaitsFor
) -> str:
    """Return by when a supervisor reviews a post, or confirms what was approved by phone."""
    due = [confirm_due(one) for one in to_confirm(session, context.reviews)]
    due += [confirm_due(found.by_phone)] if found.by_phone is not None else []
    if waits_for == "after":
        due += [one.review_due for one in session.posted if one.review_due is not None]
    return min(due).isoformat() if due else ""


def _is_reviewed(session: Session, context: SessionContext) -> bool:
    """Return whether a supervisor has given its after-post review since the post was recorded."""
    newest = max(posted.recorded_at for posted in session.posted)
    return any(r.verdict in AFTER_POST and r.at >= newest for r in context.reviews)
