"""What can be looked at from any prompt: the list, the call sheet, why it is not ready."""

from checklists.call_sheet import call_sheet
from checklists.clean_text import show_text
from checklists.definition import Checklist
from checklists.open_session import OpenSession
from tui.marks import STEP_WORDS, step_mark
from tui.post_parts import ONLY_WHEN_BLOCKING, PARTS, part_of, parts_not_asked
from tui.session_words import blocker_mark, how_many_hold


def places(checklist: Checklist) -> dict[str, str]:
    """Where `go` leads: the numbers and ids of the steps, and the names of the parts."""
    found = {part: part for part in PARTS}
    for number, step in enumerate(checklist.steps, start=1):
        found[str(number)] = step.id
        found[step.id] = step.id
    return found


def list_lines(opened: OpenSession) -> list[str]:
    """Every part and step with its mark, and its state in words."""
    checklist = opened.known_checklist()
    blocked = {part_of(blocker) for blocker in opened.blockers()}
    not_asked = parts_not_asked(checklist)
    lines = []
    for part, (title, _) in PARTS.items():
        if part in not_asked or (part in ONLY_WHEN_BLOCKING and part not in blocked):
            continue
        mark, word = ("[!]", "open") if part in blocked else ("[x]", "done")
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
    """The open things by who can answer them."""
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
    """Every reason why it is not ready, numbered, with who can answer it."""
    checklist = opened.known_checklist()
    found = opened.blockers()
    return [
        how_many_hold(len(found)),
        *(
            f"{number} {blocker_mark(b, checklist)} {b.short}: {show_text(b.reason)} "
            f"Who can answer: {b.ask}"
            for number, b in enumerate(found, start=1)
        ),
    ]
