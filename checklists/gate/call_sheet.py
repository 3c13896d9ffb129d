"""The call sheet: what is still open, grouped by who can answer it.

One call to the investigator answers up to eight steps, one to victim services up to seven.
"""

from msgspec import Struct

from checklists.definitions.model import Checklist
from checklists.gate.context import Blocker


class CallItem(Struct, frozen=True):
    """One thing to ask: the step, its statement, and why it is open.

    `step` is empty for what belongs to the whole session.
    """

    step: str
    short: str
    prompt: str
    reasons: tuple[str, ...]
    to_note: tuple[str, ...]
    victim_related: bool


class Call(Struct, frozen=True):
    """Everything that one role can answer."""

    ask: str
    items: tuple[CallItem, ...]


def call_sheet(checklist: Checklist, found: tuple[Blocker, ...]) -> tuple[Call, ...]:
    """Return the open items by who can answer them, in walking order."""
    calls: dict[str, dict[str, CallItem]] = {}
    for blocker in found:
        items = calls.setdefault(blocker.ask, {})
        step = checklist.step(blocker.step)
        key = blocker.step or f"{blocker.code} {blocker.item}"
        before = items.get(key)
        items[key] = CallItem(
            step=blocker.step,
            short=blocker.short,
            prompt=step.prompt if step else blocker.reason,
            reasons=(*(before.reasons if before else ()), blocker.reason),
            to_note=tuple(field.label for field in step.fields) if step else (),
            victim_related=step.victim_related if step else False,
        )
    return tuple(Call(ask, tuple(items.values())) for ask, items in calls.items())
