"""What the rules find in the texts of a draft, the worst first, and what became of it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct

from checklists.definitions.wording import Wording
from checklists.digests import digest_of
from checklists.lint.linter import SCANNERS, Linter
from checklists.session.finding import Finding
from checklists.session.model import Checked, Found, Kept

MOST_FOUND = 20
"""Findings that a record lists of one text: it keeps those of every text that was accepted."""
LONGEST_WORDS = 120
_WORST_FIRST = ("grave", "usual", "minor")
_SAY = re.compile(r'"([^"]+)"')


class InText(Struct, frozen=True):
    """A finding with its words, on one line."""

    finding: Finding
    words: str

    @property
    def is_grave(self) -> bool:
        """Return whether it stays only with a reason."""
        return self.finding.severity == "grave"

    @property
    def about(self) -> tuple[str, str]:
        """Return what it is about, as `Kept` has it: one reason is enough for the same words."""
        return Kept(self.finding.rule, self.words).about

    @property
    def says_instead(self) -> str:
        """Return what can be put in its place, with a capital where its words have one."""
        said = _SAY.search(self.finding.say_instead)
        words = said[1] if said is not None else ""
        return words[:1].upper() + words[1:] if self.words[:1].isupper() else words


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
        found = self._linter.find(text)
        worst = sorted(found, key=lambda one: (_WORST_FIRST.index(one.severity), one.start))
        return tuple(InText(one, _on_one_line(text[one.start : one.end])) for one in worst)

    def checked(
        self,
        texts: Iterable[str],
        kept: Iterable[Kept],
        before: Checked | None = None,
        shown: Mapping[str, int] | None = None,
    ) -> Checked:
        """Return what the record keeps of texts that are accepted.

        `kept` are those that stay on purpose. `before` is the record of the text before, and
        `shown` counts what was pointed at since, by rule.
        """
        found = [one for text in texts for one in self.find(text)]
        there = Counter(one.finding.rule for one in found)
        rows: dict[tuple[str, str], InText] = {}
        for one in found:
            rows.setdefault(one.about, one)
        worst = sorted(rows.values(), key=lambda one: _WORST_FIRST.index(one.finding.severity))
        stays = {one.about: one for one in kept}
        listed = tuple(_recorded(one, stays.get(one.about)) for one in worst[:MOST_FOUND])
        earlier = before or Checked("")
        pointed = Counter(one.rule for one in earlier.found) | Counter(shown or {})
        changed = (pointed - there) + Counter(earlier.changed)
        return Checked(self.digest, listed, dict(sorted(changed.items())), len(worst) - len(listed))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WORDS]


def _recorded(one: InText, kept: Kept | None) -> Found:
    outcome: Literal["kept", "left"] = "left" if kept is None else "kept"
    reason = kept.reason if kept is not None else ""
    return Found(one.finding.rule, one.words, one.is_grave, outcome, reason)
