"""The review queue as it stands on disk, kept current while somebody looks at it."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

from checklists.ended_watch import EndedWatch
from checklists.index import Index
from checklists.index_reading import Found, Progress
from checklists.listed import Listed
from checklists.review_queue import QueueRow, in_order, queue_row
from checklists.session import Actor


class QueueWatch:
    """What waits. Reads a file only when it changed; a broken one is listed elsewhere, but whose
    folder cannot be entered is said in `shut`: something of theirs may wait."""

    def __init__(self, index: Index, reviewer: Actor, at_a_time: float | None = None) -> None:
        """`at_a_time`: for how long a look goes through what is over (`EndedWatch`)."""
        self._index = index
        self._reviewer = reviewer
        self._ended = EndedWatch(index, "", at_a_time)
        self.rows: tuple[QueueRow, ...] = ()
        self.shut: tuple[Listed, ...] = ()

    def first_rows(self, now: datetime, seconds: float) -> bool:
        """What was known to wait when anybody with this index last looked, as it stands now; says
        whether that took no longer than so long: then the first frame has them."""
        end = time.monotonic() + seconds
        known = []
        for found in self._index.known_live(now):
            known.append(found)
            if time.monotonic() > end:
                return False
        self._take(known, now)
        return True

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Look again. Tells how much of what is new is read; at its end the rows are current."""
        yield from self._ended.look(now)
        yield from self._index.refresh(now)
        self._take(self._index.live(now), now)
        self.shut = self._index.shut

    def _take(self, live: Iterable[Found], now: datetime) -> None:
        rows = (queue_row(found.listed, now, self._reviewer) for found in live)
        self.rows = in_order(row for row in rows if row is not None)
