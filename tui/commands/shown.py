"""One session with everything that is derived from it, for `show` in both its forms."""

from collections.abc import Iterator
from typing import NamedTuple

from checklists.beside import Beside
from checklists.definition import Checklist
from checklists.listed import Listed
from checklists.listing import listed
from checklists.platforms import Length, lengths
from checklists.session import Answer, Session
from checklists.standing import Standing
from checklists.step_states import StepState
from checklists.store import Stored
from tui.commands.surroundings import Surroundings


class Shown(NamedTuple):
    """One session, its checklist, how each step stands now, and its length on each platform."""

    session: Session
    standing: Standing
    listed: Listed
    checklist: Checklist | None
    states: dict[str, StepState]
    lengths: tuple[Length, ...]
    beside: Beside

    @property
    def not_asked(self) -> Iterator[Answer]:
        """Answers to steps that the checklist, as it is now, does not have."""
        return (answer for answer in self.session.steps if answer.id not in self.states)


def derive(here: Surroundings, stored: Stored) -> Shown:
    """Everything that `show` shows of a session."""
    session = stored.session
    checklist = here.checklist_of(session)
    beside = here.store.beside(session)
    return Shown(
        session=session,
        standing=beside.standing(session, checklist, here.now),
        listed=listed(session, checklist, beside, here.now),
        checklist=checklist,
        states=beside.states(session, checklist, here.now),
        lengths=lengths(session.draft, here.catalog.platforms),
        beside=beside,
    )
