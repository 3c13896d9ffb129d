"""The parts of the whole post at the prompts, but for its text: questions, people, case, file."""

from checklists.definitions.model import Question
from checklists.gate.question_answers import needs_verifier
from checklists.text import show_text
from tui.flows import people
from tui.flows.draft import answer_question, answer_same
from tui.flows.places import asks_questions
from tui.flows.whole_session import (
    ask_case_number,
    carry_to_checklist,
    take_over_hand_edit,
    tell_others_of_case,
)
from tui.prompts.commands import Skip, StartAgain, number_in
from tui.prompts.dialog import run
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.marks import STEP_WORDS
from tui.wording.questions import (
    ALL_ANSWERED,
    ASKED_LATER,
    CASE_NUMBER_WHY,
    LISTS_NOBODY,
    NO_ASKS_WHO,
    NOBODY_YET,
    NOT_TAKEN_OVER,
    PEOPLE_WHY,
    right_type,
    what_it_does,
)
from tui.wording.session_words import asked_again_words, blockers_of, questions_that_wait
from tui.wording.words import case_words, person_words


def visit_questions(desk: SessionPrompt) -> None:
    """Ask every question without a current answer; if there is none, show the answers."""
    if not asks_questions(desk.opened):
        desk.say(ASKED_LATER)
        return
    desk.say(right_type(desk.checklist))
    found = questions_that_wait(desk.opened)
    waiting = [question for question in desk.checklist.questions if question.id in found]
    if desk.only_shown or not waiting:
        _show_questions(desk)
    if desk.only_shown:
        raise Skip
    if not waiting and desk.checklist.questions:
        _answer_anew(desk)
    for question in waiting:
        while question.id in questions_that_wait(desk.opened):
            _ask_question(desk, question)


def _answer_anew(desk: SessionPrompt) -> None:
    """Ask which answer to change, when all questions are answered."""
    questions = desk.checklist.questions
    while True:
        found = desk.ask(f"{ALL_ANSWERED} A number changes an answer, or done:")
        text = found.text
        if text.casefold() == "done":
            return
        if number := number_in(text, len(questions)):
            _ask_question(desk, questions[number - 1])
            _show_questions(desk)
        else:
            desk.say(f"! A number from 1 to {len(questions)}, or done.")


def _show_questions(desk: SessionPrompt) -> None:
    waiting = questions_that_wait(desk.opened)
    for number, question in enumerate(desk.checklist.questions, start=1):
        answer = desk.session.question_answer(question.id)
        word = STEP_WORDS["open"] if answer is None else "yes" if answer.yes else "no"
        if answer is not None and question.id in waiting:
            word += f", {STEP_WORDS['stale']}"
        said = (answer.reason or answer.verified_by) if answer is not None else ""
        desk.say(f"{number} {question.prompt} {word}{f' ({show_text(said)})' if said else ''}")


def _ask_question(desk: SessionPrompt, question: Question) -> None:
    answer = desk.session.question_answer(question.id)
    why_again = questions_that_wait(desk.opened).get(question.id)
    if answer is not None and why_again is not None:
        desk.say(asked_again_words(desk.opened, question, answer, why_again))
    again = " or same" if answer is not None else ""

    def why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
        return [what_it_does(question, desk.checklist)]

    takes_out = desk.checklist.added_by(question)
    desk.say(question.prompt, *([NO_ASKS_WHO] if needs_verifier(takes_out) else []))
    found = desk.ask(f"yes or no{again}:", why=why, words="yes, no, same", anew=True)
    if found.text.casefold() == "same" and not found.literal:
        run(answer_same(desk.dialog))
    elif found.is_yes or found.is_no:
        usable = question.suggests in desk.catalog.checklists
        flow = answer_question(desk.dialog, question, yes=found.is_yes, usable=usable)
        other = desk.dialog.follow(flow)
        if other:
            raise StartAgain(other)
    else:
        desk.say("! Type yes or no. The program never answers for you.")


PEOPLE_WORDS = "add, remove K1, class K1, link K1, or done"
_FLOWS = {"remove": people.remove, "class": people.reclassify, "link": people.link}


def visit_people(desk: SessionPrompt) -> None:
    """Show the list, and ask for one change after another until `done`."""
    if not desk.checklist.classes and not desk.session.people:
        desk.say(LISTS_NOBODY)
        return
    desk.say(PEOPLE_WHY)
    _show_people(desk)
    if desk.only_shown:
        raise Skip
    while True:
        found = desk.ask("People:", why=lambda _: [PEOPLE_WHY], words=PEOPLE_WORDS)
        word, _, rest = found.text.partition(" ")
        match word.casefold():
            case "add":
                # The line may contain the answers too: add next-of-kin D1.
                desk.dialog.follow(people.add(desk.dialog), *rest.split(maxsplit=1))
            case "remove" | "class" | "link":
                flow = _FLOWS[word.casefold()]
                desk.dialog.follow(flow(desk.dialog, rest.strip().upper()))
            case "done":
                return
            case _:
                desk.say(f"! {PEOPLE_WORDS}.")
                continue
        _show_people(desk)


def _show_people(desk: SessionPrompt) -> None:
    desk.say(*(person_words(person, desk.checklist) for person in desk.session.people))
    if not desk.session.people:
        desk.say(NOBODY_YET)
    found = blockers_of("people", desk.opened.blockers())
    desk.say(*(f"! {show_text(blocker.reason)}" for blocker in found))


# The whole session


def visit_case(desk: SessionPrompt) -> None:
    """Ask for the case number until there is one."""
    if desk.only_shown:
        desk.say(CASE_NUMBER_WHY, case_words(desk.session))
        raise Skip
    while not (run(ask_case_number(desk.dialog)) and desk.session.case_number):
        pass
    run(tell_others_of_case(desk.dialog))


def visit_edited(desk: SessionPrompt) -> None:
    """Settle that the file was changed outside the program, where that can be settled here."""
    if desk.session.sealed:
        found = blockers_of("edited", desk.opened.blockers())
        if not found:
            desk.say("The file was not edited outside the program.")
            return
        for blocker in found:
            desk.say(f"! {show_text(blocker.reason)}")
        desk.say(NOT_TAKEN_OVER)
        raise Skip
    run(take_over_hand_edit(desk.dialog))


def visit_checklist(desk: SessionPrompt) -> None:
    """Offer to carry the answers to the checklist as it is now."""
    if desk.session.checklist_revision == desk.checklist.revision:
        desk.say("The checklist has not changed since this session began.")
        return
    run(carry_to_checklist(desk.dialog))
