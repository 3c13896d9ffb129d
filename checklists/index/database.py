"""The index's file: one SQLite row a session, with a column for each field that lists show.

Nothing here is ever the only copy of anything, so a file that is damaged, old, another home's or
somebody else's is not an error: it is replaced silently. Where no file can be kept, the index lives
in memory for as long as the program runs.
"""

import marshal
import os
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from checklists.session.list_row import Listed
from checklists.workstation.file_state import NEVER_MATCHES, FileState

if TYPE_CHECKING:
    from checklists.records.audit_log import Sighting

SCHEMA = 5
BUSY_SECONDS = 1.0
"""How long to wait for another process that writes; then this one does without the file."""

Identity = tuple[int, int]
"""The device and the number of a file: which it is, whatever its name is now."""
Result = TypeVar("Result")

sqlite3.register_converter("BOOLEAN", b"1".__eq__)
_TYPES = {str: "TEXT", int: "INTEGER", bool: "BOOLEAN", int | None: "INTEGER"}
# The ID is the file's name, which is bytes: SQLite takes no text that is not UTF-8.
_ABOUT = (
    "folder BLOB, name BLOB, live BOOLEAN, fingerprint TEXT, valid_from REAL, valid_until REAL, "
    "reviews TEXT, origins TEXT, reviews_state TEXT, "
)
_SHOWN = [f"{f} {_TYPES[k]}" for f, k in Listed.__annotations__.items() if f not in ("id", "uids")]
_COLUMNS = f"{_ABOUT}{', '.join(_SHOWN)}, uids TEXT, checksum INTEGER".split(", ")
# The checksums of the rows are added up beside the folder: a row that is lost is noticed.
_MAKE = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    """CREATE TABLE folders
        (path BLOB PRIMARY KEY, state TEXT, live INTEGER DEFAULT 0, ended INTEGER DEFAULT 0)
        WITHOUT ROWID""",
    f"CREATE TABLE sessions ({', '.join(_COLUMNS)}, PRIMARY KEY (folder, name)) WITHOUT ROWID",
    "CREATE INDEX live_sessions ON sessions (folder) WHERE live",
    """CREATE TRIGGER added AFTER INSERT ON sessions BEGIN
        UPDATE folders SET live = live + new.live * new.checksum,
            ended = ended + (1 - new.live) * new.checksum WHERE path = new.folder;
    END""",
    """CREATE TRIGGER changed AFTER UPDATE ON sessions BEGIN
        UPDATE folders SET live = live - old.live * old.checksum + new.live * new.checksum,
            ended = ended - (1 - old.live) * old.checksum + (1 - new.live) * new.checksum
        WHERE path = new.folder;
    END""",
)
_MARKS = ", ".join("?" * len(_COLUMNS))
_SET = ", ".join(f"{column.split()[0]} = ?" for column in _COLUMNS[2:])
_INSERT = f"INSERT INTO sessions VALUES ({_MARKS})"  # noqa: S608  # marks
_CHANGE = f"UPDATE sessions SET {_SET} WHERE folder = ? AND name = ?"  # noqa: S608  # columns
_EMPTY, _FORGET = "DELETE FROM sessions WHERE folder = ?", "DELETE FROM folders WHERE path = ?"


class Kept(NamedTuple):
    """What is stored of one file: its row, and what that depends on.

    `fingerprint` covers the files that it depends on: its own, and those of its `reviews` and
    `origins`, by name and by ID. There were no other reviews while their folder had the state
    `reviews_state`. `since` and `until` say when it is valid, in seconds since 1970 (None: without
    end). A file that is to be read has no `since`.
    """

    folder: str
    name: str
    live: bool = True
    fingerprint: str = NEVER_MATCHES
    since: float | None = None
    until: float | None = None
    reviews: str = ""
    origins: str = ""
    reviews_state: str = NEVER_MATCHES
    listed: Listed = Listed("", "")

    @classmethod
    def stored(cls, values: Any) -> "Kept":
        """Return it by every column's value, without the checksum."""
        folder, name = map(os.fsdecode, values[:2])
        uids = tuple(map(int, values[-1].split()))
        listed = Listed._make((name.removesuffix(".toml"), *values[9:-1], uids))
        return cls._make((folder, name, *values[2:9], listed))

    @property
    def columns(self) -> tuple[Any, ...]:
        """Return every column's value."""
        names = (os.fsencode(self.folder), os.fsencode(self.name))
        values = (*names, *self[2:9], *self.listed[1:-1], " ".join(map(str, self.listed.uids)))
        return (*values, _checksum(values))

    def is_of(self, state: FileState) -> bool:
        """Return whether it was read from the file itself in this state."""
        return self.fingerprint.partition(" ")[0] == str(state)

    @property
    def is_unread(self) -> bool:
        """Return whether the file was not read yet, or is to be read again."""
        return self.since is None


class Reading(NamedTuple):
    """What reading a file gives.

    Its row, until when that is valid without a change on disk (None: without end), the sessions
    whose answers it carries, and what the audit log notes of it, if it can be read.
    """

    listed: Listed
    until: datetime | None = None
    origins: tuple[str, ...] = ()
    seen: "Sighting | None" = None


class Folder(NamedTuple):
    """The rows of one month's folder by file name, and its state when its names were listed."""

    state: str
    rows: dict[str, Kept]


class IndexFile:
    """Rows by folder, valid for one environment fingerprint.

    `fingerprint` covers everything that the rows depend on besides the sessions: with another one
    they are worthless.
    """

    def __init__(
        self, path: Path | None, fingerprint: str, is_current: Callable[[], bool] = lambda: True
    ) -> None:
        """Keep the path, which is None for an index that is not kept.

        `is_current` returns whether the fingerprint is that of a program which starts now: a file
        with another one is then out of date.
        """
        self._path = path
        self._expected = f"{SCHEMA} {fingerprint}"
        self._is_current = is_current
        self._file: Identity | None = None
        self._database: sqlite3.Connection | None = None
        self._in_use = Lock()
        self.is_closed = False

    def about(self, name: str) -> str:
        """Return the value stored under a name; empty where there is none."""
        found = self._rows("SELECT value FROM about WHERE name = ?", name)
        checksum, _, value = str(found[0][0] if found else "").partition(" ")
        return value if checksum == str(_checksum(value)) else ""

    def set_value(self, name: str, value: str) -> None:
        """Store a value under a name."""
        sealed = f"{_checksum(value)} {value}"
        self._write(("REPLACE INTO about VALUES (?, ?)", [(name, sealed)]))

    def live(self, user: str = "") -> dict[str, Folder]:
        """Return every folder, or those of one user, with its live rows."""
        # Named, or SQLite may look at every row for the few that are live.
        rows = "INDEXED BY live_sessions WHERE live AND instr(folder, ?) = 1"
        key = os.fsencode(f"{user}/" if user else "")
        return self._folders("live", "WHERE instr(path, ?) = 1", rows, key)

    def count_live(self) -> int:
        """Return how many rows `live` would read."""
        (row,) = self._rows("SELECT count(*) FROM sessions INDEXED BY live_sessions WHERE live")
        return int(row[0])

    def folder(self, path: str) -> Folder | None:
        """Return a folder with all its rows; None where it is not known."""
        key = os.fsencode(path)
        return self._folders("live + ended", "WHERE path = ?", "WHERE folder = ?", key).get(path)

    def ended_beside(self, named: str) -> list[Kept]:
        """Return the rows of ended sessions that depend on a file whose name has this in it."""
        found = self._rows("SELECT * FROM sessions WHERE NOT live AND instr(reviews, ?)", named)
        return [Kept.stored(columns[:-1]) for columns in found]

    def _folders(self, total: str, of: str, rows: str, *keys: bytes) -> dict[str, Folder]:
        """Return folders with rows. Where they do not fit together, none: the file is deleted."""

        def read(database: sqlite3.Connection) -> list[list[Any]]:
            # Both as they are at one moment.
            database.execute("BEGIN")
            return [database.execute(select, keys).fetchall() for select in selects]

        selects = (
            f"SELECT path, state, {total} FROM folders {of}",  # noqa: S608  # as above
            f"SELECT * FROM sessions {rows}",  # noqa: S608  # as above
        )
        known, stored = self._do(read)
        found = {key: Folder(state, {}) for key, state, _ in known}
        added = dict.fromkeys(found, 0)
        for columns in stored:
            values, checksum = columns[:-1], columns[-1]
            # SQLite notices a torn page, but not one changed letter.
            if checksum == _checksum(values) and values[0] in found:
                kept = Kept.stored(values)
                found[values[0]].rows[kept.name] = kept
                added[values[0]] += checksum
        if added != {key: in_all for key, _, in_all in known}:
            self._delete()
            return {}
        return {os.fsdecode(key): folder for key, folder in found.items()}

    def list_anew(self, path: str, state: str, rows: Iterable[Kept]) -> None:
        """Replace the names in a folder by the current ones."""
        key = os.fsencode(path)
        self._write(
            (_EMPTY, [(key,)]),
            ("REPLACE INTO folders (path, state) VALUES (?, ?)", [(key, state)]),
            (_INSERT, [kept.columns for kept in rows]),
        )

    def put(self, rows: Iterable[Kept]) -> None:
        """Store what was found in files; not in one that is no longer listed."""
        columns = (kept.columns for kept in rows)
        self._write((_CHANGE, [(*found[2:], *found[:2]) for found in columns]))

    def forget(self, paths: Iterable[str]) -> None:
        """Remove folders that no longer exist."""
        keys = [(os.fsencode(path),) for path in paths]
        self._write((_FORGET, keys), (_EMPTY, keys))

    def stop_storing(self) -> None:
        """Store nothing from now on, and leave the file as it is: the index lives in memory."""
        if self._path is not None:
            self._disconnect()
            self._path = None

    def close(self) -> None:
        """Close the file for good; a thread that still reads finds it closed."""
        with self._in_use:
            self.is_closed = True
            self._disconnect()

    # Opening and replacing the file

    def _rows(self, select: str, *values: str) -> list[Any]:
        return self._do(lambda database: database.execute(select, values).fetchall())

    def _write(self, *statements: tuple[str, list[Any]]) -> None:
        if any(values for _, values in statements):
            self._do(lambda database: [database.executemany(*found) for found in statements])

    def _do(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run an operation on the file; on a new, empty one where the file is not valid."""
        for give_up in (self._delete, self.stop_storing):
            try:
                return self._act(act)
            except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as error:
                # UnicodeDecodeError: SQLite's message about a damaged file has pieces of it.
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                is_busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
                (self.stop_storing if is_busy else give_up)()
        return self._act(act)

    def _act(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._in_use:
            if self.is_closed:
                raise RuntimeError("the index is closed")
            database = self._database or self._opened()
            with database:
                return act(database)

    def _opened(self) -> sqlite3.Connection:
        try:
            database = self._connected()
            if self._stored(database) != self._expected:
                # Deleted rather than emptied: to empty 6 MB took 2.8 s. Where this program began
                # before something changed, the file is the newer one.
                (self._delete if self._is_current() else self.stop_storing)()
                database = self._connected()
                self._stored(database)
        except BaseException:
            self._disconnect()
            raise
        return database

    def _connected(self) -> sqlite3.Connection:
        self._file = own_file(self._path)
        if self._file is None:
            # Not ours: deleted where possible.
            self._delete()
            self._file = own_file(self._path)
        # Used by one thread at a time: a front end reads in another thread than it draws in.
        self._database = sqlite3.connect(
            ":memory:" if self._path is None or self._file is None else self._path,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            detect_types=sqlite3.PARSE_DECLTYPES,
        )
        return self._database

    def _stored(self, database: sqlite3.Connection) -> str:
        """Return the fingerprint of the file; an empty one gets its tables first."""
        # What a power cut destroys is built again; a kill leaves a complete file either way.
        database.execute("PRAGMA synchronous = OFF")
        if not _stored_fingerprint(database):
            with database:
                database.execute("BEGIN IMMEDIATE")
                # Unless another process was faster.
                if not _stored_fingerprint(database):
                    for statement in _MAKE:
                        database.execute(statement)
                    made = ("fingerprint", self._expected)
                    database.execute("INSERT INTO about VALUES (?, ?)", made)
        return _stored_fingerprint(database)

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _delete(self) -> None:
        """Delete the file.

        Where it cannot be deleted, or is no longer the one that was opened since another process
        created a newer one, the index lives in memory.
        """
        self._disconnect()
        path, self._path = self._path, None
        if path is not None and is_own_folder(path.parent) and not is_another(path, self._file):
            with suppress(OSError):
                for end in ("", "-journal"):
                    Path(f"{path}{end}").unlink(missing_ok=True)
                self._path = path


def _stored_fingerprint(database: sqlite3.Connection) -> str:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone():
        return ""
    found = database.execute("SELECT value FROM about WHERE name = 'fingerprint'").fetchone()
    return str(found[0]) if found else ""


def _checksum(values: Any) -> int:
    # Format 2 says the same of the same values; later ones also say which are one object.
    return zlib.crc32(marshal.dumps(values, 2))


# Where the file may be: only this account can write there


def is_own_folder(folder: Path) -> bool:
    """Return whether only this account writes in the folder. Creates it where it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def own_file(path: Path | None) -> Identity | None:
    """Return which file it is, created where it is missing; None if not this account's alone."""
    if path is None or not is_own_folder(path.parent):
        return None
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        found = path.lstat()
    except OSError:
        return None
    is_one_file = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
    is_ours = is_one_file and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return (found.st_dev, found.st_ino) if is_ours else None


def is_another(path: Path, opened: Identity | None) -> bool:
    """Return whether another file than the one that was opened is there now."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return opened is not None and opened != (found.st_dev, found.st_ino)
