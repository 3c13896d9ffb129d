"""One month's folder in the index: its rows in two parts, so that what may change by itself, or is
asked for on every screen, is found without going through ten years of what is over."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from checklists.index_file import IndexFile, Part
from checklists.listed import Listed

UNSEEN = ""
"""The state of what is looked at again the next time, whatever it is then."""


class Row(NamedTuple):
    """What is kept of one file: what its row rests on, its reviews and origins by name, from when
    to when it holds (seconds since 1970; None: for good), and the row."""

    ground: str
    reviews: Sequence[str]
    origins: Sequence[str]
    since: float
    until: float | None
    listed: Sequence[object]

    @property
    def own_state(self) -> str:
        """The state of the file itself."""
        return self.ground.partition(" ")[0]


def is_live(found: Listed) -> bool:
    """Whether home or the queue may have to show it: the others are over for their author."""
    return found.may_wait or found.is_unfinished or bool(found.problem)


class Folder:
    """The rows of one folder by file name; an empty one is of a file that was not read yet."""

    def __init__(
        self, path: Path, file: IndexFile, live: Part | None = None, ended: Part | None = None
    ) -> None:
        """With its parts as they are kept. Without `live` the folder is not known yet; without
        `ended` alone, that part is read when it is needed."""
        self.path = path
        self._file = file
        self._live = live or Part(UNSEEN, UNSEEN, {})
        self._ended = ended if live is not None else Part(UNSEEN, UNSEEN, {})
        self._changed = False

    @property
    def key(self) -> str:
        """The folder's name in the index."""
        return key_of(self.path)

    @property
    def state(self) -> str:
        """The state that the folder had when its names were listed."""
        return self._live.folder

    @property
    def live_names(self) -> list[str]:
        """The files whose rows may be asked for on every screen, and those not read yet."""
        return list(self._live.rows)

    @property
    def ended_names(self) -> list[str]:
        """The files of what is over."""
        return list(self._over().rows)

    @property
    def unread(self) -> list[str]:
        """The files that were not read yet."""
        return [name for name, row in self._live.rows.items() if not row]

    @property
    def names(self) -> list[str]:
        """Every file."""
        return list(self._over().rows | self._live.rows)

    def row(self, name: str) -> Row | None:
        """What is kept of a file; None where it was not read yet."""
        kept = self._live.rows.get(name)
        if kept is None:
            kept = self._over().rows.get(name)
        return Row(*kept) if kept else None  # type: ignore[arg-type]  # as it was put in

    def put(self, name: str, row: Row | None) -> None:
        """Keep what was found in a file; None: it is to be read."""
        over = self._over()
        live = row is None or is_live(listed_in(row))
        (over if live else self._live).rows.pop(name, None)
        (self._live if live else over).rows[name] = list(row) if row is not None else []
        self._changed = True

    def list_anew(self, state: str, rows: Mapping[str, Row | None]) -> None:
        """Its names as they are now, with what is still right of them."""
        over = self._over()
        reviews = over.reviews if over.reviews == self._live.reviews else UNSEEN
        self._live, self._ended = Part(state, reviews, {}), Part(state, reviews, {})
        for name, row in rows.items():
            self.put(name, row)
        self._changed = True

    def compare_reviews(
        self, state: str, names: Callable[[], Mapping[str, list[str]]], *, live_alone: bool
    ) -> None:
        """Make unread what has other reviews than when it was read. `state` is the folder of
        reviews' now; only where it is another are the names asked for."""
        self._live = self._compared(self._live, state, names)
        if not live_alone:
            over = self._over()
            self._ended = self._compared(over, state, names)
            for name in [name for name, row in self._ended.rows.items() if not row]:
                self.put(name, None)

    def _compared(
        self, part: Part, state: str, names: Callable[[], Mapping[str, list[str]]]
    ) -> Part:
        if part.reviews == state != UNSEEN:
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
        """Write what changed."""
        if self._changed:
            self._file.keep(self.key, self._live, self._ended)
            self._changed = False

    def _over(self) -> Part:
        """The other part, read when it is needed."""
        if self._ended is None:
            kept = self._file.folder(self.key)
            if kept is None or kept[0].text != self._live.text:
                # Lost, or written meanwhile by another process: a file may have gone from one part
                # to the other and be in neither of these two. The names are listed again.
                kept = (self._live, Part(UNSEEN, UNSEEN, {}))
                self._live = self._live._replace(folder=UNSEEN)
            self._ended = kept[1]
        return self._ended


def key_of(folder: Path) -> str:
    """A folder's name in the index: `mruiz/2026-11`."""
    return f"{folder.parent.name}/{folder.name}"


def listed_in(row: Row) -> Listed:
    """The row as lists show it."""
    found = Listed(*row.listed)  # type: ignore[arg-type]  # as it was put in
    return found._replace(uids=tuple(found.uids))
