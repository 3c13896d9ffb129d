"""What the index needs from whoever reads sessions for it, and what it returns."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from checklists.session.list_row import Listed


class Reading(NamedTuple):
    """What reading a file gives.

    Its row, until when that is valid without a change on disk (None: without end), and the sessions
    whose answers it carries.
    """

    listed: Listed
    until: datetime | None = None
    origins: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads sessions for the index; not needed while nothing changed."""

    @property
    def supervisors(self) -> str:
        """Return the group whose members' reviews count; empty where there is none."""

    @property
    def knows_the_rules(self) -> bool:
        """Return whether policy and definitions could be read; if not, nothing is stored."""

    def read(self, path: Path, now: datetime) -> Reading:
        """Return what a file has, or why it cannot be read."""

    def read_each(self, paths: Iterable[Path], now: datetime, total: int, /) -> Iterator[Reading]:
        """Yield what each file has, in their order; `total` says about how many there are."""


class Found(NamedTuple):
    """A session file and its row, as it is on disk now."""

    path: Path
    listed: Listed


class Progress(NamedTuple):
    """How many of the files that must be read have been read; zero of zero until one is found."""

    read: int
    of: int
