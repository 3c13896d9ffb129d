"""The last look: why it is not ready, with a way to each reason; or exactly what is to be posted,
and the word that marks it ready."""

from checklists import changes
from checklists.digests import content_digest
from checklists.problems import Refused
from checklists.session import Session
from tui.plain.desk import Desk
from tui.plain.looking import reason_lines
from tui.plain.moves import GoTo
from tui.plain.posting import Asking, ask_posted, not_posted_yet
from tui.post_parts import part_of
from tui.session_words import (
    ALREADY_READY,
    LAST_LOOK,
    bare_texts,
    last_look_lines,
    marked_ready_words,
)

TEXT_HINT = "text shows the bare text to copy."
WORDS = "text shows the bare text; posted records where and when it went out"


def visit_ready(desk: Desk) -> None:
    """Until somewhere else is asked for."""
    while True:
        # A supervisor may have said something since.
        desk.opened.refresh()
        if desk.session.withdrawn is not None:
            desk.say(desk.standing_words())
            desk.ask("It is over. list, home, or quit:")
        elif desk.standing().is_ready:
            _is_ready(desk)
        elif desk.opened.blockers():
            _why_not(desk)
        else:
            _last_look(desk)


def _why_not(desk: Desk) -> None:
    found = desk.opened.blockers()
    lapsed = desk.standing().lapsed_because
    desk.say(*([f"LAPSED: {lapsed}"] if lapsed else []), *reason_lines(desk.opened))
    typed_here = desk.ask("A number goes there:", words="the number of a reason")
    text = typed_here.text
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= len(found):
        blocker = found[int(text) - 1]
        raise GoTo(blocker.step or part_of(blocker))
    desk.say(f"! A number from 1 to {len(found)}.")


def _say_content(desk: Desk) -> str:
    """Say everything that a ready mark would be given for; gives back its digest."""
    shown = content_digest(desk.session)
    for line in last_look_lines(desk.opened, desk.catalog.platforms, TEXT_HINT):
        # Line by line as it is: a text to be approved is not broken anew.
        desk.talk.bare(line)
    return shown


def _last_look(desk: Desk) -> None:
    """Show exactly what is to be posted, and mark that ready by the word alone."""
    desk.say(LAST_LOOK)
    shown = _say_content(desk)
    if desk.only_shown:
        desk.ask("list, home, or quit:")
        return
    try:
        desk.ask("Type the word ready to mark exactly this ready:", words="ready marks it ready")
    except GoTo as move:
        if move.place != "ready":
            raise
    else:
        desk.say("! It is not marked ready by that.")
        return
    _mark(desk, shown)


def _mark(desk: Desk, shown: str) -> None:
    def change(session: Session) -> Session:
        return changes.mark_ready(
            session,
            desk.checklist,
            desk.opened.reviews,
            shown=shown,
            actor=desk.opened.actor,
            now=desk.opened.clock(),
            originals=desk.opened.originals,
        )

    desk.opened.refresh()
    desk.save(change)


def _record_posted(desk: Desk) -> None:
    """Where it went out, and when; `back` leaves it."""
    asking = Asking(lambda prompt: desk.ask(prompt).text, desk.say, desk.save)
    with desk.dialogue():
        try:
            for platform in not_posted_yet(desk.opened):
                ask_posted(desk.opened, platform, asking)
        except Refused as problem:
            desk.tell(problem)


def _is_ready(desk: Desk) -> None:
    found = desk.standing()
    open_to_post = found.may_be_posted and found.status != "posted"
    desk.say(marked_ready_words(found) if open_to_post else desk.standing_words())
    _say_content(desk)
    while True:
        try:
            typed = desk.ask("text, posted, or quit:", words=WORDS)
        except GoTo as move:
            if move.place != "ready":
                raise
            desk.say(ALREADY_READY)
            return
        desk.opened.refresh()
        standing = desk.standing()
        if not standing.is_ready:
            # It lapsed while it was looked at.
            return
        if typed.text.casefold() == "posted" and not desk.only_shown:
            _record_posted(desk)
            return
        if typed.text.casefold() != "text":
            desk.say(f"! {TEXT_HINT}")
        elif standing.may_be_posted:
            desk.talk.bare(bare_texts(desk.session))
        else:
            desk.say(f"! {standing.awaits_approval}")
