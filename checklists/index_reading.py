"""What the index asks of whoever reads sessions for it, and what it gives out."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from checklists.listed import Listed


class Reading(NamedTuple):
    """What reading a file gives: its row, until when that holds by itself (None: for good), and
    the sessions whose answers it carries."""

    listed: Listed
    until: datetime | None = None
    origins: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads sessions for the index; not needed while everything is as it was."""

    @property
    def supervisors(self) -> str:
        """The group whose members' reviews count; empty where there is none."""

    @property
    def knows_the_rules(self) -> bool:
        """Whether policy and definitions could be read: otherwise nothing is kept of what they
        say."""

    def read(self, path: Path, now: datetime) -> Reading:
        """What a file holds, or why it cannot be read."""


class Found(NamedTuple):
    """A session file and its row, as it is on disk now."""

    path: Path
    listed: Listed


class Progress(NamedTuple):
    """How many of the files that must be read have been; of none, as long as none is found."""

    read: int
    of: int
