"""One row for each session, kept from one run to the next, so that a long list opens at once.

A file is read again only when it, one of its reviews or completions, an original that it carries
answers from, the definitions, the policy, the program, the reader's groups or a supervisor's
membership changed, when one of them could not be read the last time, or when the clock passed a
moment at which time alone changes its status (`next_status_change`). Every row that is returned has
been checked on disk in the same call, so that an edit in place shows; a folder whose state is
unchanged is not entered. The gate never uses it: it only answers lists.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checklists.index.database import Folder, IndexFile, Kept, Reading
from checklists.records.dependencies import Dependencies, is_unchanged, stored_state
from checklists.records.layout import (
    FolderInaccessible,
    OnInaccessible,
    is_not_a_folder,
    month_folders,
    names_in,
    newest_first,
    skip_inaccessible,
    users,
)
from checklists.records.review_names import ReviewNames, completion_names
from checklists.session.list_row import Listed, unreadable
from checklists.workstation.file_state import NEVER_MATCHES, is_empty, is_gone, state_of
from checklists.workstation.paths import Places, index_file
from checklists.workstation.rules import environment_fingerprint
from checklists.workstation.system_lists import named_in

if TYPE_CHECKING:
    from checklists.index.reader import SessionReader
    from checklists.records.audit_log import Sighting
    from checklists.records.store import Store

_STORED_AT_ONCE = 500
_MONTH = attrgetter("name")

Whose = Callable[[Path], bool]
"""Whether a user's folder is of those whose sessions are wanted."""
Rows = Mapping[str, Kept]


class Found(NamedTuple):
    """A session file and its row, as it is on disk now."""

    path: Path
    listed: Listed


class Progress(NamedTuple):
    """How many of the files that must be read have been read; zero of zero until one is found."""

    read: int
    of: int


class Index:
    """The rows of one home's sessions. Used by one thread at a time; whoever opens it closes it."""

    def __init__(
        self,
        places: Places,
        reader: "Callable[[], SessionReader]",
        kept_in: Path | None,
        fingerprint: str,
    ) -> None:
        """Open the index in the file `kept_in`; None keeps nothing.

        `reader` is called for what reads sessions, once the first must be read. `fingerprint` is
        the environment's as it was when the program began to read: what it has read since is no
        newer.
        """
        self._places = places
        self._new_reader = reader
        self._file = IndexFile(
            kept_in, fingerprint, lambda: environment_fingerprint(places) == fingerprint
        )
        self._beside = (
            ReviewNames(places.reviews, required=places.kind == "shared"),
            completion_names(places),
        )
        self._dependencies: Dependencies
        """As of the last look at the folders of users."""
        self._held: frozenset[str] = frozenset()
        """The case numbers under a legal hold, as of the same look."""
        self._folders: list[Path] = []
        self._inaccessible: dict[Path, FolderInaccessible] = {}
        self._users: list[str] = []
        """Those whose sessions were last wanted; an empty name is everybody."""
        self.is_half_read = False
        """Whether files are known that nobody has read yet, as while another process reads."""
        self._new: list[Kept] = []
        self._seen: list[Sighting] = []
        """What is to be noted in the audit log with the new rows."""

    def newest(
        self,
        now: datetime,
        *,
        whose: Whose | None = None,
        among: Callable[[Path, list[str]], list[str]] | None = None,
        keep: Callable[[Path, Rows], Iterable[str]] = lambda _, rows: rows,
    ) -> Iterator[Found]:
        """Yield every session, the newest first.

        Yields those in the users' folders that `whose` accepts, and only those whose names `among`
        leaves of a folder's, before any row is looked at, and `keep` of the rows as they were last
        read. A folder that cannot be entered has a row of its own, before the rows of its month and
        the older ones. Reads no more than is consumed.
        """
        opened: dict[Path, Kept] = {}
        inaccessible: list[FolderInaccessible] = []

        def names(path: Path) -> list[str]:
            named = None if among is None else among(path, names_in(path))
            if named == []:
                return []
            rows = self._opened(path)
            if named is not None:
                rows = {name: rows[name] for name in named if name in rows}
            kept = list(keep(path, rows))
            opened.update((path / name, rows[name]) for name in kept)
            return kept

        writers = self._writers(whose, inaccessible.append)
        try:
            for path in newest_first(writers, inaccessible.append, names):
                while inaccessible:
                    yield self._row_of(inaccessible.pop(0))
                found = self._current(path, opened.pop(path), now)
                if found is not None:
                    yield Found(path, found)
            yield from map(self._row_of, inaccessible)
        finally:
            self._store()

    def refresh(self, now: datetime, *, whose: Whose | None = None) -> Iterator[Progress]:
        """Check every folder, and read what is new or changed, the newest first.

        What was read when the caller stops, at a folder or at a file, is kept.
        """
        self._inaccessible.clear()
        self._folders = self._find_folders(whose)
        # Of an empty home no index is made.
        if not self._folders:
            return
        self._read_again_without_completions()
        known = self._known()
        unread: dict[Path, int] = {}
        for path in self._folders:
            folder = known.pop(_key(path), None)
            is_same = folder is not None and is_unchanged(folder.state, state_of(path))
            rows = folder.rows if folder is not None and is_same else self._entered(path)
            unread[path] = sum(kept.is_unread for kept in rows.values())
            yield Progress(0, sum(unread.values()))
        if whose is None:
            shut = {folder.name for folder in self._inaccessible}
            self._file.forget(key for key in known if key.partition("/")[0] not in shut)
        yield from self._read_all(unread, now)

    def _read_again_without_completions(self) -> None:
        """Have ended sessions read again whose completions are no longer those of their rows.

        Its owner can remove a completion, or leave the group for which it counts: what it was for
        is owed again.
        """
        looked, folder = time.time_ns(), self._beside[1]
        state, people = stored_state(folder.state, looked), "/".join(map(named_in, self.groups))
        before, _, people_before = self._file.about("completions").partition(" ")
        if state == before != NEVER_MATCHES and people == people_before:
            return
        self._file.put(
            Kept(kept.folder, kept.name)
            for kept in self._file.ended_beside(f"../{folder.folder.name}/")
            if people != people_before or kept.reviews != self._reviews_of(kept.name)
        )
        self._file.set_value("completions", f"{state} {people}")

    def refresh_ended(self, now: datetime, *, whose: Whose | None = None) -> Iterator[Progress]:
        """Check every file of an ended session, and read what was edited in place.

        `refresh` checks only the folder's state, which such an edit does not change.
        """
        unread: dict[Path, int] = {}
        for path in sorted(self._find_folders(whose), key=_MONTH, reverse=True):
            folder = self._file.folder(_key(path))
            changed = [
                Kept(_key(path), name)
                for name, kept in (folder.rows if folder is not None else {}).items()
                if not kept.live and not kept.is_of(state_of(path / name))
            ]
            self._file.put(changed)
            unread[path] = len(changed)
            yield Progress(0, sum(unread.values()))
        yield from self._read_all(unread, now)

    def live(self, now: datetime) -> Iterator[Found]:
        """Yield what is unfinished, unreadable or able to wait for a supervisor, as it is now.

        Takes the folders that `refresh` found.
        """
        known = self._known()
        for path in self._folders:
            folder = known.get(_key(path))
            # No folder: another process has replaced the file in the meantime.
            rows = folder.rows if folder is not None else self._entered(path)
            if path not in self._inaccessible:
                yield from self._live_in(path, rows, now)
        self._store()
        yield from map(self._row_of, self._inaccessible.values())

    def known_live(self, now: datetime, *, whose: Whose | None = None) -> Iterator[Found]:
        """Yield the live rows of what was read before, as it is now.

        These are the first rows: neither the folders are listed nor new files read. They may be few
        of many where `is_half_read`.
        """
        writers = self._writers(whose, skip_inaccessible)
        known = self._known()
        self.is_half_read |= not known
        for key, folder in known.items():
            path = self._places.sessions / key
            if path.parent not in writers or is_not_a_folder(path):
                continue
            rows = {name: kept for name, kept in folder.rows.items() if not kept.is_unread}
            self.is_half_read |= len(rows) < len(folder.rows)
            yield from self._live_in(path, rows, now)
        self._store()

    def count_known_live(self) -> int:
        """Return how many rows `known_live` would look at."""
        return self._file.count_live()

    @property
    def inaccessible(self) -> tuple[Listed, ...]:
        """Return a row for each folder that the last `refresh` or `live` could not enter."""
        return tuple(self._row_of(found).listed for found in self._inaccessible.values())

    def close(self) -> None:
        """Store what was found, and close the file."""
        self._store()
        self._file.close()

    # Folders

    def _writers(self, whose: Whose | None, on_inaccessible: OnInaccessible) -> list[Path]:
        """Return the folders of users, those that `whose` accepts.

        They are chosen among those that exist: what was typed cannot lead elsewhere.
        """

        def report(inaccessible: FolderInaccessible) -> None:
            if whose is None or whose(inaccessible.folder):
                on_inaccessible(inaccessible)

        writers = sorted(users(self._places, report))
        self._dependencies = Dependencies(self._beside, writers, lambda: self.groups)
        # Most homes have none: then nothing is imported that reads them.
        none_held = is_empty(self._places.holds)
        self._held = frozenset() if none_held else self._reader.store.holds.keys
        chosen = [found for found in writers if whose is None or whose(found)]
        self._users = [""] if writers and whose is None else [found.name for found in chosen]
        return chosen

    def _known(self) -> dict[str, Folder]:
        """Return the folders with live rows, of those users alone who were chosen last."""
        found = map(self._file.live, self._users)
        return {key: folder for folders in found for key, folder in folders.items()}

    def _find_folders(self, whose: Whose | None) -> list[Path]:
        """Return the folders of months of users whose folders can be entered."""
        writers = self._writers(whose, self._shut)
        for writer in writers:
            self._inaccessible.pop(writer, None)
        return list(month_folders(writers, self._shut))

    def _shut(self, inaccessible: FolderInaccessible) -> None:
        self._inaccessible[inaccessible.folder] = inaccessible

    def _entered(self, path: Path) -> Rows:
        """Return a folder's rows as `_opened` does; none where it cannot be entered."""
        try:
            return self._opened(path)
        except FolderInaccessible as inaccessible:
            self._shut(inaccessible)
            return {}

    def _row_of(self, inaccessible: FolderInaccessible) -> Found:
        name = inaccessible.folder.relative_to(self._places.sessions)
        return Found(inaccessible.folder, unreadable(f"{name}/", inaccessible.what))

    def _opened(self, path: Path) -> Rows:
        """Return the rows of a folder, of the files that are in it now."""
        # Before its names are listed, so that a change between the two is noticed next time.
        looked, state = time.time_ns(), state_of(path)
        folder = self._file.folder(_key(path))
        if folder is not None and is_unchanged(folder.state, state):
            return folder.rows
        rows = {name: Kept(_key(path), name) for name in names_in(path)}
        for name, kept in folder.rows.items() if folder is not None else ():
            if name in rows and kept.is_of(state_of(path / name)):
                rows[name] = kept
        self._file.list_anew(_key(path), stored_state(state, looked), rows.values())
        return rows

    # Rows

    def _live_in(self, folder: Path, rows: Rows, now: datetime) -> Iterator[Found]:
        for name, kept in rows.items():
            found = self._current(folder / name, kept, now) if kept.live else None
            if found is not None and found.is_live:
                yield Found(folder / name, found)

    def _current(self, path: Path, kept: Kept, now: datetime) -> Listed | None:
        """Return the row of a file as it is now; None where the file is gone."""
        if self._holds(path, kept, now):
            found, reviews_state = kept.listed, self._dependencies.reviews
            if kept.reviews_state != reviews_state != NEVER_MATCHES:
                self._new.append(kept._replace(reviews_state=reviews_state))
                self._store(at_least=_STORED_AT_ONCE)
        elif is_gone(path):
            return None
        else:
            found = self._read(path, now)
        is_held = not self._held.isdisjoint(found.cases.split())
        return found._replace(held=True) if is_held else found

    def _holds(self, path: Path, kept: Kept, now: datetime) -> bool:
        moment, dependencies = now.timestamp(), self._dependencies
        if kept.since is None or moment < kept.since:
            return False
        if kept.until is not None and moment >= kept.until:
            return False
        has_all_reviews = kept.reviews_state == dependencies.reviews != NEVER_MATCHES
        if not has_all_reviews and kept.reviews != self._reviews_of(path.name):
            return False
        looked, own = time.time_ns(), state_of(path)
        found = dependencies.fingerprint(looked, own, kept.reviews.split(), kept.origins.split())
        return kept.fingerprint == found != NEVER_MATCHES

    def _read(self, path: Path, now: datetime) -> Listed:
        """Read a file, and keep what was found."""
        keep = self._to_be_read(path, now)
        return keep(self._reader.look(path, now))

    def _reviews_of(self, name: str) -> str:
        return " ".join(self._dependencies.names.get(name.removesuffix(".toml"), ()))

    def _read_all(self, unread: Mapping[Path, int], now: datetime) -> Iterator[Progress]:
        """Read what was not read yet, if any, the newest first. Only names are held meanwhile."""
        total = sum(unread.values())
        seen: deque[Callable[[Reading], Listed]] = deque()

        def paths() -> Iterator[Path]:
            for folder in sorted(filter(unread.get, unread), key=_MONTH, reverse=True):
                rows = self._entered(folder)
                for name in sorted((n for n in rows if rows[n].is_unread), reverse=True):
                    seen.append(self._to_be_read(folder / name, now))
                    yield folder / name

        readings = self._reader.look_each(paths(), now, total) if total else ()
        try:
            for done, reading in enumerate(readings, start=1):
                seen.popleft()(reading)
                yield Progress(done, max(done, total))
        finally:
            self._store()

    def _to_be_read(self, path: Path, now: datetime) -> Callable[[Reading], Listed]:
        """Return what keeps a file's reading, and what it looked like before it was read.

        So that a change meanwhile is noticed later.
        """
        looked, state = time.time_ns(), state_of(path)
        reviews, reviews_state = self._reviews_of(path.name), self._dependencies.reviews

        def keep(reading: Reading) -> Listed:
            if not self._reader.knows_the_rules:
                self._file.stop_storing()
            row, origins = reading.listed, reading.origins
            kept = Kept(
                _key(path.parent),
                path.name,
                live=row.is_live,
                fingerprint=self._dependencies.fingerprint(looked, state, reviews.split(), origins),
                since=now.timestamp(),
                until=reading.until.timestamp() if reading.until is not None else None,
                reviews=reviews,
                origins=" ".join(origins),
                reviews_state=reviews_state,
                listed=row,
            )
            self._new.append(kept)
            if reading.seen is not None:
                self._seen.append(reading.seen)
            self._store(at_least=_STORED_AT_ONCE)
            return row

        return keep

    def _store(self, at_least: int = 1) -> None:
        """Store what was found since the last time, and note what was read, if it is so much."""
        if len(self._new) < at_least:
            return
        new, self._new = self._new, []
        seen, self._seen = self._seen, []
        if seen:
            self._reader.store.audit.note(seen)
        if not self._file.is_closed:
            self._file.put(new)

    @cached_property
    def _reader(self) -> "SessionReader":
        return self._new_reader()

    @cached_property
    def groups(self) -> tuple[str, str]:
        """Return the groups of supervisors and of victim services; empty where there is none."""
        known = self._file.about("groups")
        if not known:
            # Stored with the rows: reading the policy costs more than everything else.
            policy = self._reader.store.policy
            known = f"{policy.supervisors}:{policy.victim_services}"
            if not self._reader.knows_the_rules:
                self._file.stop_storing()
            self._file.set_value("groups", known)
        supervisors, _, victim_services = known.partition(":")
        return supervisors, victim_services


def _key(folder: Path) -> str:
    """Return a folder's name in the index: `mruiz/2026-11`."""
    return f"{folder.parent.name}/{folder.name}"


def open_index(places: Places, store: "Store") -> Index:
    """Return the index of a home by the rules in force, for a front end that has read them."""

    def reader() -> "SessionReader":
        # With all that a session is read and judged by.
        from checklists.index.reader import SessionReader  # noqa: PLC0415

        return SessionReader(store, store.rules.catalog)

    return Index(places, reader, index_file(places), store.rules.fingerprint)
