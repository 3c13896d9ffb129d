"""Leaving on SIGHUP or SIGTERM, without interrupting a save."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

from tui.terminal.forced_exit import leave_within

_SIGNALS = (signal.SIGHUP, signal.SIGTERM)


class Leaving(BaseException):
    """The connection dropped, or the process was asked to end."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Signals:
    """Handlers that end the program on SIGHUP with 129 and on SIGTERM with 143.

    They replace whatever handling the process inherited.
    """

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
        leave_within(self._code)
        if not self._saving:
            raise Leaving(self._code)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Finish the block before a signal takes effect."""
        self._saving += 1
        try:
            yield
        finally:
            self._saving -= 1
            if self._code and not self._saving:
                raise Leaving(self._code)
