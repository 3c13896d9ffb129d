"""Leaving cleanly: a dropped line, a request to end, a crash. No values are shown, ever.

It uses private parts of Textual (8.2.8, pinned exactly), as only `painting` does besides:

- `App._fatal_error` prints a traceback with local variables: a draft or a note would land in the
  terminal's scrollback. It is replaced by one line.
- Its input thread ends the program for one byte that is not UTF-8, which a bad line or another
  character set brings; and what ends it there is printed by `App.panic`, values and all. What is
  pasted is guarded at the same place (`paste_guard`).
- Textual handles neither SIGHUP nor SIGTERM, and a process whose terminal is gone spins at full
  load if it inherited SIGHUP as ignored. Both are handled here, however they were inherited.
"""

import asyncio
import codecs
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from textual.driver import Driver
from textual.drivers import linux_driver

from tui.crashes import crash_line
from tui.last_resort import leave_within, terminal_settings
from tui.painting import PaintingApp
from tui.paste_guard import PasteGuard

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class LeavingApp(PaintingApp):
    """An app that ends with 129 or 143 on a signal, and whose crashes show nothing."""

    crash_folder: Path | None = None
    signalled = 0
    """The exit code of the signal that ends it; 0 while none came."""

    def __init__(self) -> None:
        super().__init__()
        self._settings_before = terminal_settings()

    def open_record(self) -> Path | None:
        """The file of the session that is open, to be named when the program fails."""
        return None

    def get_driver_class(self) -> type[Driver]:
        """One that reads any bytes: what is no letter is shown as what cannot be shown."""
        linux_driver.getincrementaldecoder = _decoder_of_any_bytes  # type: ignore[assignment, attr-defined]
        return super().get_driver_class()

    def watch_signals(self) -> None:
        """Handle the signals; to be called once the event loop runs.

        Not by a handler of the loop: while the terminal is stalled the loop stands still, waiting
        until something more can be sent, and would never hear of it.
        """
        loop = asyncio.get_running_loop()

        def came(number: int, _frame: FrameType | None) -> None:
            if not self.signalled:
                self.signalled = 128 + number
                leave_within(self.signalled, self._settings_before)
                loop.call_soon_threadsafe(self._leave)

        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, came)

    def _leave(self) -> None:
        self.exit(self.signalled, return_code=self.signalled)

    def _fatal_error(self) -> None:
        kind, _, trace = sys.exc_info()
        line = crash_line(kind, trace, self.crash_folder, self.open_record())
        self._exit_renderables.append(line)
        self._close_messages_no_wait()

    def panic(self, *_: object) -> None:
        """Say in one line that it ended: what it is given here may hold values."""
        self._return_code = 1
        line = crash_line(None, None, self.crash_folder, self.open_record())
        self._exit_renderables.append(line)
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        for line in self._exit_renderables:
            print(line, file=sys.__stderr__)
        self._exit_renderables.clear()


class _TerminalDecoder(codecs.IncrementalDecoder):
    """Any bytes, and pastes that stay pastes."""

    def __init__(self, encoding: str) -> None:
        super().__init__("replace")
        self._letters = codecs.getincrementaldecoder(encoding)("replace")
        self._guard = PasteGuard()

    def decode(self, input: "ReadableBuffer", final: bool = False) -> str:  # noqa: A002, FBT001, FBT002 (as its mother has it)
        """What came, as the keys and pastes that it was."""
        return self._guard.feed(self._letters.decode(input, final))


def _decoder_of_any_bytes(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(_TerminalDecoder, encoding)
