"""The files under `sessions/`: their folders and names, the newest first, without reading any.

Imports little but the standard library: a list that the index answers reads no session and should
not pay for the code that reads one.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from checklists.errors import CannotReadOrWrite
from checklists.records.atomic import NOT_A_FOLDER, folder_descriptor
from checklists.workstation.paths import Places, check_complete, incomplete_home

SESSION_ID = re.compile(r"[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,60}-[a-z0-9]{4}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_LOST_AND_FOUND = "lost+found"
"""Belongs to root where the sessions are on a disk of their own. Nobody else may enter it, and no
login has this name."""


class FolderInaccessible(CannotReadOrWrite):
    """A folder among the sessions that this account may not enter, or that is a link or a file."""

    def __init__(self, folder: Path, reason: str) -> None:
        do = (
            "restore the original folder"
            if reason == NOT_A_FOLDER
            else "check who has access to it"
        )
        super().__init__("Cannot read the sessions", f"{folder}: {reason}.", f"{do.capitalize()}.")
        self.folder = folder
        self.what = f"the folder cannot be opened ({reason}); {do}"


OnInaccessible = Callable[[FolderInaccessible], None]
"""What to do about a folder that cannot be entered, where the others are still wanted."""


def raise_inaccessible(inaccessible: FolderInaccessible) -> None:
    """Abort the listing by raising the error."""
    raise inaccessible


def skip_inaccessible(_inaccessible: FolderInaccessible) -> None:
    """Continue without the inaccessible folder."""


def month_of(session_id: str) -> str:
    """Return the name of the folder of a session's month: `2026-11`."""
    return f"{session_id[:4]}-{session_id[4:6]}"


def users(places: Places, on_inaccessible: OnInaccessible) -> list[Path]:
    """Return the folders of the users who have one here.

    `on_inaccessible` is called with what is not a folder. Raises CannotReadOrWrite where the shared
    home is incomplete: an empty list would mean that there is no session.
    """
    check_complete(places)
    root = places.sessions
    found = {name: is_folder for name, is_folder in _scan(root, root) if may_be_a_user(name)}
    if not found and places.kind == "shared":
        raise incomplete_home(root, "no user has a folder here")
    return _folders(root, found, on_inaccessible)


def belongs_to(folder: Path, login: str, uid: int) -> bool:
    """Return whether a user's folder is an account's: by its name, or by its owner.

    A renamed account still owns the folder that has its former name.
    """
    if folder.name == login:
        return True
    try:
        return folder.lstat().st_uid == uid
    except OSError:
        return False


def months(user: Path, on_inaccessible: OnInaccessible) -> list[str]:
    """Return the names of one user's folders of months. Raises FolderInaccessible.

    `on_inaccessible` is called with what is not a folder.
    """
    found = {name: is_folder for name, is_folder in _scan(user, user.parent) if is_month(name)}
    return [path.name for path in _folders(user, found, on_inaccessible)]


def month_folders(writers: list[Path], on_inaccessible: OnInaccessible) -> Iterator[Path]:
    """Yield the folders of months of some users; `on_inaccessible` is called with what is none."""
    for user in writers:
        for month in _unless_inaccessible(
            lambda user: months(user, on_inaccessible), user, on_inaccessible
        ):
            yield user / month


def names_in(month: Path) -> list[str]:
    """Return the names of the session files in one folder. Raises FolderInaccessible."""
    return [name for name, _ in _scan(month, month.parents[1]) if is_listed(name)]


def is_not_a_folder(path: Path) -> bool:
    """Return whether something that is not a folder is there: a link is not followed."""
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def newest_first(
    writers: list[Path],
    on_inaccessible: OnInaccessible,
    names: Callable[[Path], list[str]] = names_in,
) -> Iterator[Path]:
    """Yield every session file of some users, the newest first.

    An ID begins with its time and its file is in its month's folder, so a month is listed only once
    all newer ones have been yielded. `names` returns the names in one of the folders.
    `on_inaccessible` is called with each that cannot be entered, and the others are still listed.
    """
    by_month: dict[str, list[Path]] = {}
    for folder in month_folders(writers, on_inaccessible):
        by_month.setdefault(folder.name, []).append(folder)
    for month in sorted(by_month, reverse=True):
        found = [
            (name, folder)
            for folder in by_month[month]
            for name in _unless_inaccessible(names, folder, on_inaccessible)
        ]
        for name, folder in sorted(found, reverse=True):
            yield folder / name


def _unless_inaccessible(
    names: Callable[[Path], list[str]], folder: Path, on_inaccessible: OnInaccessible
) -> list[str]:
    try:
        return names(folder)
    except FolderInaccessible as inaccessible:
        on_inaccessible(inaccessible)
        return []


def _folders(above: Path, found: Mapping[str, bool], on_inaccessible: OnInaccessible) -> list[Path]:
    for name in sorted(name for name, is_folder in found.items() if not is_folder):
        on_inaccessible(FolderInaccessible(above / name, NOT_A_FOLDER))
    return [above / name for name, is_folder in found.items() if is_folder]


def may_be_a_user(name: str) -> bool:
    """Return whether something among the sessions is taken for a user's folder."""
    return name != _LOST_AND_FOUND and not name.startswith(".")


def is_month(name: str) -> bool:
    """Return whether something in a user's folder is taken for a month's."""
    return _MONTH.fullmatch(name) is not None


def is_listed(name: str) -> bool:
    """Return whether something in a month's folder is taken for a session."""
    return name.endswith(".toml") and not name.startswith(".")


def _scan(folder: Path, root: Path) -> list[tuple[str, bool]]:
    """Return what is in a folder, and whether each is one; `root` has every user's folder."""
    try:
        with (
            folder_descriptor(folder, below=root.parent) as descriptor,
            os.scandir(descriptor) as found,
        ):
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FolderInaccessible(folder, (error.strerror or "failed").lower()) from None
