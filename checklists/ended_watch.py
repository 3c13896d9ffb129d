"""What is over, looked at as well: a file that is edited in place changes no folder's state."""

import time
from collections.abc import Iterator
from datetime import datetime

from checklists.index import Index
from checklists.index_reading import Progress


class EndedWatch:
    """Looks at everybody's, or one user's, files of what is over."""

    def __init__(self, index: Index, user: str, at_a_time: float | None) -> None:
        """`at_a_time`: for so many seconds at each look, and not at the first one, whose rows are
        waited for: a hundred thousand files take nearly a second. None: all of it at each."""
        self._index = index
        self._user = user
        self._at_a_time = at_a_time
        self._looks = 0
        self._left: Iterator[Progress] | None = None

    def look(self, now: datetime) -> Iterator[Progress]:
        """Look on where the last look ended."""
        self._looks += 1
        if self._at_a_time is None:
            yield from self._index.refresh_ended(now, user=self._user)
        elif self._looks > 1:
            yield from self._for_a_while(now, self._at_a_time)

    def _for_a_while(self, now: datetime, seconds: float) -> Iterator[Progress]:
        left = self._left or self._index.refresh_ended(now, user=self._user)
        end = time.monotonic() + seconds
        # Taken up again unless it comes to its end, or fails.
        self._left = None
        for step in left:
            yield step
            if time.monotonic() > end:
                self._left = left
                return
