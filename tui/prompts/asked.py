"""Home of an account of victim services at the prompts: what they are asked for after posts."""

from contextlib import closing
from datetime import datetime

from checklists.errors import Refused
from checklists.index.index import Found, open_index
from checklists.index.watch import AskedWatch
from checklists.session.list_row import Due
from tui.launch_options import LaunchOptions
from tui.prompts.commands import Quit, number_in, typed
from tui.prompts.console import Console, tell
from tui.wording.follow_up_words import (
    ASKED,
    ASKED_WORDS,
    NOTHING_ASKED,
    home_words,
    owed_words,
    where_words,
)
from tui.wording.program_words import problem_words


def ask_asked(talk: Console, opening: LaunchOptions, now: datetime) -> tuple[str, str]:
    """Show what they are asked, and ask until one is chosen; return its session and its name.

    Raises Quit.
    """
    found = _show(talk, opening, now)
    while True:
        try:
            word = typed(talk.read("Number, or quit:")).text.casefold()
        except Refused as problem:
            talk.say(f"! {problem_words(problem)}")
            continue
        if word == "quit":
            raise Quit
        if word == "list":
            found = _show(talk, opening, now)
        elif word in ("help", "?"):
            talk.say(ASKED_WORDS)
        elif number := number_in(word, len(found)):
            one, due = found[number - 1]
            return f"{one.path.parts[-3]}/{one.listed.id}", due.item
        else:
            talk.say(f"! A number from 1 to {len(found)}, or quit." if found else "! Only quit.")


def _show(talk: Console, opening: LaunchOptions, now: datetime) -> tuple[tuple[Found, Due], ...]:
    opening.store.rules.refresh()
    with closing(AskedWatch(open_index(opening.places, opening.store))) as watch:
        tell(watch.refresh(now))
    talk.say(ASKED if watch.due else NOTHING_ASKED)
    for number, (found, due) in enumerate(watch.due, start=1):
        case_number = found.listed.case_number
        talk.say(f"{number} {home_words(due, case_number, now)}")
        talk.say(owed_words(due), where_words(found.listed.id, case_number))
    return watch.due
