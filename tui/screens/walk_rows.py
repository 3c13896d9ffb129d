"""The rows of the walk: first what belongs to the whole post, then the steps."""

from checklists.gate import Blocker
from checklists.open_session import OpenSession
from checklists.review_queue import returned_steps
from checklists.step_states import StepState
from checklists.walking import landing_step
from tui.marks import STEP_WORDS, step_mark
from tui.post_parts import ONLY_WHEN_BLOCKING, PARTS, part_of, parts_not_asked
from tui.widgets.row_list import Row

LONGEST_SHORT = 22


FOR = " for "


def row_for(blocker: Blocker) -> str:
    """The ID of the row that answers a blocker, and after `FOR` the person for whom it waits."""
    row_id = blocker.step or f"part:{part_of(blocker)}"
    return f"{row_id}{FOR}{blocker.person}" if blocker.person else row_id


def walk_rows(opened: OpenSession, states: dict[str, StepState]) -> list[Row]:
    """Every row, with its mark."""
    checklist = opened.checklist
    if checklist is None:
        return []
    blocked = {part_of(b) for b in opened.blockers()}
    rows = []
    returned = returned_steps(opened.session, opened.beside)
    for part, (title, _) in PARTS.items():
        if part in ONLY_WHEN_BLOCKING and part not in blocked:
            continue
        if part in parts_not_asked(checklist):
            continue
        mark = "[!]" if part in blocked else "[x]"
        rows.append(Row(f"part:{part}", f"{mark} {title}", "victim" if part in blocked else ""))
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


def landing_row(opened: OpenSession, states: dict[str, StepState]) -> str:
    """Where a walk begins: what a supervisor returned; the draft while nothing is written; the
    people list while it lacks somebody; then the first open victim-related step."""
    checklist = opened.checklist
    if checklist is None:
        return ""
    returned = returned_steps(opened.session, opened.beside)
    if returned:
        return returned[0]
    blocked = [part_of(b) for b in opened.blockers()]
    for part in ONLY_WHEN_BLOCKING:
        if part in blocked:
            return f"part:{part}"
    if not opened.session.steps:
        for part in ("questions", "case", "draft", "people"):
            if part in blocked:
                return f"part:{part}"
    return landing_step(checklist, states).id
