"""The hard way out, for when the other one takes too long.

A terminal that is stalled, not closed, takes nothing: whoever writes to it waits for ever, the
interpreter too, which sends at its end what was not sent yet. By then it runs no timer any more. So
after a signal a process ends here. Every answer that was shown as saved is on disk, and the kernel
frees the lock.
"""

import os
import signal
import sys
import termios
import threading
from contextlib import suppress
from typing import NoReturn

LONGEST_FAREWELL = 1.5
"""Seconds. Two are what a server or a colleague who takes over waits for."""

Settings = list[int | list[bytes | int]]


def terminal_settings() -> Settings | None:
    """How the terminal is set now; None without one."""
    try:
        return termios.tcgetattr(0)
    except (OSError, termios.error):
        return None


def leave_within(code: int, settings: Settings | None = None) -> None:
    """End this process with a code, whatever it still does, once the farewell took too long. The
    terminal is then set as it was: the next who uses the line finds it usable."""
    last = threading.Timer(LONGEST_FAREWELL, _leave, (code, settings))
    last.daemon = True
    last.start()


def leave_now(code: int) -> NoReturn:
    """End this process, without the interpreter's own end."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _leave(code: int, settings: Settings | None) -> None:
    if settings is not None:
        # Of a process in the background the system would make a stopped one.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(OSError, termios.error):
            termios.tcsetattr(0, termios.TCSANOW, settings)
    os._exit(code)
