"""What lies beside a session and decides with it: the reviews that count, the originals of carried
answers, and what policy asks before a post. Whoever reads a session from disk gets these with it.
"""

from datetime import datetime

from msgspec import Struct

from checklists.definition import Checklist
from checklists.review import STRICTEST_RULE, ApprovalRule, Review
from checklists.session import Session
from checklists.standing import Standing, standing
from checklists.step_states import ExceptionRequest, StepState, exception_requests, step_state


class Unfit(Struct, frozen=True):
    """A file that looks like a review of this session and counts for nothing, and why. `may_pass`:
    the system did not give it out, and may do so at the next try."""

    name: str
    what: str
    may_pass: bool = False


class Beside(Struct, frozen=True):
    """Without anything in it, the strictest: no review, no original, an approval needed.

    `may_pass`: something is missing here that the system did not give out, and may do so at the
    next try.
    """

    reviews: tuple[Review, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    originals: tuple[Session, ...] = ()
    approval: ApprovalRule = STRICTEST_RULE
    may_pass: bool = False

    def standing(self, session: Session, checklist: Checklist | None, now: datetime) -> Standing:
        """Where the session stands now."""
        return standing(
            session,
            checklist,
            self.reviews,
            now,
            originals=self.originals,
            approval=self.approval,
        )

    def states(
        self, session: Session, checklist: Checklist | None, now: datetime
    ) -> dict[str, StepState]:
        """How each step stands now, by its id."""
        if checklist is None:
            return {}
        return {
            step.id: step_state(session, checklist, step, self.reviews, now, self.originals)
            for step in checklist.steps
        }

    def requests(
        self, session: Session, checklist: Checklist | None, now: datetime
    ) -> tuple[ExceptionRequest, ...]:
        """The exceptions that are asked for now."""
        if checklist is None:
            return ()
        return exception_requests(session, checklist, self.reviews, now, self.originals)


NOTHING_BESIDE = Beside()
