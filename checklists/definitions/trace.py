"""The trace: which steps serve each clause of the tip sheet in each type, or why none does."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import tomli
from msgspec import Struct, convert

from checklists.definitions.model import Checklist

FILE = Path(__file__).with_name("shipped") / "trace.toml"


class Piece(Struct, frozen=True, forbid_unknown_fields=True):
    """One clause of the sheet in its own words, and the steps that serve it."""

    clause: str
    section: str
    required: bool
    text: str
    steps: tuple[str, ...]


class Blank(Struct, frozen=True, forbid_unknown_fields=True):
    """Why some types serve some clauses by no step."""

    types: tuple[str, ...]
    clauses: tuple[str, ...]
    reason: str


class Trace(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All clauses in the sheet's order, and all blanks."""

    piece: tuple[Piece, ...]
    blank: tuple[Blank, ...]

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], str]:
        """Return the reasons by clause and type."""
        return {
            (clause, type_id): found.reason
            for found in self.blank
            for clause in found.clauses
            for type_id in found.types
        }

    @cached_property
    def types(self) -> frozenset[str]:
        """Return the types that the trace speaks of."""
        return frozenset(type_id for _, type_id in self.reasons)

    def gaps(self, checklists: Mapping[str, Checklist]) -> Iterator[str]:
        """Yield what is wrong: a blank without a reason, or a reason where there is no blank."""
        for piece in self.piece:
            for type_id, checklist in checklists.items():
                key = (piece.clause, type_id)
                if serving(piece, checklist) and key in self.reasons:
                    yield f"{piece.clause} is covered in `{type_id}`, but a reason says it is not"
                if not serving(piece, checklist) and key not in self.reasons:
                    yield f"{piece.clause} is not covered in `{type_id}`, and no reason says why"


def serving(piece: Piece, checklist: Checklist) -> tuple[str, ...]:
    """Return the steps by which a type serves a clause, always asked or added by a question."""
    steps = {step.id for step in checklist.steps}
    return tuple(step_id for step_id in piece.steps if step_id in steps)


def load_trace() -> Trace:
    """Read the shipped trace; an agency's types and steps are its own affair."""
    return convert(tomli.loads(FILE.read_text(encoding="utf-8")), Trace)
