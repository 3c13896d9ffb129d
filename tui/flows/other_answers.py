"""The other answers to a step: it does not apply, it was not done, or a supervisor is asked."""

from checklists import changes
from checklists.definitions.model import Step
from checklists.errors import Problem
from checklists.session.form import previous_words
from checklists.workspace.open_session import AnyChange
from tui.flows.dialog import Blank, Dialog, Values, verified_by
from tui.wording.questions import (
    ALL_IN_FORM,
    EXCEPTION,
    EXCEPTION_IN_FORM,
    EXCEPTION_WHY,
    NOT_DONE,
    NOT_DONE_WHY,
    TRIED,
    WHY_NOT,
    does_not_apply_because,
    kind_hint,
    other_answers_to,
    other_options,
    who_verified,
)


async def other_answer(dialog: Dialog, step: Step) -> bool:
    """Ask which other answer is given, and what it needs; return whether one was saved."""
    options, explanation = other_options(step), step.prompt
    if not options:
        dialog.tell(EXCEPTION_IN_FORM if step.can_ask_exception else ALL_IN_FORM)
        return False
    if step.can_ask_exception and step.per_person:
        explanation = f"{step.prompt}\n{EXCEPTION_IN_FORM}"
    chosen = await dialog.choose(other_answers_to(step), explanation, options)
    if chosen.startswith("reason:"):
        return await _does_not_apply(dialog, step, chosen.removeprefix("reason:"))
    return await _with_note(dialog, step, chosen)


async def _does_not_apply(dialog: Dialog, step: Step, reason_id: str) -> bool:
    reason = step.reason(reason_id)
    if reason is None:
        return False

    async def attempt(values: Values) -> Problem | None:
        name = values.get("verified-by", "")
        return await dialog.attempt(changes.does_not_apply, step.id, reason_id, verified_by=name)

    blanks: tuple[Blank, ...] = ()
    if not reason.proved_by_program:
        session = dialog.opened.session
        before = previous_words(session, step, "does-not-apply", reason_id)
        roles = reason.verified_by
        blanks = (verified_by(dialog, *roles, before=before),)
    return await dialog.fill(
        reason.label,
        f"{reason.means}\n{who_verified(reason)}",
        blanks,
        attempt,
        attests=lambda values: does_not_apply_because(step, reason, values.get("verified-by", "")),
    )


async def _with_note(dialog: Dialog, step: Step, outcome: str) -> bool:
    change: AnyChange
    if outcome == "exception":
        change, title, label, explanation = changes.ask_exception, EXCEPTION, TRIED, EXCEPTION_WHY
    else:
        change, title, label, explanation = changes.not_done, NOT_DONE, WHY_NOT, NOT_DONE_WHY

    async def attempt(values: Values) -> Problem | None:
        return await dialog.attempt(change, step.id, values["note"])

    before = previous_words(dialog.opened.session, step, outcome)
    return await dialog.fill(
        title,
        explanation,
        (Blank("note", label, before, kind_hint("note")),),
        attempt,
        attests=lambda values: f"{step.short}: {title}: {values['note']}",
    )
