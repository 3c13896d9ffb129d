"""One session with everything that is derived from it, for `show` in both its forms."""

from collections.abc import Iterator
from typing import NamedTuple

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.gate import StepState
from checklists.platforms import Length, lengths
from checklists.session import Answer, Session
from checklists.standing import Standing
from checklists.store import Stored
from tui.commands.listing import Row, row_of
from tui.commands.surroundings import Surroundings


class Shown(NamedTuple):
    """One session, its checklist, how each step stands now, and its length on each platform."""

    row: Row
    checklist: Checklist | None
    states: dict[str, StepState]
    lengths: tuple[Length, ...]
    beside: Beside

    @property
    def session(self) -> Session:
        """The session."""
        return self.row.session

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.row.standing

    @property
    def not_asked(self) -> Iterator[Answer]:
        """Answers to steps that the checklist, as it is now, does not have."""
        return (answer for answer in self.session.steps if answer.id not in self.states)


def derive(here: Surroundings, stored: Stored) -> Shown:
    """Everything that `show` shows of a session."""
    row = row_of(here, stored)
    checklist = here.checklist_of(row.session)
    beside = here.store.beside(row.session)
    states = beside.states(row.session, checklist, here.now)
    found = lengths(row.session.draft, here.catalog.platforms)
    return Shown(row, checklist, states, found, beside)
