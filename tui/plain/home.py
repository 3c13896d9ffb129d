"""Home: what is unfinished first, then what can be started, by number."""

from datetime import datetime
from typing import NamedTuple

from checklists.clean_text import show_text
from checklists.problems import Refused
from checklists.standing import standing
from checklists.store import Broken, Stored
from tui.opening import Opening
from tui.plain.commands import COMMANDS, RULES, typed
from tui.plain.moves import Quit
from tui.plain.talk import Talk
from tui.questions import HOME, START, UNFINISHED, UNREADABLE
from tui.session_words import about_session, out_words, problem_words

MOST_UNFINISHED = 40
"""As many unfinished sessions as home offers; `cleartopost list` has all."""


class Chosen(NamedTuple):
    """A session to go on with, or a type to start."""

    session_id: str = ""
    incident_type: str = ""


def ask_home(talk: Talk, opening: Opening, now: datetime) -> Chosen:
    """Show what there is, and ask until one of it is chosen. Raises Quit."""
    offered = _show(talk, opening, now)
    while True:
        try:
            found = typed(talk.read("Number, or quit:"))
        except Refused as problem:
            talk.say(f"! {problem_words(problem)}")
            continue
        word = found.text.casefold()
        if word == "quit":
            raise Quit
        if word == "list":
            offered = _show(talk, opening, now)
        elif word == "help":
            talk.say("Here: a number, the ID of a type, list, quit. Inside a session:")
            talk.say(*(f"{name}: {tells}" for name, tells in COMMANDS.items()), *RULES)
        elif word == "?":
            talk.say(*(f"{c.id}: {c.title}. {c.when}" for c in opening.catalog.in_order))
        elif word in opening.catalog.checklists:
            return Chosen(incident_type=word)
        elif word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(offered):
            return offered[int(word) - 1]
        else:
            talk.say(f"! A number from 1 to {len(offered)}, or quit.")


def _show(talk: Talk, opening: Opening, now: datetime) -> list[Chosen]:
    talk.say(f"{HOME} ? tells when to choose which type.")
    offered: list[Chosen] = []
    broken: list[Broken] = []
    store = opening.store
    for path in store.paths():
        if store.own_folder not in path.parents:
            continue
        found = store.look(path)
        if isinstance(found, Broken):
            broken.append(found)
        elif len(offered) < MOST_UNFINISHED:
            words = _session_words(opening, found, now)
            if words:
                talk.say(*([] if offered else [UNFINISHED]))
                offered.append(Chosen(session_id=found.session.id))
                talk.say(f"{len(offered)} {words}")
    talk.say(START)
    for checklist in opening.catalog.in_order:
        offered.append(Chosen(incident_type=checklist.id))
        urgent = ", urgent" if checklist.urgent else ""
        talk.say(f"{len(offered)} {checklist.short}, {len(checklist.steps)} steps{urgent}")
    if broken:
        talk.say(UNREADABLE)
        talk.say(*(f"{show_text(b.id[:60])} unreadable: {show_text(b.problem)}" for b in broken))
    if opening.catalog.why_out:
        talk.say(out_words(opening.catalog.why_out))
    return offered


def _session_words(opening: Opening, found: Stored, now: datetime) -> str:
    session = found.session
    checklist = opening.catalog.checklists.get(session.incident_type)
    where = standing(session, checklist, (), now)
    if where.status in ("withdrawn", "posted"):
        return ""
    return ", ".join(word for word in about_session(session, checklist, where, now) if word)
