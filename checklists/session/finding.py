"""What a rule of wording or a scanner points at in a text. It never answers anything."""

from bisect import bisect_right
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


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._begin = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a character, both from 1."""
        line = bisect_right(self._begin, at)
        return line, at - self._begin[line - 1] + 1
