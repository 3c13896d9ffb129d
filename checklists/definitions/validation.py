"""What must hold between the tables of the definitions.

Every reference must resolve, and a type's list of steps must be complete.
"""

from collections.abc import Callable
from typing import Any

from checklists.definitions.added_steps import problems_of_added
from checklists.definitions.follow_up_rules import check_follow_up, problems_in_answers
from checklists.definitions.loader import DefinitionSources, Entry
from checklists.definitions.not_needed_rules import problems_in_type, problems_of_rule
from checklists.definitions.overrides import step_id_of
from checklists.definitions.rules import (
    Known,
    check_choice_set,
    check_evidence,
    check_id,
    check_incident,
    check_person_class,
    check_platform,
    check_question,
    check_reason,
    check_role,
    check_step,
    check_step_use,
    check_update,
    check_waived,
)
from checklists.definitions.schema import (
    FollowUpRuleShape,
    IncidentShape,
    QuestionShape,
    ReasonShape,
    StepShape,
    StepUseShape,
    Table,
    UpdateShape,
    decode,
    span,
)


def check_links(sources: DefinitionSources) -> None:
    """Record every rule that is broken within and between the tables."""
    known = {kind: set(entries) for kind, entries in sources.entries.items()}
    letters: dict[str, str] = {}
    for kind, rule in (
        ("role", check_role),
        ("set", check_choice_set),
        ("step", check_step),
        ("reason", check_reason),
        ("question", check_question),
        ("class", check_person_class),
        ("platform", check_platform),
        ("type", check_incident),
        ("follow_up", check_follow_up),
        ("update", check_update),
    ):
        for entry_id, found in sources.decoded[kind].items():
            entry = sources.entries[kind][entry_id]
            before = len(entry.file.problems)
            check_id(entry_id, entry.note)
            rule(found, known, entry.note)
            if kind == "step":
                for number, evidence in enumerate(found.evidence):
                    check_evidence(evidence, ("evidence", number), known, entry.note)
                _check_choices_of(sources, found, entry)
                _check_not_needed(sources, found, known, entry)
            if kind == "class" and letters.setdefault(found.letter, entry_id) != entry_id:
                entry.note(("letter",), f"the letter {found.letter} is taken", "choose another")
            if kind in _CHECK_LINKS:
                _CHECK_LINKS[kind](sources, found, entry)
            if len(entry.file.problems) > before:
                sources.mark(kind, entry_id, entry.file)


def _check_choices_of(sources: DefinitionSources, step: StepShape, entry: Entry) -> None:
    sets = sources.decoded["set"]
    chosen = {field.id: sets[field.choices] for field in step.evidence if field.choices in sets}
    for field_id, found in chosen.items():
        check_waived(step, found, field_id, entry.note)
    asks = {choice.effect for found in chosen.values() for choice in found.choice}
    if step.per_person and step.victim_related and "needs-exception" not in asks:
        what = f"`{step.id}` asks about each person but has no way to ask for an exception"
        entry.note((), what, 'add a choice with `effect = "needs-exception"`')


def _check_not_needed(
    sources: DefinitionSources, step: StepShape, known: Known, entry: Entry
) -> None:
    steps, sets, reasons = (sources.decoded[kind] for kind in ("step", "set", "reason"))
    for number, rule in enumerate(step.not_needed_if):
        path = ("not_needed_if", number)
        for what, do in problems_of_rule(rule, step, entry.section, steps, sets, reasons):
            entry.note(path, what, do)
        for name in rule.types:
            if name not in known["type"]:
                entry.note(path, f"`types` names `{name}`, which does not exist", "correct the id")


def _check_added(sources: DefinitionSources, question: QuestionShape, entry: Entry) -> None:
    """Check what a question adds; of a shipped one in a type that the agency changed, the type."""
    types, steps = sources.decoded["type"], sources.decoded["step"]
    is_shipped = not sources.is_agencys("question", question.id)
    for name in question.applies_to if question.adds else ():
        if name not in types:
            continue
        changed = is_shipped and sources.is_agencys("type", name)
        whole = sources.whole_types[name]
        for what, do in problems_of_added(question, types[name], whole, steps, may_list=changed):
            if changed:
                sources.entries["type"][name].note(("section",), what, do)
                sources.mark("type", name, sources.entries["type"][name].file)
            else:
                entry.note(("adds",), what, do)


def _check_update(sources: DefinitionSources, update: UpdateShape, entry: Entry) -> None:
    """Check what an update or a correction adds, in each type."""
    steps = sources.decoded["step"]
    for name, whole in sources.types_of_update(update.how).items():
        incident = sources.whole_types[name]
        for what, do in problems_of_added(update, incident, whole, steps, may_list=True):
            entry.note(("adds",), what, do)


def _check_answer_needed(sources: DefinitionSources, reason: ReasonShape, entry: Entry) -> None:
    needed = reason.needs.answer
    step = sources.decoded["step"].get(needed.step) if needed is not None else None
    if needed is None or step is None:
        return
    field = next((field for field in step.evidence if field.id == needed.field), None)
    found = sources.decoded["set"].get(field.choices) if field is not None else None
    if field is None or not field.choices:
        what = f"`{step.id}` has no choice `{needed.field}`"
        entry.note(("needs", "answer"), what, "correct `field`")
    elif found is not None and needed.choice not in {choice.id for choice in found.choice}:
        what = f"`{field.choices}` has no answer `{needed.choice}`"
        entry.note(("needs", "answer"), what, "correct `is`")


def _check_follow_up(sources: DefinitionSources, rule: FollowUpRuleShape, entry: Entry) -> None:
    steps, sets = sources.decoded["step"], sources.decoded["set"]
    # What a correction asks can be owed after it.
    types = sources.types_of_update("correction")
    for path, what, do in problems_in_answers(rule, steps, sets, types):
        entry.note(path, what, do)


def _check_uses(sources: DefinitionSources, incident: IncidentShape, entry: Entry) -> None:
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for number, section in enumerate(incident.section):
        path = ("section", number, "steps")
        for use in section.steps:
            step_id = step_id_of(use)
            where = f'in the section "{section.title}"'
            if step_id not in sources.entries["step"]:
                entry.note(path, f"there is no step `{step_id}` {where}", "correct the id")
                continue
            if step_id in seen:
                entry.note(path, f"the step `{step_id}` appears twice", "take one out")
            seen.add(step_id)
            home = sources.entries["step"][step_id].section
            if home != section.title:
                entry.note(
                    path,
                    f'the step `{step_id}` belongs to the section "{home}"',
                    "move it there",
                )
            step = sources.decoded["step"].get(step_id)
            if step is not None:
                if labels.setdefault(step.short, step_id) != step_id:
                    entry.note(
                        path,
                        f'`{step_id}` and `{labels[step.short]}` share the name "{step.short}"',
                        "reword one of them",
                    )
                _check_step_in(incident, step, path, entry)
                if isinstance(use, dict):
                    _check_use(sources, use, step, number, entry)
    _check_list_of_steps(sources, incident, entry)
    _check_cold_read(sources, incident, entry)


def _check_cold_read(sources: DefinitionSources, incident: IncidentShape, entry: Entry) -> None:
    """Check that the record can answer each question, one way and the other."""
    listed = {step_id_of(use) for section in incident.section for use in section.steps}
    for number, question in enumerate(incident.cold_read):
        path = ("cold_read", number)
        step = sources.decoded["step"].get(question.step)
        if step is None or question.step not in listed:
            what = f"`{incident.id}` does not list the step `{question.step}`"
            entry.note((*path, "step"), what, "name one that it lists")
            continue
        field = next((field for field in step.evidence if field.id == question.field), None)
        found = sources.decoded["set"].get(field.choices) if field is not None else None
        if found is None:
            what = f"`{step.id}` has no choice `{question.field}`"
            entry.note((*path, "field"), what, "correct `field`")
            continue
        ids = {choice.id for choice in found.choice}
        for name in set(question.yes) - ids:
            entry.note((*path, "yes"), f"`{question.field}` has no answer `{name}`", "correct it")
        if not question.yes or ids <= set(question.yes):
            entry.note(
                (*path, "yes"), "`yes` names none of the answers, or all of them", "name some"
            )


def _check_list_of_steps(sources: DefinitionSources, incident: IncidentShape, entry: Entry) -> None:
    if not any(_victim_related(sources, use) for s in incident.section for use in s.steps):
        entry.note((), f"the type `{incident.id}` has no victim-related step", "add one")
    for number, (what, do) in problems_in_type(incident, sources.decoded["step"]):
        entry.note(("section", number, "steps"), what, do)


def _check_step_in(
    incident: IncidentShape, step: StepShape, path: tuple[str | int, ...], entry: Entry
) -> None:
    if step.per_person and not set(step.per_person) & set(incident.people):
        entry.note(
            path,
            f"`{step.id}` asks about people that this type does not list",
            "add a class to `people`",
        )


def _victim_related(sources: DefinitionSources, use: object) -> bool:
    step = sources.decoded["step"].get(step_id_of(use))
    own = isinstance(use, dict) and use.get("victim_related") is True
    return step is not None and (step.victim_related or own)


def _check_use(
    sources: DefinitionSources, use: Table, step: StepShape, number: int, entry: Entry
) -> None:
    path = ("section", number, "steps")
    found = decode(StepUseShape, use, entry.file, path)
    if found is None:
        return
    check_step_use(found, lambda _, what, do: entry.note(path, f"{what} (`{step.id}`)", do))
    if step.victim_related and use.get("victim_related") is False:
        entry.note(
            path,
            f"makes the victim-related step `{step.id}` ordinary",
            "take `victim_related` out",
        )
    if found.ask and found.ask not in sources.entries["role"]:
        entry.note(path, f"there is no role `{found.ask}` for `{step.id}`", "see roles.toml")
    if found.fresh_for:
        new, old = span(found.fresh_for), span(step.fresh_for)
        if new is None:
            entry.note(path, f"`fresh_for` of `{step.id}` is not a time", 'write it like "30m"')
        elif old is not None and new > old:
            entry.note(
                path,
                f"keeps the step `{step.id}` fresh longer than its own {step.fresh_for}",
                f'write "{step.fresh_for}" or less',
            )
    if found.binds and not set(step.binds) <= set(found.binds):
        entry.note(
            path,
            f"removes something from what the step `{step.id}` binds",
            f"keep {', '.join(step.binds)}",
        )


_CHECK_LINKS: dict[str, Callable[[DefinitionSources, Any, Entry], None]] = {
    "reason": _check_answer_needed,
    "question": _check_added,
    "type": _check_uses,
    "follow_up": _check_follow_up,
    "update": _check_update,
}
