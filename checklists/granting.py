"""A supervisor's word on an exception: the newest one on exactly what was asked for."""

from checklists.contacts import record_for
from checklists.definition import Checklist, Step
from checklists.digests import answer_digest, changed_inputs
from checklists.evidence import choices_made
from checklists.review import ON_ONE_STEP, Review
from checklists.session import Answer, Session

REFUSED = "exception-refused"


def is_granted(step: Step, answer: Answer, reviews: tuple[Review, ...]) -> bool:
    """Whether a supervisor's newest word on exactly this request is a grant."""
    return newest_word(step, answer, reviews) == "exception-granted"


def newest_word(step: Step, answer: Answer, reviews: tuple[Review, ...]) -> str:
    """The verdict that was given last on this request; empty where there is none."""
    digest = answer_digest(answer)
    words = [
        review
        for review in reviews
        if review.step == step.id and review.digest == digest and review.verdict in ON_ONE_STEP
    ]
    if not words:
        return ""
    # Of two words of the same second the refusal counts.
    return max(words, key=lambda found: (found.at, found.verdict == REFUSED)).verdict


def is_granted_for_person(
    session: Session,
    checklist: Checklist,
    step: Step,
    label: str,
    reviews: tuple[Review, ...],
) -> bool:
    """One grant for a person serves that person's other contact steps."""
    if not step.is_contact or not label:
        return False
    for other in checklist.steps:
        answer = session.answer(other.id)
        record = record_for(answer, label)
        if (
            other.is_contact
            and answer is not None
            and record is not None
            and any(c.effect == "needs-exception" for _, c in choices_made(other, record))
            and not changed_inputs(session, answer.given_for, other.binds)
            and is_granted(other, answer, reviews)
        ):
            return True
    return False
