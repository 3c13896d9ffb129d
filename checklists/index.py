"""One row a session, kept from one run to the next, so that a long list opens at once.

A file is read again only when it, one of its reviews, an original that it carries answers from,
the definitions, the policy, the program, the reader's groups or a supervisor's membership changed,
when one of them could not be read the last time, or when the clock passed a moment at which time
alone changes where it stands (`moments`). Every row that is given out has been looked at on disk in
the same call, so that an edit in place shows; a folder whose state is what it was is not entered.
The gate never asks it: it answers lists.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from checklists.file_state import is_gone, state_of
from checklists.index_basis import basis
from checklists.index_file import IndexFile, Part
from checklists.index_folder import UNSEEN, Folder, Row, is_live, key_of, listed_in
from checklists.index_look import Look, is_seen, seen
from checklists.index_reading import Found, Progress, Reader
from checklists.listed import Listed, unreadable
from checklists.places import Places
from checklists.review_names import ReviewNames
from checklists.session_files import Shut, months, names_in, newest_first, users

_SUPERVISORS = "supervisors"


class Index:
    """The rows of one home's sessions. Used by one thread at a time."""

    def __init__(self, places: Places, reader: Reader, kept_in: Path | None, rests_on: str) -> None:
        """`kept_in` is the file that it is kept in; None: it is forgotten at the end. `rests_on` is
        the basis as it was when the program began to read: what it has read since is no newer."""
        self._places = places
        self._reader = reader
        self._file = IndexFile(kept_in, rests_on, lambda: basis(places) == rests_on)
        self._reviews = ReviewNames(places.reviews)
        self._look = self._new_look([])
        self._shut: dict[Path, Shut] = {}

    # What is asked

    def newest(
        self, now: datetime, *, user: str = "", keep: Callable[[str], bool] = lambda _: True
    ) -> Iterator[Found]:
        """Every session, the newest first; of one user, and only those whose ID `keep` lets
        through. A folder that cannot be entered has a row of its own, before what would follow
        what is in it. Looks no further than it is asked."""
        opened: dict[Path, Folder] = {}
        shut: list[Shut] = []

        def names(path: Path) -> list[str]:
            opened[path] = folder = self._opened(path)
            return [name for name in folder.names if keep(name.removesuffix(".toml"))]

        month = ""
        try:
            for path in newest_first(self._writers(user), shut.append, names):
                while shut:
                    yield self._row_of(shut.pop(0))
                if path.parent.name != month:
                    month = path.parent.name
                    _keep_others(opened, month)
                found = self._current(opened[path.parent], path.name, now)
                if found is not None:
                    yield Found(path, found)
            yield from map(self._row_of, shut)
        finally:
            _keep_others(opened, "")

    def live(self, now: datetime, *, user: str = "") -> Iterator[Found]:
        """What is unfinished, unreadable or able to wait for a supervisor, as it is now, in the
        files that `refresh` found."""
        folders = self._folders(user)
        parts = self._file.live() if folders else {}
        for path in folders:
            part = parts.get(key_of(path))
            # Without a part: another process has begun the file anew meanwhile.
            folder = Folder(path, self._file, part) if part is not None else self._entered(path)
            if folder is not None and path not in self._shut:
                yield from self._live_in(folder, folder.live_names, now)
        yield from map(self._row_of, self._shut.values())

    def known_live(self, now: datetime, *, user: str = "") -> Iterator[Found]:
        """The same of what was read before, as it is now: the first rows, for which neither the
        folders are looked through nor what is new is waited for."""
        if not self._writers(user):
            return
        for key, part in self._file.live(occupied=True).items():
            folder = Folder(self._places.sessions / key, self._file, part)
            if not user or folder.path.parent.name == user:
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
        """Look at every folder, and read what is new or changed, the newest first. What was read
        when the caller stops, at a folder or at a file, is kept."""
        self._shut.clear()
        folders = self._folders(user)
        parts = self._live_parts(folders)
        unread: dict[Path, int] = {}
        found = 0
        for path in folders:
            part = parts.pop(key_of(path), None)
            if part is not None and is_seen(part.folder, state_of(path)):
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
                key for key in parts if (self._places.sessions / key).parent not in self._shut
            )
        yield from self._read_all(unread, now)

    def refresh_ended(self, now: datetime, *, user: str = "") -> Iterator[Progress]:
        """Look at every file of what is over, and read what was edited in place: `refresh` looks at
        the folder's state alone, which does not tell of it."""
        unread: dict[Path, int] = {}
        found = 0
        for path in sorted(self._folders(user), key=lambda folder: folder.name, reverse=True):
            kept = self._file.folder(key_of(path))
            folder = Folder(path, self._file, *(kept or ()))
            for name in folder.ended_names:
                row = folder.row(name)
                if row is None or not is_seen(row.own_state, state_of(path / name)):
                    folder.put(name, None)
                    unread[path] = unread.get(path, 0) + 1
                    found += 1
            folder.keep()
            yield Progress(0, found)
        yield from self._read_all(unread, now)

    def _live_parts(self, folders: list[Path]) -> dict[str, Part]:
        parts = self._file.live() if folders else {}
        missing = (key_of(path) for path in folders if key_of(path) not in parts)
        if any(self._file.folder(key) is not None for key in missing):
            # Found by its name and not with all others: the file is damaged within.
            self._file.throw_away()
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
    def shut(self) -> tuple[Listed, ...]:
        """A row for each folder that could not be entered when `refresh` or `live` last looked."""
        return tuple(self._row_of(shut).listed for shut in self._shut.values())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    # Folders

    def _writers(self, user: str) -> list[Path]:
        """Whose folders there are; of one user, by their name among them: what is typed leads
        nowhere else."""
        writers = sorted(users(self._places.sessions))
        self._look = self._new_look(writers)
        return [found for found in writers if not user or found.name == user]

    def _new_look(self, writers: list[Path]) -> Look:
        return Look(self._reviews, writers, lambda: self._supervisors)

    def _folders(self, user: str) -> list[Path]:
        """The folders of months, but for those of whom cannot be entered."""
        found = []
        for writer in self._writers(user):
            self._shut.pop(writer, None)
            try:
                found += [writer / month for month in months(writer)]
            except Shut as shut:
                self._shut[writer] = shut
        return found

    def _entered(self, path: Path) -> Folder | None:
        """A folder as `_opened` gives it; None where it cannot be entered."""
        try:
            return self._opened(path)
        except Shut as shut:
            self._shut[path] = shut
            return None

    def _row_of(self, shut: Shut) -> Found:
        name = shut.folder.relative_to(self._places.sessions)
        return Found(shut.folder, unreadable(f"{name}/", shut.what))

    def _opened(self, path: Path) -> Folder:
        """A folder with the names that are in it now."""
        # Before its names are listed, so that what comes between the two is seen the next time.
        looked, state = time.time_ns(), state_of(path)
        kept = self._file.folder(key_of(path))
        folder = Folder(path, self._file, *(kept or ()))
        if not is_seen(folder.state, state):
            rows = {name: folder.row(name) for name in names_in(path)}
            right = {
                name: row
                if row is not None and is_seen(row.own_state, state_of(path / name))
                else None
                for name, row in rows.items()
            }
            folder.list_anew(seen(state, looked), right)
        self._compare_reviews(folder, live_alone=False)
        return folder

    def _compare_reviews(self, folder: Folder, *, live_alone: bool) -> None:
        look = self._look
        folder.compare_reviews(look.reviews, lambda: look.names, live_alone=live_alone)

    # Rows

    def _current(self, folder: Folder, name: str, now: datetime) -> Listed | None:
        """The row of a file as it is now; None where the file is gone."""
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
        found = self._look.ground(looked, own, row.reviews, row.origins)
        return row.ground == found != UNSEEN

    def _read(self, folder: Folder, name: str, now: datetime) -> Listed:
        """Read a file, and keep what was found."""
        path = folder.path / name
        # Before it is read, so that what comes between the two is seen the next time.
        looked, own = time.time_ns(), state_of(path)
        reviews = self._look.names.get(path.stem, [])
        found = self._reader.read(path, now)
        if not self._reader.knows_the_rules:
            self._file.do_without()
        row = Row(
            ground=self._look.ground(looked, own, reviews, found.origins),
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
        """The group whose members' reviews count."""
        known = self._file.about(_SUPERVISORS)
        if not known:
            # Kept with the rows: to read the policy costs more than all the rest.
            known = f"={self._reader.supervisors}"
            if not self._reader.knows_the_rules:
                self._file.do_without()
            self._file.remark(_SUPERVISORS, known)
        return known[1:]


def _keep_others(opened: dict[Path, Folder], month: str) -> None:
    """Write, and let go of, every folder but those of one month."""
    for path in [path for path in opened if path.name != month]:
        opened.pop(path).keep()
