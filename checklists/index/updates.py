"""The sessions that update or correct a posted one: looked for, because its own file never says."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from checklists.definitions.model import How
from checklists.gate.updates import changed_session
from checklists.index.index import Index, Rows, open_index
from checklists.records.layout import month_of
from checklists.records.store import Store, Stored
from checklists.session.list_row import Listed
from checklists.session.model import Session
from checklists.workstation.file_state import state_of


class ChangedBy(NamedTuple):
    """A session that updates or corrects another one, and how."""

    listed: Listed
    how: How


def find_changed_by(store: Store, session: Session, now: datetime) -> tuple[ChangedBy, ...]:
    """Return what `changed_by` does, by an index that is opened for this alone."""
    if not session.posted:
        return ()
    with closing(open_index(store.places, store)) as index:
        return changed_by(index, store, session, now)


def changed_by(
    index: Index, store: Store, session: Session, now: datetime
) -> tuple[ChangedBy, ...]:
    """Return the sessions that update or correct a posted one, the oldest first.

    Those alone that name exactly what was posted: anybody may write an ID into a file of their own.
    """
    return (
        tuple(reversed(list(_newest_first(index, store, session, now)))) if session.posted else ()
    )


def _newest_first(
    index: Index, store: Store, session: Session, now: datetime
) -> Iterator[ChangedBy]:
    def keep(folder: Path, rows: Rows) -> list[str]:
        if folder.name < month_of(session.id):
            return []
        return [
            name
            for name, kept in rows.items()
            if kept.listed.updates == session.id or not kept.is_of(state_of(folder / name))
        ]

    for found in index.newest(now, keep=keep):
        stored = store.look(found.path) if found.listed.updates == session.id else None
        if not isinstance(stored, Stored) or stored.session.how is None:
            continue
        if changed_session(stored.session, (session,)) is not None:
            yield ChangedBy(found.listed, stored.session.how)
