"""Recording that a post went out: when, where, and truthfully whether it might."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import LONGEST_NOTE, history_entry, with_entry
from checklists.clean_text import accept_text
from checklists.digests import content_digest, digest_of
from checklists.problems import Refused
from checklists.session import Actor, Early, Posted, Session
from checklists.standing import Standing

LONGEST_LINK = 300


def too_early(session: Session, found: Standing, at: datetime) -> Early:
    """What was missing when a post went out at `at`: nothing, the ready mark, or an approval."""
    if not found.is_ready or session.ready is None or at < session.ready.at:
        return "ready"
    if found.awaits_approval or (found.approved_at is not None and at < found.approved_at):
        return "approval"
    return ""


def record_posted(
    session: Session,
    found: Standing,
    platform: str,
    *,
    at: datetime,
    link: str = "",
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Record that it was posted on one platform, and when.

    `found` is where the session stands now. What went out before it might is recorded as it
    happened, with a reason; a reason that is not needed is refused, so that none is made a habit.
    """
    if platform not in session.draft.platforms:
        chosen = ", ".join(session.draft.platforms) or "none"
        raise Refused(
            "Not on that platform",
            f"This session goes to: {chosen}.",
            "Name one of them.",
            field="platform",
        )
    if session.posted_on(platform) is not None:
        raise Refused("Recorded already", f"It was posted on {platform}.", "Nothing to do.")
    if not session.draft.text.strip():
        raise Refused("Nothing to post", "There is no accepted text.", "Accept the draft first.")
    moment = at.replace(microsecond=0)
    if moment.tzinfo is None or moment > now:
        raise Refused(
            "Not yet", "This time has not come yet.", "Give the time it went out.", field="at"
        )
    early = too_early(session, found, moment)
    because = accept_text(reason, "The reason", longest=LONGEST_NOTE)
    if early and not because:
        missing = "it was marked ready" if early == "ready" else "a supervisor approved it"
        raise Refused(
            "A reason is needed",
            f"It went out before {missing}; that is recorded as it was.",
            "Say why; the supervisor sees it.",
            field="reason",
        )
    posted = Posted(
        platform=platform,
        at=moment,
        digest=content_digest(session),
        recorded_at=now,
        by=actor.label,
        link=accept_text(link, "The link", longest=LONGEST_LINK),
        early=early,
        reason=because if early else "",
    )
    entry = history_entry(
        actor, now, "posted", item=platform, digest=digest_of(posted), note=posted.reason
    )
    return replace(with_entry(session, entry, posting=True), posted=(*session.posted, posted))
