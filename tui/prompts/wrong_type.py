"""The wrong-type questions: asked at the start, and again when the draft changes."""

from checklists import changes
from checklists.definitions.model import Guard
from checklists.text import show_text
from tui.flows.questions import answer_same, answer_yes
from tui.prompts.dialog import run
from tui.prompts.navigation import Skip, StartAgain
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.questions import RIGHT_TYPE, points_to
from tui.wording.session_words import asked_again_words, questions_that_wait


def visit_questions(desk: SessionPrompt) -> None:
    """Ask every question without a current answer; if there is none, show the answers."""
    desk.say(RIGHT_TYPE)
    found = questions_that_wait(desk.opened)
    waiting = [guard for guard in desk.checklist.guards if guard.id in found]
    if desk.only_shown or not waiting:
        _show(desk)
    if desk.only_shown:
        raise Skip
    if not waiting and desk.checklist.guards:
        _anew(desk)
    for guard in waiting:
        while guard.id in questions_that_wait(desk.opened):
            _ask(desk, guard)


def _anew(desk: SessionPrompt) -> None:
    """Ask which answer to change, when all questions are answered."""
    guards = desk.checklist.guards
    while True:
        found = desk.ask("All are answered for this draft. A number answers anew, or done:")
        text = found.text
        if text.casefold() == "done":
            return
        if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(guards):
            _ask(desk, guards[int(text) - 1])
            _show(desk)
        else:
            desk.say(f"! A number from 1 to {len(guards)}, or done.")


def _show(desk: SessionPrompt) -> None:
    waiting = questions_that_wait(desk.opened)
    for number, guard in enumerate(desk.checklist.guards, start=1):
        answer = desk.session.guard_answer(guard.id)
        mark = "[ ]" if answer is None else "[~]" if guard.id in waiting else "[x]"
        word = "" if answer is None else " yes" if answer.yes else " no"
        reason = f" ({show_text(answer.reason)})" if answer is not None and answer.reason else ""
        desk.say(f"{mark} {number}{word} {guard.question}{reason}")


def _ask(desk: SessionPrompt, guard: Guard) -> None:
    answer = desk.session.guard_answer(guard.id)
    why_again = questions_that_wait(desk.opened).get(guard.id)
    if answer is not None and why_again is not None:
        desk.say(asked_again_words(desk.opened, guard, answer, why_again))
    again = " or same" if answer is not None else ""

    def why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        return [points_to(guard)]

    desk.say(guard.question)
    found = desk.ask(f"yes or no{again}:", why=why, words="yes, no, same")
    if found.text.casefold() == "same" and not found.literal:
        run(answer_same(desk.dialog))
    elif found.is_no:
        desk.save(changes.answer_guard, guard.id, yes=False)
    elif found.is_yes:
        usable = guard.suggests in desk.catalog.checklists
        other = desk.dialog.follow(answer_yes(desk.dialog, guard, usable=usable))
        if other:
            raise StartAgain(other, withdraws=True)
    else:
        desk.say("! Type yes or no; nothing is answered for you.")
