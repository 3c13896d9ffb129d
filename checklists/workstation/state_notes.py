"""Reads the agency's state law notes: a list beside its policy."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checklists.definitions.schema import DefinitionFile, DefinitionProblem, Shape, decode
from checklists.definitions.trust import Trust, trust_all
from checklists.session.state_notes import StateNote, StateNotes
from checklists.text import nearest_words
from checklists.workstation.agency_list import At, accepted, read_entries

if TYPE_CHECKING:
    from checklists.definitions.catalog import Catalog

MOST_LINES = 3
LONGEST_LINE = 80
SHIPPED_NOTES = Path(__file__).parents[1] / "definitions" / "shipped" / "state.toml"


class StateNoteShape(Shape, frozen=True):
    """One entry of the file."""

    id: str
    steps: tuple[str, ...]
    text: str
    citation: str
    effective: date
    reviewed: date
    review_by: date | None = None
    types: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()


class ReadNotes(NamedTuple):
    """The notes as they were read, and what is wrong with their file."""

    file: str
    found: StateNotes
    problems: tuple[DefinitionProblem, ...] = ()

    def overdue(self, today: date) -> tuple[DefinitionProblem, ...]:
        """Return what is wrong today: a day to read again that is past, a reading yet to come."""
        return tuple(self._overdue(today))

    def _overdue(self, today: date) -> Iterator[DefinitionProblem]:
        for note in self.found.notes:
            if note.is_overdue(today):
                due = f"the note `{note.id}` was due to be read again by {note.review_by}"
                do = "read the law, then write the new dates"
                yield DefinitionProblem(self.file, note.line, due, do)
            if note.reviewed > today:
                ahead = f"the note `{note.id}` has a `reviewed` date in the future: {note.reviewed}"
                yield DefinitionProblem(self.file, note.line, ahead, "write the day it was read")

    def old(self, today: date) -> tuple[DefinitionProblem, ...]:
        """Return a warning for each note that was last read more than 12 months ago."""
        return tuple(
            DefinitionProblem(
                self.file,
                note.line,
                (
                    f"warning: the note `{note.id}` was last read on {note.reviewed}, more than "
                    "12 months ago"
                ),
                "read the law, then write the new date",
            )
            for note in self.found.notes
            if note.is_old(today)
        )


def load_state_notes(path: Path, catalog: "Catalog", trust: Trust = trust_all) -> ReadNotes:
    """Return the notes of a file; they name steps and types of the catalog."""
    file, entries = read_entries(path, "note", trust)
    reader = _Reader(file, catalog)
    found = (reader.note(entry, ("note", at)) for at, entry in enumerate(entries))
    notes = tuple(note for note in found if note is not None)
    problems = tuple(sorted(file.problems))
    return ReadNotes(file.name, StateNotes(notes, bool(problems)), problems)


class _Reader:
    """Reads the entries of one file, each checked against those before it."""

    def __init__(self, file: DefinitionFile, catalog: "Catalog") -> None:
        self._file = file
        self._catalog = catalog
        self._ids: set[str] = set()

    def note(self, entry: object, at: At) -> StateNote | None:
        """Return an entry as a note, or None with its mistakes noted in the file."""
        file, before = self._file, len(self._file.problems)
        shape = decode(StateNoteShape, entry, file, at)
        if shape is None:
            return None
        text = accepted(file, shape.text, (*at, "text"), lines=True)
        lines = tuple(line.strip() for line in text.split("\n") if line.strip())
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            what = (
                f"`text` has more than {MOST_LINES} lines, or lines of more than "
                f"{LONGEST_LINE} characters"
            )
            file.add((*at, "text"), what, "shorten it")
        citation = accepted(file, shape.citation, (*at, "citation"))
        self._check_names(shape, at)
        if shape.id in self._ids:
            file.add((*at, "id"), f"the note `{shape.id}` appears twice", "rename one")
        self._ids.add(shape.id)
        if len(file.problems) > before:
            return None
        return StateNote(
            id=shape.id,
            steps=shape.steps,
            text=lines,
            citation=citation,
            effective=shape.effective,
            reviewed=shape.reviewed,
            review_by=shape.review_by,
            types=shape.types,
            withholds=shape.withholds,
            line=file.line(at),
        )

    def _check_names(self, shape: StateNoteShape, at: At) -> None:
        """Note what the catalog does not know, and a note that would never be shown."""
        asked, before = self._catalog.steps_by_type, len(self._file.problems)
        self._check_known(shape.steps, self._catalog.step_ids, (*at, "steps"), "step")
        self._check_known(shape.types, asked, (*at, "types"), "type")
        if shape.withholds:
            left_out = self._catalog.release.reasons
            self._check_known(shape.withholds, left_out, (*at, "withholds"), "class")
        types = shape.types or tuple(asked)
        if len(self._file.problems) == before and not any(
            step in asked[type_id] for step in shape.steps for type_id in types
        ):
            what = f"the note `{shape.id}` is never shown: none of its types asks any of its steps"
            self._file.add((*at, "steps"), what, "correct `steps` or `types`")

    def _check_known(self, names: Iterable[str], known: Iterable[str], at: At, what: str) -> None:
        ids = tuple(known)
        for name in names:
            if name not in ids:
                near = nearest_words(name, ids, cutoff=0.6)
                see = "release.toml" if what == "class" else "`cleartopost types`"
                do = f"did you mean `{near[0]}`?" if near else f"see {see}"
                self._file.add(at, f"there is no {what} `{name}`", do)
