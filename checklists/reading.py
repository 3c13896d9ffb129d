"""Reads sessions for the index: everything that a row needs, derived by the rules."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from checklists.carrying import origins
from checklists.definition import Checklist
from checklists.index import Index, Reading
from checklists.listing import listed, unreadable
from checklists.moments import steady_until
from checklists.places import Places, index_file
from checklists.session import Session
from checklists.store import Store, Stored


def open_index(
    places: Places,
    store: Store,
    checklist_of: Callable[[Session], Checklist | None],
    rests_on: str,
) -> Index:
    """The index of a home, for a front end that has read policy and definitions already; `rests_on`
    is the basis from before it did."""
    return Index(places, SessionReader(store, checklist_of), index_file(places), rests_on)


class SessionReader:
    """The sessions of a store, with the checklists that they are walked by."""

    def __init__(self, store: Store, checklist_of: Callable[[Session], Checklist | None]) -> None:
        self._store = store
        self._checklist_of = checklist_of

    @property
    def supervisors(self) -> str:
        """The group whose members' reviews count; empty where there is none."""
        return self._store.policy.supervisors

    def read(self, path: Path, now: datetime) -> Reading:
        """What a file holds, or why it cannot be read."""
        found = self._store.look(path)
        if not isinstance(found, Stored):
            return Reading(unreadable(found.id, found.problem))
        session = found.session
        checklist, beside = self._checklist_of(session), self._store.beside(session)
        return Reading(
            listed(session, checklist, beside, now),
            steady_until(session, checklist, beside, now),
            origins(session),
        )
