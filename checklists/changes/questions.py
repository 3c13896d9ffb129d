"""Answers to the questions that may point to another incident type."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from checklists.changes.history import history_entry, with_entry
from checklists.definitions.model import Checklist
from checklists.digests import digest_of
from checklists.errors import Refused
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
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer a question. A yes needs a reason to stay with this type."""
    question = checklist.question(question_id)
    if question is None:
        raise Refused("Not asked", f"This type has no question {question_id}.", "Nothing to do.")
    accepted = accept_text(reason, "The reason", longest=LONGEST_NOTE, field="reason")
    if yes and not accepted:
        raise Refused(
            "A reason is needed",
            "A yes points at a heavier incident type.",
            "Say why this type is right all the same, or start the other one.",
            field="reason",
        )
    answer = QuestionAnswer(
        id=question_id,
        yes=yes,
        reason=accepted if yes else "",
        at=now,
        by=actor.account,
        given_for=given_for(session, question.binds),
    )
    kept = tuple(found for found in session.questions if found.id != question_id)
    entry = history_entry(
        actor, now, "question", item=question_id, digest=digest_of(answer), note=answer.reason
    )
    return with_entry(replace(session, questions=(*kept, answer)), entry)


def repeat_answers(
    session: Session,
    checklist: Checklist,
    question_ids: Iterable[str],
    *,
    actor: Actor,
    now: datetime,
) -> Session:
    """Answer some questions, of those answered before, as they were answered then."""
    for answer in map(session.question_answer, question_ids):
        if answer is not None:
            session = answer_question(
                session,
                checklist,
                answer.id,
                yes=answer.yes,
                reason=answer.reason,
                actor=actor,
                now=now,
            )
    return session
