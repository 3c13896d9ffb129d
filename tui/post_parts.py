"""What belongs to the whole post, besides the steps: the name of each part, and the blockers that
it answers."""

from checklists.definition import Checklist
from checklists.gate import Blocker

PARTS = {
    "edited": ("file was edited", ("edited-outside",)),
    "checklist": ("checklist changed", ("checklist-changed",)),
    "questions": ("wrong-type questions", ("guard",)),
    "case": ("case number", ("no-case-number",)),
    "draft": ("draft", ("draft-empty", "draft-unaccepted", "no-platform")),
    "people": ("people list", ("person-missing",)),
}
"""The name in a list, and the codes of the blockers, in the order in which they are settled."""

ONLY_WHEN_BLOCKING = ("edited", "checklist")


def part_of(blocker: Blocker) -> str:
    """The part that answers a blocker; empty when a step does."""
    if blocker.step:
        return ""
    return next((part for part, (_, codes) in PARTS.items() if blocker.code in codes), "")


def parts_not_asked(checklist: Checklist) -> set[str]:
    """The parts that an incident type does without."""
    asked = {
        "questions": bool(checklist.guards),
        "case": checklist.needs_case_number,
        "people": bool(checklist.classes),
    }
    return {part for part, is_asked in asked.items() if not is_asked}
