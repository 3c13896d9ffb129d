"""A supervisor's verdict on an exception: the newest one on exactly what was asked for."""

from collections.abc import Iterator

from checklists.definitions.model import Checklist, Step
from checklists.session.evidence import choices_made
from checklists.session.fingerprints import answer_digest
from checklists.session.model import Answer, Session
from checklists.session.people import record_for
from checklists.session.review import Review, is_surely_later

GRANTED = "exception-granted"
REFUSED = "exception-refused"


def is_granted(step: Step, answer: Answer, reviews: tuple[Review, ...]) -> bool:
    """Return whether a supervisor's newest verdict on exactly this request is a grant."""
    return newest_verdict(step, answer, reviews) == GRANTED


def newest_verdict(step: Step, answer: Answer, reviews: tuple[Review, ...]) -> str:
    """Return the verdict that counts on this request; empty where there is none.

    A grant counts only if it is surely later than every refusal on the same step, whatever the
    request was then: a request that was granted, asked again, refused and put back is not granted.
    """
    words = [review for review in reviews if review.step == step.id]
    digest = answer_digest(answer)
    refusals = [review for review in words if review.verdict == REFUSED]
    if any(
        review.verdict == GRANTED
        and review.digest == digest
        and all(is_surely_later(review, refusal) for refusal in refusals)
        for review in words
    ):
        return GRANTED
    refused = any(found.digest == digest or not found.fits_history for found in refusals)
    return REFUSED if refused else ""


def granted_elsewhere(
    session: Session,
    checklist: Checklist,
    step: Step,
    label: str,
    reviews: tuple[Review, ...],
) -> Iterator[tuple[Step, Answer]]:
    """Yield the granted requests of a person's other contact steps: one covers this step too.

    None covers a step on which a request was refused, whatever it said: asked again, that step
    needs a grant of its own. Whether the answers that ask count is decided by the gate.
    """
    if not step.is_contact or not label:
        return
    if any(review.step == step.id and review.verdict == REFUSED for review in reviews):
        return
    for other in checklist.steps:
        answer = session.answer(other.id)
        record = record_for(answer, label)
        if (
            other.is_contact
            and answer is not None
            and record is not None
            and any(c.effect == "needs-exception" for _, c in choices_made(other, record))
            and is_granted(other, answer, reviews)
        ):
            yield other, answer
