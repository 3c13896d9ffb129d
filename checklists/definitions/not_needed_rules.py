"""What must hold where a definition says that a step is not needed.

A wrong rule would leave out somebody's call. So it is written here what is always asked: any step
of privacy and safety, any contact where somebody died, is missing or is released, and any other
victim-related step unless the draft itself proves that it has no object. An agency cannot change
this for a shipped step: its folder may not touch `not_needed_if` there (`overrides`).
"""

from collections.abc import Iterator, Mapping

from checklists.definitions.model import CONTACT_SECTIONS
from checklists.definitions.overrides import step_id_of
from checklists.definitions.schema import (
    ChoiceSetShape,
    IncidentShape,
    NotNeededShape,
    ReasonShape,
    StepShape,
)

Problem = tuple[str, str]
"""What is wrong, and what to do."""

PRIVACY = "Privacy and safety"
"""The section of which nothing is ever left out: privacy, children, safety."""
NEWS_OF_RELEASES = "custody"
"""The role that a type asks whose news is that somebody is released, or is not."""
MUST_BIND = frozenset({"media", "people", "text"})


def problems_of_rule(
    rule: NotNeededShape,
    step: StepShape,
    section: str,
    steps: Mapping[str, StepShape],
    sets: Mapping[str, ChoiceSetShape],
    reasons: Mapping[str, ReasonShape],
) -> Iterator[Problem]:
    """Yield what is wrong with one rule of a step, whatever type asks it."""
    if section == PRIVACY:
        yield f'`{step.id}` is in "{PRIVACY}"', "take the rule out: such a step is always asked"
    if rule.reason not in step.does_not_apply:
        what = f"`{step.id}` does not list the reason `{rule.reason}`"
        yield what, "correct `as`, or add it to `does_not_apply`"
    if not rule.step:
        reason = reasons.get(rule.reason)
        if rule.answer or (reason is not None and reason.verified_by != ("program",)):
            what = f"`{step.id}` has no `step`, and the draft cannot prove `{rule.reason}`"
            yield what, 'name the `step` and its `answer`, or a reason verified by "program"'
        return
    source = steps.get(rule.step)
    if source is None:
        yield f"`not_needed_if` names `{rule.step}`, which does not exist", "correct the id"
        return
    if any(_share_a_type(rule, other) for other in source.not_needed_if):
        what = f"`{step.id}` is left out by `{source.id}`, which may be left out itself"
        yield what, "name a step that is always asked"
    if not rule.answer and not _asks_nobody(step, reasons.get(rule.reason)):
        what = f"`{step.id}` is left out by `{source.id}` without an `answer`"
        do = "write the `answer`; only a list that has nobody whom it asks needs none"
        yield what, do
    elif rule.answer and not _can_say(source, rule.answer, sets):
        yield f"`{source.id}` has no answer `{rule.answer}`", "correct `answer`"
    elif not _names_somebody(source, rule.answer, reasons):
        what = f"`{source.id}` names nobody who said `{rule.answer}`"
        yield what, 'add a required field with `kind = "person"` to it'


def _share_a_type(rule: NotNeededShape, other: NotNeededShape) -> bool:
    return not rule.types or not other.types or not set(rule.types).isdisjoint(other.types)


def _asks_nobody(step: StepShape, reason: ReasonShape | None) -> bool:
    return bool(step.per_person) and (reason is None or reason.needs.nobody_of == "step")


def _can_say(source: StepShape, answer: str, sets: Mapping[str, ChoiceSetShape]) -> bool:
    chosen = (sets[field.choices] for field in source.evidence if field.choices in sets)
    ids = {choice.id for found in chosen for choice in found.choice}
    return answer in source.does_not_apply or answer in ids


def _names_somebody(source: StepShape, answer: str, reasons: Mapping[str, ReasonShape]) -> bool:
    if answer in source.does_not_apply:
        return answer not in reasons or reasons[answer].verified_by != ("program",)
    return any(field.kind == "person" and field.required for field in source.evidence)


def problems_in_type(
    incident: IncidentShape, steps: Mapping[str, StepShape]
) -> Iterator[tuple[int, Problem]]:
    """Yield what is wrong with the rules of a type's steps in this type, by section."""
    above: dict[str, set[str]] = {}
    uses = [(n, use) for n, section in enumerate(incident.section) for use in section.steps]
    asked = {step_id_of(use) for _, use in uses}
    for number, use in uses:
        own = use if isinstance(use, dict) else {}
        step = steps.get(step_id_of(use))
        if step is None:
            continue
        is_contact = incident.section[number].title in CONTACT_SECTIONS
        is_victim_related = step.victim_related or bool(own.get("victim_related"))
        for rule in step.not_needed_if:
            if rule.types and incident.id not in rule.types:
                continue
            found: list[Problem] = []
            if is_contact and is_always_told(incident, steps):
                what = f"`{incident.id}` never leaves out a contact step, and `{step.id}` is one"
                found.append((what, "limit the rule with `types`"))
            # Without an answer it is the list that says so: nobody is there to be asked.
            by_list = not rule.answer and bool(step.per_person)
            if rule.step and is_victim_related and not is_contact and not by_list:
                what = (
                    f"no answer can leave out `{step.id}`: it is victim-related and not a "
                    "contact step"
                )
                found.append((what, "limit the rule with `types`, or take it out"))
            must_bind = {"people"} if by_list else MUST_BIND
            if rule.step in above and not above[rule.step] >= must_bind:
                missing = ", ".join(sorted(must_bind - above[rule.step]))
                what = f"`{rule.step}` leaves out `{step.id}` but does not bind {missing}"
                found.append((what, "add what is missing to its `binds`"))
            if rule.step in asked and rule.step not in above:
                what = f"`{rule.step}` leaves out `{step.id}` but comes after it"
                found.append((what, "move it up, or limit the rule with `types`"))
            yield from ((number, problem) for problem in found)
        above[step.id] = {*step.binds, *own.get("binds", ())}


def is_always_told(incident: IncidentShape, steps: Mapping[str, StepShape]) -> bool:
    """Return whether a type is about somebody who died, is hurt or missing, or about a release.

    The first ones must list somebody; the last asks the role that knows of it.
    """
    uses = [use for section in incident.section for use in section.steps]
    asked = {str(use["ask"]) for use in uses if isinstance(use, dict) and "ask" in use}
    asked |= {steps[step_id_of(use)].ask for use in uses if step_id_of(use) in steps}
    return bool(incident.people_need_one_of) or NEWS_OF_RELEASES in asked
