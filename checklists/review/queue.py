"""The review queue: what waits for a supervisor, the most urgent and oldest first. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from checklists.gate.context import SessionContext
from checklists.session.list_row import Due, Listed
from checklists.session.model import Account, Actor, HistoryEntry, Session
from checklists.session.review import Review, conflict_in

FOLLOW_UP = "follow-up"
"""What a session waits for of which only follow-ups are overdue."""
BACK_TO_THE_AUTHOR = ("returned", "exception-refused")
"""The verdicts after which the author has something to fix."""


class QueueRow(Struct, frozen=True):
    """One session that waits for a supervisor.

    `folder` is its author's; `not_yours` says why this reviewer may not review it, and is empty
    where they may. `overdue` are the follow-ups of its post whose time is over; `is_late`: so is
    that of its after-post review. `taken_down` has where the post is no longer, and since when.
    """

    session: str
    folder: str
    waits_for: str
    status: str
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
    overdue: tuple[Due, ...] = ()
    is_late: bool = False
    taken_down: tuple[tuple[str, str], ...] = ()
    held: bool = False


class QueueFilter(Struct, frozen=True):
    """Which rows to show; an empty field allows all.

    Every word of `text` must occur in the row: in the case number, the type, the author, the
    status, what it waits for, or the ID.
    """

    waits_for: str = ""
    status: str = ""
    incident_type: str = ""
    author: str = ""
    since: date | None = None
    text: str = ""


def queue_row(found: Listed, now: datetime, reviewer: Actor, folder: str = "") -> QueueRow | None:
    """Return the session's row, or None while nothing in it waits and nothing of it is overdue."""
    overdue = tuple(due for due in found.due if due.is_overdue(now))
    if not found.waits_for and not overdue:
        return None
    since = datetime.fromisoformat(found.since or overdue[0].at)
    return QueueRow(
        session=found.id,
        folder=folder or found.author,
        waits_for=found.waits_for or FOLLOW_UP,
        status=found.status,
        since=since,
        age=max(now - since, timedelta()),
        incident_type=found.incident_type,
        short=found.short,
        urgent=found.urgent,
        deaths=found.deaths,
        exceptions=found.exceptions,
        author=found.author,
        author_uid=found.author_uid,
        case_number=found.case_number,
        # Whoever wrote a post may do what it owes.
        not_yours=conflict_in(found.author_uid, found.uids, reviewer) if found.waits_for else "",
        overdue=overdue,
        is_late=found.is_review_late(now),
        taken_down=found.taken_down,
        held=found.held,
    )


def in_order(rows: Iterable[QueueRow]) -> tuple[QueueRow, ...]:
    """Return the rows in the order of the queue.

    What was posted early first, then what is overdue after a post; then requested exceptions, then
    urgent types, then deaths; among equals the oldest. What the reviewer may not review comes after
    what they may.
    """
    return tuple(sorted(rows, key=_place))


def _place(row: QueueRow) -> tuple[bool, int, bool, bool, datetime, str]:
    grave = 1 if row.overdue or row.is_late else 2 if row.waits_for == "exception" else 3
    grave = 0 if row.waits_for == "early" else grave
    return (bool(row.not_yours), grave, not row.urgent, not row.deaths, row.since, row.session)


def filtered_rows(rows: Iterable[QueueRow], wanted: QueueFilter) -> tuple[QueueRow, ...]:
    """Return the rows that a filter accepts, in their order."""
    words = wanted.text.casefold().split()
    return tuple(
        row
        for row in rows
        if (not wanted.waits_for or row.waits_for == wanted.waits_for)
        and (not wanted.status or row.status == wanted.status)
        and (not wanted.incident_type or row.incident_type == wanted.incident_type)
        and (not wanted.author or row.author == wanted.author)
        and (wanted.since is None or row.since.date() >= wanted.since)
        and _has_words(row, words)
    )


def _has_words(row: QueueRow, words: list[str]) -> bool:
    if not words:
        return True
    said = (row.case_number, row.short, row.session, row.author, row.status, row.waits_for)
    text = "\n".join(said).casefold()
    return all(word in text for word in words)


class NewReview(Struct, frozen=True):
    """What a supervisor said about one of the author's sessions, for the home screen."""

    session: str
    verdict: str
    by: Account
    at: datetime
    comment: str
    steps: tuple[str, ...]


def new_reviews(session: Session, context: SessionContext) -> tuple[NewReview, ...]:
    """Return the reviews since the author last did something, the newest first."""
    entries: tuple[HistoryEntry, ...] = session.history
    last = max((entry.at for entry in entries), default=session.started_at)
    return tuple(
        NewReview(
            session=session.id,
            verdict=review.verdict,
            by=review.by,
            at=review.at,
            comment=review.comment,
            steps=(*([review.step] if review.step else []), *(c.step for c in review.comments)),
        )
        for review in sorted(context.reviews, key=lambda found: found.at, reverse=True)
        if review.at >= last
    )


def comments_on(
    step_id: str, session: Session, context: SessionContext
) -> tuple[tuple[Account, str], ...]:
    """Return who commented on one step since it was last answered, and what they said.

    Comments that a later review took back are left out.
    """
    return tuple(
        (review.by, review.comment_on(step_id))
        for review in _current_comments(step_id, session, context)
    )


def _current_comments(
    step_id: str, session: Session, context: SessionContext
) -> tuple[Review, ...]:
    """Return the reviews whose comment on a step still applies.

    The step was not answered since, and no later review took the comment back.
    """
    answer = session.answer(step_id)
    return tuple(
        review
        for review in context.reviews
        if review.comment_on(step_id)
        and (answer is None or review.at >= answer.at)
        and not any(_takes_back(later, review, step_id) for later in context.reviews)
    )


def _takes_back(later: Review, earlier: Review, step_id: str) -> bool:
    """Return whether a review cancels what an earlier one said on a step.

    A verdict on that very step does, and an approval of the whole after a return. Of two in the
    same second, the one that blocks counts.
    """
    if _moment(later) <= _moment(earlier):
        return False
    if later.step == step_id:
        return True
    return later.verdict == "approved" and earlier.verdict == "returned"


def _moment(review: Review) -> tuple[datetime, bool]:
    return review.at, review.verdict in BACK_TO_THE_AUTHOR


def returned_steps(session: Session, context: SessionContext) -> tuple[str, ...]:
    """Return the steps that a supervisor sent back and that were not answered again since.

    They are in the order of the comments; the author sees them first.
    """
    steps = dict.fromkeys(
        step
        for review in context.reviews
        if review.verdict in BACK_TO_THE_AUTHOR
        for step in (*([review.step] if review.step else []), *(c.step for c in review.comments))
    )
    return tuple(
        step
        for step in steps
        if any(r.verdict in BACK_TO_THE_AUTHOR for r in _current_comments(step, session, context))
    )
