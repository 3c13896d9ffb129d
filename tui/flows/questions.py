"""The wrong-type questions: what follows a yes, and the same answers once more."""

from checklists import changes
from checklists.definitions.model import Question
from checklists.errors import Problem
from tui.flows.dialog import Blank, Dialog, Values
from tui.wording.questions import (
    NOTHING_STALE,
    OTHER_TYPE,
    REASON,
    WHY_THIS_TYPE,
    question_options,
)
from tui.wording.session_words import questions_that_wait


async def answer_yes(dialog: Dialog, question: Question, *, usable: bool) -> str:
    """Ask for the other type, or a reason to stay; return the type to start the post again as.

    Returns an empty string where they stay. `usable` says whether the other type can be started.
    """
    options = question_options(question, usable=usable)
    if await dialog.choose(OTHER_TYPE, question.prompt, options) == "change":
        return question.suggests

    async def attempt(values: Values) -> Problem | None:
        reason = values["reason"]
        return await dialog.attempt(changes.answer_question, question.id, yes=True, reason=reason)

    await dialog.fill(WHY_THIS_TYPE, question.prompt, (Blank("reason", REASON),), attempt)
    return ""


async def answer_same(dialog: Dialog) -> bool:
    """Give the same answers as before to those that wait again; return whether it was saved."""
    opened = dialog.opened
    waiting = tuple(questions_that_wait(opened))
    if not any(map(opened.session.question_answer, waiting)):
        dialog.tell(NOTHING_STALE)
        return False
    return await dialog.save(changes.repeat_answers, waiting)
