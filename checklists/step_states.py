"""How each step stands, and each exception that was asked for: the gate's own blockers, read for a
mark, a list and a supervisor."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.contacts import excused_elsewhere, listed_for
from checklists.definition import Checklist, Step
from checklists.digests import answer_digest
from checklists.evidence import choices_made
from checklists.gate import step_blockers
from checklists.granting import REFUSED, newest_word
from checklists.review import Review
from checklists.session import PERSON_KEY, Answer, Evidence, Session


class ExceptionRequest(Struct, frozen=True):
    """A step on which an exception was asked for, and a supervisor's word on it so far.

    `digest` is what that word is given on. What was tried is in `tried` where words ask for it,
    else in those `records` of the evidence that do. `people` are those whom it is about, by label.
    """

    step: str
    state: Literal["waiting", "granted", "refused", "stale"]
    digest: str
    tried: str
    people: tuple[str, ...]
    records: tuple[Evidence, ...]
    by: str
    at: datetime


def exception_requests(
    session: Session,
    checklist: Checklist,
    reviews: tuple[Review, ...],
    now: datetime,
    originals: tuple[Session, ...] = (),
) -> tuple[ExceptionRequest, ...]:
    """Every exception that is asked for now, in walking order."""
    found = []
    for step in checklist.steps:
        answer = session.answer(step.id)
        if answer is None or answer.outcome != "exception":
            continue
        holding = step_blockers(session, checklist, step, reviews, now, originals)
        codes = {blocker.code for blocker in holding}
        state: Literal["waiting", "granted", "refused", "stale"] = "granted"
        if "stale" in codes:
            state = "stale"
        elif "not-granted" in codes:
            refused = newest_word(step, answer, reviews) == REFUSED
            state = "refused" if refused else "waiting"
        found.append(
            ExceptionRequest(
                step=step.id,
                state=state,
                digest=answer_digest(answer),
                tried=answer.note,
                people=_about(session, step, answer),
                records=_asking(step, answer),
                by=answer.by,
                at=answer.at,
            )
        )
    return tuple(found)


def _asking(step: Step, answer: Answer) -> tuple[Evidence, ...]:
    return tuple(
        record
        for record in answer.evidence
        if any(choice.effect == "needs-exception" for _, choice in choices_made(step, record))
    )


def _about(session: Session, step: Step, answer: Answer) -> tuple[str, ...]:
    """Of whom the records that ask for it speak; of everybody, where words ask for it."""
    if not step.per_person:
        return ()
    if not answer.evidence:
        return tuple(person.label for person in listed_for(session, step))
    return tuple(str(record.get(PERSON_KEY, "")) for record in _asking(step, answer))


StepState = Literal["open", "stale", "held", "confirmed", "does-not-apply", "not-done", "exception"]
"""How a step stands, for its mark. `held` is answered and still holding the gate."""


def step_state(
    session: Session,
    checklist: Checklist,
    step: Step,
    reviews: tuple[Review, ...],
    now: datetime,
    originals: tuple[Session, ...] = (),
) -> StepState:
    """How one step stands now, from the same blockers that hold the gate."""
    answer = session.answer(step.id)
    if answer is None:
        return "open"
    codes = {b.code for b in step_blockers(session, checklist, step, reviews, now, originals)}
    if "stale" in codes:
        return "stale"
    if codes:
        return "held"
    return answer.outcome


def excused_people(session: Session, checklist: Checklist, step: Step) -> dict[str, str]:
    """Labels that a contact step does not ask, each with the short name of the excusing step."""
    found = excused_elsewhere(session, checklist, step)
    return {
        label: (other.short if (other := checklist.step(step_id)) else step_id)
        for label, step_id in found.items()
    }
