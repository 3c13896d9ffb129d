"""A supervisor's return, and what it holds back until something is mended. Pure."""

from checklists.problems import Refused
from checklists.review import Review
from checklists.session import Session
from checklists.standing import newest_verdict


class StillReturned(Refused):
    """Marking ready was refused: a supervisor returned exactly this content."""

    def __init__(self, review: Review) -> None:
        super().__init__(
            f"Returned by {review.by}",
            "Answer anew what it names, or change the draft.",
            "Then it can be marked ready again.",
        )
        self.review = review


def return_that_holds(session: Session, reviews: tuple[Review, ...]) -> Review | None:
    """The return of this exact content that no later verdict on it took back."""
    newest = newest_verdict(session, reviews)
    return newest if newest is not None and newest.verdict == "returned" else None
