"""The review queue: what waits for a supervisor, the gravest and oldest first. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.reviewing import own_part
from checklists.session import Actor, HistoryEntry, Session
from checklists.standing import Status

DECEASED = "deceased"

WaitsFor = Literal["exception", "approval", "note"]
"""An exception that was asked for; an approval that policy needs; a word on a post that went out
before it might."""


class QueueRow(Struct, frozen=True):
    """One session that waits. `not_yours` says why this reviewer may not review it; empty where
    they may."""

    session: str
    waits_for: WaitsFor
    status: Status
    since: datetime
    age: timedelta
    incident_type: str
    short: str
    urgent: bool
    deaths: int
    exceptions: int
    author: str
    author_uid: int
    case_number: str
    not_yours: str = ""


class Wanted(Struct, frozen=True):
    """Which rows to show; empty: all. `text` is looked for in the case number and the ID."""

    waits_for: str = ""
    status: str = ""
    incident_type: str = ""
    author: str = ""
    since: date | None = None
    text: str = ""


def may_wait(session: Session) -> bool:
    """Whether a session can be in the queue at all: a look that costs nothing, so that only these
    are asked how they stand."""
    if session.withdrawn is not None:
        return False
    if session.posted:
        return any(posted.early for posted in session.posted)
    return session.ready is not None or any(a.outcome == "exception" for a in session.steps)


def queue_row(
    session: Session,
    checklist: Checklist | None,
    beside: Beside,
    now: datetime,
    reviewer: Actor,
) -> QueueRow | None:
    """The session's row, or None while nothing in it waits for a supervisor."""
    if checklist is None or not may_wait(session):
        return None
    found = beside.standing(session, checklist, now)
    waiting = [r for r in beside.requests(session, checklist, now) if r.state == "waiting"]
    waits_for: WaitsFor
    if session.posted:
        if _is_noted(session, beside):
            return None
        waits_for, since = "note", min(posted.recorded_at for posted in session.posted)
    elif waiting:
        waits_for, since = "exception", min(request.at for request in waiting)
    elif found.awaits_approval and found.is_ready and session.ready is not None:
        waits_for, since = "approval", session.ready.at
    else:
        return None
    return QueueRow(
        session=session.id,
        waits_for=waits_for,
        status=found.status,
        since=since,
        age=max(now - since, timedelta()),
        incident_type=session.incident_type,
        short=checklist.short,
        urgent=checklist.urgent,
        deaths=sum(person.person_class == DECEASED for person in session.listed),
        exceptions=len(waiting),
        author=session.author,
        author_uid=session.author_uid,
        case_number=session.case_number,
        not_yours=own_part(session, reviewer),
    )


def _is_noted(session: Session, beside: Beside) -> bool:
    """Whether a supervisor has said something since the post was recorded."""
    newest = max(posted.recorded_at for posted in session.posted)
    return any(review.at >= newest for review in beside.reviews)


def in_order(rows: Iterable[QueueRow]) -> tuple[QueueRow, ...]:
    """The gravest first: exceptions asked for, then urgent types, then deaths; of equal ones the
    oldest. What the reviewer may not review comes after what they may."""
    return tuple(sorted(rows, key=_place))


def _place(row: QueueRow) -> tuple[bool, int, bool, bool, datetime, str]:
    grave = 0 if row.waits_for == "exception" else 1
    return (bool(row.not_yours), grave, not row.urgent, not row.deaths, row.since, row.session)


def wanted_rows(rows: Iterable[QueueRow], wanted: Wanted) -> tuple[QueueRow, ...]:
    """Those rows that a filter lets through, in their order."""
    text = wanted.text.casefold()
    return tuple(
        row
        for row in rows
        if (not wanted.waits_for or row.waits_for == wanted.waits_for)
        and (not wanted.status or row.status == wanted.status)
        and (not wanted.incident_type or row.incident_type == wanted.incident_type)
        and (not wanted.author or row.author == wanted.author)
        and (wanted.since is None or row.since.date() >= wanted.since)
        and (not text or text in row.case_number.casefold() or text in row.session.casefold())
    )


class CameBack(Struct, frozen=True):
    """What a supervisor said about one of the author's sessions, for the home screen."""

    session: str
    verdict: str
    by: str
    at: datetime
    comment: str
    steps: tuple[str, ...]


def came_back(session: Session, beside: Beside) -> tuple[CameBack, ...]:
    """Supervisors' words since the author last did something, the newest first."""
    entries: tuple[HistoryEntry, ...] = session.history
    last = max((entry.at for entry in entries), default=session.started_at)
    return tuple(
        CameBack(
            session=session.id,
            verdict=review.verdict,
            by=review.by,
            at=review.at,
            comment=review.comment,
            steps=(*([review.step] if review.step else []), *(c.step for c in review.comments)),
        )
        for review in sorted(beside.reviews, key=lambda found: found.at, reverse=True)
        if review.at >= last
    )


def comments_on(step_id: str, session: Session, beside: Beside) -> tuple[tuple[str, str], ...]:
    """What supervisors said about one step since it was last answered: who, and the words."""
    answer = session.answer(step_id)
    return tuple(
        (review.by, review.comment_on(step_id))
        for review in beside.reviews
        if review.comment_on(step_id) and (answer is None or review.at >= answer.at)
    )


def returned_steps(session: Session, beside: Beside) -> tuple[str, ...]:
    """The steps that a supervisor commented on and the author has not answered again since, in the
    order of the comments: they come first when the author comes back."""
    steps = dict.fromkeys(
        step
        for review in beside.reviews
        if review.verdict in ("returned", "exception-refused")
        for step in (*([review.step] if review.step else []), *(c.step for c in review.comments))
    )
    return tuple(step for step in steps if comments_on(step, session, beside))
