"""The files under `sessions/`: their folders and names, the newest first, read by nobody here.

Imports the standard library alone: a list that the index answers reads no session and should not
pay for what reads one.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from checklists.problems import CannotReadOrWrite

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_NOBODYS = "lost+found"
"""Root's, where the sessions are on a disk of their own: nobody else may enter it, and no login is
called like this."""


class Shut(CannotReadOrWrite):
    """A folder among the sessions that this account may not enter."""

    def __init__(self, folder: Path, error: OSError) -> None:
        reason = (error.strerror or "failed").lower()
        super().__init__(
            "Cannot read the sessions", f"{folder}: {reason}.", "Check who may enter this folder."
        )
        self.folder = folder
        self.what = f"the folder cannot be entered ({reason}); check who may enter it"


Told = Callable[[Shut], None]
"""What to do about a folder that cannot be entered, where the others are still wanted."""


def refuse(shut: Shut) -> None:
    """None of the others is wanted then."""
    raise shut


def ignore(_shut: Shut) -> None:
    """The others are enough."""


def month_of(session_id: str) -> str:
    """The folder of a session's month: `2026-11`."""
    return f"{session_id[:4]}-{session_id[4:6]}"


def users(root: Path) -> list[Path]:
    """The folders of those who write here."""
    return [
        Path(found.path)
        for found in _scan(root)
        if found.is_dir(follow_symlinks=False) and found.name != _NOBODYS
    ]


def months(user: Path) -> list[str]:
    """The names of one writer's folders of months. Raises Shut."""
    return [
        found.name
        for found in _scan(user)
        if _MONTH.fullmatch(found.name) and found.is_dir(follow_symlinks=False)
    ]


def names_in(month: Path) -> list[str]:
    """The names of the session files in one folder. Raises Shut."""
    return [found.name for found in _scan(month) if _is_listed(found.name)]


def newest_first(
    writers: list[Path], told: Told, names: Callable[[Path], list[str]] = names_in
) -> Iterator[Path]:
    """Every session file of some writers, the newest first.

    An ID begins with its time and stands in its month's folder, so that a month is looked at only
    when all newer ones have been given out. `names` gives the names in one of the folders; `told`
    is told of each that cannot be entered, and the others go on.
    """
    by_month: dict[str, list[Path]] = {}
    for user in writers:
        for month in _unless_shut(months, user, told):
            by_month.setdefault(month, []).append(user)
    for month in sorted(by_month, reverse=True):
        folders = [user / month for user in by_month[month]]
        found = [(name, folder) for folder in folders for name in _unless_shut(names, folder, told)]
        for name, folder in sorted(found, reverse=True):
            yield folder / name


def _unless_shut(names: Callable[[Path], list[str]], folder: Path, told: Told) -> list[str]:
    try:
        return names(folder)
    except Shut as shut:
        told(shut)
        return []


def _is_listed(name: str) -> bool:
    return name.endswith(".toml") and not name.startswith(".")


def _scan(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Shut(folder, error) from None
