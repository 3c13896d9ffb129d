"""The clock of this machine."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """Return the local time with its offset, in whole seconds; within one, the same object.

    What is remembered of it is found by its identity.
    """
    now = datetime.now().astimezone().replace(microsecond=0)
    return _first_of(now, now.utcoffset())


@lru_cache(maxsize=10)
def _first_of(now: datetime, _offset: timedelta | None) -> datetime:
    return now
