"""The rows of the walk: first what belongs to the whole post, then the steps."""

from checklists.definition import Checklist
from checklists.gate import Blocker, StepState
from checklists.open_session import OpenSession
from checklists.walking import landing_step
from tui.marks import STEP_WORDS, step_mark
from tui.widgets.row_list import Row

PARTS = {
    "edited": ("file was edited", ("edited-outside",)),
    "checklist": ("checklist changed", ("checklist-changed",)),
    "questions": ("wrong-type questions", ("guard",)),
    "case": ("case number", ("no-case-number",)),
    "draft": ("draft", ("draft-empty", "draft-unaccepted", "no-platform")),
    "people": ("people list", ("person-missing",)),
}
"""What a session holds besides its steps: the name in the list, and the blockers it answers."""

_ONLY_WHEN_BLOCKING = ("edited", "checklist")
LONGEST_SHORT = 22


def part_of(blocker: Blocker) -> str:
    """The part that answers a blocker; empty when a step does."""
    if blocker.step:
        return ""
    return next((part for part, (_, codes) in PARTS.items() if blocker.code in codes), "")


def row_of(blocker: Blocker) -> str:
    """The ID of the row that answers a blocker."""
    return blocker.step or f"part:{part_of(blocker)}"


def _not_asked(checklist: Checklist) -> set[str]:
    """The parts that this incident type does without."""
    asked = {
        "questions": bool(checklist.guards),
        "case": checklist.needs_case_number,
        "people": bool(checklist.classes),
    }
    return {part for part, is_asked in asked.items() if not is_asked}


def walk_rows(opened: OpenSession, states: dict[str, StepState]) -> list[Row]:
    """Every row, with its mark."""
    checklist = opened.checklist
    if checklist is None:
        return []
    blocked = {part_of(b) for b in opened.blockers()}
    rows = []
    for part, (title, _) in PARTS.items():
        if part in _ONLY_WHEN_BLOCKING and part not in blocked:
            continue
        if part in _not_asked(checklist):
            continue
        mark = "[!]" if part in blocked else "[x]"
        rows.append(Row(f"part:{part}", f"{mark} {title}", "victim" if part in blocked else ""))
    for step in checklist.steps:
        state = states[step.id]
        text = f"{step_mark(step, state)} {step.short}"
        word = STEP_WORDS[state] if state in ("stale", "held") else ""
        if word and len(step.short) + 1 + len(word) <= LONGEST_SHORT:
            text += f" {word}"
        holding = step.victim_related and state in ("open", "stale", "held")
        rows.append(Row(step.id, text, "victim" if holding else ""))
    return rows


def landing_row(opened: OpenSession, states: dict[str, StepState]) -> str:
    """Where a walk begins: the draft while nothing is written, then the people list while it lacks
    somebody, then the first open victim-related step."""
    checklist = opened.checklist
    if checklist is None:
        return ""
    blocked = [part_of(b) for b in opened.blockers()]
    for part in _ONLY_WHEN_BLOCKING:
        if part in blocked:
            return f"part:{part}"
    if not opened.session.steps:
        for part in ("questions", "case", "draft", "people"):
            if part in blocked:
                return f"part:{part}"
    return landing_step(checklist, states).id
