"""One's own live sessions as they stand on disk, kept current while home is looked at."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from checklists.ended_watch import EndedWatch
from checklists.index import Index
from checklists.index_reading import Found, Progress


class OwnWatch:
    """What is live of one account's, the newest first. Reads a file only when it changed."""

    def __init__(self, index: Index, login: str, at_a_time: float | None = None) -> None:
        """`at_a_time`: for how long a look goes through what is over (`EndedWatch`)."""
        self._index = index
        self._login = login
        self._ended = EndedWatch(index, login, at_a_time)
        self.found: tuple[Found, ...] = ()

    def take_known(self, now: datetime) -> None:
        """What was known when anybody with this index last looked, as it stands now."""
        self._take(self._index.known_live(now, user=self._login))

    def refresh(self, now: datetime) -> Iterator[Progress]:
        """Look again. Tells how much of what is new is read; at its end the rows are current."""
        yield from self._ended.look(now)
        yield from self._index.refresh(now, user=self._login)
        self._take(self._index.live(now, user=self._login))

    def _take(self, live: Iterable[Found]) -> None:
        self.found = tuple(sorted(live, key=lambda found: found.path.name, reverse=True))
