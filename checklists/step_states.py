"""How each step stands, and each exception that was asked for: the gate's own blockers, read for a
mark, a list and a supervisor."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.contacts import excused_elsewhere
from checklists.definition import Checklist, Step
from checklists.digests import answer_digest
from checklists.gate import step_blockers
from checklists.granting import REFUSED, newest_word
from checklists.review import Review
from checklists.session import Session


class ExceptionRequest(Struct, frozen=True):
    """A step on which an exception was asked for, and a supervisor's word on it so far.

    `digest` is what that word is given on. `tried` is empty where the evidence says it.
    """

    step: str
    state: Literal["waiting", "granted", "refused", "stale"]
    digest: str
    tried: str
    people: tuple[str, ...]
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
                people=tuple(b.person for b in holding if b.code == "not-granted" and b.person),
                by=answer.by,
                at=answer.at,
            )
        )
    return tuple(found)


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
