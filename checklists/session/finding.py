"""What a rule of wording or a scanner points at in a text. It never answers anything."""

from typing import Literal

from msgspec import Struct

Severity = Literal["grave", "usual", "minor"]


class Finding(Struct, frozen=True):
    """Words in a text that somebody should look at again.

    `start` and `end` count the characters of the text as it was given.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    say_instead: str
    why: str
