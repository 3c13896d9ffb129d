"""The wrong-type questions."""

from datetime import datetime

from msgspec.structs import replace

from checklists.changes._history import LONGEST_NOTE, history_entry, with_entry
from checklists.clean_text import accept_text
from checklists.definition import Checklist
from checklists.digests import digest_of, given_for
from checklists.problems import Refused
from checklists.session import Actor, GuardAnswer, Session


def answer_guard(
    session: Session,
    checklist: Checklist,
    guard_id: str,
    *,
    yes: bool,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a wrong-type question. A yes needs a reason to stay with this type."""
    guard = checklist.guard(guard_id)
    if guard is None:
        raise Refused("Not asked", f"This type has no question {guard_id}.", "Nothing to do.")
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE)
    if yes and not accepted:
        raise Refused(
            "A reason is needed",
            "A yes points at a heavier incident type.",
            "Say why this type is right all the same, or start the other one.",
            field="reason",
        )
    answer = GuardAnswer(
        id=guard_id,
        yes=yes,
        reason=accepted if yes else "",
        at=now,
        by=actor.label,
        given_for=given_for(session, guard.binds),
    )
    kept = tuple(found for found in session.guards if found.id != guard_id)
    entry = history_entry(
        actor, now, "guard", item=guard_id, digest=digest_of(answer), note=answer.reason
    )
    return with_entry(replace(session, guards=(*kept, answer)), entry)
