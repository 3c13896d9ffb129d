"""Finds sessions by words: in the case number, the author, the type, or the draft.

What the rows of the index tell comes first, because that takes no reading; then, the newest first,
what only the files tell.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from checklists.index.database import Kept
from checklists.index.index import Found, Index, Rows
from checklists.records.search import case_contains, files_with, folded, session_with
from checklists.records.store import Store
from checklists.session.list_row import INCIDENT_TYPE
from checklists.session.model import Session


class Hit(NamedTuple):
    """A session with every word that was looked for."""

    found: Found
    session: Session


def sessions_with(
    text: str, index: Index, store: Store, now: datetime, is_over: Callable[[], bool]
) -> Iterator[Hit]:
    """Yield the sessions, anybody's, with every word of a text somewhere.

    `is_over` says that nobody waits for the rest any more: it is asked at every folder.
    """
    words = folded(text).split()
    seen: set[Path] = set()

    def by_rows(folder: Path, rows: Rows) -> list[str]:
        return [
            name
            for name, kept in rows.items()
            if not (is_over() or kept.is_unread or _not_in_row(folder, kept, words))
        ]

    def by_files(folder: Path, rows: Rows) -> list[str]:
        if is_over():
            return []
        left = {name: kept for name, kept in rows.items() if folder / name not in seen}
        return files_with(
            store, folder, {n: _not_in_row(folder, kept, words) for n, kept in left.items()}
        )

    for keep in (by_rows, by_files) if words else ():
        for found in index.newest(now, keep=keep):
            if is_over():
                return
            listed = found.listed
            left = _missing((listed.short, listed.author), listed.case_number, words)
            session = session_with(store, found.path, left)
            if session is not None and found.path not in seen:
                seen.add(found.path)
                yield Hit(found, session)


def _not_in_row(folder: Path, kept: Kept, words: list[str]) -> list[str]:
    """Return the words that a row does not show; one that was not read shows what its path does."""
    if kept.is_unread:
        return _missing((kept.name[:-5][INCIDENT_TYPE], folder.parent.name), "", words)
    shown = (kept.listed.short, kept.listed.author)
    return _missing(shown, kept.listed.case_number, words)


def _missing(shown: tuple[str, ...], case_number: str, words: list[str]) -> list[str]:
    text = folded("\n".join((*shown, case_number)))
    return [word for word in words if word not in text and not case_contains(case_number, word)]
