"""The other answers to a step: it does not apply, it was not done, or a supervisor is asked."""

from checklists import changes
from checklists.attesting import words_before
from checklists.definition import Reason, Step
from checklists.open_session import Change
from checklists.session import Session
from tui.plain.desk import Desk
from tui.plain.step import saved_words
from tui.questions import (
    EXCEPTION,
    EXCEPTION_WHY,
    NOT_DONE,
    NOT_DONE_WHY,
    NOTE_HINT,
    TRIED,
    VERIFIED_BY,
    WHY_NOT,
    other_options,
    verifier_roles,
    who_verified,
)


def other_answer(desk: Desk, step: Step) -> bool:
    """Ask which other answer is given, and what it needs; says whether one was saved."""
    chosen = desk.choose(f"Other answers: {step.short}", other_options(step))
    if not chosen.startswith("reason:"):
        return _with_note(desk, step, chosen)
    reason = step.reason(chosen.removeprefix("reason:"))
    return reason is not None and _does_not_apply(desk, step, reason)


def _save(desk: Desk, step: Step, attests: str, change: Change) -> bool:
    desk.confirms(f"Confirm: {step.short}: {attests}")
    if not desk.save(change):
        return False
    desk.say(saved_words(desk, step))
    return True


def _does_not_apply(desk: Desk, step: Step, reason: Reason) -> bool:
    verifier, attests = "", f"Does not apply: {reason.label}"
    if not reason.proved_by_program:
        desk.say(who_verified(reason))
        before = words_before(desk.session, step, "does-not-apply", reason.id)
        verifier = desk.ask_words(VERIFIED_BY, verifier_roles(reason), before)
        attests += f", verified by {verifier}"

    def change(session: Session) -> Session:
        return changes.does_not_apply(
            session,
            desk.checklist,
            step.id,
            reason.id,
            verified_by=verifier,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
        )

    return _save(desk, step, attests, change)


def _with_note(desk: Desk, step: Step, outcome: str) -> bool:
    if outcome == "exception":
        title, label, explanation = EXCEPTION, TRIED, EXCEPTION_WHY
    else:
        title, label, explanation = NOT_DONE, WHY_NOT, NOT_DONE_WHY
    make = changes.ask_exception if outcome == "exception" else changes.not_done
    desk.say(explanation)
    note = desk.ask_words(label, NOTE_HINT, words_before(desk.session, step, outcome))

    def change(session: Session) -> Session:
        return make(
            session,
            desk.checklist,
            step.id,
            note,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
        )

    return _save(desk, step, f"{title}: {note}", change)
