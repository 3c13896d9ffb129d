"""The people list: labels and classes, never names."""

from checklists.text import show_text
from tui.flows import people
from tui.prompts.navigation import Skip
from tui.prompts.session_prompt import SessionPrompt
from tui.wording.questions import LISTS_NOBODY, NOBODY_YET, PEOPLE_WHY
from tui.wording.session_words import blockers_of
from tui.wording.words import person_words

WORDS = "add, remove K1, class K1, link K1, or done"
_FLOWS = {"remove": people.remove, "class": people.reclassify, "link": people.link}


def visit_people(desk: SessionPrompt) -> None:
    """Show the list, and ask for one change after another until `done`."""
    if not desk.checklist.classes and not desk.session.people:
        desk.say(LISTS_NOBODY)
        return
    desk.say(PEOPLE_WHY)
    show_people(desk)
    if desk.only_shown:
        raise Skip
    while True:
        found = desk.ask("People:", why=_why, words=WORDS)
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
                desk.say(f"! {WORDS}.")
                continue
        show_people(desk)


def _why(_with_sources: bool) -> list[str]:  # noqa: FBT001 (its one meaning is its name)
    return [PEOPLE_WHY]


def show_people(desk: SessionPrompt) -> None:
    """Show one line per person, including removed ones, then what the list lacks."""
    desk.say(*(person_words(person, desk.checklist) for person in desk.session.people))
    if not desk.session.people:
        desk.say(NOBODY_YET)
    found = blockers_of("people", desk.opened.blockers())
    desk.say(*(f"[!] {show_text(blocker.reason)}" for blocker in found))
