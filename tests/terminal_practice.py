"""The program in a real pseudo-terminal: bytes out are drawn by pyte, keys in are bytes.

    with Terminal(home) as terminal:
        terminal.run()                        # cleartopost, at 80x24
        terminal.sees("Start a checklist")    # waits, with a limit
        terminal.press(DOWN, ENTER)
        terminal.ends()                       # its exit code

Nothing of the program is loaded here: it runs in a process of its own, as a PIO runs it.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pyte

PATIENCE = 20.0
"""Seconds. A limit, not a pause."""

ENTER, ESCAPE, TAB, DOWN, UP, HOME = b"\r", b"\x1b", b"\t", b"\x1b[B", b"\x1b[A", b"\x1b[H"
F1, F2, F3, F4 = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"
F5, F6, F7, F8, F10 = b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[21~"
CTRL_S, PAGE_DOWN = b"\x13", b"\x1b[6~"

MAIN = "import sys; from tui.command_line import main; sys.exit(main())"

LEAVE_FULL_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


class Terminal:
    """One pseudo-terminal, and what runs in it."""

    def __init__(self, home: Path, columns: int = 80, rows: int = 24) -> None:
        self.home = home
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self._ours, theirs = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        self._theirs = theirs
        self.settings = termios.tcgetattr(theirs)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for descriptor in (self._ours, self._theirs):
            if descriptor >= 0:
                os.close(descriptor)

    # Doing

    def run(self, *argv: str, program: str = MAIN, **environment: str) -> Self:
        """Start a command in this terminal, as the session's leader, as a login shell does."""
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TEXTUAL", "COLUMNS", "LINES", "COLORTERM", "NO_COLOR"))
        }
        surroundings |= {
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "CLEARTOPOST_HOME": os.fspath(self.home),
            **environment,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *argv],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=surroundings,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 (one thread)
        )
        return self

    def press(self, *keys: bytes | str) -> None:
        """Press keys, one after another, each once the one before has been drawn."""
        for key in keys:
            self._read(0.0)
            os.write(self._ours, key.encode() if isinstance(key, str) else key)
            self.quiet()

    def types_at_once(self, keys: bytes | str) -> None:
        """Many keys in one piece, as after a stalled line."""
        os.write(self._ours, keys.encode() if isinstance(keys, str) else keys)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """Drop the line: our side of the terminal is closed."""
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    # Seeing

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        self._read(0.0)
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    def sees(self, *texts: str) -> None:
        """Wait until all of this stands on the screen."""
        for wanted in texts:
            self.until(lambda wanted=wanted: wanted in self.text, wanted)

    def until(self, found: Callable[[], bool], what: str) -> None:
        """Wait, with a limit, until something is so."""
        end = time.monotonic() + PATIENCE
        while not found():
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain for: {what}\n{self.text}")
            self._read(0.05)

    def quiet(self, seconds: float = 0.15) -> None:
        """Wait until nothing has been drawn for a moment."""
        while self._read(seconds):
            pass

    def sent_in(self, seconds: float) -> bytes:
        """What is drawn within this time."""
        before, end = len(self.bytes), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return self.bytes[before:]

    def ends(self, within: float = PATIENCE) -> int:
        """Wait for the end of the program; its exit code, as a shell shows it."""
        assert self.process is not None
        end = time.monotonic() + within
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"Still running after {within} s\n{self.text}")
            self._read(0.02)
        if self._ours >= 0:
            self.quiet(0.05)
        code = self.process.returncode
        return code if code >= 0 else 128 - code

    def is_restored(self) -> bool:
        """Whether the terminal is as it was: its settings, its cursor, out of the full screen."""
        after = self.bytes.rpartition(LEAVE_FULL_SCREEN)
        return (
            termios.tcgetattr(self._theirs) == self.settings
            and bool(after[1])
            and SHOW_CURSOR in self.bytes[len(after[0]) - 200 :]
            and b"\x1b[?1000h" not in after[2]
        )

    def _read(self, wait: float) -> bool:
        if self._ours < 0 or not select.select([self._ours], [], [], wait)[0]:
            return False
        try:
            found = os.read(self._ours, 65536)
        except OSError:
            return False
        self.bytes += found
        self._stream.feed(found)
        return bool(found)
