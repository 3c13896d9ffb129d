"""The index's file: one SQLite row a session, with a column for each field that lists show.

Nothing here is ever the only copy of anything, so a file that is damaged, old, another home's or
somebody else's is not an error: it is replaced silently. Where no file can be kept, the index lives
in memory for as long as the program runs.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from checklists.index.place import Identity, is_another, is_own_folder, own_file
from checklists.session.list_row import Listed
from checklists.workstation.file_state import NEVER_MATCHES

SCHEMA = 2
BUSY_SECONDS = 1.0
"""How long to wait for another process that writes; then this one does without the file."""

_TYPES = {str: "TEXT", int: "INTEGER", bool: "INTEGER", int | None: "INTEGER"}
_COLUMNS = {
    "folder": "TEXT",
    "name": "TEXT",
    "live": "INTEGER",
    "fingerprint": "TEXT",
    "valid_from": "REAL",
    "valid_until": "REAL",
    "others": "TEXT",
    # The ID is the file's name, and the accounts are among the `others`.
    **{f: _TYPES[kind] for f, kind in Listed.__annotations__.items() if f not in ("id", "uids")},
    "checksum": "INTEGER",
    "reviews_state": "TEXT",
}
_PLACES = {name: place for place, name in enumerate(_COLUMNS)}
_UNREAD = (1, NEVER_MATCHES, None, None, None, *[None] * (len(Listed._fields) - 2))

_MAKE = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    # The checksums of the rows are added up beside the folder: a row that is lost is noticed.
    """
    CREATE TABLE folders
        (path TEXT PRIMARY KEY, state TEXT, live INTEGER DEFAULT 0, ended INTEGER DEFAULT 0)
        WITHOUT ROWID
    """,
    f"""
    CREATE TABLE sessions
        ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())},
        PRIMARY KEY (folder, name)) WITHOUT ROWID
    """,
    "CREATE INDEX live_sessions ON sessions (folder) WHERE live",
    """
    CREATE TRIGGER added AFTER INSERT ON sessions BEGIN
        UPDATE folders SET live = live + new.live * new.checksum,
            ended = ended + (1 - new.live) * new.checksum WHERE path = new.folder;
    END
    """,
    """
    CREATE TRIGGER changed AFTER UPDATE OF checksum ON sessions BEGIN
        UPDATE folders SET live = live - old.live * old.checksum + new.live * new.checksum,
            ended = ended - (1 - old.live) * old.checksum + (1 - new.live) * new.checksum
        WHERE path = new.folder;
    END
    """,
)
_INSERT = f"INSERT INTO sessions VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  # marks
_UPDATE = f"""
    UPDATE sessions SET {", ".join(f"{name} = ?" for name in list(_COLUMNS)[2:])}
    WHERE folder = ? AND name = ?
"""  # noqa: S608  # names of columns

Result = TypeVar("Result")


class Row(NamedTuple):
    """What was found in one file.

    `fingerprint` covers the files that the row depends on, `reviews` and `origins` are their names;
    there were no other reviews while their folder had the state `reviews_state`. `since` and
    `until` say when the row is valid, in seconds since 1970 (None: without end).
    """

    listed: Listed
    fingerprint: str
    reviews: list[str]
    origins: list[str]
    reviews_state: str
    since: float
    until: float | None


class Kept(NamedTuple):
    """A row as it is stored, with its columns in `values`."""

    folder: str
    name: str
    live: int
    fingerprint: str
    values: tuple[Any, ...]

    @classmethod
    def of(cls, folder: str, name: str, row: Row | None = None) -> "Kept":
        """Return what to store of a file; without `row`, that it is to be read."""
        values: tuple[Any, ...] = _UNREAD
        reviews_state = NEVER_MATCHES
        if row is not None:
            _, *listed, uids = row.listed
            others = json.dumps((row.reviews, row.origins, uids), separators=(",", ":"))
            plain = (int(value) if isinstance(value, bool) else value for value in listed)
            live = int(row.listed.is_live)
            values = (live, row.fingerprint, row.since, row.until, others, *plain)
            reviews_state = row.reviews_state
        values = (_key(folder), _key(name), *values)
        return cls.stored((*values, _checksum(values), reviews_state))

    @classmethod
    def stored(cls, values: tuple[Any, ...]) -> "Kept":
        """Return a row by its columns."""
        return cls(_text(values[0]), _text(values[1]), values[2], values[3], values)

    @property
    def own_state(self) -> str:
        """Return the state of the file itself when it was read."""
        return self.fingerprint.partition(" ")[0]

    def column(self, name: str) -> Any:
        """Return one column; None of a file that was not read yet."""
        return self.values[_PLACES[name]]

    @property
    def is_unread(self) -> bool:
        """Return whether the file was not read yet, or is to be read again."""
        return self.values[4] is None

    def row(self) -> Row | None:
        """Return what was found in the file; None where it is to be read."""
        _, _, _, _, since, until, others, *listed, _, reviews_state = self.values
        if since is None:
            return None
        reviews, origins, uids = json.loads(others)
        found = Listed._make((self.name.removesuffix(".toml"), *listed, tuple(uids)))
        found = found._replace(urgent=bool(found.urgent), may_wait=bool(found.may_wait))
        return Row(found, self.fingerprint, reviews, origins, reviews_state, since, until)


class Folder(NamedTuple):
    """The rows of one month's folder by file name.

    `state` is the folder's when its names were listed.
    """

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
        return value if checksum == str(_checksum((value,))) else ""

    def set_value(self, name: str, value: str) -> None:
        """Store a value under a name."""
        sealed = f"{_checksum((value,))} {value}"
        self._do(lambda db: db.execute("REPLACE INTO about VALUES (?, ?)", (name, sealed)))

    def live(self) -> dict[str, Folder]:
        """Return every folder with its live rows."""
        return self._folders("folders.live", "AND sessions.live")

    def folder(self, path: str) -> Folder | None:
        """Return a folder with all its rows; None where it is not known."""
        found = self._folders("folders.live + folders.ended", "WHERE path = ?", _key(path))
        return found.get(path)

    def _folders(self, total: str, which: str, *keys: str) -> dict[str, Folder]:
        """Return folders with rows. Where they do not fit together, none: the file is deleted."""
        found: dict[str, Folder] = {}
        missing: dict[str, int] = {}
        select = f"""
            SELECT path, state, {total}, sessions.* FROM folders
            LEFT JOIN sessions ON folder = path {which}
        """  # noqa: S608  # one of two texts
        for key, state, checksums, *columns in self._rows(select, *keys):
            folder = found.setdefault(key, Folder(state, {}))
            missing.setdefault(key, checksums)
            *values, checksum, _ = columns
            if checksum is not None:
                kept = Kept.stored(tuple(columns))
                folder.rows[kept.name] = kept
                missing[key] -= checksum if checksum == _checksum(tuple(values)) else -1
        if any(missing.values()):
            # SQLite notices a torn page, but not one changed letter.
            self._delete()
            return {}
        return {_text(key): folder for key, folder in found.items()}

    def list_anew(self, path: str, state: str, rows: Iterable[Kept]) -> None:
        """Replace the names in a folder by the current ones."""
        values = [kept.values for kept in rows]

        def change(database: sqlite3.Connection) -> None:
            _forget(database, [path])
            new = (_key(path), state)
            database.execute("INSERT INTO folders (path, state) VALUES (?, ?)", new)
            database.executemany(_INSERT, values)

        self._do(change)

    def put(self, rows: Iterable[Kept]) -> None:
        """Store what was found in files; not in one that is no longer listed."""
        values = [(*kept.values[2:], *kept.values[:2]) for kept in rows]
        self._do(lambda database: database.executemany(_UPDATE, values))

    def set_reviews_state(self, rows: Iterable[tuple[str, Kept]]) -> None:
        """Store with which state of the folder of reviews these very rows had all reviews."""
        change = "UPDATE sessions SET reviews_state = ? WHERE folder = ? AND name = ?"
        values = [(state, *kept.values[:2], kept.values[-2]) for state, kept in rows]
        self._do(lambda database: database.executemany(f"{change} AND checksum = ?", values))

    def forget(self, paths: Iterable[str]) -> None:
        """Remove folders that no longer exist."""
        gone = list(paths)
        if gone:
            self._do(lambda database: _forget(database, gone))

    def stop_storing(self) -> None:
        """Store nothing from now on: what is found now may be wrong."""
        if self._path is not None:
            self._use_memory()

    def close(self) -> None:
        """Close the file for good; a thread that still reads finds it closed."""
        with self._in_use:
            self.is_closed = True
            self._disconnect()

    def _disconnect(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    # Opening and replacing the file

    def _rows(self, select: str, *values: str) -> list[Any]:
        return self._do(lambda database: database.execute(select, values).fetchall())

    def _do(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run an operation on the file; on a new, empty one where the file is not valid."""
        try:
            return self._act(act)
        except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as error:
            # UnicodeDecodeError: SQLite's message about a damaged file has pieces of it.
            if _is_busy(error):
                self._use_memory()
            else:
                self._delete()
        try:
            return self._act(act)
        except sqlite3.Error:
            self._use_memory()
            return self._act(act)

    def _act(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._in_use:
            if self.is_closed:
                raise RuntimeError("the index is closed")
            if self._database is None:
                self._database = self._opened()
            with self._database:
                return act(self._database)

    def _delete(self) -> None:
        """Delete the file.

        Where it cannot be deleted, or is no longer the one that was opened since another process
        created a newer one, the index lives in memory.
        """
        self._disconnect()
        path, self._path = self._path, None
        if path is None or not is_own_folder(path.parent) or is_another(path, self._file):
            return
        try:
            for end in ("", "-journal"):
                Path(f"{path}{end}").unlink(missing_ok=True)
        except OSError:
            return
        self._path = path

    def _use_memory(self) -> None:
        self._disconnect()
        self._path = None

    def _opened(self) -> sqlite3.Connection:
        database = self._connected()
        if self._made(database) == self._expected:
            return database
        database.close()
        if self._is_current():
            # Deleted rather than emptied: to empty 6 MB took 2.8 s.
            self._delete()
        else:
            # The file is the newer one: this program began before something changed.
            self._use_memory()
        database = self._connected()
        self._made(database)
        return database

    def _made(self, database: sqlite3.Connection) -> str:
        """Return the fingerprint of the file; an empty one gets its tables first."""
        try:
            # What a power cut destroys is built again; a kill leaves a complete file either way.
            database.execute("PRAGMA synchronous = OFF")
            found = _stored_fingerprint(database)
            if found:
                return found
            with database:
                database.execute("BEGIN IMMEDIATE")
                # Unless another process was faster.
                if _stored_fingerprint(database) != self._expected:
                    for statement in _MAKE:
                        database.execute(statement)
                    database.execute(
                        "INSERT INTO about VALUES ('fingerprint', ?)", (self._expected,)
                    )
        except BaseException:
            database.close()
            raise
        return self._expected

    def _connected(self) -> sqlite3.Connection:
        self._file = own_file(self._path) if self._path is not None else None
        if self._path is not None and self._file is None:
            # Not ours: deleted where possible.
            self._delete()
            self._file = own_file(self._path) if self._path is not None else None
        where = str(self._path) if self._file is not None else ":memory:"
        # Used by one thread at a time: a front end reads in another thread than it draws in.
        return sqlite3.connect(where, timeout=BUSY_SECONDS, check_same_thread=False)


def _forget(database: sqlite3.Connection, paths: Iterable[str]) -> None:
    keys = [(_key(path),) for path in paths]
    database.executemany("DELETE FROM folders WHERE path = ?", keys)
    database.executemany("DELETE FROM sessions WHERE folder = ?", keys)


def _stored_fingerprint(database: sqlite3.Connection) -> str:
    try:
        found = database.execute("SELECT value FROM about WHERE name = 'fingerprint'").fetchone()
    except sqlite3.OperationalError as error:
        if _is_busy(error):
            raise
        return ""
    return str(found[0]) if found else ""


def _is_busy(error: Exception) -> bool:
    code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _checksum(values: tuple[Any, ...]) -> int:
    return zlib.crc32(repr(values).encode("utf-8", "replace"))


def _key(name: str) -> str:
    """Return a name for SQLite, which takes none that is not UTF-8."""
    return name.encode("unicode_escape").decode("ascii")


def _text(key: str) -> str:
    if "\\" not in key:
        return key
    return key.encode("ascii", "replace").decode("unicode_escape", "replace")
