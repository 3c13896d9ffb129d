"""One row for each session, kept from one run to the next, so that a long list opens at once.

A file is read again only when it, one of its reviews, an original that it carries answers from, the
definitions, the policy, the program, the reader's groups or a supervisor's membership changed, when
one of them could not be read the last time, or when the clock passed a moment at which time alone
changes its status (`next_status_change`). Every row that is returned has been checked on disk in
the same call, so that an edit in place shows; a folder whose state is unchanged is not entered. The
gate never uses it: it only answers lists.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from checklists.index.database import IndexFile, Part
from checklists.index.folder import Folder, Row, folder_key, is_live, listed_in
from checklists.index.protocol import Found, Progress, Reader
from checklists.records.dependencies import Dependencies, is_unchanged, stored_state
from checklists.records.layout import (
    FolderInaccessible,
    OnInaccessible,
    is_not_a_folder,
    months,
    names_in,
    newest_first,
    skip_inaccessible,
    users,
)
from checklists.records.review_names import ReviewNames
from checklists.session.list_row import Listed, unreadable
from checklists.workstation.environment import environment_fingerprint
from checklists.workstation.file_state import NEVER_MATCHES, is_gone, state_of
from checklists.workstation.paths import Places

_SUPERVISORS = "supervisors"


class Index:
    """The rows of one home's sessions. Used by one thread at a time."""

    def __init__(
        self, places: Places, reader: Reader, kept_in: Path | None, fingerprint: str
    ) -> None:
        """Open the index in the file `kept_in`; None keeps nothing.

        `fingerprint` is the environment's as it was when the program began to read: what it has
        read since is no newer.
        """
        self._places = places
        self._reader = reader
        self._file = IndexFile(
            kept_in, fingerprint, lambda: environment_fingerprint(places) == fingerprint
        )
        self._reviews = ReviewNames(places.reviews, required=places.kind == "shared")
        self._dependencies = self._new_dependencies([])
        self._inaccessible: dict[Path, FolderInaccessible] = {}

    # Queries

    def newest(
        self, now: datetime, *, user: str = "", keep: Callable[[str], bool] = lambda _: True
    ) -> Iterator[Found]:
        """Yield every session, the newest first.

        Yields those of one user where `user` is given, and only those whose ID `keep` accepts. A
        folder that cannot be entered has a row of its own, before the rows of its month and the
        older ones. Reads no more than is consumed.
        """
        opened: dict[Path, Folder] = {}
        inaccessible: list[FolderInaccessible] = []

        def names(path: Path) -> list[str]:
            opened[path] = folder = self._opened(path)
            return [name for name in folder.names if keep(name.removesuffix(".toml"))]

        month = ""
        try:
            for path in newest_first(
                self._writers(user, inaccessible.append), inaccessible.append, names
            ):
                while inaccessible:
                    yield self._row_of(inaccessible.pop(0))
                if path.parent.name != month:
                    month = path.parent.name
                    _keep_others(opened, month)
                found = self._current(opened[path.parent], path.name, now)
                if found is not None:
                    yield Found(path, found)
            yield from map(self._row_of, inaccessible)
        finally:
            _keep_others(opened, "")

    def live(self, now: datetime, *, user: str = "") -> Iterator[Found]:
        """Yield what is unfinished, unreadable or able to wait for a supervisor, as it is now.

        Takes the files that `refresh` found.
        """
        folders = self._folders(user)
        parts = self._file.live() if folders else {}
        for path in folders:
            part = parts.get(folder_key(path))
            # No part: another process has replaced the file in the meantime.
            folder = Folder(path, self._file, part) if part is not None else self._entered(path)
            if folder is not None and path not in self._inaccessible:
                yield from self._live_in(folder, folder.live_names, now)
        yield from map(self._row_of, self._inaccessible.values())

    def known_live(self, now: datetime, *, user: str = "") -> Iterator[Found]:
        """Yield the live rows of what was read before, as it is now.

        These are the first rows: neither the folders are listed nor new files read.
        """
        writers = self._writers(user, skip_inaccessible)
        if not writers:
            return
        for key, part in self._file.live(occupied=True).items():
            folder = Folder(self._places.sessions / key, self._file, part)
            if folder.path.parent in writers and not is_not_a_folder(folder.path):
                names = [name for name in folder.live_names if folder.row(name) is not None]
                yield from self._live_in(folder, names, now)

    def _live_in(self, folder: Folder, names: list[str], now: datetime) -> Iterator[Found]:
        self._compare_reviews(folder, live_alone=True)
        for name in names:
            found = self._current(folder, name, now)
            if found is not None and is_live(found):
                yield Found(folder.path / name, found)
        folder.keep()

    def refresh(self, now: datetime, *, user: str = "") -> Iterator[Progress]:
        """Check every folder, and read what is new or changed, the newest first.

        What was read when the caller stops, at a folder or at a file, is kept.
        """
        self._inaccessible.clear()
        folders = self._folders(user)
        parts = self._live_parts(folders)
        unread: dict[Path, int] = {}
        found = 0
        for path in folders:
            part = parts.pop(folder_key(path), None)
            if part is not None and is_unchanged(part.folder, state_of(path)):
                folder = Folder(path, self._file, part)
                self._compare_reviews(folder, live_alone=True)
            elif (entered := self._entered(path)) is not None:
                folder = entered
            else:
                continue
            folder.keep()
            if folder.unread:
                unread[path] = len(folder.unread)
                found += unread[path]
            yield Progress(0, found)
        if not user:
            self._file.forget(
                key
                for key in parts
                if (self._places.sessions / key).parent not in self._inaccessible
            )
        yield from self._read_all(unread, now)

    def refresh_ended(self, now: datetime, *, user: str = "") -> Iterator[Progress]:
        """Check every file of an ended session, and read what was edited in place.

        `refresh` checks only the folder's state, which such an edit does not change.
        """
        unread: dict[Path, int] = {}
        found = 0
        for path in sorted(self._folders(user), key=lambda folder: folder.name, reverse=True):
            kept = self._file.folder(folder_key(path))
            folder = Folder(path, self._file, *(kept or ()))
            for name in folder.ended_names:
                row = folder.row(name)
                if row is None or not is_unchanged(row.own_state, state_of(path / name)):
                    folder.put(name, None)
                    unread[path] = unread.get(path, 0) + 1
                    found += 1
            folder.keep()
            yield Progress(0, found)
        yield from self._read_all(unread, now)

    def _live_parts(self, folders: list[Path]) -> dict[str, Part]:
        parts = self._file.live() if folders else {}
        missing = (folder_key(path) for path in folders if folder_key(path) not in parts)
        if any(self._file.folder(key) is not None for key in missing):
            # Found by its name but not in the full list: the file is damaged.
            self._file.discard()
            return {}
        return parts

    def _read_all(self, unread: Mapping[Path, int], now: datetime) -> Iterator[Progress]:
        total, done = sum(unread.values()), 0
        for path in sorted(unread, key=lambda folder: folder.name, reverse=True):
            # Opened again: a hundred thousand rows need not be held at once.
            folder = self._entered(path)
            if folder is None:
                continue
            try:
                for name in sorted(folder.unread, reverse=True):
                    self._read(folder, name, now)
                    done += 1
                    yield Progress(done, max(done, total))
            finally:
                folder.keep()

    @property
    def inaccessible(self) -> tuple[Listed, ...]:
        """Return a row for each folder that the last `refresh` or `live` could not enter."""
        return tuple(self._row_of(found).listed for found in self._inaccessible.values())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    # Folders

    def _writers(self, user: str, on_inaccessible: OnInaccessible) -> list[Path]:
        """Return the folders of users, or that of one user.

        The one is chosen by name among those that exist: what was typed cannot lead elsewhere.
        """

        def report(inaccessible: FolderInaccessible) -> None:
            if not user or inaccessible.folder.name == user:
                on_inaccessible(inaccessible)

        writers = sorted(users(self._places, report))
        self._dependencies = self._new_dependencies(writers)
        return [found for found in writers if not user or found.name == user]

    def _new_dependencies(self, writers: list[Path]) -> Dependencies:
        return Dependencies(self._reviews, writers, lambda: self._supervisors)

    def _folders(self, user: str) -> list[Path]:
        """Return the folders of months of every user whose folder can be entered."""
        found = []

        def on_inaccessible(inaccessible: FolderInaccessible) -> None:
            self._inaccessible[inaccessible.folder] = inaccessible

        for writer in self._writers(user, on_inaccessible):
            self._inaccessible.pop(writer, None)
            try:
                found += [writer / month for month in months(writer, on_inaccessible)]
            except FolderInaccessible as inaccessible:
                on_inaccessible(inaccessible)
        return found

    def _entered(self, path: Path) -> Folder | None:
        """Return a folder as `_opened` does; None where it cannot be entered."""
        try:
            return self._opened(path)
        except FolderInaccessible as inaccessible:
            self._inaccessible[path] = inaccessible
            return None

    def _row_of(self, inaccessible: FolderInaccessible) -> Found:
        name = inaccessible.folder.relative_to(self._places.sessions)
        return Found(inaccessible.folder, unreadable(f"{name}/", inaccessible.what))

    def _opened(self, path: Path) -> Folder:
        """Return a folder with the names that are in it now."""
        # Before its names are listed, so that a change between the two is noticed next time.
        looked, state = time.time_ns(), state_of(path)
        kept = self._file.folder(folder_key(path))
        folder = Folder(path, self._file, *(kept or ()))
        if not is_unchanged(folder.state, state):
            rows = {name: folder.row(name) for name in names_in(path)}
            right = {
                name: row
                if row is not None and is_unchanged(row.own_state, state_of(path / name))
                else None
                for name, row in rows.items()
            }
            folder.list_anew(stored_state(state, looked), right)
        self._compare_reviews(folder, live_alone=False)
        return folder

    def _compare_reviews(self, folder: Folder, *, live_alone: bool) -> None:
        dependencies = self._dependencies
        folder.compare_reviews(
            dependencies.reviews, lambda: dependencies.names, live_alone=live_alone
        )

    # Rows

    def _current(self, folder: Folder, name: str, now: datetime) -> Listed | None:
        """Return the row of a file as it is now; None where the file is gone."""
        row = folder.row(name)
        if row is not None and self._holds(folder.path / name, row, now):
            return listed_in(row)
        if is_gone(folder.path / name):
            return None
        return self._read(folder, name, now)

    def _holds(self, path: Path, row: Row, now: datetime) -> bool:
        moment = now.timestamp()
        if moment < row.since or (row.until is not None and moment >= row.until):
            return False
        looked, own = time.time_ns(), state_of(path)
        found = self._dependencies.fingerprint(looked, own, row.reviews, row.origins)
        return row.fingerprint == found != NEVER_MATCHES

    def _read(self, folder: Folder, name: str, now: datetime) -> Listed:
        """Read a file, and keep what was found."""
        path = folder.path / name
        # Before it is read, so that a change between the two is noticed next time.
        looked, own = time.time_ns(), state_of(path)
        reviews = self._dependencies.names.get(path.stem, [])
        found = self._reader.read(path, now)
        if not self._reader.knows_the_rules:
            self._file.stop_storing()
        row = Row(
            fingerprint=self._dependencies.fingerprint(looked, own, reviews, found.origins),
            reviews=reviews,
            origins=found.origins,
            since=now.timestamp(),
            until=found.until.timestamp() if found.until is not None else None,
            listed=found.listed,
        )
        folder.put(name, row)
        return found.listed

    @cached_property
    def _supervisors(self) -> str:
        """Return the group whose members' reviews count."""
        known = self._file.about(_SUPERVISORS)
        if not known:
            # Stored with the rows: reading the policy costs more than everything else.
            known = f"={self._reader.supervisors}"
            if not self._reader.knows_the_rules:
                self._file.stop_storing()
            self._file.set_value(_SUPERVISORS, known)
        return known[1:]


def _keep_others(opened: dict[Path, Folder], month: str) -> None:
    """Store and drop every folder but those of one month."""
    for path in [path for path in opened if path.name != month]:
        opened.pop(path).keep()
