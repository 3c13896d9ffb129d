"""The questions about the draft: why one blocks posting, and which steps a no takes out.

Added steps are in until a no takes them out: without an answer, with a yes, and with an answer that
does not count, they are asked. A part of `blockers`.
"""

from collections.abc import Iterator

from checklists.definitions.model import Question, Step
from checklists.gate.answer_blockers import is_verified
from checklists.gate.context import AUTHOR, Basis, Blocker
from checklists.session.fingerprints import changed_inputs
from checklists.session.model import Person, QuestionAnswer, Session
from checklists.text import shows_nothing

_OUTSIDE = "before the session began, or at a time in the future"


def question_blockers(basis: Basis) -> Iterator[Blocker]:
    """Yield why each question without an answer that counts blocks posting."""
    for question in basis.checklist.questions:
        why = _why_not_settled(basis, question)
        if why:
            sentence = f"{why}: {question.prompt}"
            yield Blocker("question", "question", sentence, AUTHOR, item=question.id)


def taken_out_by(basis: Basis, step: Step) -> Question | None:
    """Return the question whose no takes a step out, or None where the step is asked.

    Of several that add the step, each must be answered no.
    """
    adding = basis.checklist.questions_adding.get(step.id, ())
    for question in adding:
        answer = basis.session.question_answer(question.id)
        if answer is None or answer.yes or _why_not_settled(basis, question):
            return None
    return adding[0] if adding else None


def contradicting(session: Session, steps: tuple[Step, ...]) -> tuple[Person, ...]:
    """Return the listed people whom some of the steps ask, or must cover: these are needed."""
    asked = {name for step in steps for name in (*step.per_person, *step.must_cover)}
    return tuple(person for person in session.listed if person.person_class in asked)


def needs_verifier(steps: tuple[Step, ...]) -> bool:
    """Return whether somebody must have verified a no that takes these steps out."""
    return any(step.victim_related for step in steps)


def _why_not_settled(basis: Basis, question: Question) -> str:
    session, answer = basis.session, basis.session.question_answer(question.id)
    if answer is None:
        return "Not answered"
    if session.author_uid != answer.by.uid:
        return "Answered by somebody who is not the author"
    if changed_inputs(session, answer.given_for, question.binds):
        return "The draft has changed since this was answered"
    if not session.started_at <= answer.at <= basis.now:
        return f"Answered {_OUTSIDE}"
    if _says_more(basis, question, answer):
        return "The saved answer has fields that do not belong there: answer it again"
    if answer.yes and question.suggests and shows_nothing(answer.reason):
        return "Answered yes without a reason to keep this type"
    return "" if answer.yes else _why_no_does_not_count(basis, question, answer)


def _says_more(basis: Basis, question: Question, answer: QuestionAnswer) -> bool:
    """Return whether an answer has fields that no answer of its kind has: by hand only."""
    if not question.adds:
        return bool(answer.verified_by or answer.takes_out)
    if answer.yes:
        return bool(answer.reason or answer.verified_by or answer.takes_out)
    is_grave = needs_verifier(basis.checklist.added_by(question))
    return bool(answer.reason or (answer.verified_by and not is_grave))


def _why_no_does_not_count(basis: Basis, question: Question, answer: QuestionAnswer) -> str:
    steps = basis.checklist.added_by(question)
    if answer.takes_out != tuple(step.id for step in steps):
        return "The steps that this question adds have changed since it was answered"
    people = contradicting(basis.session, steps)
    if people:
        labels = ", ".join(person.label for person in people)
        return f"Answered no, but the people list has {labels}"
    if needs_verifier(steps) and not is_verified(basis, answer.verified_by, answer):
        return (
            "Answered no, but the answer does not say that anyone other than the author verified it"
        )
    return ""
