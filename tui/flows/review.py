"""A supervisor's verdicts on exactly what was shown."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from checklists.errors import Problem
from checklists.gate.step_states import ExceptionRequest
from checklists.review.report import ReviewView
from checklists.review.rules import ReviewedWhileRead, check_may_give, check_request
from checklists.session.model import Actor
from checklists.session.review import OPENING, Verdict
from checklists.workspace.give_review import Reviewed
from tui.flows.dialog import Blank, LineDialog, Values
from tui.wording.review_words import COMMENT, COMMENT_HINT, VERDICT_TITLES, verdict_why
from tui.wording.words import VERDICT_DOES


class UnderReview(NamedTuple):
    """A session as it was shown to a supervisor.

    `give` writes a review and takes what `give_review` does; `check_writable` raises where this
    account can write none. `read_on` shows more of what was not displayed whole yet, and returns
    whether there was any. `commented` is the number of steps whose comments go with a return.
    """

    found: Reviewed
    view: ReviewView
    now: datetime
    actor: Actor
    check_writable: Callable[[], None]
    give: Callable[..., object]
    read_on: Callable[[], bool] = lambda: False
    commented: int = 0


async def give_verdict(
    dialog: LineDialog,
    shown: UnderReview,
    verdict: Verdict,
    request: ExceptionRequest | None = None,
) -> bool:
    """Ask for the words of a verdict and give it; return whether it is on disk.

    It is on what was shown, or on one request for an exception. An approval is asked for only once
    all that it covers was displayed. Raises the problem, before anything is asked, where it cannot
    be given.
    """
    step, digest = (request.step, request.digest) if request else ("", shown.view.digest)
    found, view = shown.found, shown.view
    check_may_give(found.session, found.context, view.status, verdict, shown.actor)
    if step:
        check_request(view.exceptions, step, digest)
    shown.check_writable()
    if verdict == "approved" and shown.read_on():
        return False

    known = list(view.reviews)

    async def attempt(values: Values) -> Problem | None:
        comment = values["comment"]
        problem = await dialog.carry_out(
            partial(
                shown.give, verdict, shown=digest, known=tuple(known), step=step, comment=comment
            )
        )
        if isinstance(problem, ReviewedWhileRead) and verdict not in OPENING:
            # Told now: what only blocks may be given beside it. What opens is read again first.
            known.extend(problem.reviews)
        return problem

    return await dialog.fill(
        VERDICT_TITLES[verdict],
        verdict_why(verdict, view, found.checklist, shown.now, request, shown.commented),
        (Blank("comment", COMMENT, hint=COMMENT_HINT),),
        attempt,
        does=VERDICT_DOES[verdict],
    )
