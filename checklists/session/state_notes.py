"""The agency's notes on its own law, beside the steps they concern. No rule reads them."""

from datetime import date

from msgspec import Struct


class StateNote(Struct, frozen=True):
    """One note: up to three lines, what it cites, and when somebody last read that.

    Without `types` it concerns every type that asks one of its steps. It is the basis on which a
    public copy leaves out the classes that it `withholds`. `line` is where it begins in its file.
    """

    id: str
    steps: tuple[str, ...]
    text: tuple[str, ...]
    citation: str
    effective: date
    reviewed: date
    review_by: date | None = None
    types: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    line: int = 1

    def concerns(self, step: str, incident_type: str) -> bool:
        """Return whether it belongs beside a step of a type."""
        return step in self.steps and (not self.types or incident_type in self.types)

    def is_old(self, today: date) -> bool:
        """Return whether what it cites was last read more than 12 months ago."""
        # A leap day counts from the last of February.
        day = min(today.day, 28) if today.month == 2 else today.day
        return self.reviewed < date(today.year - 1, today.month, day)

    def is_overdue(self, today: date) -> bool:
        """Return whether the day by which it was to be read again is past."""
        return self.review_by is not None and self.review_by < today


class StateNotes(Struct, frozen=True):
    """All notes. `has_mistakes`: the file cannot be used, or not all of it."""

    notes: tuple[StateNote, ...] = ()
    has_mistakes: bool = False

    def beside(self, step: str, incident_type: str) -> tuple[StateNote, ...]:
        """Return the notes that concern a step of a type, in the order of the file."""
        return tuple(note for note in self.notes if note.concerns(step, incident_type))

    def basis(self, release_class: str, incident_type: str) -> tuple[str, ...]:
        """Return what is cited where a class is left out of a public copy of a type."""
        return tuple(
            note.citation
            for note in self.notes
            if release_class in note.withholds and (not note.types or incident_type in note.types)
        )
