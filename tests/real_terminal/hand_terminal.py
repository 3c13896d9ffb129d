"""A terminal of any size, kind and environment, and a person at it who reads the screen as text.

with Hand(["start", "traffic-advisory"], home, size=(40, 12), TERM="xterm") as terminal:
    terminal.sees_words("draft say more than")   # wherever its lines are broken
    terminal.keys("n", "enter", "26-1182")
    terminal.rest()                              # nothing more to send, and nothing to do
"""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from terminal_practice import (
    CTRL_S,
    DOWN,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F10,
    HOME,
    MAIN,
    PAGE_DOWN,
    PATIENCE,
    TAB,
    UP,
    Terminal,
)

QUIET = 0.25
"""Seconds without a byte, with the program asleep, after which it has come to rest."""
SHORT = 0.2
"""The same after a key."""
REPOSITORY = Path(__file__).parents[2]

KEYS = {
    "enter": ENTER,
    "tab": TAB,
    "shift+tab": b"\x1b[Z",
    "escape": ESCAPE,
    "up": UP,
    "down": DOWN,
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": HOME,
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": PAGE_DOWN,
    "f1": F1,
    "f2": F2,
    "f3": F3,
    "f4": F4,
    "f5": F5,
    "f6": F6,
    "f7": F7,
    "f8": F8,
    "f9": b"\x1b[20~",
    "f10": F10,
    "ctrl+l": b"\x0c",
    "ctrl+s": CTRL_S,
    "ctrl+u": b"\x15",
}


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """That of somebody who just logged in."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": os.fspath(home.parent),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "CLEARTOPOST_HOME": os.fspath(home),
        "PYTHONPATH": os.fspath(REPOSITORY),
        **more,
    }


class Hand(Terminal):
    """A terminal in which a program was started, and somebody's hand on its keys."""

    def __init__(
        self,
        argv: Sequence[str],
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        command: Sequence[str] = (sys.executable, "-c", MAIN),
        program: str = "",
        **more: str,
    ) -> None:
        """`argv` are the arguments of `cleartopost`, or of `command`; `program` is run instead of
        its main function, and `more` goes into the environment."""
        super().__init__(home, *size)
        if program:
            command = (sys.executable, "-c", program)
        self.process = subprocess.Popen(
            [*command, *argv],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=clean_environment(home, **more),
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 (one thread)
        )

    @property
    def pid(self) -> int:
        """The program's process."""
        assert self.process is not None
        return self.process.pid

    # What is seen

    @property
    def flowing(self) -> str:
        """The screen as running text; once more its right part, beside the list, and what stands
        within a frame."""
        lines = self.lines
        beside = [line.partition("|")[2] for line in lines if "|" in line]
        framed = [line.strip(" |") for line in lines if line.endswith("|")]
        return " ".join(" ".join([*lines, *beside, *framed]).split())

    def sees_words(self, *texts: str) -> None:
        """Wait until all of this stands on the screen; line breaks and spaces do not matter."""
        for text in texts:
            wanted = " ".join(text.split())
            self.until(lambda wanted=wanted: wanted in self.flowing, text)

    def rest(self, quiet: float = QUIET) -> None:
        """Wait until nothing has come for so long, and the program sleeps.

        It is asleep for a shorter time than it is still: its reading thread wakes ten times a
        second, and on a busy machine one such moment is seen in every few seconds.
        """
        end = time.monotonic() + PATIENCE + quiet
        still = asleep = time.monotonic()
        while (now := time.monotonic()) - still < quiet or now - asleep < min(quiet, QUIET):
            if self._read(0.02):
                still = time.monotonic()
            if is_busy(self.pid):
                asleep = time.monotonic()
            assert now < end, f"It does not come to rest:\n{self.text}"

    def sent_for(self, key: str) -> bytes:
        """The bytes that come of one key."""
        before = len(self.bytes)
        self.keys(key)
        return self.bytes[before:]

    # What is done

    def keys(self, *keys: str) -> None:
        """Press keys by name, or type texts, each once the one before is done with."""
        for key in keys:
            self.type(KEYS.get(key, key.encode()))
            self.rest(SHORT)

    def paste(self, text: str) -> None:
        """Paste, as a terminal with bracketed paste does."""
        self.type(b"\x1b[200~" + text.encode(errors="surrogateescape") + b"\x1b[201~")
        self.rest()

    def type(self, left: bytes) -> None:
        """Send bytes, however many, and take what comes meanwhile."""
        end = time.monotonic() + PATIENCE
        while left:
            comes, goes, _ = select.select([self._ours], [self._ours], [], 1)
            if comes:
                self._read(0)
            if goes:
                left = left[os.write(self._ours, left[:256]) :]
            assert time.monotonic() < end, "It does not read what is typed"

    def type_blindly(self, keys: bytes) -> None:
        """Send bytes and take nothing of what comes; what does not fit into the line is lost."""
        if select.select([], [self._ours], [], 0.1)[1]:
            os.write(self._ours, keys)

    def waiting_bytes(self) -> int:
        """How much has come and was not taken."""
        return int.from_bytes(fcntl.ioctl(self._ours, termios.FIONREAD, b"\0" * 4), sys.byteorder)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self.screen.resize(rows, columns)
        packed = struct.pack("HHHH", rows, columns, 0, 0)
        # The kernel tells the program.
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, packed)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def is_busy(pid: int) -> bool:
    """Whether a process computes, or waits for the disk, right now, in any of its threads: a save
    is made in another one than the screen."""
    try:
        threads = [task.name for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return False
    return any(_state(pid, thread) in "RD" for thread in threads)


def _state(pid: int, thread: str) -> str:
    try:
        stat = Path(f"/proc/{pid}/task/{thread}/stat").read_text(encoding="utf-8")
    except OSError:
        # It has ended meanwhile.
        return "X"
    return stat.rpartition(")")[2].split()[0]


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used until now."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
