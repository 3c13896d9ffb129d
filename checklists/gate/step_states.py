"""The state of each step and each requested exception, and where a walk goes next.

All of it is derived from the gate's blockers.
"""

from collections.abc import Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Literal

from msgspec import Struct

from checklists.definitions.model import Checklist, Step
from checklists.gate.blockers import decision, step_blockers
from checklists.gate.context import Blocker, Code, SessionContext
from checklists.gate.exceptions import REFUSED, newest_verdict
from checklists.session.evidence import asks_exception
from checklists.session.fingerprints import answer_digest
from checklists.session.form import people_left
from checklists.session.model import PERSON_KEY, Account, Answer, Evidence, Session
from checklists.session.people import excused_elsewhere, listed_for, record_for

_OPEN = ("open", "stale")
_WAITING = (*_OPEN, "held")


class ExceptionRequest(Struct, frozen=True):
    """A step on which an exception was asked for, and the supervisor's verdict on it so far.

    `digest` is what that verdict is given on. What was tried is in `tried` where it was asked for
    in words, else in those `records` of the evidence that ask. `people` are the labels of those
    whom it concerns.
    """

    step: str
    state: Literal["waiting", "granted", "refused", "stale"]
    digest: str
    tried: str
    people: tuple[str, ...]
    records: tuple[Evidence, ...]
    by: Account
    at: datetime


def exception_requests(
    session: Session,
    checklist: Checklist | None,
    context: SessionContext,
    now: datetime,
) -> tuple[ExceptionRequest, ...]:
    """Return every exception that is asked for now, in walking order."""
    found: list[ExceptionRequest] = []
    if checklist is None:
        return ()
    for step in checklist.steps:
        answer = session.answer(step.id)
        if answer is None or answer.outcome != "exception":
            continue
        holding = step_blockers(session, checklist, step, context, now)
        codes = {blocker.code for blocker in holding}
        state: Literal["waiting", "granted", "refused", "stale"] = "granted"
        if "stale" in codes:
            state = "stale"
        elif "not-granted" in codes:
            refused = newest_verdict(step, answer, context.reviews) == REFUSED
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
    return tuple(record for record in answer.evidence if asks_exception(step, record))


def _about(session: Session, step: Step, answer: Answer) -> tuple[str, ...]:
    """Return the labels in the records that ask for it; everybody's where words ask for it."""
    if not step.per_person:
        return ()
    if not answer.evidence:
        return tuple(person.label for person in listed_for(session, step))
    return tuple(str(record.get(PERSON_KEY, "")) for record in _asking(step, answer))


StepState = Literal[
    "open", "stale", "held", "confirmed", "does-not-apply", "not-done", "exception", "not-needed"
]
"""The state of a step, for its mark.

`open` is also what is answered for some of those whom it asks about; `held` is answered for all of
them and still blocking.
"""


def step_states(
    session: Session, checklist: Checklist | None, context: SessionContext, now: datetime
) -> dict[str, StepState]:
    """Return the state of each step now, by its id; none where the type cannot be used."""
    if checklist is None:
        return {}
    found, left_out = decision(session, checklist, context, now)
    return states_by(found, left_out, session, checklist)


def states_by(
    found: Iterable[Blocker], not_needed: Container[str], session: Session, checklist: Checklist
) -> dict[str, StepState]:
    """Return the state of each step, by its id, from all the blockers that block posting.

    `not_needed` has the steps that are not needed.
    """
    codes: dict[str, set[Code]] = {}
    for blocker in found:
        codes.setdefault(blocker.step, set()).add(blocker.code)
    return {
        step.id: "not-needed"
        if step.id in not_needed
        else _state(session, checklist, step, codes.get(step.id, set()))
        for step in checklist.steps
    }


def _state(
    session: Session, checklist: Checklist, step: Step, codes: AbstractSet[Code]
) -> StepState:
    answer = session.answer(step.id)
    if answer is None:
        return "open"
    if "stale" in codes:
        return "stale"
    if codes and people_left(session, checklist, step):
        # Whoever answered for some of them goes on to the others: nobody else has to do anything.
        return "open"
    return "held" if codes else answer.outcome


def not_asked(session: Session, checklist: Checklist, step: Step) -> dict[str, Step]:
    """Return of whom a contact step need not ask and has no record, each with the step why."""
    excused, answer = excused_elsewhere(session, checklist, step), session.answer(step.id)
    listed = (person.label for person in listed_for(session, step))
    return {x: excused[x][0] for x in listed if x in excused and record_for(answer, x) is None}


def waits(state: StepState) -> bool:
    """Return whether a step in this state still needs something."""
    return state in _WAITING


def landing_step(checklist: Checklist, states: Mapping[str, StepState]) -> Step:
    """Return the step to open on coming back: the first open one.

    Where there is none, the first that waits for somebody else, else the first of all.
    """
    found = next_step(checklist, states, "")
    waiting = [step for step in checklist.steps if waits(states[step.id])]
    return found or (waiting or list(checklist.steps))[0]


def next_step(
    checklist: Checklist,
    states: Mapping[str, StepState],
    after: str,
    passed: Container[str] = (),
) -> Step | None:
    """Return the next open step after one, wrapping around once; None where none is open.

    The last step of a type, its approval, comes only when no other is open. `passed` are steps
    that the user left open.
    """
    *steps, approval = checklist.steps
    ids = [step.id for step in steps]
    start = ids.index(after) + 1 if after in ids else 0
    order = (*steps[start:], *steps[:start], approval)
    # A held step is skipped: its answer was just given and waits for somebody else.
    return next((s for s in order if states[s.id] in _OPEN and s.id not in passed), None)


def place_of(checklist: Checklist, step_id: str) -> tuple[str, int, int]:
    """Return a step's section, its number from 1, and how many steps there are."""
    for number, step in enumerate(checklist.steps, start=1):
        if step.id == step_id:
            return step.section, number, len(checklist.steps)
    return "", 0, len(checklist.steps)
