"""What every prompt can show: the list, the call sheet, and why the post is not ready."""

from checklists.definitions.model import Checklist
from checklists.gate.blockers import call_sheet
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.wording.marks import STEP_WORDS, victim_word
from tui.wording.questions import PARTS
from tui.wording.session_words import (
    how_many_hold,
    is_empty_list,
    part_done,
    parts_shown,
    who_can_answer,
)


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
    """Return every part and step, with its state in words."""
    checklist = opened.known_checklist()
    lines = []
    for part, title, blocks in parts_shown(opened):
        done = "nobody listed" if is_empty_list(opened, part) else "done"
        lines.append(f"{part}: {title}, {'open' if blocks else done}")
    states = opened.states()
    section = ""
    for number, step in enumerate(checklist.steps, start=1):
        if step.section != section:
            section = step.section
            lines.append(section)
        kind = victim_word(is_one=step.victim_related)
        state = states[step.id]
        done = part_done(opened.session, checklist, step) if state == "open" else ""
        said = ", ".join(word for word in (STEP_WORDS[state], done) if word)
        lines.append(f"{number} {step.short}{kind}: {said}")
    return lines


def call_lines(opened: OpenSession) -> list[str]:
    """Return the open items by who can answer them."""
    checklist = opened.known_checklist()
    numbers = {step.id: number for number, step in enumerate(checklist.steps, start=1)}
    lines = []
    for call in call_sheet(checklist, opened.blockers()):
        lines.append(f"{call.ask} ({len(call.items)})")
        for item in call.items:
            kind = victim_word(is_one=bool(item.step) and item.victim_related)
            number = f"{numbers[item.step]} " if item.step else ""
            lines.append(f"{number}{item.short}{kind}: {show_text(item.reasons[0])}")
            if item.step:
                lines.append(item.prompt)
    return lines or ["Nothing is open."]


def reason_lines(opened: OpenSession) -> list[str]:
    """Return every reason why the post is not ready, numbered, with who can answer it."""
    checklist = opened.known_checklist()
    found = opened.blockers()
    lines = [how_many_hold(len(found))]
    for number, blocker in enumerate(found, start=1):
        step = checklist.step(blocker.step)
        kind = victim_word(is_one=step is not None and step.victim_related)
        reason = f"{show_text(blocker.reason)} {who_can_answer(blocker)}"
        lines.append(f"{number} {blocker.short}{kind}: {reason}")
    return lines
