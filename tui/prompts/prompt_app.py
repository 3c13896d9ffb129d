"""The program at the prompts: home, one open session at a time, and the exit code."""

from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from checklists.errors import ExitCode, Problem, Refused
from checklists.index.index import Found, open_index
from checklists.index.watch import OwnWatch, QueueWatch
from checklists.index.words import sessions_with
from checklists.review.queue import FOLLOW_UP, QueueRow
from checklists.session.list_row import Listed, due_soon
from checklists.session.model import Session
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from checklists.workspace.sessions import NotWithdrawn, Workspace
from checklists.workstation.clock import Clock, local_now
from tui.flows.follow_up import Completing, complete
from tui.launch_options import LaunchOptions
from tui.prompts.asked import ask_asked
from tui.prompts.commands import (
    COMMANDS,
    QUEUE_WORDS,
    RULES,
    Back,
    ContinueIt,
    GoOnElsewhere,
    Quit,
    StartAgain,
    StartSmaller,
    UpdateIt,
    number_in,
    typed,
)
from tui.prompts.completing import ConsoleDialog
from tui.prompts.console import Console, EndOfInput, tell
from tui.prompts.dialog import run
from tui.prompts.reviewing import ReviewContext, log_words, read_and_answer
from tui.prompts.session_prompt import Saving, SessionPrompt
from tui.prompts.walk import Walk
from tui.wording.follow_up_words import (
    ALL_DUE,
    COMPLETED,
    FOLLOW_UPS,
    MOST_AT_HOME,
    home_words,
)
from tui.wording.list_words import (
    FIND_WORDS,
    MOST_FOUND,
    NOTHING_FOUND,
    changed_words,
    first_words,
    queue_size_words,
    state_words,
    unfinished_groups,
    unreadable_words,
)
from tui.wording.program_words import (
    HOME,
    START,
    UNREADABLE,
    not_saved_words,
    out_words,
    problem_words,
)
from tui.wording.questions import NOTHING_CHANGED, NOTHING_KEPT
from tui.wording.review_words import NOTHING_WAITS, WAITS_WORDS, only_read_words, waiting_words


class Chosen(NamedTuple):
    """What was chosen: a session to resume, a type to start, or the review queue.

    With an `item`, the follow-up of a session's post.
    """

    session_id: str = ""
    item: str = ""
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
        listed = _list(word, talk, opening, now)
        if listed is not None:
            offered = listed or offered
        elif word == "review" and opening.reviews_here:
            return Chosen(review=True)
        elif word == "help":
            words = "review, " if opening.reviews_here else ""
            talk.say(f"Here: a number, the ID of a type, find WORDS, list, {words}quit.")
            talk.say(f"find 26-1182: {FIND_WORDS}.", "Inside a session:")
            talk.say(*(f"{name}: {tells}" for name, tells in COMMANDS.items()), *RULES)
        elif word == "?":
            talk.say(*(f"{o.id}: {o.title}. {o.when}" for o in opening.offers.usable))
        elif word in opening.catalog.checklists:
            return Chosen(incident_type=word)
        elif number := number_in(word, len(offered)):
            return offered[number - 1]
        else:
            talk.say(f"! A number from 1 to {len(offered)}, or quit.")


def _list(word: str, talk: Console, opening: LaunchOptions, now: datetime) -> list[Chosen] | None:
    """Show what a word asks for a list of, and return it; None where it asks for none."""
    if word == "list":
        return _show(talk, opening, now)
    if word.startswith("find "):
        return _find(talk, opening, word.removeprefix("find "), now)
    return None


def _show(talk: Console, opening: LaunchOptions, now: datetime) -> list[Chosen]:
    talk.say(f"{HOME} ? says when to choose which type.")
    offered: list[Chosen] = []
    found = _own(opening, now)
    own = [one.listed for one in found]
    due = due_soon(found, now)
    talk.say(*([FOLLOW_UPS] if due else []))
    for one, owed in due[:MOST_AT_HOME]:
        offered.append(Chosen(session_id=f"{one.path.parts[-3]}/{one.listed.id}", item=owed.item))
        talk.say(f"{len(offered)} {home_words(owed, one.listed.case_number, now)}")
    talk.say(*([ALL_DUE.format(len(due))] if len(due) > MOST_AT_HOME else []))
    if opening.reviews_here:
        talk.say(f"{queue_size_words(_waiting(opening, now))}: review")
    paths = {one.listed.id: one.path for one in found}
    reviews = opening.store.reviewed_since(paths.items())
    broken = [found for found in own if found.problem]
    for heading, sessions in unfinished_groups(own).items():
        talk.say(heading)
        for listed in sessions:
            offered.append(Chosen(session_id=listed.id))
            state = state_words(listed, reviews.get(listed.id))
            session = getattr(opening.store.look(paths[listed.id]), "session", None)
            talk.say(f"{len(offered)} {_in_one_line(listed, session, state, now)}")
    talk.say(START)
    group = ""
    offers = opening.offers
    for offer in offers.usable:
        offered.append(Chosen(incident_type=offer.id))
        talk.say(*([f"{offer.group}:"] if offer.group != group else []))
        group = offer.group
        talk.say(f"{len(offered)} {offer.short}, {offer.steps} steps")
    if broken:
        talk.say(UNREADABLE)
        talk.say(*map(unreadable_words, broken))
    if offers.out:
        talk.say(out_words(offers.out))
    return offered


def _in_one_line(listed: Listed, session: Session | None, state: str, now: datetime) -> str:
    words = first_words(session) if session is not None else ""
    parts = (listed.short, listed.case_number, words, state, changed_words(listed, now))
    return ", ".join(show_text(part) for part in parts if part)


def _find(talk: Console, opening: LaunchOptions, words: str, now: datetime) -> list[Chosen]:
    """Show anybody's sessions that have every one of some words, and return them."""
    offered = []
    with closing(open_index(opening.places, opening.store)) as index:
        hits = sessions_with(words, index, opening.store, now, lambda: False)
        for hit in islice(hits, MOST_FOUND):
            path, listed = hit.found
            offered.append(Chosen(session_id=f"{path.parts[-3]}/{listed.id}"))
            line = _in_one_line(listed, hit.session, state_words(listed), now)
            is_own = listed.author_uid == opening.actor.uid
            by = "" if is_own else f", by {show_text(listed.author)}"
            talk.say(f"{len(offered)} {line}{by}")
    if not offered:
        talk.say(f"! {NOTHING_FOUND}")
    return offered


def _own(opening: LaunchOptions, now: datetime) -> tuple[Found, ...]:
    """Return the user's live sessions, the newest first."""
    with closing(OwnWatch(open_index(opening.places, opening.store), opening.actor)) as watch:
        tell(watch.refresh(now))
    return watch.found


def _waiting(opening: LaunchOptions, now: datetime) -> int | None:
    """Return how many sessions wait for a supervisor."""
    index = open_index(opening.places, opening.store)
    # What is over and edited in place is looked for in the queue.
    with closing(QueueWatch(index, opening.actor, at_a_time=0.0)) as watch:
        tell(watch.refresh(now))
    return watch.waiting


class PromptApp:
    """One run of the prompts, from the first line to the exit code."""

    def __init__(
        self, opening: LaunchOptions, talk: Console, saving: Saving, clock: Clock = local_now
    ) -> None:
        self.opening = opening
        self.talk = talk
        self.clock = clock
        self._saving = saving
        self._desk: SessionPrompt | None = None

    def run(self) -> int:
        """Run until the user leaves or the input ends; return the exit code."""
        trial = "TRIAL HOME. " if self.opening.places.kind == "trial" else ""
        self.talk.say(f"Clear to Post. {trial}{self.opening.actor.login}. Type help for commands.")
        try:
            self._begin()
            while True:
                if self.opening.is_advocate:
                    self._complete(*ask_asked(self.talk, self.opening, self.clock()))
                else:
                    self._go(ask_home(self.talk, self.opening, self.clock()))
        except (Quit, EndOfInput) as end:
            return self._farewell(end.code if isinstance(end, Quit) else 0)
        finally:
            self.close()

    @property
    def record(self) -> Path | None:
        """Return the file of the session that is, or was last, open."""
        desk = self._desk
        return Path(desk.opened.path) if desk is not None and not desk.opened.is_new else None

    def close(self) -> None:
        """Close the open session and release its lock."""
        if self._desk is not None:
            self._desk.opened.close()

    def _begin(self) -> None:
        if self.opening.incident_type:
            text, changed = self.opening.text
            self.talk.say(*([changed] if changed else []))
            self._start(self.opening.incident_type, text)
        elif self.opening.session_id:
            self._resume(self.opening.session_id)

    def _go(self, chosen: Chosen) -> None:
        try:
            if chosen.review:
                self._review()
            elif chosen.item:
                self._complete(chosen.session_id, chosen.item)
            elif chosen.session_id:
                self._resume(chosen.session_id)
            else:
                self._start(chosen.incident_type)
        except Problem as problem:
            self.talk.say(f"! {problem_words(problem)}")

    # Reviewing

    def _review(self) -> None:
        """Show the queue by number, and open one session after another until `back`."""
        while rows := self._waiting():
            typed = self.talk.read("Number, or back:").strip().casefold()
            if typed in ("help", "?"):
                self.talk.say(QUEUE_WORDS)
            elif typed == "quit":
                raise Quit
            elif typed == "back":
                return
            elif number := number_in(typed, len(rows)):
                row = rows[number - 1]
                name = f"{row.folder}/{row.session}"
                if row.waits_for == FOLLOW_UP:
                    self._complete(name, row.overdue[0].item)
                else:
                    self._read_and_answer(name)
            else:
                self.talk.say(f"! A number from 1 to {len(rows)}, or back.")
        self.talk.say(NOTHING_WAITS)

    def _waiting(self) -> tuple[QueueRow, ...]:
        opening = self.opening
        opening.store.rules.refresh()
        index = open_index(opening.places, opening.store)
        audit = opening.store.audit
        with closing(QueueWatch(index, opening.actor, audit=audit)) as watch:
            tell(watch.refresh(self.clock()))
        for number, row in enumerate(watch.rows, start=1):
            self.talk.say(f"{number} {WAITS_WORDS[row.waits_for]}, {waiting_words(row)}")
        self.talk.say(*(f"! {words}" for words in log_words(watch, self.clock())))
        self.talk.say(*(f"! {unreadable_words(folder)}" for folder in watch.inaccessible))
        return watch.rows

    def _read_and_answer(self, session_id: str) -> None:
        opening = self.opening
        office = ReviewContext(opening.store, opening.actor, lambda: opening.actor)
        for _, refusal in read_and_answer(office, opening.store.find(session_id), self.talk):
            if refusal:
                self.talk.say(f"! {only_read_words(refusal)}")

    # Follow-ups

    def _complete(self, session_id: str, item: str) -> None:
        """Ask what came of a follow-up, and record it."""
        opening = self.opening
        here = Completing(opening.store, opening.actor, self.clock)
        try:
            with self._saving():
                path = opening.store.find(session_id)
            run(complete(ConsoleDialog(self.talk), here, path, item))
            self.talk.say(COMPLETED)
        except Back:
            self.talk.say(NOTHING_CHANGED)
        except Problem as problem:
            self.talk.say(f"! {problem_words(problem)}")

    # Sessions

    def _start(self, incident_type: str, text: str = "") -> None:
        """Start a session, saved with the first thing that is entered."""
        self._walk(self._workspace.start(incident_type, text))

    def _resume(self, session_id: str) -> None:
        """Resume a session where it was left."""
        self._walk(self._workspace.open(session_id))

    @property
    def _workspace(self) -> Workspace:
        return Workspace(self.opening.store, self.opening.actor, self.clock)

    def _walk(self, opened: OpenSession) -> None:
        """Walk through a session, and through any new session that continues it.

        If the new one cannot be saved, that is reported and the open one goes on. Every way out
        releases the lock.
        """
        while True:
            self._desk = SessionPrompt(self.talk, opened, self.opening, self._saving)
            try:
                Walk(self._desk).run()
                break
            except (StartAgain, ContinueIt, UpdateIt, GoOnElsewhere) as move:
                following = self._following(self._desk, move)
            except Problem:
                opened.close()
                self._desk = None
                raise
            if following is not opened:
                opened.close()
            opened = following
        opened.close()
        self._desk = None

    def _following(
        self, before: SessionPrompt, move: StartAgain | ContinueIt | UpdateIt | GoOnElsewhere
    ) -> OpenSession:
        """Return the session that continues a walk; the same one if the new one was not saved."""
        try:
            with self._saving():
                if isinstance(move, ContinueIt):
                    return self._workspace.continue_open(before.opened)
                if isinstance(move, UpdateIt):
                    return self._workspace.update_open(before.opened, move.how)
                if isinstance(move, GoOnElsewhere):
                    return self._workspace.go_on_elsewhere(before.opened)
                if isinstance(move, StartSmaller):
                    waiting = before.opened.session
                    return self._workspace.start_smaller(waiting, move.incident_type)
                return self._workspace.change_type(before.opened, move.incident_type)
        except Problem as problem:
            before.tell(problem)
            waited = before.opened.unsaved is not None
            if waited and before.until_saved() and isinstance(problem, NotWithdrawn):
                return self._started(before, problem.started)
            return before.opened

    def _started(self, before: SessionPrompt, session_id: str) -> OpenSession:
        """Return the session that was started; the same one if it cannot be opened."""
        try:
            return self._workspace.open(session_id)
        except Problem as problem:
            before.tell(problem)
            return before.opened

    # Leaving

    def _farewell(self, code: int) -> int:
        """Say how to resume; return the exit code, which is 3 while something is not on disk."""
        desk = self._desk
        if desk is None:
            self.talk.say("Everything is saved.")
            return code
        if desk.opened.unsaved is not None:
            code = ExitCode.CANNOT_READ_OR_WRITE
            why = desk.opened.why_unsaved
            self.talk.say(f"! {not_saved_words(why)}" if why else "! NOT SAVED")
        if desk.opened.is_new:
            self.talk.say(NOTHING_KEPT)
            return code
        said = "Read only; nothing was changed." if desk.only_shown else "Everything is saved."
        said = "What was saved before is kept." if code else said
        # One line without wrapping, so that it can be copied.
        self.talk.bare(f"{said} Resume with: cleartopost --plain resume {desk.session.id}")
        return code
