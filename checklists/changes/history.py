"""What changes have in common: what they refuse, and one more entry in the history."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from checklists.errors import Refused
from checklists.session.evidence import (
    LONGEST_PERSON,
    NAME_AND_ROLE,
    is_the_author,
    names_somebody,
)
from checklists.session.fingerprints import next_history_digest
from checklists.session.model import Actor, EventKind, HistoryEntry, Session
from checklists.text import accept_text


def refuse_if_over(session: Session, *, posting: bool = False) -> None:
    """Raise Refused where the session may not be changed any more, or not yet.

    A posted session can only be recorded as posted elsewhere: that is `posting`.
    """
    if not session.sealed:
        raise Refused(
            "Changed outside the program",
            "Somebody edited this session's file outside the program.",
            "Read it through. Then accept it as it is, or start over.",
        )
    if session.withdrawn is not None or any(e.did == "withdrawn" for e in session.history):
        raise Refused(
            "Canceled",
            "This session was canceled, and the reason is on record.",
            "Start a new one for another post.",
        )
    if not posting and (session.posted or any(e.did == "posted" for e in session.history)):
        raise Refused(
            "Posted",
            "This post went out, so its record cannot change.",
            "You can update or correct it in a new session.",
        )


def accept_verifier(verified_by: str) -> str:
    """Return the name of who verified something, as it is stored."""
    return accept_text(verified_by, "Who verified it", longest=LONGEST_PERSON, field="verified-by")


def refuse_own(verifier: str, actor: Actor, why: str, what_to_do: str) -> None:
    """Raise Refused where nobody is named as having verified something, or only the author."""
    if not verifier or is_the_author(verifier, actor):
        raise Refused("Somebody else must verify it", why, what_to_do, field="verified-by")
    if not names_somebody(verifier):
        what = "This does not say who verified it."
        raise Refused("A name and a role", what, NAME_AND_ROLE, field="verified-by")


def with_entry(session: Session, entry: HistoryEntry, *, posting: bool = False) -> Session:
    """Return the session with one more entry at the end of its history."""
    refuse_if_over(session, posting=posting)
    digest = next_history_digest(session.history_digest, entry)
    return replace(session, history=(*session.history, entry), history_digest=digest)


def history_entry(actor: Actor, now: datetime, did: EventKind, **more: object) -> HistoryEntry:
    """Return an entry for what was done, by whom and when; `more` are its other fields."""
    return HistoryEntry(at=now, by=actor.account, did=did, **more)  # type: ignore[arg-type]


def next_label(letter: str, used: Iterable[str]) -> str:
    """Return the next label with this letter. Labels are never used twice."""
    numbers = [
        int(label[1:])
        for label in used
        if label[:1] == letter and re.fullmatch("[0-9]{1,6}", label[1:])
    ]
    return f"{letter}{max(numbers, default=0) + 1}"
