"""A session with everything derived from it, for `show` as text and as JSON."""

from collections.abc import Iterator
from typing import NamedTuple

from checklists.definitions.model import Checklist
from checklists.gate.context import SessionContext
from checklists.gate.list_rows import listed
from checklists.gate.status import Status, status_of
from checklists.gate.step_states import StepState, step_states
from checklists.records.store import Stored
from checklists.session.list_row import Listed
from checklists.session.model import Answer, Session
from checklists.session.post_length import Length, lengths
from tui.cli.context import CommandContext


class Shown(NamedTuple):
    """A session, its checklist, the state of each step, and its length on each platform."""

    session: Session
    status: Status
    listed: Listed
    checklist: Checklist | None
    states: dict[str, StepState]
    lengths: tuple[Length, ...]
    context: SessionContext

    @property
    def not_asked(self) -> Iterator[Answer]:
        """The answers to steps that the current checklist does not have."""
        return (answer for answer in self.session.steps if answer.id not in self.states)


def derive(here: CommandContext, stored: Stored) -> Shown:
    """Return a session with everything that `show` shows of it."""
    session = stored.session
    checklist = here.checklist_of(session)
    context = here.store.context(stored)
    return Shown(
        session=session,
        status=status_of(session, checklist, context, here.now),
        listed=listed(session, checklist, context, here.now),
        checklist=checklist,
        states=step_states(session, checklist, context, here.now),
        lengths=lengths(session.draft, here.catalog.platforms),
        context=context,
    )
