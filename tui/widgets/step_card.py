"""The card: one step as text, beside the list. The form of its record stands below it."""

from textual.content import Content
from textual.widgets import Static

from checklists.catalog import Source
from checklists.clean_text import show_text
from checklists.definition import Checklist, Step
from checklists.entered_time import show_time
from checklists.gate import StepState, step_blockers
from checklists.open_session import OpenSession
from checklists.session import Evidence, Session
from tui.marks import STEP_WORDS
from tui.words import answer_words, label_width, people_lines, record_lines

WHY_HINT = "? for why"


def state_line(opened: OpenSession, checklist: Checklist, step: Step, state: StepState) -> str:
    """How the step stands and why, in words; empty while it is just open."""
    answer = opened.session.answer(step.id)
    now = opened.clock()
    if answer is None:
        return ""
    if state in ("stale", "held"):
        found = step_blockers(opened.session, checklist, step, opened.reviews, now)
        reasons = " ".join(dict.fromkeys(show_text(blocker.reason) for blocker in found))
        return f"{STEP_WORDS[state].upper()}: {reasons}"
    return f"{answer_words(answer, step)} ({show_time(answer.at, now)})"


def card_lines(
    opened: OpenSession, checklist: Checklist, step: Step, state: StepState
) -> list[str]:
    """What stands above the form."""
    kind = "VICTIM STEP" if step.victim_related else "STEP"
    lines = [f"{kind:<20} {WHY_HINT}", f"ask: {step.ask.label}", "", step.prompt]
    state_words = state_line(opened, checklist, step, state)
    if state_words:
        lines += ["", state_words]
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


def why_lines(step: Step, sources: dict[str, Source], *, with_sources: bool) -> list[str]:
    """Why the step is asked, and where it comes from."""
    lines = ["", f"Why: {step.why}"]
    if with_sources:
        for name in step.sources:
            source = sources.get(name)
            lines.append(f"- {source.title if source else name}")
    return lines


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
