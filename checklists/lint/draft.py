"""What the rules find in the texts of a draft, the worst first, and what became of it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from checklists.definitions.wording import Wording
from checklists.digests import digest_of
from checklists.lint.linter import SCANNERS, Linter
from checklists.session.finding import Finding, Lines
from checklists.session.model import Checked, Found

MOST_FOUND = 20
"""Findings that a record lists of one text: it keeps those of every text that was accepted."""
LONGEST_WORDS = 120
_WORST_FIRST = ("grave", "usual", "minor")
_SAY = re.compile(r'"([^"]+)"')


class InText(Struct, frozen=True):
    """A finding, its words as a record has them, and the line and column where it begins."""

    finding: Finding
    found: Found
    place: tuple[int, int]

    @property
    def says_instead(self) -> str:
        """Return what can be put in its place, with a capital where its words have one."""
        said = _SAY.search(self.finding.say_instead)
        words = said[1] if said is not None else ""
        return words[:1].upper() + words[1:] if self.found.words[:1].isupper() else words


class DraftLinter:
    """The rules and scanners for the drafts of one incident type."""

    def __init__(self, wording: Wording, incident_type: str) -> None:
        self.incident_type = incident_type
        self._wording = wording
        self._linter = Linter(wording, incident_type)

    @cached_property
    def digest(self) -> str:
        """Return the digest of every rule and scanner, whatever type they are for."""
        scanners = [(s.rule, s.severity, s.say_instead, s.why) for s in SCANNERS]
        return digest_of([self._wording, scanners])

    def find(self, text: str) -> tuple[InText, ...]:
        """Return what is found in a text, the worst first."""
        lines, found = Lines(text), self._linter.find(text)
        worst = sorted(found, key=lambda one: (_WORST_FIRST.index(one.severity), one.start))
        return tuple(InText(one, _found(text, one), lines.place(one.start)) for one in worst)

    def checked(
        self,
        texts: Iterable[str],
        reasons: Mapping[tuple[str, str], str],
        before: Checked | None = None,
        shown: Mapping[str, int] | None = None,
    ) -> Checked:
        """Return what the record keeps of texts that are accepted.

        `reasons` has those that stay on purpose, by what they are about. `before` is the record of
        the text before, and `shown` counts what was pointed at since, by rule.
        """
        found = [one for text in texts for one in self.find(text)]
        there = Counter(one.found.rule for one in found)
        rows: dict[tuple[str, str], Found] = {}
        for one in sorted(found, key=lambda one: _WORST_FIRST.index(one.finding.severity)):
            rows.setdefault(one.found.about, one.found)
        kept = {
            about: replace(rows[about], outcome="kept", reason=reasons[about])
            for about in rows
            if about in reasons
        }
        listed = tuple({**rows, **kept}.values())[:MOST_FOUND]
        earlier = before or Checked("")
        pointed = Counter(one.rule for one in earlier.found) | Counter(shown or {})
        changed = (pointed - there) + Counter(earlier.changed)
        return Checked(self.digest, listed, dict(sorted(changed.items())), len(rows) - len(listed))


def _found(text: str, one: Finding) -> Found:
    words = " ".join(text[one.start : one.end].split())[:LONGEST_WORDS]
    return Found(one.rule, words, one.severity == "grave")
