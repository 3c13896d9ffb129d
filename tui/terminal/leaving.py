"""Exit cleanly on a dropped line, a request to end or a crash, without showing any values.

Textual 8.2.8, which is pinned exactly, needs four corrections. The first two have no public hook:

- `App._fatal_error` prints a traceback with local variables. Without the override, the draft of the
  open session stands in the terminal's scrollback after a crash (measured). One line is printed
  instead.
- `linux_driver.getincrementaldecoder` makes the decoder of the input thread, which is strict.
  Without the replacement, one byte that is not UTF-8, from a bad line or another character set,
  ends the program (measured). `linux_driver.XTermParser` is replaced beside it, by `LexingParser`.
- Textual handles neither SIGHUP nor SIGTERM, and a process that lost its terminal reads its end for
  ever. Both are handled here, however they were inherited; and that end is taken for a SIGHUP,
  which nobody sends where the terminal is not the controlling one, as under `su -c` (measured).
- Textual sends the text that is cut in a field to the terminal's clipboard.
"""

import asyncio
import codecs
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from textual.driver import Driver
from textual.drivers import linux_driver

from tui.terminal.crash_report import crash_line
from tui.terminal.forced_exit import leave_within, terminal_settings
from tui.terminal.lexing_parser import LexingParser
from tui.terminal.renderer import PaintingApp

AFTER_THE_END = 0.1
"""Seconds after which the end of the input is read again, until the program has left."""


class LeavingApp(PaintingApp):
    """An app that exits with 129 or 143 on a signal, and whose crashes show no values."""

    crash_folder: Path | None = None
    signalled = 0
    """The exit code of the signal that ended the app; 0 if none came."""

    def __init__(self) -> None:
        super().__init__()
        self._settings_before = terminal_settings()
        self._crash_line = ""

    def open_record(self) -> Path | None:
        """Return the file of the open session, to be named after a crash, or None."""
        return None

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what was cut in a text for pasting it there; the terminal's clipboard gets nothing.

        Textual would send it out in an escape sequence.
        """
        self._clipboard = text

    def keep_now(self) -> None:
        """Save what is typed and not saved yet; subclasses override this."""

    def get_driver_class(self) -> type[Driver]:
        """Return the driver, with a decoder that accepts any bytes."""
        linux_driver.getincrementaldecoder = _decoder_of_any_bytes  # type: ignore[assignment, attr-defined]
        return super().get_driver_class()

    def run(self, *, mouse: bool = False, **options: Any) -> int | None:
        """Run the app, and after a crash print one line on the restored terminal."""
        linux_driver.XTermParser = partial(LexingParser, mouse=mouse)  # type: ignore[assignment, attr-defined]
        try:
            return super().run(mouse=mouse, **options)
        finally:
            if self._crash_line:
                with suppress(OSError, AttributeError):
                    print(self._crash_line, file=sys.__stderr__, flush=True)

    def watch_signals(self) -> None:
        """Handle the signals; call this once the event loop runs.

        The loop's own signal handlers would not do: while the terminal is stalled, the loop waits
        until it can write, and would never run them. For the same reason what is typed is saved in
        a thread of its own, before the loop is told to leave.
        """
        loop = asyncio.get_running_loop()

        def keep_and_leave() -> None:
            self._keep()
            # A loop that is closed has left already.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._leave)

        def came(number: int, _frame: FrameType | None) -> None:
            if not self.signalled:
                self.signalled = 128 + number
                leave_within(self.signalled, self._settings_before)
                threading.Thread(target=keep_and_leave, daemon=True).start()

        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, came)

    def _keep(self) -> None:
        # Leaving comes first: what cannot be saved now is not saved later either.
        with suppress(Exception):
            self.keep_now()

    def _leave(self) -> None:
        self.exit(self.signalled, return_code=self.signalled)

    def _fatal_error(self) -> None:
        kind, _, trace = sys.exc_info()
        self._end_after_crash(kind, trace)

    def panic(self, *_: object) -> None:
        """Exit and report a crash, without what is passed here: it may contain values."""
        self._end_after_crash(None, None)

    def _end_after_crash(
        self, kind: type[BaseException] | None, trace: TracebackType | None
    ) -> None:
        # The first error is the cause; leaving may raise more.
        if not self._crash_line:
            self._keep()
            self._crash_line = crash_line(kind, trace, self.crash_folder, self.open_record())
        self.exit(return_code=1)


def _decoder_of_any_bytes(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    known = codecs.getincrementaldecoder(encoding)

    class Decoder(known):  # type: ignore[misc, valid-type]
        def decode(self, data: bytes, final: bool = False) -> str:  # noqa: FBT001, FBT002 (codecs' own signature)
            if not data and not final:
                os.kill(os.getpid(), signal.SIGHUP)
                time.sleep(AFTER_THE_END)
            return str(super().decode(data, final))

    return partial(Decoder, "replace")
