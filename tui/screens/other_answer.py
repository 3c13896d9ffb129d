"""The other answers to a step: it does not apply, it was not done, or a supervisor is asked."""

from typing import TYPE_CHECKING

from checklists import changes
from checklists.attesting import words_before
from checklists.definition import Step
from checklists.problems import Problem
from checklists.same_call import people_named
from checklists.session import Session
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
from tui.screens.ask import AskChoice, AskLines, Blank

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen


async def other_answer(screen: "SessionScreen", step: Step) -> bool:
    """Ask which other answer is given, and what it needs; says whether one was saved."""
    app = screen.app
    chosen = await app.push_screen_wait(
        AskChoice(f"Other answers: {step.short}", step.prompt, other_options(step))
    )
    if chosen is None:
        return False
    if chosen.startswith("reason:"):
        return await _does_not_apply(screen, step, chosen.removeprefix("reason:"))
    return await _with_note(screen, step, chosen)


async def _does_not_apply(screen: "SessionScreen", step: Step, reason_id: str) -> bool:
    opened, checklist = screen.opened, screen.opened.known_checklist()
    reason = step.reason(reason_id)
    if reason is None:
        return False

    async def attempt(values: dict[str, str]) -> Problem | None:
        return await screen.attempt(
            lambda session: changes.does_not_apply(
                session,
                checklist,
                step.id,
                reason_id,
                verified_by=values.get("verified-by", ""),
                actor=opened.actor,
                now=opened.clock(),
            )
        )

    if reason.proved_by_program:
        problem = await attempt({})
        if problem is not None:
            screen.show_refusal(problem)
        return problem is None
    names = people_named(screen.session, checklist)
    before = words_before(screen.session, step, "does-not-apply", reason_id)
    blank = Blank("verified-by", VERIFIED_BY, before, hint=verifier_roles(reason), names=names)
    explanation = f"{reason.means}\n{who_verified(reason)}"
    return await screen.app.push_screen_wait(AskLines(reason.label, explanation, (blank,), attempt))


async def _with_note(screen: "SessionScreen", step: Step, outcome: str) -> bool:
    opened, checklist = screen.opened, screen.opened.known_checklist()
    make = changes.ask_exception if outcome == "exception" else changes.not_done

    def change(session: Session, note: str) -> Session:
        return make(session, checklist, step.id, note, actor=opened.actor, now=opened.clock())

    async def attempt(values: dict[str, str]) -> Problem | None:
        return await screen.attempt(lambda session: change(session, values["note"]))

    if outcome == "exception":
        title, label, explanation = EXCEPTION, TRIED, EXCEPTION_WHY
    else:
        title, label, explanation = NOT_DONE, WHY_NOT, NOT_DONE_WHY
    before = words_before(screen.session, step, outcome)
    blank = Blank("note", label, before, hint=NOTE_HINT)
    return await screen.app.push_screen_wait(AskLines(title, explanation, (blank,), attempt))
