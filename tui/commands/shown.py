"""One session with everything that is derived from it, for `show` in both its forms."""

from collections.abc import Iterator
from typing import NamedTuple

from checklists.definition import Checklist
from checklists.gate import StepState, step_state
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
    states: dict[str, StepState] = {}
    if checklist is not None:
        for step in checklist.steps:
            states[step.id] = step_state(row.session, checklist, step, (), here.now)
    return Shown(row, checklist, states, lengths(row.session.draft, here.catalog.platforms))
