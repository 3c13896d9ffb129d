"""Say which control sequences of a terminal are known: keys, and the replies that Textual needs.

Textual 8.2.8 knows keys by two private tables, but reads more than these into its parser: the
sequence `ESC [ 88 ~` is an X for it, `ESC [ 34 ~` a quotation mark, and a sub-field, as in
`ESC [ 97;1:3 u`, ends the program (all measured). Only what is known here reaches that parser.
"""

import re
from typing import Final
from unicodedata import category

from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

_LONGEST: Final = 32
"""The most characters that Textual reads as one sequence; a longer one it takes apart."""

_EXTENDED = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~ABCDEFHPQRS])")
"""What Textual takes for a key of the Kitty protocol: code, modifiers, text."""

_NOT_TYPED = frozenset({"Cc", "Co", "Cs"})
"""Controls, private use (there the protocol numbers its keys), and halves of characters."""

_MODIFIERS = frozenset(map(str, (*range(57358, 57361), *range(57441, 57455))))
"""Shift, Ctrl, Alt, and the locks by themselves, which no terminal but these reports. A key between
two others would hide that the second repeats the first."""

_CURSOR_POSITION = re.compile(r"\x1b\[\d+;\d+R")

_SIZE, _PIXELS = r"[1-9]\d{0,2}(?::[\d:]*)?", r"\d{1,5}(?::[\d:]*)?"
_REPLY = re.compile(
    r"\x1b\[(?:[IO]"  # the focus came or went
    r"|\?(?:2026|2048);[0-4]\$y"  # whether a mode is supported
    rf"|48;{_SIZE};{_SIZE};{_PIXELS};{_PIXELS}t)"  # the size of the window
)


_MOUSE = re.compile(r"\x1b\[<\d{1,4};\d{1,5};\d{1,5}[Mm]")


def is_mouse_report(sequence: str) -> bool:
    """Return whether this is a report of the mouse as Textual asks for them."""
    return _MOUSE.fullmatch(sequence) is not None


def is_reply(sequence: str) -> bool:
    """Return whether this is a report of the terminal that Textual needs."""
    return _is_short(sequence) and _REPLY.fullmatch(sequence) is not None


def is_key(sequence: str) -> bool:
    """Return whether this is one key, however the terminal encodes it.

    A combination with Alt that Textual would split into Escape and another key is none, and neither
    is one that types a sign on a Mac alone: elsewhere the same bytes are Escape and a digit.
    """
    if not _is_short(sequence) or _CURSOR_POSITION.fullmatch(sequence):
        return False
    extended = None if constants.DISABLE_KITTY_KEY else _EXTENDED.fullmatch(sequence)
    if extended is not None:
        return _is_extended_key(*extended.groups(default=""))
    found = ANSI_SEQUENCES_KEYS.get(sequence)
    if isinstance(found, str):
        return len(sequence) > len("\x1b1")
    return isinstance(found, tuple) and len(found) == 1


def _is_short(sequence: str) -> bool:
    return len(sequence) <= _LONGEST and sequence.isascii()


def _is_extended_key(code: str, modifiers: str, text: str, end: str) -> bool:
    if ":" in code or not re.fullmatch(r"(?:[1-9]\d{0,2})?", modifiers):
        return False
    if text and not all(map(_is_typed, text.split(":"))):
        return False
    if f"{code or 1}{end}" in FUNCTIONAL_KEYS:
        return code not in _MODIFIERS
    # An input method sends text without a key.
    return end == "u" and (_is_typed(code) or (code == "0" and text != ""))


def _is_typed(code: str) -> bool:
    """Return whether a code point is a character that a key types, and not a control."""
    return code.isdecimal() and int(code) <= 0x10FFFF and category(chr(int(code))) not in _NOT_TYPED
