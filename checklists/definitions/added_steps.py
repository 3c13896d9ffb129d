"""The steps that questions and corrections add to the lists of types, and what must hold of them.

What a type lists itself is always asked: no question takes it out, whoever wrote the question. So
an agency can add steps by a question, and cannot hide a shipped step behind one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from checklists.definitions.not_needed_rules import Problem, problems_in_type
from checklists.definitions.overrides import step_id_of
from checklists.definitions.rules import MOST_STEPS_IN_SECTION
from checklists.definitions.schema import (
    IncidentShape,
    QuestionShape,
    SectionShape,
    StepShape,
    UpdateShape,
)


def listed_in(incident: IncidentShape) -> set[str]:
    """Return the steps that a type lists, by id."""
    return {step_id_of(use) for section in incident.section for use in section.steps}


def with_added_steps(
    incident: IncidentShape,
    added: Iterable[str],
    home: Mapping[str, str],
    types: Iterable[IncidentShape],
) -> IncidentShape:
    """Return a type with the steps that are added to it, in their own sections.

    `home` has the section of each step, in the order of the files: an added step stands before the
    first one that comes after it there, or else last. A section that the type lacks stands where
    the other `types` have it: before the first one that comes after it there, or else before the
    last one.
    """
    sections = list(incident.section)
    for step_id in dict.fromkeys(added):
        if step_id in listed_in(incident) or step_id not in home:
            continue
        title = home[step_id]
        if title not in [section.title for section in sections]:
            sections.insert(_place(title, sections, types), SectionShape(title, ()))
        after = list(home)[list(home).index(step_id) + 1 :]
        sections = [
            replace(section, steps=_with(section.steps, step_id, set(after)))
            if section.title == title
            else section
            for section in sections
        ]
    return replace(incident, section=tuple(sections))


def _with(steps: tuple[Any, ...], step_id: str, later: set[str]) -> tuple[Any, ...]:
    places = (number for number, use in enumerate(steps) if step_id_of(use) in later)
    at = next(places, len(steps))
    return (*steps[:at], step_id, *steps[at:])


def _place(title: str, sections: list[SectionShape], types: Iterable[IncidentShape]) -> int:
    later: set[str] = set()
    for incident in types:
        titles = [section.title for section in incident.section]
        if title in titles:
            later.update(titles[titles.index(title) + 1 :])
    places = (number for number, section in enumerate(sections) if section.title in later)
    return next(places, max(len(sections) - 1, 0))


def problems_of_added(
    question: QuestionShape | UpdateShape,
    incident: IncidentShape,
    whole: IncidentShape,
    steps: Mapping[str, StepShape],
    *,
    may_list: bool,
) -> Iterator[Problem]:
    """Yield what is wrong with the steps that a question or a correction adds to one type.

    `whole` is the type with all that is added to it. It `may_list` an added step where the agency
    tightened it so, and beside a correction: then it is always asked.
    """
    for step_id in question.adds:
        step = steps.get(step_id)
        if step_id in listed_in(incident):
            if not may_list:
                what = f"`{question.id}` adds `{step_id}`, which `{incident.id}` always asks"
                yield what, "take it out: no question can take out a step that a type lists"
            continue
        if step is None:
            continue
        if step.per_person and not set(step.per_person) & set(whole.people):
            what = f"`{question.id}` adds `{step_id}`, which asks about people that `{incident.id}`"
            yield f"{what} does not list", "take out either it or the type"
        for other in sorted(listed_in(whole) - {step_id}):
            if other in steps and steps[other].short == step.short:
                what = f'`{step_id}` and `{other}` share the name "{step.short}"'
                yield f"{what} in `{incident.id}`", "reword one of them"
    for section in whole.section:
        if len(section.steps) > MOST_STEPS_IN_SECTION and _adds_to(question, section):
            what = f'"{section.title}" in `{incident.id}` has {len(section.steps)} steps'
            yield f"{what}, counting those that are added", f"at most {MOST_STEPS_IN_SECTION}"
    before = {problem for _, problem in problems_in_type(incident, steps)}
    yield from (problem for _, problem in problems_in_type(whole, steps) if problem not in before)


def _adds_to(question: QuestionShape | UpdateShape, section: SectionShape) -> bool:
    return not set(question.adds).isdisjoint(step_id_of(use) for use in section.steps)
