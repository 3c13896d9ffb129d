"""Changes to the session as a whole.

It is marked ready, recorded as posted, withdrawn, carried to a changed checklist, or accepted after
an edit by hand.
"""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes.draft import LONGEST_DRAFT
from checklists.changes.history import history_entry, with_entry
from checklists.definitions.model import Checklist
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.follow_ups.rules import owed_after, owed_for_picture, rules_digest
from checklists.gate.blockers import blockers
from checklists.gate.context import Blocker, SessionContext
from checklists.gate.status import Status, return_in_force
from checklists.session.evidence import LONGEST_PERSON, NAME_AND_ROLE, names_somebody
from checklists.session.fingerprints import content_digest
from checklists.session.model import (
    LONGEST_LINK,
    LONGEST_NOTE,
    Actor,
    Early,
    Live,
    Posted,
    Ready,
    Session,
    Withdrawn,
)
from checklists.session.review import REVIEW_WITHIN, Review
from checklists.session.word_differences import same_words, words_that_differ
from checklists.text import accept_text, shows_nothing


class NotReady(Refused):
    """Marking as ready was refused; `blockers` names every reason."""

    def __init__(self, found: tuple[Blocker, ...]) -> None:
        super().__init__(
            "Not ready",
            f"{len(found)} still open: " + ", ".join(blocker.short for blocker in found) + ".",
            "The list says who can answer each one.",
        )
        self.blockers = found


class StillReturned(Refused):
    """Marking as ready was refused: a supervisor returned exactly this content."""

    def __init__(self, review: Review) -> None:
        super().__init__(
            f"Returned by {review.by.called}",
            "Answer the returned steps again, or change the draft.",
            "Then you can mark it ready again.",
        )
        self.review = review


def mark_ready(
    session: Session,
    checklist: Checklist,
    context: SessionContext,
    *,
    shown: str,
    actor: Actor,
    now: datetime,
) -> Session:
    """Mark the session ready for exactly the content whose digest was `shown`.

    Raises NotReady with every blocker; nothing bypasses the gate. Raises StillReturned while a
    supervisor's newest verdict on this content is a return: the mark would not count.
    """
    found = blockers(session, checklist, context, now)
    if found:
        raise NotReady(found)
    digest = content_digest(session)
    if shown != digest:
        raise Refused(
            "It changed after you saw it",
            "The session changed after it was shown to you.",
            "Read it again, then mark it ready.",
        )
    returned = return_in_force(session, context.reviews)
    if returned is not None:
        raise StillReturned(returned)
    ready = Ready(digest=digest, at=now, by=actor.account)
    entry = history_entry(actor, now, "marked-ready", digest=digest)
    return with_entry(replace(session, ready=ready), entry)


def check_withdrawal(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Return the session unchanged. Raises, before a reason is asked for, what refuses one."""
    withdraw(session, "a reason", actor=actor, now=now)
    return session


def withdraw(session: Session, reason: str, *, actor: Actor, now: datetime) -> Session:
    """Withdraw the session, with a reason."""
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE, field="reason")
    if not accepted:
        raise Refused(
            "A reason is needed", "Your reason stays on record.", "Say why.", field="reason"
        )
    withdrawn = Withdrawn(reason=accepted, at=now, by=actor.account)
    entry = history_entry(actor, now, "withdrawn", note=accepted)
    return replace(with_entry(session, entry), withdrawn=withdrawn)


def carry_to_checklist(
    session: Session, checklist: Checklist, *, actor: Actor, now: datetime
) -> Session:
    """Bring the session to its checklist's current revision.

    Answers stay where the step's wording and its victim-related flag are unchanged; the others move
    to the history in full.
    """
    if session.checklist_revision == checklist.revision:
        return session
    for answer in session.steps:
        step = checklist.step(answer.id)
        if (
            step is not None
            and step.prompt == answer.prompt
            and step.victim_related == answer.victim_related
        ):
            continue
        entry = history_entry(
            actor,
            now,
            "checklist-carried",
            step=answer.id,
            superseded=answer,
            note="worded differently now" if step else "no longer asked",
        )
        kept = tuple(found for found in session.steps if found.id != answer.id)
        session = with_entry(replace(session, steps=kept), entry)
    entry = history_entry(actor, now, "checklist-carried", note=session.checklist_revision)
    carried = replace(session, checklist_revision=checklist.revision, ready=None)
    return with_entry(carried, entry)


def take_over_hand_edit(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Accept a file that was changed outside the program as it is; clear the ready mark."""
    if session.sealed:
        return session
    taken = replace(session, sealed=True, ready=None)
    entry = history_entry(actor, now, "hand-edit-taken-over", digest=content_digest(taken))
    return with_entry(taken, entry)


def too_early(session: Session, found: Status, at: datetime) -> Early:
    """Return what was missing when a post went out at `at`: the ready mark or an approval.

    Returns an empty text where nothing was missing.
    """
    if not found.is_ready or session.ready is None or at < session.ready.at:
        return "ready"
    if found.awaits_approval or (found.approved_at is not None and at < found.approved_at):
        return "approval"
    return ""


def record_posted(
    session: Session,
    found: Status,
    platform: str,
    *,
    at: datetime,
    checklist: Checklist | None = None,
    link: str = "",
    reason: str = "",
    ordered_by: str = "",
    live: Live = "",
    text: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Record that it was posted on one platform, and when.

    `found` is the session's status now. `live` is what the live post was seen to be, with its
    `text` where that differs. With the first platform, what the post owes is frozen, by
    the `checklist`; None where none can be used. A post that went out before it was allowed to is
    recorded as it happened, with a reason and who ordered it. Neither is kept where it is not
    needed, so that giving one does not become a habit.
    """
    if platform not in session.draft.platforms:
        chosen = ", ".join(session.draft.platforms) or "none"
        raise Refused(
            "Not posted there",
            f"This post goes to: {chosen}.",
            "Name one of them.",
            field="platform",
        )
    if session.posted_on(platform) is not None:
        raise Refused(
            "Recorded already", f"The post on {platform} is already recorded.", "Nothing to do."
        )
    if shows_nothing(session.draft.text):
        raise Refused("Nothing to post", "There is no accepted text.", "Accept the draft first.")
    moment = at.replace(microsecond=0)
    if moment.tzinfo is None or moment > now:
        raise Refused(
            "Not yet", "This time is in the future.", "Enter the time it went out.", field="at"
        )
    early = too_early(session, found, moment)
    because = accept_text(reason, "The reason", longest=LONGEST_NOTE, field="reason")
    if early and not because:
        missing = "it was marked ready" if early == "ready" else "a supervisor approved it"
        raise Refused(
            "A reason is needed",
            f"The post went out before {missing}. It is recorded as it happened.",
            "Say why; the supervisor sees it.",
            field="reason",
        )
    ordered = accept_text(ordered_by, "Who ordered it", longest=LONGEST_PERSON, field="ordered-by")
    if early and not names_somebody(ordered):
        raise Refused(
            "Who ordered it?",
            "Somebody decided to post before it was allowed. If it was you, enter your own name.",
            NAME_AND_ROLE,
            field="ordered-by",
        )
    differing = _live_text(session, platform, live, text)
    posted = Posted(
        platform=platform,
        at=moment,
        digest=content_digest(session),
        recorded_at=now,
        by=actor.account,
        link=accept_text(link, "The link", longest=LONGEST_LINK, field="link"),
        early=early,
        reason=because if early else "",
        ordered_by=ordered if early else "",
        live=live,
        text=differing,
        text_digest=digest_of(differing) if differing else "",
        differs=words_that_differ(session.draft.for_platform(platform), differing)
        if differing
        else (),
        review_due=moment + REVIEW_WITHIN if found.reviewed_afterward and not early else None,
    )
    if not session.posted and checklist is not None:
        posted = replace(
            posted,
            follow_up_rules=rules_digest(checklist),
            follow_ups=owed_after(session, checklist, moment),
        )
    own = owed_for_picture(session, posted)
    posted = replace(posted, follow_ups=(*posted.follow_ups, *own))
    entry = history_entry(
        actor, now, "posted", item=platform, digest=digest_of(posted), note=posted.reason
    )
    return replace(with_entry(session, entry, posting=True), posted=(*session.posted, posted))


def _live_text(session: Session, platform: str, live: Live, text: str) -> str:
    """Return the text of the live post where it differs, as it is stored; else an empty one."""
    if live != "text-differs":
        return ""
    accepted = accept_text(text, "The text", lines=True, longest=LONGEST_DRAFT, field="text")
    if shows_nothing(accepted):
        what = "The live post differs from the accepted text, so the live text is kept."
        raise Refused("The text is missing", what, "Paste it.", field="text")
    if same_words(session.draft.for_platform(platform), accepted):
        what = "This is the accepted text; line breaks and spaces do not count."
        raise Refused("Nothing differs", what, "Look again, and say what you see.", field="text")
    return accepted
