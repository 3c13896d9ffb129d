"""End the process even if the terminal accepts no more output.

Writing to a stalled terminal blocks, and so does the interpreter's own exit, which flushes output
and runs no more timers. So a process that received a signal is ended from here after a limit. Every
answer shown as saved is on disk, and the kernel releases the lock.
"""

import os
import signal
import sys
import termios
import threading
from contextlib import suppress
from typing import NoReturn

LONGEST_FAREWELL = 1.5
"""Seconds. A server, or a colleague who takes over, waits for two."""

Settings = list[int | list[bytes | int]]


def terminal_settings() -> Settings | None:
    """Return the terminal's current settings, or None without a terminal."""
    try:
        return termios.tcgetattr(0)
    except (OSError, termios.error):
        return None


def leave_within(code: int, settings: Settings | None = None) -> None:
    """End the process with a code if it takes longer than the limit to exit.

    Restores the terminal's settings, so that the next user of the line can use it.
    """
    last = threading.Timer(LONGEST_FAREWELL, _leave, (code, settings))
    last.daemon = True
    last.start()


def leave_now(code: int) -> NoReturn:
    """End the process at once, without the interpreter's own cleanup."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _leave(code: int, settings: Settings | None) -> None:
    if settings is not None:
        # Otherwise the kernel would stop a process in the background here.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(OSError, termios.error):
            termios.tcsetattr(0, termios.TCSANOW, settings)
    os._exit(code)
