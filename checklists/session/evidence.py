"""Whether the evidence of an answer is complete, of the right kind, and possible in time.

The same functions serve the forms, while something is entered, and the gate, which trusts no file.
Times are compared with the moment the answer was given (`at`).
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from checklists.definitions.model import COVERS, Check, Choice, EvidenceField, FollowUp, Step
from checklists.errors import Refused
from checklists.remembered import remembered
from checklists.session.model import (
    DETAIL_SUFFIX,
    PERSON_KEY,
    Actor,
    Answer,
    Evidence,
    Outcome,
    Value,
)
from checklists.text import accept_text, shows_nothing

LONGEST_PERSON = 80
LONGEST_REFERENCE = 120
LONGEST_DETAIL = 200
LARGEST_COUNT = 9999
NAME_AND_ROLE = (
    "Enter a name and a role, such as Cpl. Ito, patrol, or an agency in at least two words."
)
_FEWEST_LETTERS = 3
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
"""Excludes typing mistakes, and years that another zone's clock could not show."""
_PRONOUNS = frozenset({"i", "me", "myself"})
_INITIAL = re.compile(r"\s*I\.\s*\w")
"""`I. Moreno` has an initial, which is not the pronoun."""
_RANK = re.compile(r"\b[^\W\d_]{2,}\.")
"""`Cpl.`; one letter with a point is an initial."""
_OWN_ROLE = frozenset({"self", "pio", "author"})
"""Others may have these in their name or role; alone they name the author."""
_FILLERS = frozenset({"a", "an", "the", "this", "same", "on", "duty", "shift"})


class FieldProblem(Struct, frozen=True):
    """What is wrong with one field, in words to show under it."""

    field: str
    sentence: str
    person: str = ""


def detail_key(field_id: str) -> str:
    """Return the key of the additional value that a choice asks for."""
    return field_id + DETAIL_SUFFIX


def span_words(span: timedelta) -> str:
    """Return a duration in words: `60 minutes`, `4 hours`, `7 days`."""
    minutes = int(span.total_seconds() // 60)
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes % size == 0 and minutes > size:
            return f"{minutes // size} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def typed_value(kind: str, text: str, label: str, key: str) -> Value | None:
    """Return the value of a line that was typed for a field of a kind; None if it is empty.

    Raises Refused. Times and what is picked from a list are read elsewhere.
    """
    accepted = accept_text(text, label)
    if kind == "count" and accepted:
        if not accepted.isdecimal() or len(accepted) > 6:
            raise Refused("Not a number", "Enter a whole number, such as 2.", "", field=key)
        return int(accepted)
    return accepted or None


def is_written_alike(one: object, other: object) -> bool:
    """Return whether two values are written alike: the same time in another zone is not."""
    if one is other:
        return True
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.isoformat() == other.isoformat()
    return type(one) is type(other) and one == other


def is_same_record(one: Evidence, other: Evidence) -> bool:
    """Return whether two records have the same fields, all of them written alike."""
    return one is other or (
        one.keys() == other.keys() and all(is_written_alike(one[key], other[key]) for key in one)
    )


def chosen(field: EvidenceField, record: Evidence) -> Choice | None:
    """Return the choice that a record has for a field, or None."""
    return field.choice(record.get(field.id))


@remembered(2000)
def choices_made(step: Step, record: Evidence) -> tuple[tuple[EvidenceField, Choice], ...]:
    """Return every choice that a record has, with its field."""
    found = ((field, chosen(field, record)) for field in step.fields if field.kind == "choice")
    return tuple((field, choice) for field, choice in found if choice is not None)


def says(source: Step, answer: Answer, wanted: str) -> bool:
    """Return whether an answer is the wanted choice, in every record, or the wanted reason.

    Where none is wanted, it only must be confirmed.
    """
    if not wanted:
        return answer.outcome == "confirmed"
    if answer.outcome == "does-not-apply":
        return answer.reason == wanted
    made = [{choice.id for _, choice in choices_made(source, r)} for r in answer.evidence]
    return answer.outcome == "confirmed" and all(wanted in ids for ids in made)


def asks_exception(step: Step, record: Evidence) -> bool:
    """Return whether a choice of a record asks for an exception."""
    return any(choice.effect == "needs-exception" for _, choice in choices_made(step, record))


def fields_asked(step: Step, record: Evidence) -> tuple[EvidenceField, ...]:
    """Return the fields that a record has with the choices that it makes.

    A choice may waive others; what an exception covers is asked where one is asked for.
    """
    waived = {name for _, choice in choices_made(step, record) for name in choice.waives}
    if not asks_exception(step, record):
        waived.add(COVERS)
    return tuple(field for field in step.fields if field.id not in waived)


def told_of_by(step: Step, field: EvidenceField) -> tuple[str, ...]:
    """Return the fields that say when and how what a field decides came about.

    They say it of one choice: another one did not come about then, nor so.
    """
    if all(choice.effect == "counts" for choice in field.choices):
        return ()
    return tuple(
        other.id
        for other in step.fields
        if other.id == "how" or (other.kind == "time" and not other.future)
    )


@remembered(100)
def outcome_of(step: Step, evidence: tuple[Evidence, ...]) -> Outcome:
    """Return the outcome that the evidence amounts to.

    An honest no is recorded as `not-done` and a wish that cannot be met as `exception`: neither
    ever confirms a step.
    """
    effects = {choice.effect for record in evidence for _, choice in choices_made(step, record)}
    if "blocks" in effects:
        return "not-done"
    if "needs-exception" in effects:
        return "exception"
    return "confirmed"


def facts_known_since(step: Step, evidence: tuple[Evidence, ...], at: datetime) -> datetime:
    """Return when the oldest fact in the evidence was established: `fresh_for` counts from it."""
    times = [
        value
        for record in evidence
        for field in step.fields
        if field.kind == "time" and not field.future
        for value in (record.get(field.id),)
        if isinstance(value, datetime) and value.tzinfo is not None
    ]
    return min([at, *times])


def problems_in_record(
    step: Step,
    record: Evidence,
    *,
    at: datetime,
    author: Actor | None = None,
    not_before: datetime | None = None,
) -> tuple[FieldProblem, ...]:
    """Return everything that makes one record invalid as evidence, field by field.

    `author` is checked against the fields that somebody else must fill, `not_before` (see
    `session.moments`) against the times.
    """
    if step.fresh_for is None:
        # It is judged alike at any later time, and so found among what is remembered.
        at = min(at, _latest_time(record))
    return _problems_in_record(step, record, at, author, not_before)


@remembered(2000)
def _latest_time(record: Evidence) -> datetime:
    times = (value for value in record.values() if isinstance(value, datetime) and value.tzinfo)
    return max(times, default=_LONG_AGO)


@remembered(2000)
def _problems_in_record(
    step: Step,
    record: Evidence,
    at: datetime,
    author: Actor | None,
    not_before: datetime | None,
) -> tuple[FieldProblem, ...]:
    problems: list[FieldProblem] = []
    person = str(record.get(PERSON_KEY, ""))

    def add(key: str, sentence: str) -> None:
        problems.append(FieldProblem(key, sentence, person))

    known = {PERSON_KEY} if step.per_person else set[str]()
    for field in fields_asked(step, record):
        known.add(field.id)
        value = record.get(field.id)
        if value in (None, "", []):
            if _is_needed(field):
                add(field.id, _missing(field))
            continue
        sentence = _field_sentence(step, field, value, at, author, not_before)
        if sentence:
            add(field.id, sentence)
        choice = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            key = detail_key(field.id)
            known.add(key)
            detail = record.get(key)
            if detail is None or detail == "":
                add(key, f"Still needed: {choice.then.label}.")
            else:
                sentence = _follow_up_sentence(choice.then, detail, at)
                if sentence:
                    add(key, sentence)
    for key in sorted(set(record) - known):
        add(key, f"This step has no field {key}.")
    return tuple(problems)


@remembered(100)
def still_needed(step: Step, record: Evidence) -> tuple[str, ...]:
    """Return the labels of the fields that a record lacks, with those that its choices ask for."""
    found: list[str] = []
    for field in fields_asked(step, record):
        if record.get(field.id) in (None, "", []):
            if _is_needed(field):
                found.append(field.label)
            continue
        choice = chosen(field, record) if field.kind == "choice" else None
        if choice is not None and choice.then is not None:
            found += [choice.then.label] if record.get(detail_key(field.id)) in (None, "") else []
    return tuple(found)


def _is_needed(field: EvidenceField) -> bool:
    return field.required and not (field.kind == "checks" and field.need == 0)


def _missing(field: EvidenceField) -> str:
    if field.kind == "checks":
        return f"Check {field.need} of {len(field.checks)}."
    return f"Still needed: {field.label}."


def _field_sentence(
    step: Step,
    field: EvidenceField,
    value: Value,
    at: datetime,
    author: Actor | None,
    not_before: datetime | None,
) -> str:
    match field.kind:
        case "choice":
            return "" if field.choice(value) else "Choose one from the list."
        case "checks":
            return _checks_sentence(field.checks, field.need, value)
        case "person":
            return _person_sentence(value, author if field.not_author else None)
        case "time":
            sentence = _time_sentence(value, at, future=field.future)
            if sentence or field.future:
                return sentence
            return _age_sentence(step, value, at) or _early_sentence(field, value, not_before)
        case "count":
            return _count_sentence(value, field.min)
        case "note":
            return _text_sentence(value, field.max)
        case "reference":
            return _text_sentence(value, LONGEST_REFERENCE)


def _follow_up_sentence(then: FollowUp, value: Value, at: datetime) -> str:
    match then.kind:
        case "time":
            return _time_sentence(value, at, future=then.future)
        case "person":
            return _person_sentence(value, None)
        case "count":
            return _count_sentence(value, 0)
        case "reference":
            return _text_sentence(value, LONGEST_REFERENCE)
        case "note":
            return _text_sentence(value, LONGEST_DETAIL)


def _checks_sentence(checks: tuple[Check, ...], need: int, value: Value) -> str:
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        return "Check only items on the list."
    ids = {check.id for check in checks}
    if set(value) - ids or len(set(value)) != len(value):
        return "Check only items on the list."
    if len(value) < need:
        missing = [check.label for check in checks if check.id not in value]
        if need == len(checks):
            return "Still to check: " + "; ".join(missing) + "."
        return f"Check {need} of {len(checks)}."
    return ""


def names_somebody(value: str) -> bool:
    """Return whether a text can be a name with a role, or an agency: two words of letters.

    `Ito` and `n` name nobody who could be asked about it a year later.
    """
    words = ["".join(filter(str.isalpha, word)) for word in value.split()]
    seen = [word for word in words if not shows_nothing(word)]
    return len(seen) > 1 and len("".join(seen)) >= _FEWEST_LETTERS


def _person_sentence(value: Value, author: Actor | None) -> str:
    if author is not None and isinstance(value, str) and value and is_the_author(value, author):
        return "Enter somebody other than yourself."
    if not isinstance(value, str) or not names_somebody(value):
        return NAME_AND_ROLE
    if len(value) > LONGEST_PERSON:
        return f"This has {len(value)} characters; the limit is {LONGEST_PERSON}."
    return ""


@lru_cache(1000)
def is_the_author(value: str, author: Actor) -> bool:
    """Return whether a typed name is the author's own login or name, or names nobody else.

    Words are compared whole and in any order: `Ruiz, Maria.` is Maria Ruiz, and `Alice` is not Al.
    A role is no name: `the PIO` is the author, and `PIO Harris` is a colleague.
    """
    words = _words(value)
    if not words:
        return True
    told = set(_words(value.casefold().replace("public information officer", "pio"))) - _FILLERS
    if told and told <= _PRONOUNS | _OWN_ROLE:
        return True
    if words[0] in _PRONOUNS and not _INITIAL.match(value):
        return True
    login = author.login.rpartition("\\")[2].partition("@")[0]
    return any(is_called(value, name) for name in (login, *author.names))


def is_called(value: str, name: str) -> bool:
    """Return whether a typed name has all words of somebody's name, in any order.

    A rank in the name may be left out where no other word comes before the role: `Ito, patrol` is
    Cpl. Ito, and `Sgt. Ito` and `Lee Ito` may be somebody else.
    """
    own = set(_words(name))
    ranks = {word.casefold().rstrip(".") for word in _RANK.findall(name)}
    without = own - ranks
    alone = set(_words(value.partition(",")[0])) - ranks
    return bool(own) and (own <= set(_words(value)) or (bool(without) and alone == without))


def _words(text: str) -> list[str]:
    found = (word.strip(".-_") for word in re.findall(r"[\w.-]+", text.casefold()))
    return [word for word in found if word]


def _time_sentence(value: Value, at: datetime, *, future: bool) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return "Enter a time with its time zone."
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        return f"Enter a year from {_FIRST_YEAR} to {_LAST_YEAR}."
    if not future and value > at:
        return "This time is in the future."
    return ""


def passed_times(
    step: Step, record: Evidence, *, at: datetime, kept: Evidence | None
) -> tuple[FieldProblem, ...]:
    """Return the times that should lie ahead, are entered now and have already passed.

    One that the answer had before (`kept`) may have passed since: a family's hold that is over is
    still what the family asked for, and re-confirming it must stay possible.
    """
    if not _looks_ahead(step):
        return ()
    ahead = [field.id for field in step.fields if field.future] + [
        detail_key(field.id)
        for field, choice in choices_made(step, record)
        if choice.then is not None and choice.then.future
    ]
    return tuple(
        FieldProblem(key, "This time has passed. Enter a later one.", _person_of(record))
        for key in ahead
        for value in (record.get(key),)
        if isinstance(value, datetime) and value <= at and (kept or {}).get(key) != value
    )


@remembered(100)
def _looks_ahead(step: Step) -> bool:
    """Return whether a step has any field, or any detail of a choice, that lies ahead."""
    details = (choice.then for field in step.fields for choice in field.choices)
    return any(field.future for field in step.fields) or any(
        then is not None and then.future for then in details
    )


def _person_of(record: Evidence) -> str:
    return str(record.get(PERSON_KEY, ""))


def _age_sentence(step: Step, value: Value, at: datetime) -> str:
    if step.fresh_for is None or not isinstance(value, datetime) or at - value <= step.fresh_for:
        return ""
    return f"This is older than {span_words(step.fresh_for)}. Check it again."


def _early_sentence(field: EvidenceField, value: Value, not_before: datetime | None) -> str:
    if field.precedes_text or not_before is None or not isinstance(value, datetime):
        return ""
    # Times are typed in whole minutes.
    if value >= not_before.replace(second=0):
        return ""
    return (
        f"The post changed at {not_before:%H:%M}, after this time. "
        "Ask about the post as it is now, then type n."
    )


def _count_sentence(value: Value, smallest: int) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_COUNT:
        return f"Enter a whole number from 0 to {LARGEST_COUNT}."
    if value < smallest:
        return f"Enter {smallest} or more."
    return ""


def _text_sentence(value: Value, longest: int) -> str:
    if not isinstance(value, str) or shows_nothing(value):
        return "Enter a few words."
    if len(value) > longest:
        return f"This has {len(value)} characters; the limit is {longest}."
    return ""
