"""The file that the index is kept in: SQLite, thrown away and made anew whenever it is not right.

Nothing here is ever the only copy of anything, so that a file that is damaged, old, another home's
or somebody else's is no error: it is replaced without a word, and where no file can be kept the
index lives in memory for as long as the program runs.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from checklists.index_place import Identity, is_another, is_own_folder, own_file

SCHEMA = 1
BUSY_SECONDS = 1.0
"""How long to wait for another process that writes: then this one does without."""

_MAKE = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    """
    CREATE TABLE folders
        (path TEXT PRIMARY KEY, has_live INTEGER, live TEXT, ended TEXT) WITHOUT ROWID
    """,
    "CREATE INDEX with_live ON folders (has_live) WHERE has_live",
)

Rows = dict[str, list[object]]
"""By the name of the file: what was found in it."""
Result = TypeVar("Result")


class Part(NamedTuple):
    """Some of a folder's rows.

    `folder` is the state that the folder had when its names were listed, `reviews` that of the
    folder of reviews when the rows were right; `text` is the part as it was read.
    """

    folder: str
    reviews: str
    rows: Rows
    text: str = ""


class IndexFile:
    """Parts of folders by their paths. `basis` is everything that the rows rest on besides the
    sessions: with another one they are worth nothing."""

    def __init__(
        self, path: Path | None, basis: str, still_holds: Callable[[], bool] = lambda: True
    ) -> None:
        """`path` may be None, for an index that is kept nowhere. `still_holds` says whether the
        basis is that of a program which begins now: then a file with another one is out of date."""
        self._path = path
        self._basis = basis
        self._still_holds = still_holds
        self._file: Identity | None = None
        self._database: sqlite3.Connection | None = None

    def about(self, name: str) -> str:
        """A remark; empty where there is none."""
        rows = self._do(
            lambda db: db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchall()
        )
        found = _unsealed(rows[0][0]) if rows else None
        return found if isinstance(found, str) else ""

    def remark(self, name: str, value: str) -> None:
        """Keep a remark."""
        sealed = _sealed(value)
        self._do(
            lambda db: db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, sealed))
        )

    def live(self, *, occupied: bool = False) -> dict[str, Part]:
        """Every folder's live rows; `occupied`: only of folders that have some."""
        which = " WHERE has_live" if occupied else ""
        select = f"SELECT path, live FROM folders{which}"  # noqa: S608  # one of two texts
        rows = self._do(lambda db: db.execute(select).fetchall())
        found = ((_path(key), _part(text)) for key, text in rows)
        return {path: part for path, part in found if part is not None}

    def folder(self, path: str) -> tuple[Part, Part] | None:
        """A folder's rows, live and ended; None where it is not known."""
        rows = self._do(
            lambda db: db.execute(
                "SELECT live, ended FROM folders WHERE path = ?", (_key(path),)
            ).fetchall()
        )
        if not rows:
            return None
        live, ended = _part(rows[0][0]), _part(rows[0][1])
        # Of one folder's two parts, each must have been written with the other.
        if live is None or ended is None or live.folder != ended.folder:
            return None
        return live, ended

    def keep(self, path: str, live: Part, ended: Part | None) -> None:
        """Keep a folder's rows. Without `ended`, those stand as they are, and nothing is kept
        where another process kept something meanwhile: no file may fall between the two parts."""
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
        """Forget folders that are no more."""
        gone = [(_key(path),) for path in paths]
        if gone:
            self._do(lambda db: db.executemany("DELETE FROM folders WHERE path = ?", gone))

    def throw_away(self) -> None:
        """Begin with an empty one: what was read does not fit together."""
        self._anew()

    def do_without(self) -> None:
        """From now on keep nothing for later: what is found now may be wrong."""
        if self._path is not None:
            self._without_file()

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    # Opening, and starting anew

    def _do(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do something with the file; with an empty one where it turns out not to be right."""
        try:
            return self._act(act)
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                self._without_file()
            else:
                self._anew()
        except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError):
            # The last: what SQLite says of a damaged file holds pieces of it.
            self._anew()
        try:
            return self._act(act)
        except sqlite3.Error:
            self._without_file()
            return self._act(act)

    def _act(self, act: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._database is None:
            self._database = self._opened()
        with self._database:
            return act(self._database)

    def _anew(self) -> None:
        """Away with the file. Where it cannot be taken away, or is not the one that was opened any
        more since another process began a newer one, the index lives in memory."""
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

    def _without_file(self) -> None:
        self.close()
        self._path = None

    def _opened(self) -> sqlite3.Connection:
        database = self._connected()
        try:
            about = self._about_of(database)
            if not about:
                self._make(database)
            if about in ("", self._wanted):
                return database
        except BaseException:
            database.close()
            raise
        database.close()
        if self._still_holds():
            # Taken away and not emptied: to empty 6 MB took 2.8 s.
            self._anew()
        else:
            # It is the file that is newer, and this program that began before something changed.
            self._without_file()
        database = self._connected()
        self._make(database)
        return database

    def _make(self, database: sqlite3.Connection) -> None:
        with database:
            database.execute("BEGIN IMMEDIATE")
            if self._about_of(database) == self._wanted:
                # Another process was sooner.
                return
            for statement in _MAKE:
                database.execute(statement)
            database.execute("INSERT INTO about VALUES ('basis', ?)", (self._wanted,))

    def _connected(self) -> sqlite3.Connection:
        self._file = own_file(self._path) if self._path is not None else None
        if self._path is not None and self._file is None:
            # Not ours: taken away where it can be.
            self._anew()
            self._file = own_file(self._path) if self._path is not None else None
        where = str(self._path) if self._file is not None else ":memory:"
        # Used by one thread at a time: a front end reads in another thread than it draws in.
        database = sqlite3.connect(where, timeout=BUSY_SECONDS, check_same_thread=False)
        # A text that is damaged fails its checksum.
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        # What a power cut takes is built again; a kill leaves a whole file either way.
        database.execute("PRAGMA synchronous = OFF")
        return database

    @property
    def _wanted(self) -> str:
        return _sealed(f"{SCHEMA} {self._basis}")

    @staticmethod
    def _about_of(database: sqlite3.Connection) -> str:
        try:
            found = database.execute("SELECT value FROM about WHERE name = 'basis'").fetchone()
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
    """A path for SQLite, which takes no name that is not UTF-8."""
    return path.encode("unicode_escape").decode("ascii")


def _path(key: object) -> str:
    return str(key).encode("ascii", "replace").decode("unicode_escape", "replace")


def _sealed(value: object) -> str:
    """The value as text behind a checksum: SQLite notices a torn page, not one changed letter."""
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
