"""What may be entered, and how anything is shown.

Textual passes escape sequences straight to the terminal in every widget, also with markup off
(measured: eleven kinds of payload in eleven widgets), so this module stands between every file,
name, variable or keyboard and every terminal.

`accept_text` refuses what could drive a terminal or turn text around, and keeps every letter and
joiner. `show_text` never removes anything: what the eye cannot see is spelled out as `<U+200D>`,
so that a reviewer reads exactly what is approved.
"""

import unicodedata
from functools import lru_cache

from checklists.problems import Refused

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that re-order what follows: the text read is then not the text posted."""

_LINE_BREAKS = frozenset("\u2028\u2029")
_CONTROL_NAMES = {
    "\t": "a tab",
    "\x1b": "an escape",
    "\x07": "a bell",
    "\x08": "a backspace",
    "\x00": "a zero byte",
    "\n": "a line break",
}
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Assigned as letters, marks or symbols, and drawn as nothing."""

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def forbidden_character(text: str, *, lines: bool) -> str | None:
    """The first character of `text` that may not be stored, or None.

    `lines` allows the line feed, for text of several lines.
    """
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character == "\n" and lines:
            continue
        if character in BIDI_CONTROLS or character in _LINE_BREAKS:
            return character
        if unicodedata.category(character) in ("Cc", "Cs"):
            return character
    return None


def name_of(character: str) -> str:
    """A character's name for a sentence, such as `an escape (U+001B)`."""
    plain = _CONTROL_NAMES.get(character, "")
    plain = plain or unicodedata.name(character, "") or "a control character"
    return f"{plain.lower()} (U+{ord(character):04X})"


def accept_text(text: str, what: str, *, lines: bool = False, longest: int | None = None) -> str:
    """`text` as it is stored: NFC, line feeds only, no space at either end of a single line.

    `what` names the field for the sentence. Raises Refused for a control character, a bidi
    control, or more than `longest` characters.
    """
    accepted = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        accepted = accepted.strip()
    character = forbidden_character(accepted, lines=lines)
    if character is not None:
        raise Refused(
            "Not accepted",
            f"{what} holds {name_of(character)}.",
            "Take it out; the rest can stay.",
        )
    if longest is not None and len(accepted) > longest:
        raise Refused(
            "Too long",
            f"{what} has {len(accepted)} characters; at most {longest} fit.",
            "Shorten it.",
        )
    return accepted


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    hidden = (
        unicodedata.category(character) in _HIDDEN_CATEGORIES
        or character in _BLANK_LETTERS
        or (unicodedata.category(character) == "Zs" and character != " ")
        or 0x180B <= ord(character) <= 0x180F
        or 0xFE00 <= ord(character) <= 0xFE0F
        or 0xE0100 <= ord(character) <= 0xE01EF
    )
    return f"<U+{ord(character):04X}>" if hidden else character


def show_text(text: str, *, lines: bool = False) -> str:
    """`text` as it may reach a terminal, with nothing removed.

    Line feeds stay only where `lines` says that the place shows several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character == "\n" and lines else _shown(character) for character in text
    )
