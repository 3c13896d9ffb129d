"""What the gate decides on, and what it says: one named reason why a session is not ready."""

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from checklists.definitions.model import Checklist
from checklists.gate.context import SessionContext
from checklists.session.model import Session

Code = Literal[
    "open",
    "stale",
    "not-granted",
    "person-missing",
    "on-hold",
    "held-value",
    "draft-empty",
    "draft-unaccepted",
    "no-platform",
    "too-long",
    "no-case-number",
    "question",
    "checklist-changed",
    "edited-outside",
]

AUTHOR = "You, the author"
SUPERVISOR = "A supervisor"


class Basis(NamedTuple):
    """What the gate decides on. Carried answers that were lost are marked in the session."""

    session: Session
    checklist: Checklist
    context: SessionContext
    now: datetime


class Blocker(Struct, frozen=True):
    """One named reason why a session is not ready.

    `step` is empty for a reason that belongs to the whole session; `short` names the place in at
    most 22 columns; `ask` says who can answer it.
    """

    code: Code
    short: str
    reason: str
    ask: str
    step: str = ""
    person: str = ""
    item: str = ""
