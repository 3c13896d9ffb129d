"""The card: one step as text, beside the list. The form of its record stands below it."""

from textual.content import Content
from textual.widgets import Static

from checklists.definition import Checklist, Step
from checklists.open_session import OpenSession
from checklists.session import Evidence, Session
from checklists.step_states import StepState
from tui.session_words import kind_words, state_line, supervisor_lines, why_lines
from tui.words import label_width, people_lines, record_lines

__all__ = ["StepCard", "card_lines", "person_rows", "preview_lines", "why_lines"]

WHY_HINT = "? for why"


def card_lines(
    opened: OpenSession, checklist: Checklist, step: Step, state: StepState
) -> list[str]:
    """What stands above the form."""
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
    """A line for each person asked of, a `>` before the one whose form is open."""
    if not step.per_person:
        return []
    rows = people_lines(session, checklist, step, opened.clock())
    return [f"{'>' if row.split()[0] == current else ' '}{row}" for row in rows]


def preview_lines(step: Step, record: Evidence, opened: OpenSession) -> list[str]:
    """The form as text, while the list has the focus."""
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
        """Show other lines, if they are others."""
        text = "\n".join(lines)
        if text != self._shown:
            self._shown = text
            self.update(Content(text))
