"""Reads sessions for the index: everything that a row needs, derived by the rules.

As a program of its own it answers for another process what files have (`processes`).
"""

import gc
import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from checklists.definitions.catalog import Catalog
from checklists.gate.carried_answers import origins
from checklists.gate.context import SessionContext
from checklists.gate.list_rows import has_ended, listed
from checklists.gate.status import next_status_change
from checklists.index.index import Index
from checklists.index.protocol import Reading
from checklists.records.store import Store, Stored
from checklists.session.list_row import unreadable
from checklists.workstation.account import account_of
from checklists.workstation.paths import Places, index_file

MANY = 500
"""Files for which it is worth starting other processes."""


def open_index(places: Places, store: Store) -> Index:
    """Return the index of a home by the rules in force, for a front end that has read them."""
    rules = store.rules
    return Index(places, SessionReader(store, rules.catalog), index_file(places), rules.fingerprint)


class SessionReader:
    """The sessions of a store, with the checklists that they are walked by."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog

    @property
    def supervisors(self) -> str:
        """Return the group whose members' reviews count; empty where there is none."""
        return self._store.policy.supervisors

    @property
    def knows_the_rules(self) -> bool:
        """Return whether policy and definitions could be read."""
        return not (self._store.policy.unread or self._catalog.unread)

    def read_each(self, paths: Iterable[Path], now: datetime, total: int) -> Iterator[Reading]:
        """Yield what each file has, in their order; in several processes where they are many."""
        if total < MANY:
            return (self.read(path, now) for path in paths)
        # Imported here: hardly any list needs it.
        from checklists.index.processes import read_each  # noqa: PLC0415  # see above

        return read_each(self._store, paths, now, self.read)

    def read(self, path: Path, now: datetime) -> Reading:
        """Return what a file has, or why it cannot be read.

        What the disk failed to deliver is valid no longer than this moment.
        """
        found = self._store.look(path, for_a_list=True)
        if not isinstance(found, Stored):
            until = now if found.is_transient else None
            return Reading(unreadable(found.id, found.problem), until)
        session = found.session
        checklist = self._catalog.checklists.get(session.incident_type)
        if has_ended(session):
            context = SessionContext(author=self._store.author_of(session))
            return Reading(listed(session, checklist, context, now))
        context = self._store.context_now(found)
        row = listed(session, checklist, context, now)
        writers = self._store.policy.with_other_accounts(row.uids)
        return Reading(
            row._replace(uids=tuple(sorted(writers))),
            now if context.is_transient else next_status_change(session, checklist, context, now),
            origins(session),
        )


def main() -> None:
    """Answer each list of files with what they have, until the pipe is closed."""
    gc.set_threshold(50_000, 20, 20)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What else is printed is no answer.
    os.dup2(2, 1)
    with suppress(EOFError, BrokenPipeError):
        places, actor, fingerprint, now = pickle.load(requests)  # noqa: S301  # from our parent
        # Of a few accounts there are thousands of files: each is looked up once.
        store = Store(places, actor, account=cache(account_of))
        reader = SessionReader(store, store.rules.catalog)
        if store.rules.fingerprint != fingerprint or not reader.knows_the_rules:
            return
        while batch := pickle.load(requests):  # noqa: S301  # as above
            pickle.dump([reader.read(path, now) for path in batch], answers)
            answers.flush()


if __name__ == "__main__":
    main()
