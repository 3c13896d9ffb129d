"""Where a walk goes: to the parts of the whole post, to its steps, to the final check."""

from collections.abc import Container

from checklists.gate.step_states import StepState, landing_step, next_step
from checklists.review.queue import returned_steps
from checklists.session.form import people_left
from checklists.workspace.open_session import OpenSession
from tui.wording.marks import STEP_WORDS
from tui.wording.questions import PARTS
from tui.wording.session_words import part_of

READY = "ready"
_FIRST = ("edited", "checklist", "questions")
"""Parts that come before everything else while they block the session."""


def asks_questions(opened: OpenSession) -> bool:
    """Return whether the wrong-type questions are asked: of a text that was accepted."""
    return bool(opened.session.draft.text)


def landing_place(opened: OpenSession) -> str:
    """Return where a list of all places begins: a returned step, or the next place.

    Where nothing is to be answered, it is a step that waits for somebody else, or the first one.
    """
    returned = returned_steps(opened.session, opened.context)
    if returned:
        return returned[0]
    place = next_place(opened)
    if place == READY:
        return landing_step(opened.known_checklist(), opened.states()).id
    return place


def blocking_parts(opened: OpenSession, passed: Container[str] = ()) -> list[str]:
    """Return the parts of the whole post that block it, in their order."""
    blocked = {part_of(blocker) for blocker in opened.blockers()}
    if not asks_questions(opened):
        blocked.discard("questions")
    return [part for part in PARTS if part in blocked and part not in passed]


def _part_first(opened: OpenSession, passed: Container[str] = ()) -> str:
    """Return the part that comes before any step; all of them do until a step is begun."""
    session = opened.session
    # What was carried from a post is nothing that was begun here: its text comes first.
    own = [answer for answer in session.steps if not (session.updates and answer.carried_from)]
    begun = bool(own or session.entered)
    parts = blocking_parts(opened, passed)
    return next((part for part in parts if part in _FIRST or not begun), "")


def _lacks_record(opened: OpenSession, step_id: str) -> bool:
    """Return whether an answered step still asks for somebody's record."""
    checklist, answer = opened.known_checklist(), opened.session.answer(step_id)
    step = checklist.step(step_id)
    if step is None or answer is None or not step.per_person or not answer.evidence:
        return False
    return bool(people_left(opened.session, checklist, step))


def next_place(opened: OpenSession, after: str = "", passed: Container[str] = ()) -> str:
    """Return the next place that needs an answer after a step, wrapping around once.

    Without a step it begins with the first open one. `passed` are places that the user left open.
    """
    part = _part_first(opened, passed)
    if part:
        return part
    states = opened.states()
    lacking: dict[str, StepState] = {id_: "open" for id_ in states if _lacks_record(opened, id_)}
    step = next_step(opened.known_checklist(), {**states, **lacking}, after, passed)
    if step is not None:
        return step.id
    return next(iter(blocking_parts(opened, passed)), READY)


def where_it_was_left(opened: OpenSession) -> str:
    """Return the place where a session resumes.

    It is the last form begun, or else what comes after the newest answer; in a new session, the
    first place.
    """
    session, checklist = opened.session, opened.known_checklist()
    if session.withdrawn is not None:
        return READY
    first = next_place(opened)
    if first in PARTS:
        return first
    entered = [found.step for found in session.entered if checklist.step(found.step)]
    if entered:
        return entered[-1]
    answered = [e.step for e in session.history if e.did in STEP_WORDS and checklist.step(e.step)]
    if not answered:
        return first
    if _lacks_record(opened, answered[-1]):
        return answered[-1]
    return next_place(opened, answered[-1])
