"""The marks for the states of a step, in ASCII and in words. Color only repeats them."""

from checklists.definitions.model import Step
from checklists.gate.step_states import StepState

STEP_MARKS: dict[StepState, str] = {
    "open": "[ ]",
    "stale": "[~]",
    "held": "[h]",
    "confirmed": "[x]",
    "does-not-apply": "[-]",
    "not-done": "[o]",
    "exception": "[e]",
    "not-needed": "[-]",
}

STEP_WORDS: dict[StepState, str] = {
    "open": "open",
    "stale": "STALE",
    "held": "HELD",
    "confirmed": "confirmed",
    "does-not-apply": "does not apply",
    "not-done": "not done",
    "exception": "exception granted",
    "not-needed": "not needed",
}

VICTIM_OPEN = "[!]"
"""An open victim-related step."""


def step_mark(step: Step, state: StepState) -> str:
    """Return the mark of a step in a list, three columns wide."""
    if state == "open" and step.victim_related:
        return VICTIM_OPEN
    return STEP_MARKS[state]


def part_mark(*, blocks: bool, is_empty: bool = False) -> str:
    """Return the mark of a part of the whole post, which is no victim-related step."""
    return STEP_MARKS["open" if blocks else "not-needed" if is_empty else "confirmed"]


def question_mark(*, answered: bool, waits: bool) -> str:
    """Return the mark of a wrong-type question: one that waits again is stale."""
    if not answered:
        return STEP_MARKS["open"]
    return STEP_MARKS["stale" if waits else "confirmed"]


CHOSEN, CHECKED = ": chosen", ": checked"
"""What the prompts say in place of a mark, which is noise to somebody who listens."""


def victim_word(*, is_one: bool) -> str:
    """Return what the prompts say behind the name of a step."""
    return ", victim step" if is_one else ""


LEGEND = (
    "[!] victim-related and open: blocks posting      [ ] open",
    "[x] confirmed    [-] does not apply, or not needed    [o] not done",
    "[~] STALE: answered, but something it depends on changed",
    "[h] HELD: answered, but the answer itself blocks posting",
    "[e] an exception that a supervisor granted      [r] returned by a supervisor",
)
"""The meaning of the marks, for the help."""
