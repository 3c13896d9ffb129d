"""The review queue as it stands on disk, kept current while somebody looks at it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from checklists.definition import Checklist
from checklists.review_queue import QueueRow, in_order, may_wait, queue_row
from checklists.session import Actor, Session
from checklists.store import Store, Stored

AGES_SHOW = timedelta(seconds=30)
"""As long as nothing changed on disk, time alone is looked at no more often than this."""


class _Seen(Struct, frozen=True):
    """What a file's state was when it was read, and its session if that may wait."""

    state: tuple[int, ...]
    session: Session | None


class QueueWatch:
    """What waits. Reads a file only when it changed; a broken one is listed elsewhere."""

    def __init__(
        self,
        store: Store,
        checklist_of: Callable[[Session], Checklist | None],
        reviewer: Actor,
    ) -> None:
        self._store = store
        self._checklist_of = checklist_of
        self._reviewer = reviewer
        self._seen: dict[Path, _Seen] = {}
        self._reviews: tuple[int, ...] = ()
        self._looked: datetime | None = None
        self.rows: tuple[QueueRow, ...] = ()

    def refresh(self, now: datetime) -> bool:
        """Look again; says whether the rows are others than before (ages apart)."""
        changed = self._look()
        reviews = self._store.reviews.state
        old = self._looked is None or not timedelta() <= now - self._looked < AGES_SHOW
        if not changed and reviews == self._reviews and not old:
            return False
        self._reviews, self._looked = reviews, now
        rows = []
        for seen in self._seen.values():
            session = seen.session
            if session is None:
                continue
            beside = self._store.beside(session)
            row = queue_row(session, self._checklist_of(session), beside, now, self._reviewer)
            if row is not None:
                rows.append(row)
        before, self.rows = self.rows, in_order(rows)
        return [_without_age(row) for row in before] != [_without_age(row) for row in self.rows]

    def path_of(self, session_id: str) -> Path | None:
        """The file of a session that is in the queue."""
        return next(
            (p for p, s in self._seen.items() if s.session and s.session.id == session_id), None
        )

    def _look(self) -> bool:
        """Read what is new or changed; says whether anything was."""
        before = self._seen
        found: dict[Path, _Seen] = {}
        changed = False
        for path in self._store.paths():
            try:
                stat = path.stat(follow_symlinks=False)
            except OSError:
                continue
            state = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino, stat.st_uid)
            seen = before.get(path)
            if seen is None or seen.state != state:
                changed = True
                read = self._store.look(path)
                session = read.session if isinstance(read, Stored) else None
                waits = session is not None and may_wait(session)
                seen = _Seen(state, session if waits else None)
            found[path] = seen
        self._seen = found
        return changed or len(found) != len(before)


def _without_age(row: QueueRow) -> tuple[object, ...]:
    return (row.session, row.waits_for, row.status, row.exceptions, row.since, row.case_number)
