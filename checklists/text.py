"""What may be entered, and how anything is shown.

Textual passes escape sequences straight to the terminal in every widget, also with markup off
(measured: eleven kinds of payload in eleven widgets), so this module stands between every file,
name, variable or keyboard and every terminal.

`accept_text` refuses what could drive a terminal or turn text around, and keeps every letter and
joiner. `clean_text` makes of what is pasted, typed or read from a file what `accept_text` accepts,
and says what it changed: no line is missing then, and nothing disappears without a word.
`show_text` never removes anything: what the eye cannot see is spelled out as `<U+200D>`, so that a
reviewer reads exactly what is approved.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from checklists.errors import Refused

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that re-order what follows: the text that is read is then not the text that is
posted."""

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
    """Return the first character of `text` that may not be stored, or None.

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


class Cleaned(NamedTuple):
    """A text that may be entered, and what was changed for that; empty if nothing was."""

    text: str
    changed: str


NO_TEXT = Cleaned("", "")

_OTHER_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NO_CHARACTERS = re.compile("[\ud800-\udfff]")
_NAMED = 3
"""How many kinds of left-out characters a sentence names."""


def clean_text(text: str, *, lines: bool) -> Cleaned:
    """Return `text` with only what may be entered, and one sentence on what was changed.

    Tabs become spaces, and line breaks of every kind line feeds, or spaces where only one line may
    be entered. What cannot be read as a character becomes U+FFFD; control characters are left out.
    """
    found, tabs = re.subn("\t", " ", text)
    found, breaks = _OTHER_BREAKS.subn("\n", found)
    found, unread = _NO_CHARACTERS.subn("\ufffd", found)
    said = ["tabs were changed to spaces"] if tabs else []
    if breaks and lines:
        said.append("line breaks were made uniform")
    if unread:
        said.append("text that is not UTF-8 became �")
    if not lines and "\n" in found:
        parts = [part.strip() for part in found.split("\n") if part.strip()]
        found = " ".join(parts)
        said += ["the lines were joined"] if len(parts) > 1 else []
    kinds = [name_of(c) for c in dict.fromkeys(found) if forbidden_character(c, lines=True)]
    if kinds:
        more = [f"{len(kinds) - _NAMED} more kinds"] if len(kinds) > _NAMED else []
        said.append("removed " + ", ".join(kinds[:_NAMED] + more))
        found = "".join(c for c in found if not forbidden_character(c, lines=True))
    return Cleaned(found, f"Changed: {'; '.join(said)}." if said else "")


def nearest_words(typed: str, known: Iterable[str], *, cutoff: float = 0.4) -> list[str]:
    """Return up to three of the known words that may have been meant, the nearest first.

    `cutoff` is how alike they must be, from 0 to 1.
    """
    # Imported here: it takes 7 ms, which only a mistyped word needs.
    import difflib  # noqa: PLC0415  # see above

    return difflib.get_close_matches(typed, known, n=3, cutoff=cutoff)


def shows_nothing(text: str) -> bool:
    """Return whether nothing of a text is visible: a field with such a text is empty."""
    return all(character.isspace() or _is_hidden(character) for character in text)


def name_of(character: str) -> str:
    """Return a character's name for a sentence, such as `an escape (U+001B)`."""
    plain = _CONTROL_NAMES.get(character, "")
    plain = plain or unicodedata.name(character, "") or "a control character"
    return f"{plain.lower()} (U+{ord(character):04X})"


def accept_text(
    text: str, what: str, *, lines: bool = False, longest: int | None = None, field: str = ""
) -> str:
    """Return `text` as it is stored: in NFC, with line feeds only.

    A single line has no space at either end, and is empty where nothing of it is visible. `what`
    names the field for the sentence, `field` for a form. Raises Refused for a control character, a
    bidi control, or more than `longest` characters.
    """
    accepted = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        accepted = accepted.strip()
    character = forbidden_character(accepted, lines=lines)
    if character is not None:
        raise Refused(
            "Not accepted",
            f"{what} contains {name_of(character)}.",
            "Remove it; the rest is fine.",
            field=field,
        )
    if longest is not None and len(accepted) > longest:
        raise Refused(
            "Too long",
            f"{what} has {len(accepted)} characters; the limit is {longest}.",
            "Shorten it.",
            field=field,
        )
    return "" if not lines and shows_nothing(accepted) else accepted


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    return f"<U+{ord(character):04X}>" if _is_hidden(character) else character


@lru_cache(maxsize=4096)
def _is_hidden(character: str) -> bool:
    """Return whether a character is drawn as nothing, or as a space other than the plain one."""
    return (
        unicodedata.category(character) in _HIDDEN_CATEGORIES
        or character in _BLANK_LETTERS
        or (unicodedata.category(character) == "Zs" and character != " ")
        or 0x180B <= ord(character) <= 0x180F
        or 0xFE00 <= ord(character) <= 0xFE0F
        or 0xE0100 <= ord(character) <= 0xE01EF
    )


def show_text(text: str, *, lines: bool = False) -> str:
    """Return `text` as it may reach a terminal, with nothing removed.

    Line feeds stay only where `lines` says that the place shows several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character == "\n" and lines else _shown(character) for character in text
    )
