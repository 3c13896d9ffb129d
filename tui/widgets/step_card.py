"""The card of a step: its text, and the scrolled area that holds it above the form."""

from textual.containers import Vertical
from textual.widget import Widget

from checklists.definitions.model import Checklist, Step
from checklists.gate.step_states import StepState
from checklists.session.model import Evidence, Session
from checklists.workspace.open_session import OpenSession
from tui.widgets.field import Field
from tui.widgets.picker import Picker
from tui.wording.finding_words import card_lines
from tui.wording.session_words import (
    WHY_FROM_FORM,
    WHY_HINT,
    about_words,
    kind_words,
    state_line,
    supervisor_lines,
)
from tui.wording.state_note_words import notes_hint
from tui.wording.words import label_width, people_lines, record_lines


def ask_lines(opened: OpenSession, step: Step, person: str, *, in_form: bool) -> list[str]:
    """Return what kind of step it is, how to read why it is asked, whom to ask, and about whom.

    A long list of answers scrolls the people away, so that the form names its `person` here, too.
    """
    hint = (WHY_FROM_FORM if in_form else WHY_HINT) + notes_hint(opened, step.id)
    whom = about_words(opened, step, person) if in_form and person else ""
    return [f"{kind_words(step):<20} {hint}", f"ask: {step.ask.label}", whom]


def state_lines(
    opened: OpenSession, checklist: Checklist, step: Step, state: StepState
) -> list[str]:
    """Return the lines between the statement of a step and its form."""
    found = [
        state_line(opened, checklist, step, state),
        *card_lines(opened, step),
        *supervisor_lines(opened, step),
    ]
    return [line for words in found if words for line in ("", words)]


def person_rows(
    session: Session, checklist: Checklist, step: Step, opened: OpenSession, current: str
) -> list[str]:
    """Return the lines of people asked about, with `>` before the one whose form Enter opens."""
    if not step.per_person:
        return []
    rows = people_lines(session, checklist, step, opened.clock(), current)
    return [f"{'>' if label == current else ' '}{line}" for label, line in rows]


def preview_lines(step: Step, record: Evidence, opened: OpenSession) -> list[str]:
    """Return the form as text, for display while the list has the focus."""
    width = label_width(step)
    return [
        f"  {label:<{width}} [{value}]"
        for label, value in record_lines(step, record, opened.clock())
    ]


class Sheet(Vertical):
    """A container that scrolls to the line that has the focus."""

    _shown: object = None

    def show(self, field: Field, focused: Widget) -> None:
        """Scroll as little as needed to show a field, above all its cursor's line.

        What is docked at the top stays in sight. Where nothing moved since the last time, whoever
        scrolled away by mouse is left there.
        """
        line = self._line_of(focused)
        line += focused.cursor_line if isinstance(focused, Picker) else 0
        height = self.size.height
        end = self._line_of(field) + field.size.height
        shown = (focused, line, end, height, self.virtual_size)
        if shown == self._shown:
            return
        self._shown = shown
        wanted = max(0, end - height)
        top = sum(found.outer_size.height for found in self.children if found.styles.dock != "none")
        self.scroll_to(y=max(min(wanted, line - top), line - height + 1), animate=False)

    def _line_of(self, widget: Widget) -> int:
        """Return a widget's line, counted from the top of the scrolled content."""
        line = 0
        for found in widget.ancestors_with_self:
            if found is self or not isinstance(found, Widget):
                break
            line += found.virtual_region.y
        return line
