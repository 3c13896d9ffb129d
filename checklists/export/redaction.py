"""What a page shows of a session, and what it leaves out, with the reason and the count."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Literal, NamedTuple

from checklists.definitions.release import ReleaseRules
from checklists.export.fields import Block, Field
from checklists.session.state_notes import StateNotes

Purpose = Literal["case", "public"]


class LeftOut(NamedTuple):
    """How much of one class is left out, why, and what is cited for it."""

    name: str
    values: int
    reason: str
    basis: tuple[str, ...] = ()


class Part(NamedTuple):
    """What is under one heading."""

    heading: str
    groups: tuple[tuple[Field, ...], ...]
    left_out: tuple[LeftOut, ...] = ()


class Redactor(NamedTuple):
    """The rules of one copy. The copy for a case leaves nothing out."""

    purpose: Purpose
    rules: ReleaseRules
    notes: StateNotes

    def keeps(self, field: str) -> bool:
        """Return whether the copy has a field."""
        return self.purpose == "case" or self.rules.is_released(field)

    def parts(self, blocks: Iterable[Block], incident_type: str) -> tuple[Part, ...]:
        """Return what the copy has under each heading.

        What is left out is counted by heading alone: how it is divided would say whom it is about.
        """
        return tuple(
            self._part(heading, [block.fields for block in group], incident_type)
            for heading, group in groupby(blocks, key=lambda block: block.heading)
        )

    def _part(self, heading: str, groups: list[tuple[Field, ...]], incident_type: str) -> Part:
        kept = (tuple(f for f in fields if self.keeps(f.name)) for fields in groups)
        gone = Counter(
            self.rules.class_of(field.name)
            for fields in groups
            for field in fields
            if not self.keeps(field.name)
        )
        left_out = (
            LeftOut(name, count, self.rules.reasons[name], self.notes.basis(name, incident_type))
            for name, count in sorted(gone.items())
        )
        return Part(heading, tuple(filter(None, kept)), tuple(left_out))


def counted(parts: Iterable[Part]) -> dict[str, int]:
    """Return how many values are left out, by class."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update({found.name: found.values for found in part.left_out})
    return dict(sorted(total.items()))
