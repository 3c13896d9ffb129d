"""A file's state, which says whether it changed without reading it."""

import os
from pathlib import Path
from typing import NamedTuple

GRAIN_NS = 2_000_000_000
"""A change within so long of a check may not show in a file's times: some file systems keep whole
seconds, and the kernel's own clock steps by several milliseconds."""


NEVER_MATCHES = ""
"""The state or fingerprint of what must be checked again, whatever it is then."""


class FileState(NamedTuple):
    """What changes when a file is written, replaced, or given to somebody else.

    The owner can set `mtime_ns` back, but not `ctime_ns`. All zero where nothing is there.
    """

    ino: int = 0
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0

    def may_change_unseen(self, looked_ns: int) -> bool:
        """Return whether a later change could leave the same times.

        That is so where they are near to the check, or after it. `looked_ns` is the time right
        before the check: compared with a later time, after reading, every state seems old enough.
        """
        newest = max(self.mtime_ns, self.ctime_ns)
        return newest > looked_ns - GRAIN_NS

    def __str__(self) -> str:
        return ".".join(f"{number:x}" for number in self)


NOTHING = FileState()


def state_of(path: Path | str, *, through_links: bool = False) -> FileState:
    """Return the state of what is there, or of a link's target with `through_links`.

    What cannot be accessed has the state NOTHING.
    """
    try:
        found = os.stat(path, follow_symlinks=through_links)  # noqa: PTH116  # a third of Path's time
    except OSError:
        return NOTHING
    return FileState(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def is_gone(path: Path) -> bool:
    """Return whether nothing is there. What cannot be accessed may well be there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def is_empty(folder: Path) -> bool:
    """Return whether there is surely nothing in a folder; also where there is none."""
    try:
        with os.scandir(folder) as found:
            return next(found, None) is None
    except OSError:
        return is_gone(folder)
