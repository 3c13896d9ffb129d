"""Every honest answer that a step's role could give can be recorded, word for word.

For each step the table says how: by a choice, by a reason for which it does not apply, by a request
for an exception, or as not done.
"""

from collections.abc import Callable

import pytest

from checklists.definitions.catalog import load_catalog
from checklists.definitions.model import Step

CATALOG = load_catalog()
CORRECTIONS = [CATALOG.checklist(name, "correction") for name in CATALOG.checklists]
STEPS = {
    step.id: step
    for checklist in (*(found for found in CORRECTIONS if found), *CATALOG.in_order)
    for step in checklist.steps
}
CHOICES = {
    "not reached": {"not-reached", "nobody", "trying", "rights-card", "not-agreed"},
    "declined": {
        "declined", "did-not-want", "hurt-person-declined", "prior-request-not-to-be-contacted",
        "refused", "not-agreed", "no-hold", "not-followed", "withheld", "declined-recorded",
    },
    "not identified": {"not-identified", "nobody-found"},
    "nobody": {"nobody-found", "not-singled-out"},
    "too hurt": {"too-hurt", "hurt-person-declined"},
    "not to be told": {"victim-does-not-want", "hurt-person-declined"},
    "another speaks for them": {"through-representative"},
    "in danger": {
        "notice-would-endanger", "direct-notice-unsafe", "relative-involved", "life-at-risk",
        "risk", "open", "handled", "unsafe", "covered",
    },
}  # fmt: skip
REASONS = {
    "nobody": {
        "no-victim", "no-death-injury", "no-family-found", "nobody-featured", "aggregate-only",
        "not-from-victim", "no-identified-person", "no-service-offered", "not-protected",
    },
}  # fmt: skip
OPEN = ("needs-exception", "blocks")
ANSWERS = ("yes", "unknown", "nobody", *(answer for answer in CHOICES if answer != "nobody"))
ASKS_THEM = {
    "family-window", "support-contact", "comments-talk", "next-steps-info", "victim-view",
    "footage-consent", "story-consent", "private-viewing", "kin-notified", "rights-and-wishes",
}  # fmt: skip
"""Steps in which somebody is asked something and may say no."""
MAY_ENDANGER = {
    "kin-notified", "advance-notice", "whom-to-call", "recent-victims-told", "release-notice",
    "correction-told",
}  # fmt: skip
"""Steps in which somebody is contacted whom the contact itself could endanger."""
ASKS_AFTER_TELLING = {
    "victim-view", "support-contact", "comments-talk", "next-steps-info", "private-viewing",
}  # fmt: skip
"""Steps in which people are asked who may have been told before, or have been excused from it."""
MAY_BE_SPOKEN_FOR = ("in danger", "too hurt", "not to be told", "another speaks for them")


def ways(step: Step, answer: str) -> list[str]:
    """The ways in which a step takes an honest answer, in the words of the screen."""
    found = [
        choice.label
        for field in step.fields
        for choice in field.choices
        if choice.id in CHOICES.get(answer, ())
    ]
    found += [r.label for r in step.does_not_apply if r.id in REASONS.get(answer, ())]
    if answer == "yes":
        found += [c.label for f in step.fields for c in f.choices[:1]] or ["confirmed"]
    if answer == "unknown":
        per_person = [c.label for f in step.fields for c in f.choices if c.effect in OPEN]
        if step.per_person:
            found += per_person
        else:
            found += ["exception"] if step.victim_related else ["not done"]
    return found


def owed(step: Step) -> tuple[str, ...]:
    """The answers that somebody in the step's role could honestly give."""
    if not step.per_person:
        return ("yes", "unknown")
    declines = ("declined",) if step.id in ASKS_THEM else ()
    danger = ("in danger",) if step.id in MAY_ENDANGER else ()
    if step.id == "family-window":
        danger = ("in danger", "not to be told")
    if step.id in ASKS_AFTER_TELLING:
        danger = MAY_BE_SPOKEN_FOR
    return ("yes", "not reached", "unknown", "nobody", *declines, *danger)


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda found: found.id)
def test_an_honest_answer_can_be_recorded(step: Step) -> None:
    assert [answer for answer in owed(step) if not ways(step, answer)] == []


@pytest.mark.parametrize("type_id", ["traffic-serious", "death-investigation", "custody-death"])
def test_whoever_died_and_is_not_identified_forces_no_false_answer(type_id: str) -> None:
    told = [s for s in CATALOG.checklists[type_id].steps if s.per_person and s.must_cover]
    assert told
    assert [step.id for step in told if not ways(step, "not identified")] == []


def test_the_table_of_steps_by_answer(counted: Callable[[str], None]) -> None:
    for step in STEPS.values():
        cells = [f"{answer}: {ways(step, answer)[0]}" for answer in ANSWERS if ways(step, answer)]
        counted(f"honest answers, {step.id}: {'; '.join(cells)}")
        assert cells
