"""The status of a session: derived each time from the session, its reviews and the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.model import Checklist
from checklists.gate.blockers import decision
from checklists.gate.cold_read import why_not_cold
from checklists.gate.context import Blocker, SessionContext
from checklists.gate.not_needed import NotNeeded
from checklists.gate.phone_approval import CONFIRM_WITHIN, approved_by_phone
from checklists.session.evidence import span_words
from checklists.session.fingerprints import content_digest
from checklists.session.list_row import StatusName
from checklists.session.model import PhoneApproval, Session
from checklists.session.review import ApprovalRule, Review, is_surely_later

_WHY_NOT: dict[str, str] = {
    "withdrawn": "The session was canceled.",
    "returned": "A supervisor returned it.",
    "in-progress": "It was not marked ready.",
    "posted": "It was already posted.",
}


class Status(Struct, frozen=True):
    """The status, why a ready mark no longer counts, and what blocks posting.

    `before_posting` is the status apart from what was posted already; `awaits_approval` says why a
    ready post may not go out yet, where a supervisor must approve it first, and `approved_at` is
    since when it may; `by_phone` is the approval by phone that stands for one until it is
    confirmed. `reviewed_afterward`: nobody has approved it, and a supervisor reviews it
    once it is posted. `not_needed` has the steps that are not needed, by id, and why.
    """

    status: StatusName
    lapsed_because: str
    blockers: tuple[Blocker, ...]
    before_posting: StatusName
    awaits_approval: str = ""
    approved_at: datetime | None = None
    by_phone: PhoneApproval | None = None
    reviewed_afterward: bool = False
    not_needed: dict[str, NotNeeded] = {}

    @property
    def is_ready(self) -> bool:
        """Return whether a ready mark counts now, approved or not."""
        return self.before_posting in ("ready", "approved")

    @property
    def may_be_posted(self) -> bool:
        """Return whether the text may leave the program, for platforms it is not posted on yet."""
        return self.is_ready and not self.awaits_approval

    @property
    def why_not_posted(self) -> str:
        """Return why the text may not leave the program; empty while it may."""
        if self.may_be_posted:
            return ""
        return self.lapsed_because or self.awaits_approval or _WHY_NOT.get(self.status, "")

    @property
    def may_be_approved(self) -> bool:
        """Return whether there is something to approve: a valid ready mark, and nothing posted."""
        if self.status in ("posted", "withdrawn") or self.blockers or self.lapsed_because:
            return False
        return self.before_posting in ("ready", "approved", "returned")


def status_of(
    session: Session,
    checklist: Checklist | None,
    context: SessionContext,
    now: datetime,
) -> Status:
    """Return the session's status now. `checklist` is None where its type cannot be used."""
    left_out: dict[str, NotNeeded] = {}
    if checklist is None:
        found: tuple[Blocker, ...] = (
            Blocker(
                "checklist-changed",
                "checklist missing",
                f"The type {session.incident_type} cannot be used; see `cleartopost check`.",
                "Whoever manages the checklists",
            ),
        )
    else:
        found, left_out = decision(session, checklist, context, now)
    because = _lapsed_because(session, checklist, found, now)
    if session.ready is not None and context.is_transient and not because:
        because = (
            "A review or an original session cannot be read now and may block posting. Try again."
        )
    approval = context.approval
    verdicts = verdicts_in_force(session, context.reviews)
    why_not = [
        _why_not_now(verdict, approval, now) or why_not_cold(verdict, session, checklist, context)
        for verdict in verdicts
    ]
    counted = [verdict for verdict, why in zip(verdicts, why_not, strict=True) if not why]
    before = _before_posting(session, because, found, counted)
    awaits, phoned = "", None
    if before == "ready" and approval.needed:
        phoned = approved_by_phone(session, context, now)
    if before == "ready" and approval.needed and phoned is None:
        awaits = why_not[-1] if why_not else "A supervisor must approve it before it is posted."
    status: StatusName = "posted" if session.posted and before != "withdrawn" else before
    approved_at = counted[0].at if before == "approved" and approval.needed else None
    approved_at = phoned.at if phoned is not None else approved_at
    afterward = approval.afterward and before != "approved"
    return Status(status, because, found, before, awaits, approved_at, phoned, afterward, left_out)


def read_at(session: Session, now: datetime) -> datetime:
    """Return the time by which somebody reads a session: a post that is out, as it went out.

    What went stale afterward was no reason not to post it. One that was not ready then is read as
    it was when that was recorded.
    """
    if not session.is_out:
        return now
    first = min(session.posted, key=lambda posted: posted.at)
    return first.recorded_at if first.early == "ready" else first.at


def status_to_read(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> Status:
    """Return the status as somebody reads it, which opens nothing."""
    found = status_of(session, checklist, context, read_at(session, now))
    if not session.is_out:
        return found
    # What went out early says so itself.
    return replace(found, lapsed_because="", awaits_approval="")


def _why_not_now(review: Review, approval: ApprovalRule, now: datetime) -> str:
    """Return why a verdict in force does not count at this time; empty where it does."""
    if review.verdict == "returned":
        return ""
    if review.at > now:
        return "The approval's time is in the future; the clock may be wrong."
    if now - review.at > approval.valid_for:
        return f"It was approved more than {span_words(approval.valid_for)} ago."
    return ""


def _lapsed_because(
    session: Session, checklist: Checklist | None, found: tuple[Blocker, ...], now: datetime
) -> str:
    ready = session.ready
    if ready is None:
        return ""
    if ready.digest != content_digest(session):
        return "The content changed after it was marked ready."
    if found:
        return "It was marked ready, but something blocks it now."
    if ready.at < session.started_at:
        return "The ready mark is older than the session."
    if ready.at > now:
        return "The ready mark's time is in the future; the clock may be wrong."
    if checklist is not None and now - ready.at > checklist.fresh_for:
        return f"It was marked ready more than {span_words(checklist.fresh_for)} ago."
    return ""


def _before_posting(
    session: Session, because: str, found: tuple[Blocker, ...], verdicts: list[Review]
) -> StatusName:
    if session.withdrawn is not None:
        return "withdrawn"
    if verdicts and verdicts[-1].verdict == "returned":
        return "returned"
    if session.ready is None:
        return "in-progress"
    if because or found:
        return "lapsed"
    return "approved" if verdicts else "ready"


def verdicts_in_force(session: Session, reviews: tuple[Review, ...]) -> tuple[Review, ...]:
    """Return the approvals, or else the returns, that count for this exact content; newest last.

    An approval counts only if it is surely later than every return, whatever content that was on: a
    file that was approved, changed, returned and put back is not approved. A return counts on its
    own content, and where the file lacks the history that it was given with.
    """
    verdicts = sorted(
        (review for review in reviews if review.verdict in ("approved", "returned")),
        key=lambda review: review.at,
    )
    if not verdicts:
        return ()
    digest = content_digest(session)
    returns = [review for review in verdicts if review.verdict == "returned"]
    approvals = tuple(
        review
        for review in verdicts
        if review.verdict == "approved"
        and review.digest == digest
        and all(is_surely_later(review, found) for found in returns)
    )
    blocking = (found for found in returns if found.digest == digest or not found.fits_history)
    return approvals or tuple(blocking)


def return_in_force(session: Session, reviews: tuple[Review, ...]) -> Review | None:
    """Return the return of this exact content that no later verdict took back, or None."""
    verdicts = verdicts_in_force(session, reviews)
    return verdicts[-1] if verdicts and verdicts[-1].verdict == "returned" else None


def next_status_change(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> datetime | None:
    """Return the first moment, `now` or later, at which time alone may change the status.

    Returns None where it never will. The gate and the status compare the clock with the times in
    the record and the reviews, each alone or with one of the definitions' spans added. Between two
    such moments a status stays valid. More moments than the gate needs do no harm: the status is
    then derived once more.
    """
    spans = {timedelta(), context.approval.valid_for, CONFIRM_WITHIN, *_fresh_for(checklist)}
    moments = (at + span for at in _times(session, context) for span in spans)
    return min((moment for moment in moments if moment >= now), default=None)


def _fresh_for(checklist: Checklist | None) -> Iterator[timedelta]:
    if checklist is not None:
        yield checklist.fresh_for
        yield from (step.fresh_for for step in checklist.steps if step.fresh_for is not None)


def _times(session: Session, context: SessionContext) -> Iterator[datetime]:
    if session.ready is not None:
        yield session.ready.at
    yield from (review.at for review in context.reviews)
    yield from (at for found in session.by_phone for at in (found.at, found.recorded_at))
    yield from (question.at for question in session.questions)
    for answer in session.steps:
        yield answer.at
        for record in answer.evidence:
            yield from (
                value
                for value in record.values()
                if isinstance(value, datetime) and value.tzinfo is not None
            )
