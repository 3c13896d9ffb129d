"""The card of a step: its text, above the form for its record."""

from textual.content import Content
from textual.widgets import Static

from checklists.definitions.model import Checklist, Step
from checklists.gate.step_states import StepState
from checklists.session.model import Evidence, Session
from checklists.workspace.open_session import OpenSession
from tui.wording.session_words import kind_words, state_line, supervisor_lines, why_lines
from tui.wording.words import label_width, people_lines, record_lines

__all__ = ["StepCard", "card_lines", "person_rows", "preview_lines", "why_lines"]

WHY_HINT = "? for why"


def card_lines(
    opened: OpenSession, checklist: Checklist, step: Step, state: StepState
) -> list[str]:
    """Return the text above the form."""
    lines = [f"{kind_words(step):<20} {WHY_HINT}", f"ask: {step.ask.label}", "", step.prompt]
    state_words = state_line(opened, checklist, step, state)
    if state_words:
        lines += ["", state_words]
    for words in supervisor_lines(opened, step):
        lines += ["", words]
    return lines


def person_rows(
    session: Session, checklist: Checklist, step: Step, opened: OpenSession, current: str
) -> list[str]:
    """Return a line for each person asked about, with `>` before the one whose form is open."""
    if not step.per_person:
        return []
    rows = people_lines(session, checklist, step, opened.clock())
    return [f"{'>' if label == current else ' '}{line}" for label, line in rows]


def preview_lines(step: Step, record: Evidence, opened: OpenSession) -> list[str]:
    """Return the form as text, for display while the list has the focus."""
    width = label_width(step)
    return [
        f"  {label:<{width}} [{value}]"
        for label, value in record_lines(step, record, opened.clock())
    ]


class StepCard(Static):
    """The text of the card."""

    DEFAULT_CSS = "StepCard { height: auto; padding-left: 1; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown = ""

    def show(self, lines: list[str]) -> None:
        """Show lines, redrawing only if they changed."""
        text = "\n".join(lines)
        if text != self._shown:
            self._shown = text
            self.update(Content(text))
