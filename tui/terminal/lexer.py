"""Divide what a terminal sends into keys, pastes, and replies, and drop every other sequence whole.

Textual 8.2.8 takes an unknown sequence apart and handles its characters as keys: a mouse report, a
late reply or a function key of another terminal answered questions and confirmed steps (measured).
It also reads an escape character inside a paste as a key. So nothing reaches its parser but what is
known, in whole sequences.

A line may cut a sequence anywhere and deliver the rest late. Nothing here reads a clock: whoever
reads the line says how long nothing has come.
"""

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from tui.terminal.known_sequences import is_key, is_mouse_report, is_reply

LATE: Final = 500
"""Milliseconds after an Escape key in which the rest of a sequence may come that it began."""

GIVEN_UP: Final = 2000
"""Milliseconds of silence that end what is not whole."""

ESCAPE: Final = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"

_LONGEST: Final = 64
"""Characters of a sequence that are kept. None that is known is as long."""

_ABORTS = frozenset("\x18\x1a")
_BELL = "\x07"
_X10_REPORT: Final = len("\x1b[Mbxy")

_LATE_STRING = re.compile(r"\x1b(?:P[\d>=?!$+]|\]\d|_G)")
"""How the strings that terminals send begin. A P alone is a letter that follows Escape."""


class Piece(NamedTuple):
    """One key, reply, or character for Textual's parser; or a paste, which is text only."""

    text: str
    is_paste: bool = False


LEFT_OUT: Final = Piece("")
"""Stands for characters that were dropped and that somebody may have typed: with Alt, right after
Escape, or after a function key of another terminal, where they look like what it begins."""


class _Within(Enum):
    """What the next character is part of."""

    NOTHING = auto()
    ESCAPE = auto()
    LATE_ESCAPE = auto()  # it has been passed on as the Escape key
    INTERMEDIATE = auto()
    SS3 = auto()
    CSI = auto()
    CONSOLE_KEY = auto()  # of Linux, `ESC [ [ A`
    X10_REPORT = auto()  # of a mouse, `ESC [ M` and three characters
    STRING = auto()  # OSC, DCS, APC, PM, SOS
    PASTE = auto()


_OPENING = {"[": _Within.CSI, "O": _Within.SS3, **dict.fromkeys("P]X^_", _Within.STRING)}


class Lexer:
    """A state machine: input in, in pieces of any length; what is known and whole comes out."""

    def __init__(self, escape_delay: int = 100, *, mouse: bool = False) -> None:
        """Take the milliseconds of silence after which an escape character is the Escape key.

        `mouse` is whether its reports were asked for.
        """
        # A longer one, from the environment, would leave no time for the rest of a sequence.
        self._escape_delay = min(escape_delay, LATE // 2)
        self._mouse = mouse
        self._within = _Within.NOTHING
        self._held = ""
        """The sequence that is not whole; of a paste its last characters: its end may begin so."""
        self._pasted: list[str] = []
        """What of a paste was not passed on, before what is held: appended to, for a long one."""
        self._is_key_over = False
        """Whether the escape held cannot begin a key: it was one already, or ended a string."""
        self._left: str | None = None
        """What was held back of an overdue paste, because its end may begin so."""
        self._has_paused = False
        """Whether nothing came for a while within what is held."""

    def feed(self, text: str) -> list[Piece]:
        """Take what came; return what is whole."""
        pieces: list[Piece] = []
        at = 0
        while at < len(text):
            if self._within is _Within.PASTE:
                pasted, at = self._paste(text, at)
                pieces += pasted
            else:
                pieces += self._take(text[at])
                at += 1
        return pieces

    def quiet(self, milliseconds: float) -> list[Piece]:
        """Be told that nothing has come for so long; return what that decides."""
        if self._within is _Within.PASTE:
            return self._overdue() if milliseconds >= GIVEN_UP else []
        if milliseconds >= self._escape_delay:
            held = self._held
            if found := self._settled():
                if held == ESCAPE:
                    self._begin(_Within.LATE_ESCAPE, ESCAPE, is_key_over=True)
                return found
            self._has_paused = True
        limit = LATE if self._within is _Within.LATE_ESCAPE else GIVEN_UP
        if milliseconds >= limit:
            return self._give_up()
        return []

    def _give_up(self) -> list[Piece]:
        """Drop what never came to its end; say so where somebody may have typed it."""
        in_string = self._within is _Within.STRING or self._has_left_string
        in_report = self._within is _Within.X10_REPORT and self._held != "\x1b[M"
        was_typed = in_string or in_report or self._within is _Within.INTERMEDIATE
        self._begin(_Within.NOTHING)
        return [LEFT_OUT] if was_typed else []

    @property
    def _has_left_string(self) -> bool:
        """Return whether the escape that is held came within a string, and may end it."""
        return self._within is _Within.ESCAPE and self._is_key_over

    def _begin(self, within: _Within, held: str = "", *, is_key_over: bool = False) -> None:
        self._within, self._held, self._is_key_over = within, held, is_key_over
        self._has_paused = False

    def _settled(self) -> list[Piece]:
        """End what is held, if it is something as it stands, and return it."""
        found = ""
        if self._within is _Within.LATE_ESCAPE:
            found = self._held.removeprefix(ESCAPE)
        elif not self._is_key_over and is_key(self._held):
            found = self._held
        if not found:
            return []
        self._begin(_Within.NOTHING)
        return [Piece(found)]

    def _take(self, character: str) -> list[Piece]:
        if character == ESCAPE:
            settled = self._settled()
            in_string = self._within is _Within.STRING
            self._begin(_Within.ESCAPE, ESCAPE, is_key_over=in_string)
            return settled
        if "\x80" <= character <= "\x9f" and self._within is not _Within.X10_REPORT:
            # The same as an escape and a character, in one.
            return self._take(ESCAPE) + self._take(chr(ord(character) - 0x40))
        match self._within:
            case _Within.NOTHING:
                return [Piece(character)]
            case _Within.LATE_ESCAPE:
                return self._take_late(character)
        if character in _ABORTS:
            self._begin(_Within.NOTHING)
            return []
        if self._within is _Within.STRING:
            if character == _BELL and self._held[1] == "]":
                self._begin(_Within.NOTHING)
            return []
        if not self._continues(character):
            settled = self._settled()
            self._begin(_Within.NOTHING)
            return settled + self._take(character)
        left_out = [LEFT_OUT] if self._has_left_string and character != "\\" else []
        if len(self._held) < _LONGEST:
            self._held += character
        return left_out + self._ended(character)

    def _take_late(self, character: str) -> list[Piece]:
        """Take what follows an escape that was the Escape key: the rest of a sequence, or a key."""
        whole = self._held + character
        if len(whole) == len("\x1b[") and character in "[O":
            self._begin(_OPENING[character], whole, is_key_over=True)
            return []
        if len(whole) == len("\x1bP") and character in "P]_":
            self._held = whole
            return []
        if _LATE_STRING.fullmatch(whole):
            self._begin(_Within.STRING, whole, is_key_over=True)
            return []
        settled = self._settled()
        self._begin(_Within.NOTHING)
        return settled + self._take(character)

    def _continues(self, character: str) -> bool:
        """Return whether a character can be part of the sequence held."""
        match self._within:
            case _Within.ESCAPE:
                return True
            case _Within.X10_REPORT:
                return character >= " "
            case _:
                return " " <= character <= "~"

    def _ended(self, character: str) -> list[Piece]:
        """Go on with the sequence held, which has just grown by this character."""
        match self._within:
            case _Within.ESCAPE if character in _OPENING:
                self._within, self._is_key_over = _OPENING[character], False
            case _Within.ESCAPE if " " <= character <= "/":
                self._within, self._is_key_over = _Within.INTERMEDIATE, False
            case _Within.ESCAPE:
                return self._whole(self._held)
            case _Within.INTERMEDIATE if character <= "/":
                pass
            case _Within.SS3 if "0" <= character <= ";":
                pass
            case _Within.CSI if character <= "?":
                pass
            case _Within.CSI if self._held == "\x1b[[":
                self._within = _Within.CONSOLE_KEY
            case _Within.CSI if self._held == "\x1b[M":
                self._within = _Within.X10_REPORT
            case _Within.X10_REPORT if len(self._held) < _X10_REPORT:
                pass
            case _:
                return self._whole(self._held)
        return []

    def _whole(self, sequence: str) -> list[Piece]:
        within = self._within
        key_over = self._is_key_over and within is not _Within.ESCAPE
        was_typed = self._has_paused and within in (_Within.X10_REPORT, _Within.CONSOLE_KEY)
        # No terminal sends these by itself, but for the end of a string.
        was_typed |= within is _Within.ESCAPE and not self._is_key_over
        was_typed |= within is _Within.INTERMEDIATE
        self._begin(_Within.NOTHING)
        if sequence == PASTE_START:
            self._begin(_Within.PASTE)
            self._pasted, self._left = [], None
        elif (
            is_reply(sequence)
            or (self._mouse and is_mouse_report(sequence))
            or (is_key(sequence) and not key_over)
        ):
            return [Piece(sequence)]
        return [LEFT_OUT] if was_typed else []

    # Pastes

    def _paste(self, text: str, at: int) -> tuple[list[Piece], int]:
        """Read on in a paste; return it if it is whole, and how far it was read."""
        held = self._held + text[at:]
        end = held.find(PASTE_END)
        if end < 0:
            kept = max(0, len(held) - len(PASTE_END) + 1)
            self._pasted.append(held[:kept])
            self._held = held[kept:]
            return [], len(text)
        pasted, after = "".join((*self._pasted, held[:end])), len(held) - end - len(PASTE_END)
        self._begin(_Within.NOTHING)
        return _pasted(pasted), len(text) - after

    def _overdue(self) -> list[Piece]:
        """Pass on what came of a paste whose end has not come.

        What comes later is still text: were it keys, the rest of a paste on a stalled line would
        act. Nobody is caught in it: a key that is no text ends it, if it comes alone. Escape does
        when pressed again, because the end that is awaited begins with the same character.
        """
        held = "".join((*self._pasted, self._held))
        if held == self._left:
            return []
        end_begun = _begun(held, PASTE_END)
        if self._left is not None and held != end_begun:
            new = held.removeprefix(self._left)
            if new.startswith(ESCAPE) and is_key(new):
                self._begin(_Within.NOTHING)
                return []
        self._pasted, self._held, self._left = [], end_begun, end_begun
        return _pasted(held.removesuffix(end_begun))


def _pasted(text: str) -> list[Piece]:
    return [Piece(text, is_paste=True)] if text else []


def _begun(text: str, sequence: str) -> str:
    """Return the end of `text` that is the beginning of `sequence`, or an empty string."""
    beginnings = (sequence[:length] for length in range(len(sequence) - 1, 0, -1))
    return next((begun for begun in beginnings if text.endswith(begun)), "")
