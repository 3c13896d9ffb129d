"""Reads sessions for the index: everything that a row needs, derived by the rules."""

from datetime import datetime
from pathlib import Path

from checklists.carrying import origins
from checklists.catalog import Catalog
from checklists.index import Index
from checklists.index_reading import Reading
from checklists.listed import unreadable
from checklists.listing import listed
from checklists.moments import steady_until
from checklists.places import Places, index_file
from checklists.store import Store, Stored


def open_index(places: Places, store: Store, catalog: Catalog, rests_on: str) -> Index:
    """The index of a home, for a front end that has read policy and definitions already; `rests_on`
    is the basis from before it did."""
    return Index(places, SessionReader(store, catalog), index_file(places), rests_on)


class SessionReader:
    """The sessions of a store, with the checklists that they are walked by."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog

    @property
    def supervisors(self) -> str:
        """The group whose members' reviews count; empty where there is none."""
        return self._store.policy.supervisors

    @property
    def knows_the_rules(self) -> bool:
        """Whether policy and definitions could be read."""
        return not (self._store.policy.unread or self._catalog.unread)

    def read(self, path: Path, now: datetime) -> Reading:
        """What a file holds, or why it cannot be read. What the disk did not give out holds no
        longer than this moment."""
        found = self._store.look(path)
        if not isinstance(found, Stored):
            until = now if found.may_pass else None
            return Reading(unreadable(found.id, found.problem), until)
        session = found.session
        checklist, beside = self._catalog.checklist_of(session), self._store.beside(session)
        return Reading(
            listed(session, checklist, beside, now),
            now if beside.may_pass else steady_until(session, checklist, beside, now),
            origins(session),
        )
