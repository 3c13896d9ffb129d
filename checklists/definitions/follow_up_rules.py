"""What must hold of a follow-up: lengths, times, and that answers can say what it depends on."""

from collections.abc import Generator, Iterator, Mapping

from checklists.definitions.added_steps import listed_in
from checklists.definitions.model import TAKEDOWN, WRONG_PICTURE
from checklists.definitions.rules import Known, Note, check_id, exists, short_enough
from checklists.definitions.schema import (
    ChoiceSetShape,
    EvidenceShape,
    FollowUpOutcomeShape,
    FollowUpRuleShape,
    FollowUpWhenShape,
    IncidentShape,
    StepShape,
    span,
)
from checklists.definitions.toml_lines import Path

LONGEST_OWED = 90
LONGEST_OUTCOME = 44
LONGEST_AGAIN = 26
MOST_OUTCOMES = 6

Found = tuple[Path, str, str]
"""At which key, what is wrong, and what to do."""


def check_follow_up(rule: FollowUpRuleShape, known: Known, note: Note) -> None:
    """Check one follow-up apart from the answers that it depends on."""
    short_enough(rule.owed, "owed", LONGEST_OWED, note)
    if rule.id == TAKEDOWN or rule.id.startswith(f"{WRONG_PICTURE}-"):
        note(("id",), f"`{rule.id}` is reserved for the program", "choose another id")
    exists((rule.ask,), "role", "ask", known, note)
    exists(rule.types, "type", "types", known, note)
    if not rule.types:
        note(("types",), f"`{rule.id}` names no type", "name one")
    given = [bool(rule.after_post), bool(rule.due_in), bool(rule.within)]
    if sum(given) != 1:
        what = f"`{rule.id}` has {sum(given)} of `after_post`, `due_in`, and `within`"
        note((), what, "write exactly one of them")
    for key, texts in (("after_post", rule.after_post), ("within", (rule.within,))):
        for text in filter(None, texts):
            if span(text) is None:
                note((key,), f"`{key}` is not a time", 'write it like "20m", "24h", or "7d"')
    spans = [found for text in rule.after_post if (found := span(text)) is not None]
    if spans != sorted(set(spans)):
        note(("after_post",), f"the times of `{rule.id}` are not in order", "the earliest first")
    if rule.every and span(rule.every) is None:
        note(("every",), "`every` is not a time", 'write it like "24h" or "7d"')
    _check_outcomes(rule, known, note)


def _check_outcomes(rule: FollowUpRuleShape, known: Known, note: Note) -> None:
    ids = [outcome.id for outcome in rule.outcome]
    if not 1 <= len(ids) <= MOST_OUTCOMES or len(ids) != len(set(ids)):
        what = f"`{rule.id}` needs outcomes, each with its own id"
        note(("outcome",), what, f"write from one to {MOST_OUTCOMES}")
    if rule.every and not any(outcome.ends for outcome in rule.outcome):
        note(("every",), f"nothing ends `{rule.id}`", "give an outcome `ends = true`")
    for number, outcome in enumerate(rule.outcome):
        if not outcome.told and not rule.tells:
            what = f"`{rule.id}` asks nobody to be told"
            note(("outcome", number, "told"), what, "take `told` out, or give it `tells = true`")
        _check_outcome(outcome, ("outcome", number), known, note)


def _check_outcome(outcome: FollowUpOutcomeShape, path: Path, known: Known, note: Note) -> None:
    def here(key: Path, what: str, do: str) -> None:
        note((*path, *key), what, do)

    check_id(outcome.id, here)
    short_enough(outcome.label, "label", LONGEST_OUTCOME, here)
    if outcome.again:
        short_enough(outcome.again, "again", LONGEST_AGAIN, here)
    if outcome.again and outcome.ends:
        here(("again",), f"`{outcome.id}` ends it and says when it is due again", "take out one")
    if outcome.opens:
        exists((outcome.opens,), "follow_up", "opens", known, here)


def problems_in_answers(
    rule: FollowUpRuleShape,
    steps: Mapping[str, StepShape],
    sets: Mapping[str, ChoiceSetShape],
    types: Mapping[str, IncidentShape],
) -> Iterator[Found]:
    """Yield each step, field, or answer that does not exist, and each type that can give none."""
    named = rule.named_in
    if named is not None:
        field = yield from _field(named.step, named.field, ("named_in",), steps)
        if field is not None and field.kind != "person":
            yield ("named_in",), f"`{field.id}` of `{named.step}` names nobody", "name a person"
    for time in rule.due_in:
        field = yield from _field(time.step, time.field, ("due_in",), steps)
        if field is not None and not _has_time(field, time.choice, sets):
            what = f"`{time.field}` of `{time.step}` has no time"
            yield ("due_in",), what, "name a time, or the choice that asks for one"
    for when in rule.when:
        yield from _in_condition(when, steps, sets)
    for type_id in rule.types:
        if type_id in types:
            yield from _never(rule, type_id, types[type_id])


def _in_condition(
    when: FollowUpWhenShape, steps: Mapping[str, StepShape], sets: Mapping[str, ChoiceSetShape]
) -> Iterator[Found]:
    if when.step and not when.field and when.step not in steps:
        yield ("when",), f"no step `{when.step}`", "correct the id"
    if when.field:
        field = yield from _field(when.step, when.field, ("when",), steps)
        yield from _unknown_answers(field, when.among, sets)
    if bool(when.step) + when.listed + when.media != 1 or (when.open and not when.step):
        yield (
            ("when",),
            "an entry in `when` states no condition, or two",
            "state one condition in each",
        )


def _field(
    step_id: str, field_id: str, path: tuple[str | int, ...], steps: Mapping[str, StepShape]
) -> Generator[Found, None, EvidenceShape | None]:
    step = steps.get(step_id)
    if step is None:
        yield path, f"no step `{step_id}`", "correct the id"
        return None
    field = next((field for field in step.evidence if field.id == field_id), None)
    if field is None:
        yield path, f"the step `{step_id}` has no `{field_id}`", "correct `field`"
    return field


def _has_time(field: EvidenceShape, choice_id: str, sets: Mapping[str, ChoiceSetShape]) -> bool:
    if not choice_id:
        return field.kind == "time"
    choices = sets[field.choices].choice if field.choices in sets else ()
    then = next((choice.then for choice in choices if choice.id == choice_id), None)
    return then is not None and then.kind == "time"


def _unknown_answers(
    field: EvidenceShape | None, among: tuple[str, ...], sets: Mapping[str, ChoiceSetShape]
) -> Iterator[Found]:
    if field is None:
        return
    answers = {check.id for check in field.checks}
    if field.choices in sets:
        answers |= {choice.id for choice in sets[field.choices].choice}
    for name in among or ("",):
        if name not in answers:
            yield ("when",), f"`{field.id}` has no answer `{name}`", "correct `is`"


def _never(rule: FollowUpRuleShape, type_id: str, incident: IncidentShape) -> Iterator[Found]:
    """Yield that a type never owes it, because it asks none of the steps."""
    asked = listed_in(incident)
    here = [when for when in rule.when if not when.types or type_id in when.types]
    can = any(when.listed or when.media or when.step in asked for when in here)
    if rule.when and not can:
        yield ("types",), f"`{rule.id}` can never be owed in `{type_id}`", "take the type out"
    elif rule.due_in and not any(time.step in asked for time in rule.due_in):
        yield ("types",), f"no step of `{type_id}` says when `{rule.id}` is due", "take it out"
