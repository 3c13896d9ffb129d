"""Whether a file or a folder is still as it was when it was looked at, without reading it."""

import os
from pathlib import Path
from typing import NamedTuple

GRAIN_NS = 2_000_000_000
"""A change within so long of a look may not show in a file's times: some file systems keep whole
seconds, and the kernel's own clock steps by several milliseconds."""


class FileState(NamedTuple):
    """What changes when a file is written, replaced, or given to somebody else. The owner can set
    `mtime_ns` to what it was, and not `ctime_ns`. All zero where nothing is there."""

    ino: int = 0
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0

    def may_change_unseen(self, looked_ns: int) -> bool:
        """Whether its times lie so near to the look, or after it, that a later change could leave
        them. `looked_ns` is the time right before the look: judged later, when what stands there
        has been read, every state seems old enough."""
        newest = max(self.mtime_ns, self.ctime_ns)
        return newest > looked_ns - GRAIN_NS

    def __str__(self) -> str:
        return ".".join(f"{number:x}" for number in self)


NOTHING = FileState()


def state_of(path: Path | str, *, through_links: bool = False) -> FileState:
    """The state of what stands there, or of what a link there leads to; what cannot be looked at is
    nothing."""
    try:
        found = os.stat(path, follow_symlinks=through_links)  # noqa: PTH116  # a third of Path's time
    except OSError:
        return NOTHING
    return FileState(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def is_gone(path: Path) -> bool:
    """Whether nothing stands there. What cannot be looked at may well be there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
