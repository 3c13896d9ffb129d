"""Whether a place is one that only root can change: what decides for others must lie in such a one.

Every folder from `/` down must be root's and not writable by others. A folder that others may
write in is let through only with the sticky bit: there nobody but root renames or removes what is
root's (measured: without it, whoever writes in the folder above moves a whole folder of reviews
away and puts another in its place).
"""

import os
import stat
from pathlib import Path

ROOT = 0


def weak_spot(path: Path) -> str:
    """Why somebody other than root can change what stands at `path`; empty when only root can.

    What is not there is no weak spot of its own: only the folders above it are looked at.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # `resolve` would hide a link
    found = _weak_in_chain(absolute)
    if found:
        return found
    try:
        resolved = absolute.resolve(strict=True)
    except (OSError, RuntimeError):
        # It is not there, or a link that leads back to itself: Python 3.11 says RuntimeError.
        return ""
    return _weak_in_chain(resolved) if resolved != absolute else ""


def _weak_in_chain(path: Path) -> str:
    for part in (*reversed(path.parents), path):
        try:
            state = part.lstat()
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"{part} cannot be looked at ({(error.strerror or 'failed').lower()})"
        if state.st_uid != ROOT:
            return f"{part} belongs to user ID {state.st_uid}, not to root"
        if stat.S_ISLNK(state.st_mode):
            continue
        if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            sticky = stat.S_ISDIR(state.st_mode) and state.st_mode & stat.S_ISVTX
            if not sticky:
                return f"{part} can be written by others than root"
    return ""
