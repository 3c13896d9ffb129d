"""Whether only this account can write the place of the index: no other place is trusted."""

import os
import stat
from pathlib import Path
from typing import NamedTuple


class Identity(NamedTuple):
    """Which file it is, whatever its name is now."""

    device: int
    number: int


def is_own_folder(folder: Path) -> bool:
    """Return whether only this account writes in the folder. Creates it where it is missing."""
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def own_file(path: Path) -> Identity | None:
    """Return the file's identity, creating the file where it is missing.

    Returns None where it is not this account's alone and cannot be made so.
    """
    if not is_own_folder(path.parent):
        return None
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            return None
        if found.st_uid != os.geteuid():
            return None
        if found.st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return Identity(found.st_dev, found.st_ino)


def is_another(path: Path, opened: Identity | None) -> bool:
    """Return whether another file than the one that was opened is there now."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return opened is not None and opened != (found.st_dev, found.st_ino)
