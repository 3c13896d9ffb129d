"""Leaving on a signal: a dropped line, a request to end. Nothing is cut off while it is saved."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

LONGEST_FAREWELL = 2.0
"""Seconds. Then the process ends the hard way: what was shown as saved is on disk already."""

_SIGNALS = (signal.SIGHUP, signal.SIGTERM)


class Leaving(BaseException):
    """The line dropped, or the process was asked to end."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Signals:
    """SIGHUP and SIGTERM end the conversation with 129 and 143, however they were inherited."""

    def __init__(self) -> None:
        self._saving = 0
        self._code = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _came(self, number: int, _frame: FrameType | None) -> None:
        if self._code:
            return
        self._code = 128 + number
        last_resort = threading.Timer(LONGEST_FAREWELL, os._exit, (self._code,))
        last_resort.daemon = True
        last_resort.start()
        if not self._saving:
            raise Leaving(self._code)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """What stands in here is finished before a signal is heard."""
        self._saving += 1
        try:
            yield
        finally:
            self._saving -= 1
            if self._code and not self._saving:
                raise Leaving(self._code)
