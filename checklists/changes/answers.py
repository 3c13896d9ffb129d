"""Answering a step: with evidence, or with a stated reason why there is none."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import (
    accept_verifier,
    history_entry,
    refuse_if_over,
    refuse_own,
    with_entry,
)
from checklists.definitions.model import Checklist, Reason, Step
from checklists.errors import Refused
from checklists.gate.answer_blockers import unmet_need
from checklists.gate.context import Basis, SessionContext
from checklists.remembered import remembered
from checklists.session.evidence import (
    FieldProblem,
    is_same_record,
    outcome_of,
    passed_times,
    problems_in_record,
)
from checklists.session.fingerprints import answer_digest, given_for
from checklists.session.form import answered_records
from checklists.session.model import (
    LONGEST_NOTE,
    PERSON_KEY,
    Actor,
    Answer,
    EventKind,
    Evidence,
    FormDraft,
    Session,
    Value,
)
from checklists.session.moments import not_before, without_times
from checklists.session.people import (
    asked_of,
    excused_elsewhere,
    listed_for,
    problems_in_list,
)
from checklists.text import accept_text


class EvidenceRefused(Refused):
    """Incomplete or invalid evidence, with each problem by field so that a form can show it."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(
            "Not confirmed",
            "; ".join(_with_person(problem) for problem in problems),
            "Your other entries are kept.",
            field=problems[0].field,
        )
        self.problems = problems


def _with_person(problem: FieldProblem) -> str:
    return f"{problem.person}: {problem.sentence}" if problem.person else problem.sentence


def _step(checklist: Checklist, step_id: str) -> Step:
    step = checklist.step(step_id)
    if step is None:
        raise Refused(
            "Not a step", f"This type has no step {step_id}.", "Choose one from the list."
        )
    return step


def _put(
    session: Session, checklist: Checklist, answer: Answer, actor: Actor, about: Iterable[str] = ()
) -> Session:
    before = session.answer(answer.id)
    order = {step.id: number for number, step in enumerate(checklist.steps)}
    kept = [found for found in session.steps if found.id != answer.id]
    steps = tuple(sorted([*kept, answer], key=lambda found: order.get(found.id, len(order))))
    entry = history_entry(
        actor,
        answer.at,
        answer.outcome,
        step=answer.id,
        item=", ".join(about),
        digest=answer_digest(answer),
        superseded=before,
    )
    entered = _without(session.entered, answer.id, answer.evidence)
    return with_entry(replace(session, steps=steps, entered=entered), entry)


def _without(
    entered: tuple[FormDraft, ...], step_id: str, confirmed: tuple[Evidence, ...]
) -> tuple[FormDraft, ...]:
    """Return the unconfirmed form entries that remain after a step was answered.

    What is confirmed now is removed, record by record; an answer without evidence removes all the
    entries of its step.
    """
    left = []
    for found in entered:
        rest = found.evidence
        if found.step == step_id:
            rest = tuple(r for r in rest if confirmed and _same_person(confirmed, r) is None)
        if rest:
            left.append(FormDraft(step=found.step, evidence=rest))
    return tuple(left)


def _same_person(records: tuple[Evidence, ...], record: Evidence) -> Evidence | None:
    label = record.get(PERSON_KEY)
    return next((found for found in records if found.get(PERSON_KEY) == label), None)


def enter(session: Session, checklist: Checklist, step_id: str, record: Evidence) -> Session:
    """Return the session with what was filled into a form so far, unconfirmed.

    It confirms nothing and adds nothing to the history.
    """
    step = _step(checklist, step_id)
    accepted = _accepted_record(record)
    before = session.entered_in(step.id)
    if accepted == _same_person(before, record):
        return session
    refuse_if_over(session)
    rest = tuple(found for found in before if found.get(PERSON_KEY) != record.get(PERSON_KEY))
    kept = (*rest, accepted) if set(accepted) - {PERSON_KEY} else rest
    others = tuple(found for found in session.entered if found.step != step.id)
    entered = (*others, FormDraft(step=step.id, evidence=kept)) if kept else others
    return replace(session, entered=entered)


def confirm(
    session: Session,
    checklist: Checklist,
    step_id: str,
    evidence: Iterable[Evidence],
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a step with evidence.

    An honest no in it is recorded as `not-done`, a wish that cannot be met as a request for an
    `exception`. Raises EvidenceRefused, with every field that is missing or invalid.
    """
    step = _step(checklist, step_id)
    before = answered_records(session, step)
    records = tuple(_as_before(_accepted_record(record), before) for record in evidence)
    earliest = not_before(session, step, now)
    problems = [
        problem
        for record in records
        for problem in problems_in_record(step, record, at=now, author=actor, not_before=earliest)
    ]
    for record in records:
        problems += passed_times(step, record, at=now, kept=_same_in(before, record))
    problems += _list_problems(session, checklist, step, records)
    if problems:
        raise EvidenceRefused(tuple(problems))
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome=outcome_of(step, records),
        at=now,
        by=actor.account,
        left_out=_left_out(session, checklist, step, records),
        given_for=given_for(session, step.binds),
        evidence=records,
    )
    after = _put(session, checklist, answer, actor, _about(records, before))
    return _with_not_confirmed(after, checklist, step, before)


def _left_out(
    session: Session, checklist: Checklist, step: Step, records: tuple[Evidence, ...]
) -> dict[str, str]:
    """Return whom an answer says nothing of, and the step whose answer says why."""
    excused = excused_elsewhere(session, checklist, step)
    listed = (person.label for person in listed_for(session, step))
    recorded = {record.get(PERSON_KEY) for record in records}
    return {x: excused[x][0].id for x in listed if x in excused and x not in recorded}


def _about(records: tuple[Evidence, ...], before: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return the people of whom this answer says something new; all, if it says all of it again."""
    labels = [(str(record.get(PERSON_KEY, "")), record) for record in records]
    new = [label for label, record in labels if before.get(label) is not record]
    return tuple(filter(None, new or [label for label, _ in labels]))


def _with_not_confirmed(
    session: Session, checklist: Checklist, step: Step, before: Mapping[str, Evidence]
) -> Session:
    """Return the session with what an answer had of people whom the new one leaves out.

    It is kept as entered and not confirmed, without its times: only they are given anew.
    """
    entered = session.entered_in(step.id)
    there = {*answered_records(session, step), *(found.get(PERSON_KEY) for found in entered)}
    left = tuple(
        without_times(step, before[person.label])
        for person in asked_of(session, checklist, step)
        if person.label in before and person.label not in there
    )
    if not left:
        return session
    others = tuple(found for found in session.entered if found.step != step.id)
    kept = FormDraft(step=step.id, evidence=(*entered, *left))
    return replace(session, entered=(*others, kept))


@remembered(1000)
def _accepted_record(record: Evidence) -> Evidence:
    def accepted(key: str, value: Value) -> Value:
        if isinstance(value, str):
            return accept_text(value, key)
        if isinstance(value, datetime):
            return value.replace(microsecond=0)
        return value

    values = {key: accepted(key, value) for key, value in record.items()}
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _same_in(before: Mapping[str, Evidence], record: Evidence) -> Evidence | None:
    return before.get(str(record.get(PERSON_KEY, "")))


def _as_before(record: Evidence, before: Mapping[str, Evidence]) -> Evidence:
    """Return the very record of the answer before where it is the same: a save writes it once."""
    kept = _same_in(before, record)
    return kept if kept is not None and is_same_record(kept, record) else record


def _list_problems(
    session: Session, checklist: Checklist, step: Step, records: tuple[Evidence, ...]
) -> list[FieldProblem]:
    problems = list(problems_in_list(session.listed, step, records))
    # No record is right only where people are listed and another step excuses all of them.
    if (
        step.per_person
        and not records
        and (asked_of(session, checklist, step) or not listed_for(session, step))
    ):
        problems.append(FieldProblem(PERSON_KEY, "Answer for each person."))
    for field in step.fields:
        said = records[0].get(field.id) if records else None
        if field.equals_people and isinstance(said, int) and said != len(session.listed):
            problems.append(
                FieldProblem(field.id, f"The people list has {len(session.listed)} on it.")
            )
    return problems


def does_not_apply(
    session: Session,
    checklist: Checklist,
    step_id: str,
    reason_id: str,
    *,
    verified_by: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Record that a step does not apply, for one of the reasons that it lists."""
    step = _step(checklist, step_id)
    reason = step.reason(reason_id)
    if reason is None:
        raise Refused(
            "Not one of the reasons",
            "This step does not list that reason.",
            "Choose one from its list.",
        )
    verifier = _verifier(reason, verified_by, actor)
    unmet = unmet_need(Basis(session, checklist, SessionContext(), now), reason, unblocked=False)
    if unmet:
        raise Refused("Does not fit", unmet, "Fix that first, or confirm the step.")
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome="does-not-apply",
        at=now,
        by=actor.account,
        given_for=given_for(session, (*step.binds, *reason.binds)),
        reason=reason.id,
        verified_by=verifier,
    )
    return _put(session, checklist, answer, actor)


def _verifier(reason: Reason, verified_by: str, actor: Actor) -> str:
    if reason.proved_by_program:
        return ""
    verifier = accept_verifier(verified_by)
    roles = " or ".join(role.label.lower() for role in reason.verified_by)
    refuse_own(
        verifier,
        actor,
        f'You cannot verify "{reason.label}" yourself.',
        f"Name who verified it: {roles}.",
    )
    return verifier


def not_done(
    session: Session, checklist: Checklist, step_id: str, note: str, *, actor: Actor, now: datetime
) -> Session:
    """Record that an ordinary step was not done, and why."""
    step = _step(checklist, step_id)
    if step.victim_related:
        raise Refused(
            "This step must be done",
            "A victim-related step cannot be skipped.",
            "Do it, or ask a supervisor for an exception.",
        )
    return _without_evidence(session, checklist, step, "not-done", note, actor, now)


def ask_exception(
    session: Session, checklist: Checklist, step_id: str, tried: str, *, actor: Actor, now: datetime
) -> Session:
    """Ask a supervisor for an exception on a victim-related step, with what was tried."""
    step = _step(checklist, step_id)
    if step.per_person:
        raise Refused(
            "Ask for each person",
            "An exception is for one person and says what was tried.",
            "Choose it as the outcome in that person's form.",
        )
    if not step.victim_related:
        raise Refused(
            "No exception needed",
            "You can answer an ordinary step `not done`, with a reason.",
            "Do that instead.",
        )
    return _without_evidence(session, checklist, step, "exception", tried, actor, now)


def _without_evidence(
    session: Session,
    checklist: Checklist,
    step: Step,
    outcome: EventKind,
    note: str,
    actor: Actor,
    now: datetime,
) -> Session:
    what = "What was tried" if outcome == "exception" else "The reason"
    accepted = accept_text(note, what, longest=LONGEST_NOTE, field="note")
    if not accepted:
        raise Refused(
            "Not complete", f"{what} is missing.", "One sentence is enough.", field="note"
        )
    answer = Answer(
        id=step.id,
        prompt=step.prompt,
        victim_related=step.victim_related,
        outcome=outcome,  # type: ignore[arg-type]
        at=now,
        by=actor.account,
        given_for=given_for(session, step.binds),
        note=accepted,
    )
    return _put(session, checklist, answer, actor)
