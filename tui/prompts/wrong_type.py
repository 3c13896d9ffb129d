"""The wrong-type questions: asked at the start, and again when the draft changes."""

from checklists import changes
from checklists.definitions.model import Question
from checklists.text import show_text
from tui.flows.questions import answer_same, answer_yes
from tui.prompts.dialog import run
from tui.prompts.navigation import Skip, StartAgain
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.marks import question_mark
from tui.wording.questions import ALL_ANSWERED, RIGHT_TYPE, points_to
from tui.wording.session_words import asked_again_words, questions_that_wait


def visit_questions(desk: SessionPrompt) -> None:
    """Ask every question without a current answer; if there is none, show the answers."""
    desk.say(RIGHT_TYPE)
    found = questions_that_wait(desk.opened)
    waiting = [question for question in desk.checklist.questions if question.id in found]
    if desk.only_shown or not waiting:
        _show(desk)
    if desk.only_shown:
        raise Skip
    if not waiting and desk.checklist.questions:
        _anew(desk)
    for question in waiting:
        while question.id in questions_that_wait(desk.opened):
            _ask(desk, question)


def _anew(desk: SessionPrompt) -> None:
    """Ask which answer to change, when all questions are answered."""
    questions = desk.checklist.questions
    while True:
        found = desk.ask(f"{ALL_ANSWERED} A number answers anew, or done:")
        text = found.text
        if text.casefold() == "done":
            return
        if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(questions):
            _ask(desk, questions[int(text) - 1])
            _show(desk)
        else:
            desk.say(f"! A number from 1 to {len(questions)}, or done.")


def _show(desk: SessionPrompt) -> None:
    waiting = questions_that_wait(desk.opened)
    for number, question in enumerate(desk.checklist.questions, start=1):
        answer = desk.session.question_answer(question.id)
        mark = question_mark(answered=answer is not None, waits=question.id in waiting)
        word = "" if answer is None else " yes" if answer.yes else " no"
        reason = f" ({show_text(answer.reason)})" if answer is not None and answer.reason else ""
        desk.say(f"{mark} {number}{word} {question.prompt}{reason}")


def _ask(desk: SessionPrompt, question: Question) -> None:
    answer = desk.session.question_answer(question.id)
    why_again = questions_that_wait(desk.opened).get(question.id)
    if answer is not None and why_again is not None:
        desk.say(asked_again_words(desk.opened, question, answer, why_again))
    again = " or same" if answer is not None else ""

    def why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        return [points_to(question)]

    desk.say(question.prompt)
    found = desk.ask(f"yes or no{again}:", why=why, words="yes, no, same")
    if found.text.casefold() == "same" and not found.literal:
        run(answer_same(desk.dialog))
    elif found.is_no:
        desk.save(changes.answer_question, question.id, yes=False)
    elif found.is_yes:
        usable = question.suggests in desk.catalog.checklists
        other = desk.dialog.follow(answer_yes(desk.dialog, question, usable=usable))
        if other:
            raise StartAgain(other, withdraws=True)
    else:
        desk.say("! Type yes or no; nothing is answered for you.")
