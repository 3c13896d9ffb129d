"""The rows of the walk: first the parts of the whole post, then the steps."""

from checklists.gate.blocker import Blocker
from checklists.gate.step_states import StepState, landing_step
from checklists.review.queue import returned_steps
from checklists.workspace.open_session import OpenSession
from tui.widgets.row_list import Row
from tui.wording.marks import STEP_WORDS, step_mark
from tui.wording.session_words import ONLY_WHEN_BLOCKING, PARTS, part_of, parts_not_asked

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
    blocked = {part_of(b) for b in opened.blockers()}
    rows = []
    returned = returned_steps(opened.session, opened.context)
    for part, (title, _) in PARTS.items():
        if part in ONLY_WHEN_BLOCKING and part not in blocked:
            continue
        if part in parts_not_asked(checklist, opened.session):
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
    """Return the row where a walk begins.

    It is the first of: a step that a supervisor returned; a blocking part that is listed only when
    it blocks; while no step is answered, any other blocking part; the first open victim-related
    step.
    """
    checklist = opened.checklist
    if checklist is None:
        return ""
    returned = returned_steps(opened.session, opened.context)
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
