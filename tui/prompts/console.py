"""Console input and output: the only place where the prompts use a terminal or a pipe.

All output passes through `show_text` here, so that no caller can forget it: all but a text to copy,
byte for byte or to the terminal's clipboard.
"""

import fcntl
import sys
import termios
import time
from array import array
from collections.abc import Iterable
from textwrap import wrap
from typing import TextIO

from checklists.errors import CannotShow, Refused
from checklists.index.index import Progress
from checklists.text import show_text
from tui.wording.list_words import reading_words

WIDTH = 79
LONGEST_LINE = 400_000
"""Characters read of one line; more than any text that may be entered."""
LONGEST_OF_A_TERMINAL = 4095
"""Bytes at which a terminal cuts a typed or pasted line without notice."""


FIRST_AFTER, THEN_AFTER = 0.5, 5.0
"""Seconds before the first progress message, and between two of them."""


class EndOfInput(Exception):
    """The input has ended: the pipe is at its end, or the terminal was closed."""


class TerminalGone(Exception):
    """The terminal was closed, so that nothing more can be written."""


class Console:
    """Input and output in lines.

    `interactive` says that somebody types at a terminal, which echoes what they type and their line
    endings.
    """

    def __init__(
        self, reader: TextIO, writer: TextIO, *, interactive: bool = False, width: int = WIDTH
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.interactive = interactive
        self._width = max(20, min(width, WIDTH))

    def say(self, *sentences: str) -> None:
        """Write sentences, each on a new line, wrapped only between words."""
        for sentence in sentences:
            lines = wrap(
                show_text(sentence),
                width=self._width,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line in lines:
                self._write(line + "\n")

    def quote(self, text: str) -> None:
        """Write a user's text line by line, without wrapping, each line behind a bar.

        The bar keeps the text from being mistaken for the program's own output.
        """
        for line in show_text(text, lines=True).split("\n"):
            self._write(f"| {line}\n")

    def bare(self, text: str) -> None:
        """Write a text without wrapping, to be read exactly."""
        self._write(show_text(text, lines=True) + "\n")

    def exactly(self, text: str) -> None:
        """Write an accepted text byte for byte, to be copied.

        Raises CannotShow where letters would be spelled out instead.
        """
        try:
            text.encode(self._writer.encoding or "utf-8")
        except UnicodeEncodeError:
            raise CannotShow from None
        self._write(text)

    def send(self, sequence: str) -> bool:
        """Send an escape sequence to the terminal; return whether the output is one."""
        is_terminal = self.interactive and self._writer.isatty()
        if is_terminal:
            self._write(sequence)
        return is_terminal

    def read(self, prompt: str, *, anew: bool = False) -> str:
        """Return one line without its line ending.

        On a terminal, `anew` takes no line that was begun before the prompt was written: nobody can
        have read what it would answer. A pipe is read as it comes. Raises EndOfInput, and Refused
        for a line that was cut.
        """
        if anew and self.interactive and _throw_away_pending(self._reader):
            from tui.wording.questions import TYPED_TOO_EARLY  # noqa: PLC0415 (lists ask nothing)

            self._write("\n")
            self.say(TYPED_TOO_EARLY)
        if prompt:
            self._write(self._fitting(show_text(prompt)) + " ")
        self._flush()
        line = self._next_line()
        if prompt and not self.interactive:
            # A pipe's line ending is not echoed: end the line of the prompt here.
            self._write("\n")
        if not line:
            raise EndOfInput
        whole = len(line) < LONGEST_LINE
        while line and not whole and not line.endswith("\n"):
            line = self._next_line()
        cut = self.interactive and len(line.encode(errors="replace")) >= LONGEST_OF_A_TERMINAL
        if cut or not whole:
            raise Refused(
                "Not used",
                "The line is too long; a terminal cuts it at 4095 bytes.",
                "Write it as shorter lines, or send the text through a pipe.",
            )
        return line.removesuffix("\n").removesuffix("\r")

    def _fitting(self, prompt: str) -> str:
        """Return the prompt, wrapped between words on a terminal too narrow for it."""
        if not self.interactive or len(prompt) < self._width:
            return prompt
        lines = wrap(prompt, width=self._width - 1, break_long_words=False, break_on_hyphens=False)
        return "\n".join(lines)

    def _next_line(self) -> str:
        try:
            return self._reader.readline(LONGEST_LINE)
        except OSError:
            # The terminal was closed.
            return ""

    def _write(self, text: str) -> None:
        try:
            self._writer.write(text)
        except BrokenPipeError:
            raise
        except OSError:
            raise TerminalGone from None

    def _flush(self) -> None:
        try:
            self._writer.flush()
        except BrokenPipeError:
            raise
        except OSError:
            raise TerminalGone from None

    def end(self) -> None:
        """Flush what was written last."""
        self._flush()


def _throw_away_pending(reader: TextIO) -> bool:
    """Throw away what was typed at a terminal and is not read yet; return whether anything was."""
    count = array("i", [0])
    try:
        terminal = reader.fileno()
        before = termios.tcgetattr(terminal)
        # Only so does the terminal count a line that is not ended yet.
        raw = [*before[:3], before[3] & ~termios.ICANON, *before[4:]]
        termios.tcsetattr(terminal, termios.TCSANOW, raw)
        try:
            fcntl.ioctl(terminal, termios.FIONREAD, count)
            termios.tcflush(terminal, termios.TCIFLUSH)
        finally:
            termios.tcsetattr(terminal, termios.TCSANOW, before)
    except (OSError, termios.error):
        # No terminal, or one that is gone: the next read tells.
        return False
    return count[0] > 0


def tell(steps: Iterable[Progress]) -> None:
    """Consume all steps; on a terminal, report progress now and then.

    Each report is a line of its own, because a screen reader says a line anew each time it is
    redrawn. It is written to standard error, so that standard output contains only what was asked
    for.
    """
    due = time.monotonic() + FIRST_AFTER
    shows = sys.stderr is not None and sys.stderr.isatty()
    for step in steps:
        if shows and time.monotonic() > due:
            print(reading_words(step.read, step.of), file=sys.stderr, flush=True)
            due = time.monotonic() + THEN_AFTER
