"""Finds phone numbers and e-mail addresses that are not the agency's own."""

import re
from collections.abc import Iterator
from functools import cache

from checklists.lint.reading import Reading

Span = tuple[int, int]

_PHONE = re.compile(
    r"(?<![\w.$#/-])(?:"
    r"\+[1-9](?:[ ().-]{0,2}\d){7,14}"
    r"|(?:1[ .-])?(?:\(\d{3}\)[ .-]?|\d{3}[ .-])\d{3}[ .-]\d{4}"
    r"|\d{10}|[2-9]\d\d[.-]\d{4}"
    r")(?![\w/]|[.-]\d)"
)
_EMAIL = re.compile(
    r"(?<![\w.+@-])[\w.+-]{1,64}@[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,6}", re.ASCII
)
_REFERENCE = re.compile(
    r"(?:case|incident|report|reference|ref|event|warrant|order|file|docket|citation)s?"
    r"(?: numbers?| nos?\.?)?[:#]? ?$",
    re.IGNORECASE,
)
LOCAL = 7
"""Digits of a number without its area code."""
MOST_ASKED = 40
"""Numbers about which the numbering plan is asked, at a millisecond each; then all count."""


def is_phone(text: str, at: int) -> bool:
    """Return whether something written like a phone number begins here."""
    return _PHONE.match(text, at) is not None


def phones(reading: Reading, own: frozenset[str]) -> Iterator[Span]:
    """Yield each number that could be called, and is none of the agency's."""
    asked: set[str] = set()
    for match in _PHONE.finditer(reading.text):
        written = _national(match[0])
        before = reading.text[max(0, match.start() - 24) : match.start()]
        is_own = any(line == written or line[-LOCAL:] == written for line in own)
        if is_own or _REFERENCE.search(before):
            continue
        if len(written) != LOCAL and len(asked) < MOST_ASKED:
            asked.add(written)
            if not _is_in_plan(match[0]):
                continue
        yield match.span()


def emails(reading: Reading, own: frozenset[str]) -> Iterator[Span]:
    """Yield each e-mail address that is none of the agency's; `@example.gov` is all of a host."""
    for match in _EMAIL.finditer(reading.text):
        address = match[0].lower()
        if address not in own and f"@{address.partition('@')[2]}" not in own:
            yield match.span()


def own_phones(written: tuple[str, ...]) -> frozenset[str]:
    """Return the agency's lines as they are compared."""
    return frozenset(map(_national, written))


def _national(written: str) -> str:
    digits = "".join(character for character in written if character.isdecimal())
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


@cache
def _is_in_plan(written: str) -> bool:
    """Return whether a number can exist; its country is the United States where it names none."""
    # Imported here: most texts have no number, and it takes 25 ms.
    import phonenumbers  # noqa: PLC0415  # see above

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, "US"))
    except phonenumbers.NumberParseException:
        return False
