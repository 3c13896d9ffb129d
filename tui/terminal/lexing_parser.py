"""Let Textual's parser see only what the lexer passes on.

Textual 8.2.8 has no public hook for what a terminal sends, so the driver is given this parser in
place of its own.
"""

import time
from collections.abc import Iterable
from typing import Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

from checklists.text import forbidden_character
from tui.terminal.lexer import ESCAPE, LEFT_OUT, Lexer, Piece

_SECOND: Final = 1000  # milliseconds


class _Text(str):
    """A character that is text although Python does not call it printable.

    Such are the no-break space and the joiner within an emoji, which text fields would drop.
    """

    __slots__ = ()

    def isprintable(self) -> bool:
        """Return that it is text."""
        return True


class LeftOut(Message):
    """Sent when characters that somebody may have typed were taken for a terminal's and dropped."""


class LexingParser(XTermParser):
    """Textual's parser, fed one whole key or reply at a time."""

    def __init__(self, debug: bool = False, *, mouse: bool = False) -> None:  # noqa: FBT001, FBT002 (the signature of the base class)
        super().__init__(debug)
        self._lexer = Lexer(round(constants.ESCAPE_DELAY * _SECOND), mouse=mouse)
        self._last_came = time.monotonic()

    def feed(self, data: str) -> Iterable[Message]:
        """Return the events of what came; of nothing, those of the end of the input."""
        if not data:
            return super().feed(data)
        self._last_came = time.monotonic()
        return self._events(self._lexer.feed(data))

    def tick(self) -> Iterable[Message]:
        """Return the events of silence; the driver asks ten times a second."""
        silent = time.monotonic() - self._last_came
        return self._events(self._lexer.quiet(silent * _SECOND))

    def _events(self, pieces: list[Piece]) -> Iterable[Message]:
        for piece in pieces:
            if piece.is_paste:
                yield events.Paste(piece.text)
            elif piece == LEFT_OUT:
                yield LeftOut()
            elif piece.text == ESCAPE:
                # Alone it would make the parser wait for more.
                yield events.Key("escape", ESCAPE)
            else:
                yield from map(_as_text, super().feed(piece.text))


def _as_text(event: Message) -> Message:
    """Return the event; one of a key as text if its character may be entered."""
    if not isinstance(event, events.Key) or event.is_printable or event.character is None:
        return event
    refused = forbidden_character(event.character, lines=False)
    return events.Key(event.key, _Text(event.character)) if refused is None else event
