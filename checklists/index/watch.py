"""Rows that are kept current while a screen is open: one's own sessions, and the review queue."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from checklists.index.asked import asked_in
from checklists.index.index import Found, Index, Progress, Whose
from checklists.records.audit_log import AuditLog, Difference
from checklists.records.layout import belongs_to
from checklists.review.queue import QueueRow, in_order, queue_row
from checklists.session.list_row import NOBODY, Due, Listed
from checklists.session.model import Actor


class OwnWatch:
    """The live sessions of one account, the newest first. Reads a file only when it changed."""

    def __init__(self, index: Index, author: Actor, at_a_time: float | None = None) -> None:
        """Watch the sessions of `author`; `at_a_time` is that of `_Looks`."""
        self._index = index
        self._author = author
        self._whose: Whose = lambda folder: belongs_to(folder, author.login, author.uid)
        self._looks = _Looks(index, self._whose, at_a_time)
        self.found: tuple[Found, ...] = ()

    def take_known(self, now: datetime) -> None:
        """Take what was known when anybody with this index last checked, as it is now."""
        self._take(self._index.known_live(now, whose=self._whose))

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Check again. Yields how much of what is new was read; the rows are then current."""
        yield from self._looks.look(now)
        self._take(self._index.live(now))

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _take(self, live: Iterable[Found]) -> None:
        own = (found for found in live if found.listed.author_uid in (self._author.uid, NOBODY))
        self.found = tuple(sorted(own, key=lambda found: found.path.name, reverse=True))


class AskedWatch:
    """What victim services are asked for after anybody's posts, what is due first at the top."""

    def __init__(self, index: Index, at_a_time: float | None = None) -> None:
        """Watch everybody's posts; `at_a_time` is that of `_Looks`."""
        self._index = index
        self._looks = _Looks(index, None, at_a_time)
        self.due: tuple[tuple[Found, Due], ...] = ()

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Check again. Yields how much of what is new was read; what is due is then current."""
        yield from self._looks.look(now)
        due = [(f, one) for f in self._index.live(now) for one in asked_in(f.listed)]
        self.due = tuple(sorted(due, key=lambda one: datetime.fromisoformat(one[1].at)))

    def close(self) -> None:
        """Close the index."""
        self._index.close()


class QueueWatch:
    """The sessions that wait for a supervisor. Reads a file only when it changed.

    A file that cannot be read is listed elsewhere. A folder that cannot be entered is in
    `inaccessible`: something in it may wait. `differences` has what is missing or no longer what
    the audit log says, and `not_noted` why what was read is not in it.
    """

    def __init__(
        self,
        index: Index,
        reviewer: Actor,
        at_a_time: float | None = None,
        audit: AuditLog | None = None,
    ) -> None:
        """Watch what waits for `reviewer`; `at_a_time` is that of `_Looks`.

        Without an audit log only the rows are kept.
        """
        self._index = index
        self._audit = audit
        self._reviewer = reviewer
        self._looks = _Looks(index, None, at_a_time)
        self.rows: tuple[QueueRow, ...] = ()
        self.is_known = False
        self.inaccessible: tuple[Listed, ...] = ()
        self.differences: tuple[Difference, ...] = ()
        self.not_noted = ""

    def first_rows(self, now: datetime, seconds: float) -> bool:
        """Take what was known to wait when anybody with this index last checked, as it is now.

        Returns whether that took no longer than `seconds`, and nobody is still reading them for the
        first time: then the first frame has these rows.
        """
        end = time.monotonic() + seconds
        known = []
        for found in self._index.known_live(now):
            known.append(found)
            if time.monotonic() > end:
                return False
        if self._index.is_half_read:
            return False
        self._take(known, now)
        self.is_known = True
        return True

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Check again. Yields how much of what is new was read; the rows are then current."""
        yield from self._looks.look(now)
        self._take(self._index.live(now), now)
        self.is_known = True
        self.inaccessible = self._index.inaccessible
        if self._audit is not None:
            self.differences = self._audit.differences()
            self.not_noted = self._audit.problem

    @property
    def waiting(self) -> int | None:
        """Return how many wait for this reviewer; None while nothing is known of that."""
        return sum(not row.not_yours for row in self.rows) if self.is_known else None

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        rows = (
            queue_row(found.listed, now, self._reviewer, found.path.parts[-3]) for found in live
        )
        self.rows = in_order(row for row in rows if row is not None)


class _Looks:
    """Checks everybody's, or one user's, folders, and before them the files of ended sessions."""

    def __init__(self, index: Index, whose: Whose | None, at_a_time: float | None) -> None:
        """Check the users' folders that `whose` accepts, or everybody's.

        `at_a_time` limits each check of ended sessions to so many seconds, and skips the first one,
        whose rows are waited for: a hundred thousand files take nearly a second. None checks all of
        them each time.
        """
        self._index = index
        self._whose = whose
        self._at_a_time = at_a_time
        self._ended: Iterator[Progress] = iter(())
        self._is_first = True

    def look(self, now: datetime) -> Iterator[Progress]:
        """Check once."""
        if self._at_a_time is None:
            yield from self._index.refresh_ended(now, whose=self._whose)
        elif not self._is_first:
            yield from self._ended_for(now, self._at_a_time)
        self._is_first = False
        yield from self._index.refresh(now, whose=self._whose)

    def _ended_for(self, now: datetime, seconds: float) -> Iterator[Progress]:
        """Continue where the last check stopped; after an error, or the end, from the newest."""
        end = time.monotonic() + seconds
        for step in self._ended:
            yield step
            if time.monotonic() > end:
                return
        self._ended = self._index.refresh_ended(now, whose=self._whose)
