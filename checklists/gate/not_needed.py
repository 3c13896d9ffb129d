"""Which steps are not needed: a part of `blockers`.

Another step's answer, the draft itself, or a no to the question that adds a step makes it so. It is
derived each time and never recorded, so that it ends with the answer that it comes from. It
never chains: only answers are looked at, never what else is not needed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from checklists.definitions.model import NotNeededRule, Question, Reason, Step
from checklists.gate.answer_blockers import answer_blockers, is_verified, unmet_need
from checklists.gate.context import Basis, Blocker, Code
from checklists.gate.exceptions import was_refused
from checklists.gate.question_answers import contradicting, taken_out_by
from checklists.session.evidence import says
from checklists.session.model import Answer
from checklists.text import shows_nothing

_HOLDS_NOTHING: frozenset[Code] = frozenset({"open", "stale", "person-missing"})
"""What blocks at a step that still has to be answered. All else is an answer that blocks."""


class NotNeeded(Struct, frozen=True):
    """Why a step is not needed, and the answer that it comes from.

    It is a no to the `question` that adds the step, or else the answer to the `source`, another
    step, for the `reason`. Where the draft itself proves that, `said_by` and `at` are empty.
    """

    reason: Reason | None = None
    question: Question | None = None
    source: Step | None = None
    said_by: str = ""
    at: datetime | None = None


def not_needed(basis: Basis, step: Step, found: Iterable[Blocker]) -> NotNeeded | None:
    """Return why a step is not needed, or None where it is or where its own answer stands.

    An answer stands where it counts, and where it blocks posting itself: no other answer takes back
    a hold, an honest no, or an exception that was asked for or ever refused. `found` is what blocks
    posting at the step, if it is needed.
    """
    answer = basis.session.answer(step.id)
    is_added = step.id in basis.checklist.questions_adding
    if not (step.not_needed_if or is_added) or was_refused(step, basis.context.reviews):
        return None
    if answer is not None and answer.outcome == "exception":
        return None
    own = {blocker.code for blocker in found}
    if not own or own - _HOLDS_NOTHING:
        return None
    if contradicting(basis.session, (step,)):
        return None
    derived = (_derived(basis, rule) for rule in step.not_needed_if)
    return _taken_out(basis, step) or next((why for why in derived if why is not None), None)


def _taken_out(basis: Basis, step: Step) -> NotNeeded | None:
    question = taken_out_by(basis, step)
    answer = basis.session.question_answer(question.id) if question is not None else None
    if question is None or answer is None:
        return None
    said_by = answer.verified_by or answer.by.login
    return NotNeeded(question=question, said_by=said_by, at=answer.at)


def _derived(basis: Basis, rule: NotNeededRule) -> NotNeeded | None:
    """Return what a rule derives now.

    Whatever its reason needs must be true, as if it were given; the answer that it comes from must
    count on its own and name somebody other than the author.
    """
    if unmet_need(basis, rule.reason):
        return None
    if not rule.step:
        # Nothing is said of a post that is not written yet.
        return None if shows_nothing(basis.session.draft.text) else NotNeeded(rule.reason)
    source, answer = basis.checklist.step(rule.step), basis.session.answer(rule.step)
    if source is None or answer is None or not says(source, answer, rule.answer):
        return None
    named = (name for name in _names_in(source, answer) if is_verified(basis, name, answer))
    said_by = next(named, "")
    if not said_by or answer_blockers(basis, source):
        return None
    return NotNeeded(rule.reason, source=source, said_by=said_by, at=answer.at)


def _names_in(source: Step, answer: Answer) -> Iterator[str]:
    if answer.outcome == "does-not-apply":
        yield answer.verified_by
    for record in answer.evidence:
        for field in source.fields:
            value = record.get(field.id)
            if field.kind == "person" and isinstance(value, str):
                yield value
