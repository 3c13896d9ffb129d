"""The program in a real pseudo-terminal, and somebody at it: keys in, what a person sees out.

    with Terminal(home, 40, 12).run("start", "traffic-advisory", TERM="xterm") as terminal:
        terminal.sees("Case number")                 # waits, with a limit
        terminal.sees_words("draft say more than")   # wherever its lines are broken
        terminal.keys("n", "enter", "26-1182")       # each once the one before is done with
        terminal.rest()                              # nothing more to send, and nothing to do
        terminal.ends()                              # its exit code

pexpect starts it and reads what it sends, pyte draws that. Nothing of the program is loaded here:
it runs in a process of its own, as a PIO runs it.
"""

import fcntl
import os
import pty
import select
import signal
import sys
import termios
import time
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pexpect
import pyte
from drivers.processes import MAIN, PATIENCE, clean_environment, default_signals, is_busy
from wcwidth import wcwidth

ENTER, ESCAPE, TAB, DOWN, UP, HOME = b"\r", b"\x1b", b"\t", b"\x1b[B", b"\x1b[A", b"\x1b[H"
F1, F2, F3, F4 = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"
F5, F6, F7, F8, F10 = b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[21~"
CTRL_S, PAGE_DOWN, END = b"\x13", b"\x1b[6~", b"\x1b[F"

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
    "end": END,
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

LEAVE_FULL_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"

QUIET = 0.25
"""Seconds without a byte, with the program asleep, after which it has come to rest."""
TOO_FAST = 0.8
"""Seconds between two F5, of which the program does the second."""
SHORT = 0.2
"""The same after a key."""
AT_A_TIME = 65536
NUMBER_OF_THE_DEVICE = 0x80045430  # TIOCGPTN, which `termios` lacks


class Drawn(pyte.Screen):
    """A screen on which the joiners and selectors of an emoji take no column; pyte's own drops what
    follows them."""

    def draw(self, data: str) -> None:
        super().draw("".join(c for c in data if wcwidth(c) != 0 or unicodedata.combining(c)))


class Terminal:
    """One pseudo-terminal, what runs in it, and somebody who types and reads."""

    def __init__(self, home: Path, columns: int = 80, rows: int = 24) -> None:
        """With 0 columns and rows it does not tell its size."""
        self.home = home
        self._committed = 0.0
        self.size = (columns, rows)
        self.screen = Drawn(columns or 80, rows or 24)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self._heard = 0
        self.settings = _settings_of_a_new_one()
        self._child: pexpect.spawn | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is None:
            return
        if self.poll() is None:
            self.signal(signal.SIGKILL)
            self.until(lambda: self.poll() is not None, "its end")
        self._child.close()

    # What runs

    def run(
        self,
        *argv: str,
        command: Sequence[str] = (),
        program: str = MAIN,
        controlling: bool = True,
        **environment: str,
    ) -> Self:
        """Start `cleartopost` with these arguments, or `command`, or Python code, the way a login
        shell does; with `controlling=False` no signal comes of a dropped line."""
        whole = [*(command or (sys.executable, "-c", program)), *argv]
        with warnings.catch_warnings():
            # Of the threads that pytest has: none of them holds what the child needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child = pexpect.spawn(
                whole[0],
                whole[1:],
                env=clean_environment(self.home, **environment),
                dimensions=self.size[::-1],
                preexec_fn=default_signals if controlling else _without_a_terminal,
                timeout=PATIENCE,
            )
        self._child.ptyproc.delayafterclose = 0
        return self

    @property
    def child(self) -> pexpect.spawn:
        assert self._child is not None, "nothing was started"
        return self._child

    @property
    def pid(self) -> int:
        """The program's process."""
        return self.child.pid

    @property
    def descriptor(self) -> int:
        """Our side of it, to wait for many terminals at once."""
        return self.child.child_fd

    @property
    def device(self) -> str:
        """What the program's side of it is called."""
        number = fcntl.ioctl(self.descriptor, NUMBER_OF_THE_DEVICE, b"\0" * 4)
        return f"/dev/pts/{int.from_bytes(number, sys.byteorder)}"

    def poll(self) -> int | None:
        """The exit code as a shell shows it, or nothing while the program runs."""
        if self.child.isalive():
            return None
        number = self.child.signalstatus
        return self.child.exitstatus if number is None else 128 + number

    def ends(self, within: float = PATIENCE) -> int:
        """Wait for the end of the program; its exit code, as a shell shows it."""
        end = time.monotonic() + within
        while (code := self.poll()) is None:
            assert time.monotonic() < end, f"Still running after {within} s\n{self.text}"
            self.read(0.02)
        while self.read():
            pass
        return code

    # What is seen

    def read(self, wait: float = 0.0) -> bool:
        """Take what comes within this time; whether anything did."""
        if self.child.closed:
            time.sleep(wait)
            return False
        try:
            found = self.child.read_nonblocking(AT_A_TIME, wait)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            time.sleep(wait)
            return False
        self.take(found)
        return True

    def take(self, found: bytes) -> None:
        """Draw what came."""
        self.bytes += found
        self._stream.feed(found)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        self.read()
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)

    @property
    def flowing(self) -> str:
        """The screen as running text; once more its right part, beside the list, and what stands
        within a frame."""
        lines = self.lines
        beside = [line.partition("│")[2] for line in lines if "│" in line]
        framed = [line.strip(" │") for line in lines if line.endswith("│")]
        return " ".join(" ".join([*lines, *beside, *framed]).split())

    def sees(self, *texts: str) -> None:
        """Wait until all of this stands on the screen."""
        for wanted in texts:
            self.until(lambda wanted=wanted: wanted in self.text, wanted)

    def sees_words(self, *texts: str) -> None:
        """Wait until all of this stands on the screen; line breaks and spaces do not matter."""
        for text in texts:
            wanted = " ".join(text.split())
            self.until(lambda wanted=wanted: wanted in self.flowing, text)

    def hears(self, words: bytes) -> bytes:
        """Wait until this was sent, after what was heard before; all that was sent up to it."""
        self.until(lambda: words in self.bytes[self._heard :], str(words))
        begin, self._heard = self._heard, self.bytes.index(words, self._heard) + len(words)
        return self.bytes[begin : self._heard]

    def until(self, found: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
        """Wait, with a limit, until something is so."""
        end = time.monotonic() + within
        while not found():
            assert time.monotonic() < end, f"Waited in vain for: {what}\n{self.text}"
            self.read(0.05)

    def rest(self, quiet: float = QUIET) -> None:
        """Wait until nothing has come for so long, and the program sleeps, or has ended.

        It is asleep for a shorter time than it is still: its reading thread wakes ten times a
        second, and on a busy machine one such moment is seen in every few seconds.
        """
        end = time.monotonic() + PATIENCE + quiet
        still = asleep = time.monotonic()
        while (now := time.monotonic()) - still < quiet or now - asleep < min(quiet, QUIET):
            if self.read(0.02):
                still = time.monotonic()
            if is_busy(self.pid):
                asleep = time.monotonic()
            assert now < end, f"It does not come to rest:\n{self.text}"

    def sent_in(self, seconds: float) -> bytes:
        """What is drawn within this time."""
        before, end = len(self.bytes), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
        return self.bytes[before:]

    def sent_for(self, key: str) -> bytes:
        """The bytes that come of one key."""
        before = len(self.bytes)
        self.keys(key)
        return self.bytes[before:]

    def waiting_bytes(self) -> int:
        """How much has come and was not taken."""
        found = fcntl.ioctl(self.descriptor, termios.FIONREAD, b"\0" * 4)
        return int.from_bytes(found, sys.byteorder)

    def has_its_settings(self) -> bool:
        """Whether the settings of the terminal are those of a new one."""
        return termios.tcgetattr(self.descriptor) == self.settings

    def is_restored(self) -> bool:
        """Whether the terminal is as it was: its settings, its cursor, out of the full screen."""
        after = self.bytes.rpartition(LEAVE_FULL_SCREEN)
        return (
            self.has_its_settings()
            and bool(after[1])
            and SHOW_CURSOR in self.bytes[len(after[0]) - 200 :]
            and b"\x1b[?1000h" not in after[2]
        )

    # What is done

    def keys(self, *keys: str) -> None:
        """Press keys by name, or type texts, each once the one before is done with."""
        self.press(*(KEYS.get(key, key) for key in keys))

    def press(self, *keys: bytes | str) -> None:
        """Send keys or texts, each once the one before is done with."""
        for key in keys:
            if key == F5:
                self.reads()
            self.type(key.encode() if isinstance(key, str) else key)
            self.rest(SHORT)

    def reads(self) -> None:
        """Take as long as anybody needs to read what F5 would confirm next."""
        time.sleep(max(0.0, self._committed + TOO_FAST - time.monotonic()))
        self._committed = time.monotonic()

    def paste(self, text: str) -> None:
        """Paste, as a terminal with bracketed paste does."""
        self.type(b"\x1b[200~" + text.encode(errors="surrogateescape") + b"\x1b[201~")
        self.rest()

    def type(self, left: bytes) -> None:
        """Send bytes, however many, and take what comes meanwhile."""
        end = time.monotonic() + PATIENCE
        while left:
            comes, goes, _ = select.select([self.descriptor], [self.descriptor], [], 1)
            if comes:
                self.read()
            if goes:
                left = left[os.write(self.descriptor, left[:256]) :]
            assert time.monotonic() < end, "It does not read what is typed"

    def types_at_once(self, keys: bytes | str) -> None:
        """Many keys in one piece, as after a stalled line."""
        os.write(self.descriptor, keys.encode() if isinstance(keys, str) else keys)

    def type_blindly(self, keys: bytes) -> None:
        """Send bytes and take nothing of what comes; what does not fit into the line is lost."""
        if select.select([], [self.descriptor], [], 0.1)[1]:
            os.write(self.descriptor, keys)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the kernel tells the program."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def stop_output(self) -> None:
        """Let nothing more out, as Ctrl+S does."""
        theirs = os.open(self.device, os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(theirs, termios.TCOOFF)
        os.close(theirs)

    def hang_up(self) -> None:
        """Drop the line: our side of the terminal is closed. (pexpect's own `close` would go on to
        end the program.)"""
        process = self.child.ptyproc
        process.fileobj.close()
        process.closed = self.child.closed = True
        process.fd = self.child.child_fd = -1


def _settings_of_a_new_one() -> list[object]:
    """What the kernel gives every terminal; once a program runs it is too late to ask."""
    ours, theirs = pty.openpty()
    found = termios.tcgetattr(theirs)
    os.close(ours)
    os.close(theirs)
    return found


def _without_a_terminal() -> None:
    """Leave the terminal, which tells the leader of the session so by a hang-up."""
    default_signals()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    fcntl.ioctl(0, termios.TIOCNOTTY)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
