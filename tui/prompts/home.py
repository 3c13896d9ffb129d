"""Home at the prompts: unfinished sessions first, then the incident types, by number."""

from contextlib import closing
from datetime import datetime
from typing import NamedTuple

from checklists.errors import Refused
from checklists.index.reader import open_index
from checklists.index.watches import OwnWatch
from checklists.session.list_row import Listed
from tui.launch_options import LaunchOptions
from tui.prompts.commands import COMMANDS, RULES, typed
from tui.prompts.console import Console, tell
from tui.prompts.navigation import Quit
from tui.wording.list_words import about_session, unfinished, unreadable_words
from tui.wording.questions import FOR_SUPERVISORS, HOME, START, UNFINISHED, UNREADABLE
from tui.wording.session_words import out_words, problem_words


class Chosen(NamedTuple):
    """What was chosen: a session to resume, a type to start, or the review queue."""

    session_id: str = ""
    incident_type: str = ""
    review: bool = False


def ask_home(talk: Console, opening: LaunchOptions, now: datetime) -> Chosen:
    """Show what can be chosen, and ask until something is.

    Raises Quit.
    """
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


def _show(talk: Console, opening: LaunchOptions, now: datetime) -> list[Chosen]:
    talk.say(f"{HOME} ? tells when to choose which type.")
    offered: list[Chosen] = []
    own = _own(opening, now)
    going_on = unfinished(own)
    broken = [found for found in own if found.problem]
    talk.say(*([UNFINISHED] if going_on else []))
    for listed in going_on:
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


def _own(opening: LaunchOptions, now: datetime) -> list[Listed]:
    """Return the user's live sessions, the newest first."""
    with closing(OwnWatch(open_index(opening.places, opening.store), opening.actor.login)) as watch:
        tell(watch.refresh(now))
    return [found.listed for found in watch.found]
