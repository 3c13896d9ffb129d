"""The list of the walk: first the parts of the whole post, then the steps."""

from checklists.definitions.model import Checklist, Step
from checklists.gate.context import Blocker
from checklists.gate.step_states import StepState
from checklists.review.queue import returned_steps
from checklists.session.form import person_to_fill
from checklists.workspace.open_session import OpenSession
from tui.flows.places import landing_place
from tui.widgets.row_list import Row, RowList
from tui.wording.marks import STEP_WORDS, step_mark
from tui.wording.questions import PARTS
from tui.wording.session_words import part_of, parts_shown

LONGEST_SHORT = 22

FOR = " for "


def row_for(blocker: Blocker) -> str:
    """Return the ID of the row that resolves a blocker.

    After `FOR` it names the person for whom the row waits, if there is one.
    """
    row_id = blocker.step or f"part:{part_of(blocker)}"
    return f"{row_id}{FOR}{blocker.person}" if blocker.person else row_id


def walk_rows(opened: OpenSession, states: dict[str, StepState]) -> list[Row]:
    """Return every row with its mark."""
    checklist = opened.checklist
    if checklist is None:
        return []
    rows = []
    returned = returned_steps(opened.session, opened.context)
    for part, title, blocks in parts_shown(opened):
        mark = "[!]" if blocks else "[x]"
        rows.append(Row(f"part:{part}", f"{mark} {title}", "victim" if blocks else ""))
    for step in checklist.steps:
        state = states[step.id]
        text = f"{step_mark(step, state)} {step.short}"
        word = STEP_WORDS[state] if state in ("stale", "held") else ""
        if step.id in returned:
            text, word = f"[r] {step.short}", "RETURNED"
        if word and len(step.short) + 1 + len(word) <= LONGEST_SHORT:
            text += f" {word}"
        holding = step.victim_related and state in ("open", "stale", "held")
        rows.append(Row(step.id, text, "victim" if holding else ""))
    return rows


def landing_row(opened: OpenSession) -> str:
    """Return the row where a walk begins."""
    place = landing_place(opened)
    return f"part:{place}" if place in PARTS else place


class StepList(RowList):
    """The rows of the walk, and what was chosen for the one under the cursor."""

    def __init__(self, opened: OpenSession) -> None:
        self.opened = opened
        self.states = opened.states()
        super().__init__(walk_rows(opened, self.states), id="steps")
        self.person = ""
        """The person that was chosen; empty for the first one without an answer."""
        self.together: tuple[str, ...] = ()
        """Others for whom F5 confirms the same record as well."""
        self.why = 0
        """Whether the card says why the step is asked (1), and from which sources (2)."""
        self._came_to = ""
        """The row that the walk itself moved to, until the message of that move arrives."""

    @property
    def checklist(self) -> Checklist:
        """Return the checklist; the walk is only opened for a session that has one."""
        return self.opened.known_checklist()

    @property
    def step(self) -> Step | None:
        """Return the step under the cursor, or None on a part of the whole post."""
        return self.checklist.step(self.row.id) if self.row else None

    @property
    def part(self) -> str:
        """Return the part under the cursor, or an empty string on a step."""
        row_id = self.row.id if self.row else ""
        return row_id.removeprefix("part:") if row_id.startswith("part:") else ""

    @property
    def current_person(self) -> str:
        """Return the person for whom the step is asked, or an empty string."""
        step = self.step
        if step is None:
            return ""
        return person_to_fill(self.opened.session, self.checklist, step, self.person)

    def show_states(self) -> None:
        """Draw each row with its mark as it is now."""
        self.states = self.opened.states()
        self.set_rows(walk_rows(self.opened, self.states))

    def come_to(self, row_id: str, person: str = "") -> None:
        """Put the cursor on a row, for one of the people its step asks about."""
        if self.row is None or self.row.id != row_id:
            self._came_to = row_id
        self.go_to(row_id)
        self.forget()
        self.person = person

    def forget(self) -> None:
        """Forget what was chosen for the row where the cursor was."""
        self.person, self.together, self.why = "", (), 0

    def has_come(self) -> bool:
        """Return whether the move that was just reported is the walk's own."""
        came_to, self._came_to = self._came_to, ""
        return self.row is not None and self.row.id == came_to
