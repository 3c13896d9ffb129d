"""The folder that an export goes to: new or empty, outside the home, for its maker alone.

Every file is made through descriptors, so that no link and no renamed folder leads elsewhere. The
manifest comes last: without it, what is there is not a whole export.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checklists.errors import CannotReadOrWrite, WrongUsage
from checklists.records.atomic import folder_descriptor, write_all, write_durably

MANIFEST = "MANIFEST.json"
FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LOOK = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
"""To look at a folder that this account may enter and not list."""
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Target:
    """An open folder, and writing new files below it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, path: str, data: bytes) -> None:
        """Write a new file, flushed; the folders above it are made. Raises OSError."""
        *folders, name = path.split("/")
        opened = [self._descriptor]
        try:
            for folder in folders:
                with suppress(FileExistsError):
                    os.mkdir(folder, FOLDER_MODE, dir_fd=opened[-1])
                opened.append(os.open(folder, _OPEN, dir_fd=opened[-1]))
            file = os.open(name, _CREATE, FILE_MODE, dir_fd=opened[-1])
            try:
                write_all(file, data)
                os.fsync(file)
            finally:
                os.close(file)
        finally:
            for descriptor in opened[1:]:
                os.close(descriptor)

    def finish(self, manifest: bytes) -> None:
        """Write the manifest, which makes the export whole. Raises OSError."""
        write_durably(self._descriptor, MANIFEST, manifest, new=True, mode=FILE_MODE)


@contextmanager
def open_target(to: Path, home: Path) -> Iterator[Target]:
    """Open a new or empty folder to export to. Raises WrongUsage or CannotReadOrWrite.

    A failure to write leaves what is there without a manifest, and says so.
    """
    try:
        with folder_descriptor(to.absolute().parent) as parent:
            # Before anything is made: it may be in the home.
            _check_outside(parent, home, to)
            descriptor = _open_new_or_empty(parent, home, to)
    except OSError as error:
        raise _not_a_target(to, (error.strerror or "failed").lower()) from None
    try:
        yield Target(descriptor)
    except OSError as error:
        raise CannotReadOrWrite(
            "Not exported",
            f"{(error.strerror or 'failed').lower()}: {to}.",
            f"That folder has an unfinished export, without {MANIFEST}. Remove it, then try again.",
        ) from None
    finally:
        os.close(descriptor)


def _open_new_or_empty(parent: int, home: Path, to: Path) -> int:
    with suppress(FileExistsError):
        os.mkdir(to.name, FOLDER_MODE, dir_fd=parent)
    descriptor = os.open(to.name, _OPEN, dir_fd=parent)
    try:
        _check_own_and_empty(descriptor, to)
        _check_outside(descriptor, home, to)
        # Not by `mkdir` alone: the folder may have been there, and a umask may take away more.
        os.fchmod(descriptor, FOLDER_MODE)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_own_and_empty(folder: int, to: Path) -> None:
    if os.fstat(folder).st_uid != os.geteuid():
        raise _not_a_target(to, "it belongs to another account")
    if os.listdir(folder):
        raise _not_a_target(to, "it is not empty")


def _check_outside(folder: int, home: Path, to: Path) -> None:
    """Raise WrongUsage where a folder is the home or below it, however it is reached."""
    try:
        inside = _identity(home.stat())
    except FileNotFoundError:
        return
    current = os.dup(folder)
    try:
        while True:
            here = _identity(os.fstat(current))
            if here == inside:
                raise _not_a_target(to, "it is where the sessions are kept")
            above = os.open("..", _LOOK, dir_fd=current)
            os.close(current)
            current = above
            if _identity(os.fstat(current)) == here:
                return
    finally:
        os.close(current)


def _identity(state: os.stat_result) -> tuple[int, int]:
    return state.st_dev, state.st_ino


def _not_a_target(to: Path, why: str) -> WrongUsage:
    return WrongUsage(
        "Not a folder to export to", f"{to}: {why}.", "Name a new folder, or an empty one of yours."
    )
