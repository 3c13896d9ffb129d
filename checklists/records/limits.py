"""What no session file may contain, whatever its shape.

That is values that could not be shown, added up or written again, and duplicates of what must be
unique.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from checklists.session.model import Session
from checklists.text import forbidden_character, name_of

Path = tuple[str | int, ...]

DEEPEST = 8
"""Tables and lists inside each other; the deepest that is written has six."""
_TOO_DEEP = "nested too deeply"
LONGEST_KEY = 100
LARGEST_NUMBER = 2**53
_HARMLESS = b"\n" + bytes(code for code in range(0x20, 0x7F) if code != ord("\\"))
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Between these a time can be shown in any zone."""


def is_plain(text: str) -> bool:
    """Return whether no string in a TOML text can hold a forbidden character.

    That is so where the text has none itself, and no backslash to spell one with.
    """
    others = text.encode().translate(None, _HARMLESS).decode()
    return "\\" not in others and forbidden_character(others, lines=True) is None


def unfit_value(tables: dict[str, Any], *, plain: bool = False) -> tuple[Path, str] | None:
    """Return where the first value or key is that a session file may not have, and why.

    `plain` strings need not be looked at.
    """
    found = _first_unfit(tables, 0, plain=plain)
    if found is None or found[1] != _TOO_DEEP:
        return found
    return found[0][:2], _TOO_DEEP


def _first_unfit(value: object, depth: int, *, plain: bool) -> tuple[Path, str] | None:
    """Return the same of a value inside so many others; the path begins at it."""
    if depth > DEEPEST:
        return (), _TOO_DEEP
    inside: Iterable[tuple[str | int, object]]
    if isinstance(value, dict):
        for key in value:
            if what := _unfit_key(key):
                return (), what
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        what = _unfit(value)
        return ((), what) if what else None
    skip = plain and depth < DEEPEST
    for step, inner in inside:
        if skip and isinstance(inner, str):
            continue
        if found := _first_unfit(inner, depth + 1, plain=plain):
            return (step, *found[0]), found[1]
    return None


def _unfit(value: object) -> str:
    if isinstance(value, str):
        character = forbidden_character(value, lines=True)
        return f"contains {name_of(character)}" if character is not None else ""
    if isinstance(value, int):
        return "a number is too large" if abs(value) > LARGEST_NUMBER else ""
    if isinstance(value, datetime):
        return "" if FIRST_YEAR <= value.year <= LAST_YEAR else "a time has an impossible year"
    return ""


@lru_cache(1024)
def _unfit_key(key: str) -> str:
    if len(key) > LONGEST_KEY:
        return "a key is too long"
    character = forbidden_character(key, lines=True)
    return f"a key contains {name_of(character)}" if character is not None else ""


def repeated(session: Session) -> tuple[Path, str] | None:
    """Return where the first duplicate of something unique is, or None.

    With two of them, each reader could take another one.
    """
    lists: dict[Path, Iterator[str]] = {
        ("posted",): (posted.platform for posted in session.posted),
        ("posted", 0, "follow_ups"): (owed.id for p in session.posted for owed in p.follow_ups),
        ("people",): (person.label for person in session.people),
        ("questions",): (answer.id for answer in session.questions),
        ("steps",): (answer.id for answer in session.steps),
        ("entered",): (entered.step for entered in session.entered),
        ("kept",): ("\n".join(kept.about) for kept in session.kept),
        ("draft", "platforms"): iter(session.draft.platforms),
        ("draft", "media"): (media.label for media in session.draft.media),
    }
    for path, names in lists.items():
        seen: set[str] = set()
        for number, name in enumerate(names):
            if name in seen:
                return (*path, number), "appears here a second time"
            seen.add(name)
    return None
