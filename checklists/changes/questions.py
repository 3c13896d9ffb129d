"""Answers to the questions about the draft: they point to another type, or add steps."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import accept_verifier, history_entry, refuse_own, with_entry
from checklists.definitions.model import Checklist, Step
from checklists.digests import digest_of
from checklists.errors import Refused
from checklists.gate.question_answers import contradicting, needs_verifier
from checklists.session.fingerprints import given_for
from checklists.session.model import LONGEST_NOTE, Actor, QuestionAnswer, Session
from checklists.text import accept_text


def answer_question(
    session: Session,
    checklist: Checklist,
    question_id: str,
    *,
    yes: bool,
    reason: str = "",
    verified_by: str = "",
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a question.

    A yes that points to another type needs a reason to stay with this one. A no that takes out
    victim-related steps needs somebody else who verified it; the people list may refuse it.
    """
    question = checklist.question(question_id)
    if question is None:
        raise Refused("Not asked", f"This type has no question {question_id}.", "Nothing to do.")
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE, field="reason")
    if yes and question.suggests and not accepted:
        raise Refused(
            "A reason is needed",
            "Yes suggests a more serious incident type.",
            "Say why this type is right anyway, or start the other one.",
            field="reason",
        )
    takes_out = () if yes else checklist.added_by(question)
    check_no(session, takes_out)
    answer = QuestionAnswer(
        id=question_id,
        yes=yes,
        reason=accepted if yes and question.suggests else "",
        at=now,
        by=actor.account,
        given_for=given_for(session, question.binds),
        verified_by=_verifier(takes_out, verified_by, actor),
        takes_out=tuple(step.id for step in takes_out),
    )
    kept = tuple(found for found in session.questions if found.id != question_id)
    entry = history_entry(
        actor, now, "question", item=question_id, digest=digest_of(answer), note=answer.note
    )
    return with_entry(replace(session, questions=(*kept, answer)), entry)


def check_no(session: Session, takes_out: tuple[Step, ...]) -> None:
    """Raise Refused, before anybody is named, where the people list contradicts a no."""
    people = contradicting(session, takes_out)
    if people:
        labels = ", ".join(person.label for person in people)
        raise Refused(
            "The people list says otherwise",
            f"Answering no takes out steps that ask about {labels}.",
            "Answer yes, or correct the people list first.",
        )


def _verifier(takes_out: tuple[Step, ...], verified_by: str, actor: Actor) -> str:
    if not needs_verifier(takes_out):
        return ""
    verifier = accept_verifier(verified_by)
    refuse_own(
        verifier,
        actor,
        "Answering no here takes out victim-related steps.",
        "Enter who verified it and their role, or answer yes to keep the steps.",
    )
    return verifier


def repeat_answers(
    session: Session,
    checklist: Checklist,
    question_ids: Iterable[str],
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer some questions, of those answered before, as they were answered then.

    A no is left to be answered again where the people list contradicts it, or where the question
    adds other steps now. Raises Refused where that leaves none.
    """
    before = session
    for answer in map(session.question_answer, question_ids):
        if answer is not None and _can_be_repeated(session, checklist, answer):
            session = answer_question(
                session,
                checklist,
                answer.id,
                yes=answer.yes,
                reason=answer.reason,
                verified_by=answer.verified_by,
                actor=actor,
                now=now,
            )
    if session is before:
        raise Refused(
            "Not the same answers",
            "The people list, or the steps that a question adds, changed after you answered.",
            "Answer each question again.",
        )
    return session


def _can_be_repeated(session: Session, checklist: Checklist, answer: QuestionAnswer) -> bool:
    question = checklist.question(answer.id)
    if question is None or answer.yes:
        return question is not None
    steps = checklist.added_by(question)
    same = answer.takes_out == tuple(step.id for step in steps)
    return same and not contradicting(session, steps)
