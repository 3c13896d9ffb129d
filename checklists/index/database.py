"""The index's file: SQLite, deleted and created again whenever it is not valid.

Nothing here is ever the only copy of anything, so a file that is damaged, old, another home's or
somebody else's is not an error: it is replaced silently. Where no file can be kept, the index lives
in memory for as long as the program runs.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from checklists.index.place import Identity, is_another, is_own_folder, own_file

SCHEMA = 1
BUSY_SECONDS = 1.0
"""How long to wait for another process that writes; then this one does without the file."""

_MAKE = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    """
    CREATE TABLE folders
        (path TEXT PRIMARY KEY, has_live INTEGER, live TEXT, ended TEXT) WITHOUT ROWID
    """,
    "CREATE INDEX with_live ON folders (has_live) WHERE has_live",
)

Rows = dict[str, list[object]]
"""What was found in each file, by its name."""
Result = TypeVar("Result")


class Part(NamedTuple):
    """Some of a folder's rows.

    `folder` is the state that the folder had when its names were listed, `reviews` that of the
    folder of reviews when the rows were valid; `text` is the part as it was read.
    """

    folder: str
    reviews: str
    rows: Rows
    text: str = ""


class IndexFile:
    """Parts of folders by their paths, valid for one environment fingerprint.

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
        self._fingerprint = fingerprint
        self._is_current = is_current
        self._file: Identity | None = None
        self._database: sqlite3.Connection | None = None

    def about(self, name: str) -> str:
        """Return the value stored under a name; empty where there is none."""
        rows = self._do(
            lambda db: db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchall()
        )
        found = _unsealed(rows[0][0]) if rows else None
        return found if isinstance(found, str) else ""

    def set_value(self, name: str, value: str) -> None:
        """Store a value under a name."""
        sealed = _sealed(value)
        self._do(
            lambda db: db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, sealed))
        )

    def live(self, *, occupied: bool = False) -> dict[str, Part]:
        """Return every folder's live rows; `occupied`: only of folders that have some."""
        which = " WHERE has_live" if occupied else ""
        select = f"SELECT path, live FROM folders{which}"  # noqa: S608  # one of two texts
        rows = self._do(lambda db: db.execute(select).fetchall())
        found = ((_path(key), _part(text)) for key, text in rows)
        return {path: part for path, part in found if part is not None}

    def folder(self, path: str) -> tuple[Part, Part] | None:
        """Return a folder's rows, live and ended; None where it is not known."""
        rows = self._do(
            lambda db: db.execute(
                "SELECT live, ended FROM folders WHERE path = ?", (_key(path),)
            ).fetchall()
        )
        if not rows:
            return None
        live, ended = _part(rows[0][0]), _part(rows[0][1])
        # The two parts of a folder must have been written together.
        if live is None or ended is None or live.folder != ended.folder:
            return None
        return live, ended

    def keep(self, path: str, live: Part, ended: Part | None) -> None:
        """Store a folder's rows.

        Without `ended`, those stay as they are, and nothing is stored where another process stored
        something in the meantime: no file may be missing from both parts.
        """
        values: tuple[object, ...] = (bool(live.rows), _sealed(live[:3]), _key(path))
        if ended is None:
            change = "UPDATE folders SET has_live = ?, live = ? WHERE path = ? AND live = ?"
            values = (*values, live.text)
        else:
            change = (
                "INSERT OR REPLACE INTO folders (has_live, live, path, ended) VALUES (?, ?, ?, ?)"
            )
            values = (*values, _sealed(ended[:3]))
        self._do(lambda db: db.execute(change, values))

    def forget(self, paths: Iterable[str]) -> None:
        """Remove folders that no longer exist."""
        gone = [(_key(path),) for path in paths]
        if gone:
            self._do(lambda db: db.executemany("DELETE FROM folders WHERE path = ?", gone))

    def discard(self) -> None:
        """Start again with an empty file: what was read does not fit together."""
        self._delete()

    def stop_storing(self) -> None:
        """Store nothing from now on: what is found now may be wrong."""
        if self._path is not None:
            self._use_memory()

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    # Opening and replacing the file

    def _do(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run an operation on the file; on a new, empty one where the file is not valid."""
        try:
            return self._act(act)
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                self._use_memory()
            else:
                self._delete()
        except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError):
            # UnicodeDecodeError: SQLite's message about a damaged file has pieces of it.
            self._delete()
        try:
            return self._act(act)
        except sqlite3.Error:
            self._use_memory()
            return self._act(act)

    def _act(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._database is None:
            self._database = self._opened()
        with self._database:
            return act(self._database)

    def _delete(self) -> None:
        """Delete the file.

        Where it cannot be deleted, or is no longer the one that was opened since another process
        created a newer one, the index lives in memory.
        """
        self.close()
        if self._path is None or not is_own_folder(self._path.parent):
            self._path = None
            return
        if is_another(self._path, self._file):
            self._path = None
            return
        try:
            for end in ("", "-journal"):
                Path(f"{self._path}{end}").unlink(missing_ok=True)
        except OSError:
            self._path = None

    def _use_memory(self) -> None:
        self.close()
        self._path = None

    def _opened(self) -> sqlite3.Connection:
        database = self._connected()
        try:
            about = self._stored_fingerprint(database)
            if not about:
                self._make(database)
            if about in ("", self._expected):
                return database
        except BaseException:
            database.close()
            raise
        database.close()
        if self._is_current():
            # Deleted rather than emptied: to empty 6 MB took 2.8 s.
            self._delete()
        else:
            # The file is the newer one: this program began before something changed.
            self._use_memory()
        database = self._connected()
        self._make(database)
        return database

    def _make(self, database: sqlite3.Connection) -> None:
        with database:
            database.execute("BEGIN IMMEDIATE")
            if self._stored_fingerprint(database) == self._expected:
                # Another process was faster.
                return
            for statement in _MAKE:
                database.execute(statement)
            database.execute("INSERT INTO about VALUES ('fingerprint', ?)", (self._expected,))

    def _connected(self) -> sqlite3.Connection:
        self._file = own_file(self._path) if self._path is not None else None
        if self._path is not None and self._file is None:
            # Not ours: deleted where possible.
            self._delete()
            self._file = own_file(self._path) if self._path is not None else None
        where = str(self._path) if self._file is not None else ":memory:"
        # Used by one thread at a time: a front end reads in another thread than it draws in.
        database = sqlite3.connect(where, timeout=BUSY_SECONDS, check_same_thread=False)
        # Damaged text fails its checksum.
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        # What a power cut destroys is built again; a kill leaves a complete file either way.
        database.execute("PRAGMA synchronous = OFF")
        return database

    @property
    def _expected(self) -> str:
        return _sealed(f"{SCHEMA} {self._fingerprint}")

    @staticmethod
    def _stored_fingerprint(database: sqlite3.Connection) -> str:
        try:
            found = database.execute(
                "SELECT value FROM about WHERE name = 'fingerprint'"
            ).fetchone()
            database.execute("SELECT path, has_live, live, ended FROM folders LIMIT 1").fetchone()
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                raise
            return ""
        return str(found[0]) if found else ""


def _is_busy(error: sqlite3.OperationalError) -> bool:
    code: int = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _key(path: str) -> str:
    """Return a path for SQLite, which takes no name that is not UTF-8."""
    return path.encode("unicode_escape").decode("ascii")


def _path(key: object) -> str:
    return str(key).encode("ascii", "replace").decode("unicode_escape", "replace")


def _sealed(value: object) -> str:
    """Return the value as text behind a checksum.

    SQLite notices a torn page, but not one changed letter.
    """
    text = json.dumps(value, separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x}{text}"


def _unsealed(text: object) -> object:
    if not isinstance(text, str) or text[:8] != f"{zlib.crc32(text[8:].encode()):08x}":
        return None
    return json.loads(text[8:])


def _part(text: object) -> Part | None:
    found = _unsealed(text)
    if not isinstance(found, list) or len(found) != 3:
        return None
    folder, reviews, rows = found
    return Part(folder, reviews, rows, str(text))
