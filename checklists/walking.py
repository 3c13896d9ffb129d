"""Where a walk goes next: to the first open victim-related step, then to the first open one."""

from collections.abc import Mapping

from checklists.definition import Checklist, Step
from checklists.step_states import StepState

_WAITING = ("open", "stale", "held")


def waits(state: StepState) -> bool:
    """Whether a step in this state still asks for something."""
    return state in _WAITING


def landing_step(checklist: Checklist, states: Mapping[str, StepState]) -> Step:
    """Where to land on coming back: the first waiting victim-related step, else the first
    waiting one, else the first of all."""
    waiting = [step for step in checklist.steps if waits(states[step.id])]
    victim_related = [step for step in waiting if step.victim_related]
    return (victim_related or waiting or list(checklist.steps))[0]


def next_step(checklist: Checklist, states: Mapping[str, StepState], after: str) -> Step | None:
    """The next waiting step after one, going round once; None when nothing waits."""
    ids = [step.id for step in checklist.steps]
    start = ids.index(after) + 1 if after in ids else 0
    order = [*checklist.steps[start:], *checklist.steps[:start]]
    # A held step is passed over: its answer was just given and waits for somebody else.
    return next((s for s in order if states[s.id] in ("open", "stale") and s.id != after), None)


def place_of(checklist: Checklist, step_id: str) -> tuple[str, int, int]:
    """The section, the number from 1, and how many steps there are."""
    for number, step in enumerate(checklist.steps, start=1):
        if step.id == step_id:
            return step.section, number, len(checklist.steps)
    return "", 0, len(checklist.steps)
