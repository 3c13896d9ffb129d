"""One month's folder in the index, with its rows in two parts: live and ended.

So what may change by itself, or is needed on every screen, is found without reading ten years of
ended sessions.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from checklists.index.database import IndexFile, Part
from checklists.session.list_row import Listed
from checklists.workstation.file_state import NEVER_MATCHES


class Row(NamedTuple):
    """What is kept of one file.

    `fingerprint` covers the files that the row depends on, `reviews` and `origins` are their names.
    `since` and `until` say when the row is valid, in seconds since 1970 (None: without end).
    `listed` is the row itself.
    """

    fingerprint: str
    reviews: Sequence[str]
    origins: Sequence[str]
    since: float
    until: float | None
    listed: Sequence[object]

    @property
    def own_state(self) -> str:
        """Return the state of the file itself."""
        return self.fingerprint.partition(" ")[0]


def is_live(found: Listed) -> bool:
    """Return whether home or the queue may have to show it; the other sessions are ended."""
    return found.may_wait or found.is_unfinished or bool(found.problem)


class Folder:
    """The rows of one folder by file name; an empty one is of a file that was not read yet."""

    def __init__(
        self, path: Path, file: IndexFile, live: Part | None = None, ended: Part | None = None
    ) -> None:
        """Keep the parts as they were stored.

        Without `live` the folder is not known yet; without `ended` alone, that part is read when it
        is needed.
        """
        self.path = path
        self._file = file
        self._live = live or Part(NEVER_MATCHES, NEVER_MATCHES, {})
        self._ended = ended if live is not None else Part(NEVER_MATCHES, NEVER_MATCHES, {})
        self._changed = False

    @property
    def key(self) -> str:
        """Return the folder's name in the index."""
        return folder_key(self.path)

    @property
    def state(self) -> str:
        """Return the state that the folder had when its names were listed."""
        return self._live.folder

    @property
    def live_names(self) -> list[str]:
        """Return the files whose rows may be needed on every screen, and those not read yet."""
        return list(self._live.rows)

    @property
    def ended_names(self) -> list[str]:
        """Return the files of ended sessions."""
        return list(self._ended_part().rows)

    @property
    def unread(self) -> list[str]:
        """Return the files that were not read yet."""
        return [name for name, row in self._live.rows.items() if not row]

    @property
    def names(self) -> list[str]:
        """Return every file."""
        return list(self._ended_part().rows | self._live.rows)

    def row(self, name: str) -> Row | None:
        """Return what is kept of a file; None where it was not read yet."""
        kept = self._live.rows.get(name)
        if kept is None:
            kept = self._ended_part().rows.get(name)
        return Row(*kept) if kept else None  # type: ignore[arg-type]  # as it was put in

    def put(self, name: str, row: Row | None) -> None:
        """Keep what was found in a file; None marks it as to be read."""
        over = self._ended_part()
        live = row is None or is_live(listed_in(row))
        (over if live else self._live).rows.pop(name, None)
        (self._live if live else over).rows[name] = list(row) if row is not None else []
        self._changed = True

    def list_anew(self, state: str, rows: Mapping[str, Row | None]) -> None:
        """Replace the names by the current ones, with the rows that are still valid."""
        over = self._ended_part()
        reviews = over.reviews if over.reviews == self._live.reviews else NEVER_MATCHES
        self._live, self._ended = Part(state, reviews, {}), Part(state, reviews, {})
        for name, row in rows.items():
            self.put(name, row)
        self._changed = True

    def compare_reviews(
        self, state: str, names: Callable[[], Mapping[str, list[str]]], *, live_alone: bool
    ) -> None:
        """Mark as unread the files whose reviews changed since they were read.

        `state` is the current state of the folder of reviews; `names` is called only where it
        differs.
        """
        self._live = self._compared(self._live, state, names)
        if not live_alone:
            over = self._ended_part()
            self._ended = self._compared(over, state, names)
            for name in [name for name, row in self._ended.rows.items() if not row]:
                self.put(name, None)

    def _compared(
        self, part: Part, state: str, names: Callable[[], Mapping[str, list[str]]]
    ) -> Part:
        if part.reviews == state != NEVER_MATCHES:
            return part
        known = names()
        rows = {
            name: row
            if row and Row(*row).reviews == known.get(name.removesuffix(".toml"), [])  # type: ignore[arg-type]
            else []
            for name, row in part.rows.items()
        }
        self._changed = self._changed or part.reviews != state or rows != part.rows
        return part._replace(reviews=state, rows=rows)

    def keep(self) -> None:
        """Store what changed."""
        if self._changed:
            self._file.keep(self.key, self._live, self._ended)
            self._changed = False

    def _ended_part(self) -> Part:
        """Return the ended part, read when it is first needed."""
        if self._ended is None:
            kept = self._file.folder(self.key)
            if kept is None or kept[0].text != self._live.text:
                # Lost, or written by another process meanwhile: a file may have moved from one
                # part to the other and be in neither of these two. The names are listed again.
                kept = (self._live, Part(NEVER_MATCHES, NEVER_MATCHES, {}))
                self._live = self._live._replace(folder=NEVER_MATCHES)
            self._ended = kept[1]
        return self._ended


def folder_key(folder: Path) -> str:
    """Return a folder's name in the index: `mruiz/2026-11`."""
    return f"{folder.parent.name}/{folder.name}"


def listed_in(row: Row) -> Listed:
    """Return the row as lists show it."""
    found = Listed(*row.listed)  # type: ignore[arg-type]  # as it was put in
    return found._replace(uids=tuple(found.uids))
