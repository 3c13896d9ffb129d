"""Home: what is unfinished first, then what can be started, by number."""

from datetime import datetime
from typing import NamedTuple

from checklists.listed import Listed
from checklists.own_watch import OwnWatch
from checklists.problems import Refused
from checklists.reading import open_index
from tui.commands.progress import tell
from tui.list_words import about_session, unreadable_words
from tui.opening import Opening
from tui.plain.commands import COMMANDS, RULES, typed
from tui.plain.moves import Quit
from tui.plain.talk import Talk
from tui.questions import FOR_SUPERVISORS, HOME, START, UNFINISHED, UNREADABLE
from tui.session_words import out_words, problem_words

MOST_UNFINISHED = 40
"""As many unfinished sessions as home offers; `cleartopost list` has all."""


class Chosen(NamedTuple):
    """A session to go on with, a type to start, or what waits for a supervisor."""

    session_id: str = ""
    incident_type: str = ""
    review: bool = False


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
        elif word == "review" and opening.reviews_here:
            return Chosen(review=True)
        elif word == "help":
            words = "review, " if opening.reviews_here else ""
            talk.say(f"Here: a number, the ID of a type, list, {words}quit. Inside a session:")
            talk.say(*(f"{name}: {tells}" for name, tells in COMMANDS.items()), *RULES)
        elif word == "?":
            talk.say(*(f"{o.id}: {o.title}. {o.when}" for o in opening.catalog.offered))
        elif word in opening.catalog.checklists:
            return Chosen(incident_type=word)
        elif word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(offered):
            return offered[int(word) - 1]
        else:
            talk.say(f"! A number from 1 to {len(offered)}, or quit.")


def _show(talk: Talk, opening: Opening, now: datetime) -> list[Chosen]:
    talk.say(f"{HOME} ? tells when to choose which type.")
    offered: list[Chosen] = []
    own = _own(opening, now)
    unfinished = [found for found in own if found.is_unfinished][:MOST_UNFINISHED]
    broken = [found for found in own if found.problem]
    talk.say(*([UNFINISHED] if unfinished else []))
    for listed in unfinished:
        offered.append(Chosen(session_id=listed.id))
        words = ", ".join(word for word in about_session(listed, now) if word)
        talk.say(f"{len(offered)} {words}")
    talk.say(START)
    for offer in opening.catalog.offered:
        offered.append(Chosen(incident_type=offer.id))
        urgent = ", urgent" if offer.urgent else ""
        talk.say(f"{len(offered)} {offer.short}, {offer.steps} steps{urgent}")
    if opening.reviews_here:
        talk.say(f"{FOR_SUPERVISORS}: review")
    if broken:
        talk.say(UNREADABLE)
        talk.say(*map(unreadable_words, broken))
    if opening.catalog.why_out:
        talk.say(out_words(opening.catalog.why_out))
    return offered


def _own(opening: Opening, now: datetime) -> list[Listed]:
    """What is live of one's own, the newest first."""
    index = open_index(opening.places, opening.store, opening.catalog, opening.rests_on)
    watch = OwnWatch(index, opening.actor.login)
    tell(watch.refresh(now))
    index.close()
    return [found.listed for found in watch.found]
