"""What confirming a step would attest: whose records, and what is still missing.

Both front ends fill one record at a time and confirm what this says, so that the confirm line, the
prompt and the saved answer are the same.
"""

from datetime import datetime

from msgspec import Struct

from checklists.contacts import asked_of, listed_for
from checklists.definition import Checklist, Step
from checklists.evidence import choices_made, detail_key, problems_in_record
from checklists.session import PERSON_KEY, Actor, Evidence, Session

NOBODY_LISTED = "somebody on the people list"


class Attestation(Struct, frozen=True):
    """The records that confirming would attest, in the order of the people list, and the labels of
    what is still missing in the one that is being filled."""

    records: tuple[Evidence, ...]
    missing: tuple[str, ...]


def answered_records(session: Session, step: Step) -> dict[str, Evidence]:
    """The records of the present answer, by person; under the empty label where nobody is asked."""
    answer = session.answer(step.id)
    return _by_person(answer.evidence if answer else ())


def begun_records(session: Session, step: Step) -> dict[str, Evidence]:
    """What a form begins with, by person: what was filled in, over what was answered."""
    return {**answered_records(session, step), **_by_person(session.entered_in(step.id))}


def words_before(session: Session, step: Step, outcome: str, reason: str = "") -> str:
    """Who verified the present answer, or why it was given, where it is the same other answer: a
    stale one is given again without typing it again."""
    answer = session.answer(step.id)
    if answer is None or (answer.outcome, answer.reason) != (outcome, reason):
        return ""
    return answer.verified_by or answer.note


def _by_person(records: tuple[Evidence, ...]) -> dict[str, Evidence]:
    return {str(record.get(PERSON_KEY, "")): record for record in records}


def people_to_ask(session: Session, checklist: Checklist, step: Step) -> tuple[str, ...]:
    """The labels of those for whom a per-person step needs a record."""
    return tuple(person.label for person in asked_of(session, checklist, step))


def person_to_fill(session: Session, checklist: Checklist, step: Step, wanted: str = "") -> str:
    """Whose record is filled now: the one wanted, else the first without one, else the first."""
    if not step.per_person:
        return ""
    labels = people_to_ask(session, checklist, step)
    if wanted in labels:
        return wanted
    answered = answered_records(session, step)
    return next((x for x in labels if x not in answered), labels[0] if labels else "")


def people_left(session: Session, checklist: Checklist, step: Step) -> tuple[str, ...]:
    """The labels of those who have no record yet."""
    answered = answered_records(session, step)
    return tuple(x for x in people_to_ask(session, checklist, step) if x not in answered)


def attestation(
    session: Session,
    checklist: Checklist,
    step: Step,
    record: Evidence,
    *,
    at: datetime,
    author: Actor,
    together: tuple[str, ...] = (),
) -> Attestation:
    """What confirming would attest with `record` filled in.

    `record` names its person where the step asks for each. `together` are others for whom the
    same call counts: the same record is attested for each of them, by name.
    """
    found = problems_in_record(step, record, at=at, author=author)
    missing = tuple(dict.fromkeys(label_of(step, record, problem.field) for problem in found))
    if not step.per_person:
        return Attestation((record,), missing)
    labels = people_to_ask(session, checklist, step)
    if not labels:
        return Attestation((), () if listed_for(session, step) else (NOBODY_LISTED,))
    answered = answered_records(session, step)
    records = []
    for label in labels:
        if label == record.get(PERSON_KEY):
            records.append(record)
        elif label in together:
            records.append({**record, PERSON_KEY: label})
        elif label in answered:
            records.append(answered[label])
    return Attestation(tuple(records), missing)


def label_of(step: Step, record: Evidence, key: str) -> str:
    """The label of a field, or of what a chosen answer asks for besides."""
    field = step.field(key)
    if field is not None:
        return field.label
    details = {detail_key(f.id): c.then.label for f, c in choices_made(step, record) if c.then}
    return details.get(key, key)
