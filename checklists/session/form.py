"""A step's form: what it begins with, what confirming it would attest, and what is missing.

Both front ends fill one record at a time and confirm what this returns, so that the confirm line,
the prompt and the saved answer are the same.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from checklists.definitions.model import AUTHOR_ROLE, Checklist, EvidenceField, Role, Step
from checklists.session.directory import Directory
from checklists.session.evidence import (
    FieldProblem,
    choices_made,
    detail_key,
    is_the_author,
    problems_in_record,
)
from checklists.session.model import PERSON_KEY, Actor, Answer, Evidence, Session
from checklists.session.moments import is_of_other_words, not_before, without_times
from checklists.session.people import asked_of, listed_for

NOBODY_LISTED = "somebody on the people list"
AUTHORS_WORK = "PIO"
"""The role of an author whom no directory lists."""


class Attestation(Struct, frozen=True):
    """The records that confirming would attest, and what is still missing.

    The records are in the order of the people list; `missing` has the labels of the fields that the
    record being filled still lacks, `wrong` what is wrong with those that have a value. A list of
    which only some items are checked is not wrong yet.
    """

    records: tuple[Evidence, ...]
    missing: tuple[str, ...]
    wrong: tuple[FieldProblem, ...] = ()


def answered_records(session: Session, step: Step) -> dict[str, Evidence]:
    """Return the records of the current answer by person; under "" where none is asked for."""
    answer = session.answer(step.id)
    return _by_person(answer.evidence if answer else ())


def form_records(session: Session, step: Step) -> dict[str, Evidence]:
    """Return what a form begins with, by person: what was filled in, over what was answered.

    Where the words changed since, the answer keeps who and how, and not when.
    """
    answered, answer = answered_records(session, step), session.answer(step.id)
    if answer is not None and is_of_other_words(session, step, answer):
        answered = {label: without_times(step, found) for label, found in answered.items()}
    return {**answered, **_by_person(session.entered_in(step.id))}


def previous_words(session: Session, step: Step, outcome: str, reason: str = "") -> str:
    """Return the words of the current answer, to give the same stale answer again without typing.

    That is who verified it, or why it was given; empty where the outcome or reason is another one.
    """
    answer = session.answer(step.id)
    if answer is None or (answer.outcome, answer.reason) != (outcome, reason):
        return ""
    return answer.verified_by or answer.note


def _by_person(records: tuple[Evidence, ...]) -> dict[str, Evidence]:
    return {str(record.get(PERSON_KEY, "")): record for record in records}


def people_to_ask(session: Session, checklist: Checklist, step: Step) -> tuple[str, ...]:
    """Return the labels of those for whom a per-person step needs a record."""
    return tuple(person.label for person in asked_of(session, checklist, step))


def person_to_fill(session: Session, checklist: Checklist, step: Step, wanted: str = "") -> str:
    """Return whose record to fill: the one wanted, else the first without one, else the first."""
    if not step.per_person:
        return ""
    labels = people_to_ask(session, checklist, step)
    if wanted in labels:
        return wanted
    answered = answered_records(session, step)
    return next((x for x in labels if x not in answered), labels[0] if labels else "")


def people_left(session: Session, checklist: Checklist, step: Step) -> tuple[str, ...]:
    """Return the labels of those who have no record yet; nobody where a step asks about nobody."""
    if not step.per_person:
        return ()
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
    """Return what confirming would attest with `record` filled in.

    `record` names its person where the step asks for each. `together` are others for whom the same
    call counts: the same record is attested for each of them, by name. Whoever's record is of
    before the words changed is left out: only they can say it anew.
    """
    earliest = not_before(session, step, at)
    found = problems_in_record(step, record, at=at, author=author, not_before=earliest)
    missing = tuple(dict.fromkeys(label_of(step, record, problem.field) for problem in found))
    wrong = tuple(p for p in found if record.get(p.field) and type(record[p.field]) is not list)
    if not step.per_person:
        return Attestation((record,), missing, wrong)
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
        elif label in answered and not problems_in_record(
            step, answered[label], at=at, author=author, not_before=earliest
        ):
            records.append(answered[label])
    return Attestation(tuple(records), missing, wrong)


def label_of(step: Step, record: Evidence, key: str) -> str:
    """Return the label of a field, or of the additional value that a choice asks for."""
    field = step.field(key)
    if field is not None:
        return field.label
    details = {detail_key(f.id): c.then.label for f, c in choices_made(step, record) if c.then}
    return details.get(key, key)


def _asks(field: EvidenceField) -> str:
    """Return what a field asks of a call: `who`, `when`, or `how` with the choices it offers.

    Of somebody who is not of the role that is asked, it asks nothing.
    """
    if field.kind == "person":
        return "" if field.not_asked else "who"
    if field.kind == "time" and not field.future:
        return "when"
    if field.kind == "choice" and field.id == "how":
        return "how " + " ".join(choice.id for choice in field.choices)
    return ""


def _newest_first(session: Session) -> list[Answer]:
    """Return the answers, the newest first.

    Several may have been given in one second, so the history decides between them.
    """
    place = {entry.step: number for number, entry in enumerate(session.history)}
    return sorted(session.steps, key=lambda a: (a.at, place.get(a.id, -1)), reverse=True)


def known_call(
    session: Session, checklist: Checklist, asking: Step, now: datetime, person: str = ""
) -> dict[str, object]:
    """Return who was named last, with when and how from their newest records; empty if nobody.

    Only steps that ask the same role count, and no time that is too early for the step `asking`, or
    at which another `person` was spoken to.
    """
    earliest = not_before(session, asking, now)
    call: dict[str, object] = {}
    for step, record in _records_of_role(session, checklist, asking):
        found = call_in(step, record)
        when = found.get("when")
        is_early = earliest and isinstance(when, datetime) and when < earliest.replace(second=0)
        is_anothers = person and record.get(PERSON_KEY, person) != person
        if is_early or is_anothers:
            found.pop("when", None)
        if "who" in found and found["who"] == call.get("who", found["who"]):
            call = {**found, **call}
    return call


def call_from(
    session: Session, checklist: Checklist, asking: Step, person: str = ""
) -> tuple[Step, str] | None:
    """Return the step whose answer names who was called last, and the person it is about.

    Of several people who were told by the same caller it is `person`.
    """
    found = [
        (call_in(step, record).get("who"), step, str(record.get(PERSON_KEY, "")))
        for step, record in _records_of_role(session, checklist, asking)
    ]
    named = [one for one in found if one[0]]
    same = [one for one in named if one[0] == named[0][0] and one[2] == person]
    return next((one[1:] for one in (*same, *named)), None)


def _records_of_role(
    session: Session, checklist: Checklist, asking: Step
) -> Iterator[tuple[Step, Evidence]]:
    """Yield the records of the steps that ask the same role, the newest first."""
    for answer in _newest_first(session):
        step = checklist.step(answer.id)
        if step is not None and step.ask == asking.ask:
            yield from ((step, record) for record in reversed(answer.evidence))


def call_in(step: Step, record: Evidence) -> dict[str, object]:
    """Return who, when and how of one record."""
    found: dict[str, object] = {}
    for field in step.fields:
        asks, value = _asks(field), record.get(field.id)
        if asks and value:
            found.setdefault(asks, value)
    return found


def prefill(step: Step, call: dict[str, object]) -> Evidence:
    """Return what a known call proposes for the fields of a step."""
    proposed: Evidence = {}
    used: set[str] = set()
    for field in step.fields:
        asks = _asks(field)
        value = call.get(asks)
        if asks and asks not in used and isinstance(value, str | datetime):
            proposed[field.id] = value
            used.add(asks)
    return proposed


def offers(
    session: Session,
    checklist: Checklist,
    step: Step,
    directory: Directory,
    now: datetime,
    author: Actor,
) -> Evidence:
    """Return whom an empty field proposes: the last caller of the step's role.

    Before there is one, it is the one person whom the directory lists for that role, or the author
    where it is theirs.
    """
    who = known_call(session, checklist, step, now).get("who")
    if step.ask.id == AUTHOR_ROLE:
        who = who or directory.named_by(author.login) or _with_role(author)
    who = who or directory.only_one_for(step.ask, author.login)
    return prefill(step, {"who": who} if who else {})


def verifier(session: Session, checklist: Checklist, roles: tuple[Role, ...], author: Actor) -> str:
    """Return whom to propose as having verified something: who answered last in these roles.

    Where any role may, it is who verified the answer to a question last. Never the author.
    """
    found = _who_answered(session, checklist, roles) if roles else _who_verified_questions(session)
    return next((name for name in found if not is_the_author(name, author)), "")


def _who_answered(session: Session, checklist: Checklist, roles: tuple[Role, ...]) -> Iterator[str]:
    for answer in _newest_first(session):
        step = checklist.step(answer.id)
        reason = step.reason(answer.reason) if step is not None else None
        if reason is not None and answer.verified_by and set(reason.verified_by) <= set(roles):
            yield answer.verified_by
        if step is not None and step.ask in roles:
            named = (call_in(step, record).get("who") for record in reversed(answer.evidence))
            yield from (str(who) for who in named if who)


def _who_verified_questions(session: Session) -> Iterator[str]:
    for answer in sorted(session.questions, key=lambda answer: answer.at, reverse=True):
        if answer.verified_by:
            yield answer.verified_by


def _with_role(author: Actor) -> str:
    """Return the author as an answer names them; empty where the account has no name."""
    name = author.stated or next(iter(author.names), "")
    return f"{name}, {AUTHORS_WORK}" if name else ""


def names_for(
    session: Session,
    checklist: Checklist,
    directory: Directory,
    author: Actor,
    roles: tuple[Role, ...],
) -> tuple[str, ...]:
    """Return the names that complete what is typed for somebody of these roles.

    Those of this session come first, the newest first, then the directory's.
    """
    names: dict[str, str] = {}
    listed = directory.names_for(roles, author.login)
    for name in (*people_named(session, checklist), *listed):
        names.setdefault(name.casefold(), name)
    return tuple(names.values())


def named_beside(step: Step, record: Evidence, key: str) -> tuple[str, ...]:
    """Return the names in the other fields of a record, which complete what is typed in one."""
    others = [field.id for field in step.fields if field.kind == "person" and field.id != key]
    return tuple(str(record[other]) for other in others if other in record)


def people_named(session: Session, checklist: Checklist) -> tuple[str, ...]:
    """Return everybody named in this session's answers, the newest first; who verified, last."""
    names: dict[str, None] = {}
    answers = _newest_first(session)
    for answer in answers:
        step = checklist.step(answer.id)
        for record in answer.evidence:
            for field in step.fields if step else ():
                value = record.get(field.id)
                if field.kind == "person" and isinstance(value, str):
                    names.setdefault(value)
    verified = [answer.verified_by for answer in answers]
    verified += [answer.verified_by for answer in reversed(session.questions)]
    return tuple(dict.fromkeys([*names, *filter(None, verified)]))
