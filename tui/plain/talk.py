"""Lines out and lines in: the one place where the prompts touch a terminal or a pipe.

Everything that is written passes `show_text` here, so that no caller can forget it.
"""

from textwrap import wrap
from typing import TextIO

from checklists.clean_text import show_text
from checklists.problems import Refused

WIDTH = 79
LONGEST_LINE = 400_000
"""Characters that are read of one line; more than any text that may be entered."""
LONGEST_OF_A_TERMINAL = 4095
"""Bytes. A terminal cuts a typed or pasted line there, and tells nobody."""


class EndOfInput(Exception):
    """Nothing more will be typed: the pipe is at its end, or the terminal is gone."""


class TerminalGone(Exception):
    """Nobody can read what is written any more."""


class Talk:
    """A conversation in lines.

    `interactive`: somebody types at a terminal, which shows what they type and ends the line.
    """

    def __init__(
        self, reader: TextIO, writer: TextIO, *, interactive: bool = False, width: int = WIDTH
    ) -> None:
        self._reader = reader
        self._writer = writer
        self.interactive = interactive
        self._width = max(20, min(width, WIDTH))

    def say(self, *sentences: str) -> None:
        """Sentences, each beginning a line, broken only between words."""
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
        """Somebody's text line by line, unbroken, each behind a bar: none of it can pass for a
        sentence of ours."""
        for line in show_text(text, lines=True).split("\n"):
            self._write(f"| {line}\n")

    def bare(self, text: str) -> None:
        """A text as it is, unbroken: to be read exactly, or copied."""
        self._write(show_text(text, lines=True) + "\n")

    def read(self, prompt: str) -> str:
        """One line, without its end. Raises EndOfInput, and Refused for a line that was cut."""
        if prompt:
            self._write(self._fitting(show_text(prompt)) + " ")
        self._flush()
        line = self._next_line()
        if prompt and not self.interactive:
            # Nobody typed the line's end where it would show.
            self._write("\n")
        if not line:
            raise EndOfInput
        whole = len(line) < LONGEST_LINE
        while line and not whole and not line.endswith("\n"):
            line = self._next_line()
        cut = self.interactive and len(line.encode(errors="replace")) >= LONGEST_OF_A_TERMINAL
        if cut or not whole:
            raise Refused(
                "Not taken",
                "The line is too long; a terminal cuts it at 4095 bytes.",
                "Write it as shorter lines, or send the text through a pipe.",
            )
        return line.removesuffix("\n").removesuffix("\r")

    def _fitting(self, prompt: str) -> str:
        """The prompt, on a terminal that is too narrow for it broken between words."""
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
        """Send what was written last."""
        self._flush()
