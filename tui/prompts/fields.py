"""One field of a record: what is asked, and the value of a typed line."""

import re
from datetime import datetime
from typing import NamedTuple

from checklists.definitions.model import Check, Choice, EvidenceField, FollowUp, Kind, Step
from checklists.errors import Refused
from checklists.session.evidence import detail_key, fields_asked, told_of_by, typed_value
from checklists.session.model import PERSON_KEY, Evidence, Value
from checklists.times import parse_time
from tui.prompts.commands import Typed
from tui.wording.questions import field_hint, kind_hint
from tui.wording.words import detail_words, how_many_ticks, value_words

_NUMBER = re.compile(r"-?[0-9]{1,3}\Z")


class Asked(NamedTuple):
    """One value to ask for: a field of the step, or the follow-up of a choice."""

    key: str
    label: str
    kind: Kind
    field: EvidenceField
    future: bool = False
    required: bool = True

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the options to choose from."""
        return self.field.choices if self.kind == "choice" else ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return the items that can be ticked."""
        return self.field.checks if self.kind == "checks" else ()

    @property
    def hint(self) -> str:
        """Return a hint on how to type the value."""
        if self.kind == "checks":
            return f"{how_many_ticks(self.field)}; numbers"
        if self.kind == "choice":
            return "number"
        is_detail = self.key != self.field.id
        return kind_hint(self.kind, future=self.future) if is_detail else field_hint(self.field)

    def shown(self, record: Evidence, now: datetime) -> str:
        """Return the value in words; empty if there is none."""
        value = record.get(self.key)
        is_detail = self.key != self.field.id
        return detail_words(value, now) if is_detail else value_words(self.field, value, now)


def asked_of_record(step: Step, record: Evidence) -> list[Asked]:
    """Return what to ask for a record: each field, followed by the follow-up of its choice."""
    found: list[Asked] = []
    for field in fields_asked(step, record):
        required = field.required and not (field.kind == "checks" and field.need == 0)
        found.append(Asked(field.id, field.label, field.kind, field, field.future, required))
        then = _then(field, record)
        if then is not None:
            found.append(Asked(detail_key(field.id), then.label, then.kind, field, then.future))
    return found


def _then(field: EvidenceField, record: Evidence) -> FollowUp | None:
    choice = field.choice(record.get(field.id)) if field.kind == "choice" else None
    return choice.then if choice else None


def only_asked(step: Step, record: Evidence) -> Evidence:
    """Return the record with its person and only the values that are asked for."""
    keys = [PERSON_KEY, *(asked.key for asked in asked_of_record(step, record))]
    return {key: record[key] for key in keys if key in record}


def with_value(step: Step, record: Evidence, asked: Asked, value: Value | None) -> Evidence:
    """Return the record with one value set or removed.

    The value of a follow-up that belongs to another choice is removed, and so is when and how
    another outcome came about.
    """
    before = asked_of_record(step, record)
    changed = {key: kept for key, kept in record.items() if key != asked.key}
    if value is not None:
        changed[asked.key] = value
    field = step.field(asked.key)
    if field is not None and record.get(asked.key) not in (None, value):
        changed = {k: v for k, v in changed.items() if k not in told_of_by(step, field)}
    labels = {found.key: found.label for found in before}
    for found in asked_of_record(step, changed):
        if found.key in changed and labels.get(found.key, found.label) != found.label:
            del changed[found.key]
    return only_asked(step, changed)


def value_of(asked: Asked, found: Typed, before: Value | None, now: datetime) -> Value | None:
    """Return the value of a typed line.

    Raises Refused if the line is not a valid value.
    """
    match asked.kind:
        case "choice":
            return _choice(asked, found)
        case "checks":
            return _ticks(asked, found, before)
        case "time":
            text = found.text.casefold()
            # A time is in whole minutes, the current time too.
            shown = f"{now:%H:%M}" if text in ("n", "now") and not asked.future else found.text
            return parse_time(shown, now, future=asked.future)
        case _:
            return typed_value(asked.kind, found.text, asked.label, asked.key)


def _choice(asked: Asked, found: Typed) -> Value:
    text = found.text.casefold()
    for number, choice in enumerate(asked.choices, start=1):
        if text in (str(number), choice.id.casefold()):
            return choice.id
    raise Refused("Not on the list", "Choose one from the list.", "", field=asked.key)


def _ticks(asked: Asked, found: Typed, before: Value | None) -> Value | None:
    ids = [check.id for check in asked.checks]
    ticked = set(before) if isinstance(before, list) else set[str]()
    for word in found.text.casefold().replace(",", " ").split():
        name = word.removeprefix("-")
        if _NUMBER.match(word) and 1 <= int(name) <= len(ids):
            name = ids[int(name) - 1]
        if name not in ids:
            raise Refused("Not on the list", "Check only items on the list.", "", field=asked.key)
        if word.startswith("-"):
            ticked.discard(name)
        else:
            ticked.add(name)
    return [check_id for check_id in ids if check_id in ticked] or None
