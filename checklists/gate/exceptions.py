"""A supervisor's verdict on an exception: the newest one on exactly what was asked for."""

from checklists.definitions.model import Step
from checklists.session.fingerprints import answer_digest
from checklists.session.model import Answer
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


def was_refused(step: Step, reviews: tuple[Review, ...]) -> bool:
    """Return whether any request on a step was ever refused."""
    return any(review.step == step.id and review.verdict == REFUSED for review in reviews)
