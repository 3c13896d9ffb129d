"""Where a session stands: derived each time from the session, its reviews and the clock."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.definition import Checklist
from checklists.digests import content_digest
from checklists.evidence import span_words
from checklists.gate import Blocker, blockers
from checklists.review import STRICTEST_RULE, ApprovalRule, Review
from checklists.session import Session

Status = Literal[
    "unreadable",
    "withdrawn",
    "posted",
    "returned",
    "lapsed",
    "approved",
    "ready",
    "in-progress",
]


class Standing(Struct, frozen=True):
    """The status, why a ready mark no longer counts, and what holds the gate.

    `before_posting` is the status but for what was posted already; `awaits_approval` says why a
    ready post may not go out yet, where a supervisor must approve it first, and `approved_at` is
    since when it may.
    """

    status: Status
    lapsed_because: str
    blockers: tuple[Blocker, ...]
    before_posting: Status
    awaits_approval: str = ""
    approved_at: datetime | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a ready mark counts now, approved or not."""
        return self.before_posting in ("ready", "approved")

    @property
    def may_be_posted(self) -> bool:
        """Whether the text may leave the program (for the platforms it is not posted on yet)."""
        return self.is_ready and not self.awaits_approval

    @property
    def may_be_approved(self) -> bool:
        """Whether there is something to approve: a ready mark that counts, and nothing posted."""
        if self.status in ("posted", "withdrawn") or self.blockers or self.lapsed_because:
            return False
        return self.before_posting in ("ready", "approved", "returned")


def standing(
    session: Session,
    checklist: Checklist | None,
    reviews: tuple[Review, ...],
    now: datetime,
    *,
    originals: tuple[Session, ...] = (),
    approval: ApprovalRule = STRICTEST_RULE,
) -> Standing:
    """Where the session stands now. `checklist` is None when its type cannot be used.

    `originals` are the sessions that carried answers come from; `approval` is what policy asks
    before a post of this type. Whoever leaves one out gets the stricter answer.
    """
    if checklist is None:
        found: tuple[Blocker, ...] = (
            Blocker(
                "checklist-changed",
                "checklist missing",
                f"The type {session.incident_type} cannot be used; see `cleartopost check`.",
                "Whoever keeps the checklists",
            ),
        )
    else:
        found = blockers(session, checklist, reviews, now, originals)
    because = _lapsed_because(session, checklist, found, now)
    newest = newest_verdict(session, reviews)
    old = ""
    if newest is not None and newest.verdict == "approved":
        old = _too_old(newest, approval, now)
    before = _before_posting(session, because, found, newest if not old else None)
    awaits = ""
    if before == "ready" and approval.needed:
        awaits = old or "A supervisor must approve it before it is posted."
    status: Status = "posted" if session.posted and before != "withdrawn" else before
    counts = newest is not None and before == "approved" and approval.needed
    approved_at = newest.at if newest is not None and counts else None
    return Standing(status, because, found, before, awaits, approved_at)


def _too_old(review: Review, approval: ApprovalRule, now: datetime) -> str:
    if review.at > now:
        return "It was approved at a time that has not come yet: the clock was set back."
    if now - review.at > approval.holds:
        return f"It was approved more than {span_words(approval.holds)} ago."
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
        return "It was marked ready and something holds it now."
    if ready.at > now:
        return "It was marked ready at a time that has not come yet: the clock was set back."
    if checklist is not None and now - ready.at > checklist.fresh_for:
        return f"It was marked ready more than {span_words(checklist.fresh_for)} ago."
    return ""


def _before_posting(
    session: Session, because: str, found: tuple[Blocker, ...], newest: Review | None
) -> Status:
    if session.withdrawn is not None:
        return "withdrawn"
    if newest is not None and newest.verdict == "returned":
        return "returned"
    if session.ready is None:
        return "in-progress"
    if because or found:
        return "lapsed"
    return "approved" if newest is not None else "ready"


def newest_verdict(session: Session, reviews: tuple[Review, ...]) -> Review | None:
    """The newest approval or return of this exact content; of one second, the return counts."""
    verdicts = [review for review in reviews if review.verdict in ("approved", "returned")]
    if not verdicts:
        return None
    digest = content_digest(session)
    given = [review for review in verdicts if review.digest == digest]
    return max(given, key=lambda review: (review.at, review.verdict == "returned"), default=None)
