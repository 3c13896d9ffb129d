"""The rules of wording as values: words that are pointed at, and names that are the agency's own.

The head of the shipped `crash.toml` explains every key.
"""

import re
from typing import Literal

from msgspec import Struct

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class WordingRule(Struct, frozen=True):
    """Words that are pointed at; `off` is a shipped rule that an agency took out."""

    id: str
    match: tuple[str, ...]
    severity: Literal["grave", "usual", "minor", "off"]
    say_instead: str
    why: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    unless: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    source: str = ""


class OwnNames(Struct, frozen=True, rename={"kind": "is"}):
    """Names and lines of the agency's own."""

    kind: Literal["left-alone", "phone", "email", "place"]
    text: tuple[str, ...]


class Concern(Struct, frozen=True):
    """A step, and the rules and scanners whose findings are shown beside it."""

    step: str
    rules: tuple[str, ...]


class Wording(Struct, frozen=True):
    """What a text is held against."""

    rules: tuple[WordingRule, ...]
    names: tuple[OwnNames, ...] = ()
    concerns: tuple[Concern, ...] = ()

    def concerning(self, step_id: str) -> frozenset[str]:
        """Return the rules and scanners whose findings concern a step."""
        return frozenset(r for found in self.concerns if found.step == step_id for r in found.rules)

    def named(self, kind: str) -> tuple[str, ...]:
        """Return the agency's names of one kind."""
        return tuple(text for found in self.names if found.kind == kind for text in found.text)


def words_in(text: str) -> list[str]:
    """Return the words of a text in small letters; a hyphen is between two words."""
    return [word.lower() for word in _WORD.findall(text)]
