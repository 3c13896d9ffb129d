"""What every prompt can show: the list, the call sheet, and why the post is not ready."""

from checklists.definitions.model import Checklist
from checklists.gate.blockers import call_sheet
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.wording.marks import STEP_WORDS, step_mark
from tui.wording.questions import PARTS
from tui.wording.session_words import blocker_mark, how_many_hold, parts_shown, who_can_answer


def places(checklist: Checklist) -> dict[str, str]:
    """Return what `go` accepts, with the place of each.

    That is the numbers and IDs of the steps, and the names of the parts.
    """
    found = {part: part for part in PARTS}
    for number, step in enumerate(checklist.steps, start=1):
        found[str(number)] = step.id
        found[step.id] = step.id
    return found


def list_lines(opened: OpenSession) -> list[str]:
    """Return every part and step with its mark, and its state in words."""
    checklist = opened.known_checklist()
    lines = []
    for part, title, blocks in parts_shown(opened):
        mark, word = ("[!]", "open") if blocks else ("[x]", "done")
        lines.append(f"{mark} {part}: {title}, {word}")
    states = opened.states()
    section = ""
    for number, step in enumerate(checklist.steps, start=1):
        if step.section != section:
            section = step.section
            lines.append(section)
        kind = "victim step, " if step.victim_related else ""
        state = states[step.id]
        lines.append(f"{step_mark(step, state)} {number} {step.short}: {kind}{STEP_WORDS[state]}")
    return lines


def call_lines(opened: OpenSession) -> list[str]:
    """Return the open items by who can answer them."""
    checklist = opened.known_checklist()
    numbers = {step.id: number for number, step in enumerate(checklist.steps, start=1)}
    lines = []
    for call in call_sheet(checklist, opened.blockers()):
        lines.append(f"{call.ask} ({len(call.items)})")
        for item in call.items:
            mark = "[!]" if item.victim_related else "[ ]"
            number = f"{numbers[item.step]} " if item.step else ""
            lines.append(f"{mark} {number}{item.short}: {show_text(item.reasons[0])}")
            if item.step:
                lines.append(item.prompt)
    return lines or ["Nothing is open."]


def reason_lines(opened: OpenSession) -> list[str]:
    """Return every reason why the post is not ready, numbered, with who can answer it."""
    checklist = opened.known_checklist()
    found = opened.blockers()
    return [
        how_many_hold(len(found)),
        *(
            f"{number} {blocker_mark(b, checklist)} {b.short}: {show_text(b.reason)} "
            f"{who_can_answer(b)}"
            for number, b in enumerate(found, start=1)
        ),
    ]
