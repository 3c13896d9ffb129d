"""What every change does alike: refuse what is over, and add one entry to the history."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from checklists.problems import Refused
from checklists.session import Actor, Did, HistoryEntry, Session

LONGEST_NOTE = 200


def refuse_if_over(session: Session, *, posting: bool = False) -> None:
    """Raise Refused where no change may be made any more, or not yet.

    What was posted is over but for `posting` it elsewhere.
    """
    if not session.sealed:
        raise Refused(
            "Changed outside the program",
            "Somebody edited this session's file.",
            "Read it through, then take it over as it stands (F8 names it), or start anew.",
        )
    if session.withdrawn is not None or any(e.did == "withdrawn" for e in session.history):
        raise Refused(
            "Withdrawn",
            "This session was given up, with its reason.",
            "Start a new one for another post.",
        )
    if not posting and (session.posted or any(e.did == "posted" for e in session.history)):
        raise Refused(
            "Posted",
            "This post went out: its record stays as it is.",
            "A correction or an update is another session.",
        )


def with_entry(session: Session, entry: HistoryEntry, *, posting: bool = False) -> Session:
    """The session with one more entry at the end of its history."""
    refuse_if_over(session, posting=posting)
    return replace(session, history=(*session.history, entry))


def history_entry(actor: Actor, now: datetime, did: Did, **more: object) -> HistoryEntry:
    """What was done, by whom and when; `more` are the entry's other fields."""
    return HistoryEntry(at=now, by=actor.label, did=did, **more)  # type: ignore[arg-type]


def next_label(letter: str, used: Iterable[str]) -> str:
    """The first label with this letter that was never used: labels are not given twice."""
    numbers = [
        int(label[1:])
        for label in used
        if label[:1] == letter and re.fullmatch("[0-9]{1,6}", label[1:])
    ]
    return f"{letter}{max(numbers, default=0) + 1}"
