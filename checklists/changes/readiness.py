"""The whole session: ready for exactly this content, given up, or taken over as it stands."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import LONGEST_NOTE, history_entry, with_entry
from checklists.clean_text import accept_text
from checklists.definition import Checklist
from checklists.digests import content_digest
from checklists.gate import Blocker, blockers
from checklists.problems import Refused
from checklists.returning import StillReturned, return_that_holds
from checklists.review import Review
from checklists.session import Actor, Ready, Session, Withdrawn


class NotReady(Refused):
    """Marking ready was refused; `blockers` names every reason."""

    def __init__(self, found: tuple[Blocker, ...]) -> None:
        super().__init__(
            "Not ready",
            f"{len(found)} still open: " + ", ".join(blocker.short for blocker in found) + ".",
            "Each one names who can answer it.",
        )
        self.blockers = found


def mark_ready(
    session: Session,
    checklist: Checklist,
    reviews: tuple[Review, ...],
    *,
    shown: str,
    actor: Actor,
    now: datetime,
    originals: tuple[Session, ...] = (),
) -> Session:
    """Mark the session ready for exactly the content whose digest was `shown`.

    Raises NotReady with every blocker. There is no way around the gate. Raises StillReturned while
    a supervisor's newest verdict on this content is a return: the mark would count for nothing.
    """
    found = blockers(session, checklist, reviews, now, originals)
    if found:
        raise NotReady(found)
    digest = content_digest(session)
    if shown != digest:
        raise Refused(
            "It changed meanwhile",
            "What was shown is no longer what the session holds.",
            "Read it again, then mark it ready.",
        )
    returned = return_that_holds(session, reviews)
    if returned is not None:
        raise StillReturned(returned)
    ready = Ready(digest=digest, at=now, by=actor.label)
    entry = history_entry(actor, now, "marked-ready", digest=digest)
    return with_entry(replace(session, ready=ready), entry)


def withdraw(session: Session, reason: str, *, actor: Actor, now: datetime) -> Session:
    """Give the post up, with a reason."""
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE)
    if not accepted:
        raise Refused("A reason is needed", "It stays on record.", "Say why.", field="reason")
    withdrawn = Withdrawn(reason=accepted, at=now, by=actor.label)
    entry = history_entry(actor, now, "withdrawn", note=accepted)
    return replace(with_entry(session, entry), withdrawn=withdrawn)


def carry_to_checklist(
    session: Session, checklist: Checklist, *, actor: Actor, now: datetime
) -> Session:
    """Take the session to its checklist's present revision.

    Answers whose step is worded as it was asked, and as victim-related as it was, stay; the others
    go to the history, whole.
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
            note="asked in another way now" if step else "no longer asked",
        )
        kept = tuple(found for found in session.steps if found.id != answer.id)
        session = with_entry(replace(session, steps=kept), entry)
    entry = history_entry(actor, now, "checklist-carried", note=session.checklist_revision)
    carried = replace(session, checklist_revision=checklist.revision, ready=None)
    return with_entry(carried, entry)


def take_over_hand_edit(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Accept a file that was changed outside the program as it stands. The ready mark goes."""
    if session.sealed:
        return session
    taken = replace(session, sealed=True, ready=None)
    entry = history_entry(actor, now, "hand-edit-taken-over", digest=content_digest(taken))
    return with_entry(taken, entry)
