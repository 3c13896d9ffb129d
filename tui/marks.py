"""Every mark: what stands for a state, in ASCII and in words. Colour only repeats them."""

from checklists.definition import Step
from checklists.step_states import StepState

STEP_MARKS: dict[StepState, str] = {
    "open": "[ ]",
    "stale": "[~]",
    "held": "[h]",
    "confirmed": "[x]",
    "does-not-apply": "[-]",
    "not-done": "[o]",
    "exception": "[e]",
}

STEP_WORDS: dict[StepState, str] = {
    "open": "open",
    "stale": "STALE",
    "held": "HELD",
    "confirmed": "confirmed",
    "does-not-apply": "does not apply",
    "not-done": "not done",
    "exception": "exception granted",
}

VICTIM_OPEN = "[!]"
"""An unanswered victim-related step: it holds the gate, an ordinary open one asks an answer."""


def step_mark(step: Step, state: StepState) -> str:
    """The mark of a step in a list, three columns wide."""
    if state == "open" and step.victim_related:
        return VICTIM_OPEN
    return STEP_MARKS[state]


LEGEND = (
    "[!] victim-related and open: holds the gate      [ ] open",
    "[x] confirmed      [-] does not apply      [o] not done, with a reason",
    "[~] STALE: answered, and its ground changed since",
    "[h] HELD: answered, and the answer itself holds the gate",
    "[e] an exception that a supervisor granted      [r] returned by a supervisor",
)
"""What the marks mean, for the help."""
