"""What a supervisor approved by phone: whether it counts, and what of it is still to be confirmed.

The author alone states it, so it counts only where policy turns that on, for a supervisor whom
policy lists, and until that account must have confirmed it.
"""

from datetime import datetime

from checklists.gate.context import SessionContext
from checklists.session.fingerprints import content_digest
from checklists.session.model import PhoneApproval, Session
from checklists.session.review import AFTER_POST, REVIEW_WITHIN, Review

CONFIRM_WITHIN = REVIEW_WITHIN
"""By when the supervisor confirms it from their own account."""


def approved_by_phone(
    session: Session, context: SessionContext, now: datetime
) -> PhoneApproval | None:
    """Return the newest approval by phone that counts for this content, or None.

    The session must be marked ready before it, and no return may be as late: it is only stated.
    """
    rule, ready = context.approval, session.ready
    if not rule.by_phone or ready is None:
        return None
    listed = {(found.uid, found.name) for found in context.on_call}
    returns = [review.at for review in context.reviews if review.verdict == "returned"]
    digest = content_digest(session)
    counted = [
        found
        for found in session.by_phone
        if found.digest == digest
        and (found.uid, found.supervisor) in listed
        and found.by.uid == session.author_uid
        and ready.at <= found.at <= found.recorded_at <= now
        and now - found.at <= min(rule.valid_for, CONFIRM_WITHIN)
        and all(found.at > returned for returned in returns)
    ]
    return max(counted, key=lambda found: found.at, default=None)


def to_confirm(session: Session, reviews: tuple[Review, ...]) -> tuple[PhoneApproval, ...]:
    """Return the approvals by phone with which a post went out, and nobody confirmed yet.

    Only the supervisor's own account does: by an after-post review, or by the approval itself.
    """
    posted = {found.digest for found in session.posted if not found.early}
    return tuple(
        found
        for found in session.by_phone
        if found.digest in posted and not any(_confirms(review, found) for review in reviews)
    )


def _confirms(review: Review, found: PhoneApproval) -> bool:
    is_approval = review.verdict == "approved" and review.digest == found.digest
    is_theirs = review.by.uid == found.uid and review.at >= found.at
    return is_theirs and (is_approval or review.verdict in AFTER_POST)


def confirm_due(found: PhoneApproval) -> datetime:
    """Return by when an approval by phone is confirmed."""
    return found.at + CONFIRM_WITHIN
