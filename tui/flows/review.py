"""A supervisor's verdicts on exactly what was shown."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from checklists.definitions.model import Checklist, ColdRead
from checklists.errors import Problem, Refused
from checklists.gate.step_states import ExceptionRequest
from checklists.review.report import ReviewView
from checklists.review.rules import ReviewedWhileRead, check_may_give, check_request
from checklists.session.model import Actor
from checklists.session.review import OPENING, Review, StepComment, Verdict
from checklists.workspace.give_review import Reviewed
from tui.flows.dialog import Blank, LineDialog, Values
from tui.wording.review_words import (
    COLD_READ,
    COLD_READ_WHY,
    COMMENT,
    COMMENT_HINT,
    SAY_WHY,
    VERDICT_TITLES,
    YES_OR_NO,
    cold_words,
    verdict_why,
)
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

    It is on what was shown, or on one request for an exception. An approval, before the post or
    after it, is asked for only once all that it covers was displayed. Raises the problem, before
    anything is asked, where it cannot be given.
    """
    step, digest = (request.step, request.digest) if request else ("", shown.view.digest)
    found, view = shown.found, shown.view
    check_may_give(found.session, found.context, view.status, verdict, shown.actor)
    if step:
        check_request(view.exceptions, step, digest)
    shown.check_writable()
    if verdict in ("approved", "confirmed-after") and shown.read_on():
        return False

    known = list(view.reviews)
    cold = _to_word(shown) if verdict == "approved" else ()

    async def attempt(values: Values) -> Problem | None:
        comment = values["comment"]
        give = partial(shown.give, verdict, shown=digest, known=tuple(known), step=step)
        if cold:
            give = partial(give, comments=_worded(values, cold))
        problem = await dialog.carry_out(partial(give, comment=comment))
        if isinstance(problem, ReviewedWhileRead) and verdict not in OPENING:
            # Told now: what only blocks may be given beside it. What opens is read again first.
            known.extend(problem.reviews)
        return problem

    why = [cold_words(given, question) for given, question in cold]
    why.append(verdict_why(verdict, view, found.checklist, shown.now, request, shown.commented))
    return await dialog.fill(
        VERDICT_TITLES[verdict],
        "\n".join(why),
        (
            *(
                Blank(q.step, _short(q, found.checklist), hint=SAY_WHY, asks=q.prompt)
                for _, q in cold
            ),
            Blank("comment", COMMENT, hint=COMMENT_HINT),
        ),
        attempt,
        does=VERDICT_DOES[verdict],
    )


def _to_word(shown: UnderReview) -> tuple[tuple[Review, ColdRead], ...]:
    """Return the answers of one's own cold read that need a word before an approval counts."""
    own = (found for found in shown.view.cold if found[0].by.uid == shown.actor.uid)
    return tuple((given, question) for given, others in own for question in others)


def _worded(values: Values, cold: tuple[tuple[Review, ColdRead], ...]) -> tuple[StepComment, ...]:
    steps = dict.fromkeys(question.step for _, question in cold)
    return tuple(StepComment(step, values[step]) for step in steps if values[step].strip())


def _short(question: ColdRead, checklist: Checklist) -> str:
    step = checklist.step(question.step)
    return step.short if step is not None else question.step


async def read_cold(
    dialog: LineDialog, questions: tuple[ColdRead, ...], give: Callable[[dict[str, bool]], object]
) -> bool:
    """Ask what the post alone says, and save it; return whether that is on disk.

    `give` saves the answers. Nothing of the record may be on the screen yet.
    """

    async def attempt(values: Values) -> Problem | None:
        answers: dict[str, bool] = {}
        for question in questions:
            said = values[question.id].strip().casefold()
            if said not in _YES_NO:
                return Refused("Yes or no?", "Enter yes or no.", "", field=question.id)
            answers[question.id] = _YES_NO[said]
        return await dialog.carry_out(partial(give, answers))

    prompts = [f"{number}. {q.prompt}" for number, q in enumerate(questions, start=1)]
    blanks = tuple(
        Blank(q.id, f"Question {number}", hint=YES_OR_NO, asks=q.prompt)
        for number, q in enumerate(questions, start=1)
    )
    return await dialog.fill(
        COLD_READ, "\n".join([*prompts, COLD_READ_WHY]), blanks, attempt, does="saves it, once"
    )


_YES_NO = {"yes": True, "y": True, "no": False, "n": False}
