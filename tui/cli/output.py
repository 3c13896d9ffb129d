"""What commands return: printed lines, JSON, or the error for an unknown word."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from checklists.errors import ExitCode, WrongUsage
from checklists.text import nearest_words


class Printed(NamedTuple):
    """Lines for standard output and standard error, and the exit code.

    `lines` may be generated while they are printed. `exact` raises an error, instead of printing an
    escape, for a character that the terminal's character set lacks: the lines are the text to
    post and nothing else.
    """

    lines: Iterable[str] = ()
    code: ExitCode = ExitCode.DONE
    errors: tuple[str, ...] = ()
    exact: bool = False


def not_found(what: str, typed: str, known: Iterable[str], see: str) -> WrongUsage:
    """Return the error for an unknown word, with the nearest known ones.

    `what` is the kind of word, such as `incident type`; `see` says where all of them are listed.
    """
    words = tuple(known)
    parts = [word for word in words if len(typed) >= 3 and typed in word]
    near = parts or nearest_words(typed, words)
    nearest = f"Nearest: {', '.join(near[:3])}. " if near else ""
    return WrongUsage(f"No such {what}", f"There is no {typed!r}.", f"{nearest}{see}")


def plain(value: object) -> object:
    """Return the value as types that `json` can encode.

    A struct keeps every field, including those at their default, so that scripts find the same keys
    in each object.
    """
    # Not `isinstance`: an indexed list has no structs, and must not import msgspec to ask.
    fields = getattr(value, "__struct_fields__", None)
    if fields is not None:
        names = zip(getattr(value, "__struct_encode_fields__", fields), fields, strict=True)
        return {name: plain(getattr(value, field)) for name, field in names}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def as_json(value: object) -> str:
    """Return the value as indented JSON, with control and non-ASCII characters escaped."""
    # Imported here: most commands print lines.
    import json

    text = json.dumps(plain(value), ensure_ascii=True, indent=2)
    # `ensure_ascii` leaves this one control character as it is. It occurs only inside strings.
    return text.replace("\x7f", "\\u007f")
