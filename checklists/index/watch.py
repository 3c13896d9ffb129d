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


class _Watch:
    """The live rows of everybody's sessions, or of some users'. Reads a file when it changed."""

    def __init__(self, index: Index, at_a_time: float | None, whose: Whose | None = None) -> None:
        """Watch the users' folders that `whose` accepts, or everybody's.

        `at_a_time` limits each check of ended sessions to so many seconds, and skips the first one,
        whose rows are waited for: a hundred thousand files take nearly a second. None checks all of
        them each time.
        """
        self._index = index
        self._whose = whose
        self._at_a_time = at_a_time
        self._ended: Iterator[Progress] | None = None

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Check again. Yields how much of what is new was read; the rows are then current."""
        if self._at_a_time is None:
            yield from self._index.refresh_ended(now, whose=self._whose)
        elif self._ended is not None:
            yield from self._ended_for(now, self._ended, self._at_a_time)
        else:
            self._ended = iter(())
        yield from self._index.refresh(now, whose=self._whose)
        self._take(self._index.live(now), now)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _ended_for(
        self, now: datetime, steps: Iterator[Progress], seconds: float
    ) -> Iterator[Progress]:
        """Continue where the last check stopped; after an error, or the end, from the newest."""
        end = time.monotonic() + seconds
        for step in steps:
            yield step
            if time.monotonic() > end:
                return
        self._ended = self._index.refresh_ended(now, whose=self._whose)

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        raise NotImplementedError


class OwnWatch(_Watch):
    """The live sessions of one account, the newest first."""

    def __init__(self, index: Index, author: Actor, at_a_time: float | None = None) -> None:
        """Watch the sessions of `author`."""
        super().__init__(index, at_a_time, lambda own: belongs_to(own, author.login, author.uid))
        self._author = author
        self.found: tuple[Found, ...] = ()

    def take_known(self, now: datetime) -> None:
        """Take what was known when anybody with this index last checked, as it is now."""
        self._take(self._index.known_live(now, whose=self._whose), now)

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        del now
        own = (found for found in live if found.listed.author_uid in (self._author.uid, NOBODY))
        self.found = tuple(sorted(own, key=lambda found: found.path.name, reverse=True))


class AskedWatch(_Watch):
    """What victim services are asked for after anybody's posts, what is due first at the top."""

    def __init__(self, index: Index, at_a_time: float | None = None) -> None:
        """Watch everybody's posts."""
        super().__init__(index, at_a_time)
        self.due: tuple[tuple[Found, Due], ...] = ()

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        del now
        due = [(found, one) for found in live for one in asked_in(found.listed)]
        self.due = tuple(sorted(due, key=lambda one: datetime.fromisoformat(one[1].at)))


class QueueWatch(_Watch):
    """The sessions that wait for a supervisor.

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
        """Watch what waits for `reviewer`. Without an audit log only the rows are kept."""
        super().__init__(index, at_a_time)
        self._audit = audit
        self._reviewer = reviewer
        self.rows: tuple[QueueRow, ...] = ()
        self.is_known = False
        self.inaccessible: tuple[Listed, ...] = ()
        self.differences: tuple[Difference, ...] = ()
        self.not_noted = ""

    def count_known(self) -> int:
        """Return how many rows `first_rows` would look at."""
        return self._index.count_known_live()

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
        return True

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Check again, as every watch does, and compare with the audit log."""
        yield from super().refresh(now)
        self.inaccessible = self._index.inaccessible
        if self._audit is not None:
            self.differences = self._audit.differences()
            self.not_noted = self._audit.problem

    @property
    def waiting(self) -> int | None:
        """Return how many wait for this reviewer; None while nothing is known of that."""
        return sum(not row.not_yours for row in self.rows) if self.is_known else None

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        rows = (
            queue_row(found.listed, now, self._reviewer, found.path.parts[-3]) for found in live
        )
        self.rows = in_order(row for row in rows if row is not None)
        self.is_known = True
