"""One open session in conversation: asking with the common words understood, choosing, and saving.

Nothing goes on as if it were saved: a change that is not on disk is tried again before anything
else is asked.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from checklists.catalog import Catalog
from checklists.clean_text import show_text
from checklists.definition import Checklist
from checklists.open_session import Change, OpenSession
from checklists.problems import CannotReadOrWrite, ExitCode, Problem, Refused
from checklists.record import TooLarge
from checklists.session import Session
from checklists.standing import Standing
from checklists.store import ChangedOutside
from tui.plain import looking
from tui.plain.commands import COMMANDS, RULES, Typed, command_in, typed
from tui.plain.moves import Anew, Back, ContinueIt, GoTo, Home, Other, Quit, Skip, StartAgain
from tui.plain.talk import EndOfInput, Talk
from tui.questions import FULL, FULL_OPTION, FULL_WHY, Option
from tui.session_words import (
    IS_YOURS,
    PEN_FREE,
    WRITES_ALREADY,
    WRITES_NOW,
    full_words,
    not_saved_words,
    problem_words,
    read_only_words,
)
from tui.words import standing_line

Saving = Callable[[], AbstractContextManager[None]]
"""What a save stands in, so that no signal cuts it off."""

Why = Callable[[bool], list[str]]
"""Why something is asked, in lines; with the sources where it is asked a second time."""

TYPE_YES = "Type yes, or back:"


class Desk:
    """An open session and whoever answers for it."""

    def __init__(self, talk: Talk, opened: OpenSession, catalog: Catalog, saving: Saving) -> None:
        self.talk = talk
        self.opened = opened
        self.catalog = catalog
        self._saving = saving

    # What it is

    @property
    def session(self) -> Session:
        """What is on disk."""
        return self.opened.session

    @property
    def checklist(self) -> Checklist:
        """The checklist of the session; it is only opened where there is one."""
        return self.opened.known_checklist()

    def standing(self) -> Standing:
        """Where the session stands now."""
        return self.opened.standing()

    @property
    def only_shown(self) -> bool:
        """Whether nothing can be entered: another terminal writes, or the session is over."""
        return self.opened.read_only or self.session.withdrawn is not None

    def standing_words(self) -> str:
        """Where the session stands, in the words of these prompts."""
        if self.opened.read_only:
            how = "take over: write here." if self.opened.is_own else "continue: as one of yours."
            return f"{read_only_words(self.opened)} {how}"
        ready = self.session.ready
        words = standing_line(self.standing(), self.opened.clock(), ready.at if ready else None)
        full = full_words() if self.opened.nearly_full else ""
        return full + words.replace("F8", "ready")

    # Saying

    def say(self, *sentences: str) -> None:
        """Sentences, a line each."""
        self.talk.say(*sentences)

    def tell(self, problem: Problem) -> None:
        """Why something was refused."""
        self.say("! " + problem_words(problem).replace("F8", "ready"))

    # Asking

    def ask(self, prompt: str, *, why: Why | None = None, words: str = "") -> Typed:
        """One line that is none of the common words. `words` are those understood here besides."""
        asked_why = 0
        while True:
            self._read_along()
            try:
                found = typed(self.talk.read(prompt))
            except Refused as problem:
                self.tell(problem)
                continue
            command = command_in(found, looking.places(self.checklist))
            if command is None:
                return found
            name, place = command
            if name == "?":
                self.say(*(why(asked_why > 0) if why else ["help tells the words."]))
                asked_why += 1
            else:
                self._carry_out(name, place, words)

    def _carry_out(self, name: str, place: str, words: str) -> None:
        """Show what was asked for, or raise the move that it is."""
        moves = {"back": Back, "skip": Skip, "other": Other, "home": Home, "quit": Quit}
        if name in moves:
            raise moves[name]
        match name:
            case "help":
                self.say(*([f"Here: {words}"] if words else []))
                self.say(*(f"{word}: {tells}" for word, tells in COMMANDS.items()), *RULES)
            case "list":
                self.say(*looking.list_lines(self.opened), self.standing_words())
            case "take over":
                self._take_over()
            case "continue" if self.opened.is_own:
                self.say(f"! {IS_YOURS}")
            case "continue":
                raise ContinueIt
            case "calls":
                self.say(*looking.call_lines(self.opened))
            case "go" if not place:
                self.say("! go needs a number or a name of the list: go 4.")
            case "go":
                raise GoTo(looking.places(self.checklist)[place])
            case _:
                raise GoTo(name)

    def _read_along(self) -> None:
        """Where one can only read: what others did since, and the pen as soon as it is free."""
        if not self.opened.read_only:
            return
        self.opened.refresh()
        if self.opened.is_own and self.opened.try_pen():
            self.say(PEN_FREE)
            raise Anew

    def _take_over(self) -> None:
        """Write here; one's own other terminal saves and leaves."""
        if not self.opened.read_only:
            self.say(f"! {WRITES_ALREADY}")
            return
        try:
            self.opened.take_over()
        except Problem as problem:
            self.tell(problem)
            return
        self.say(WRITES_NOW)
        raise Anew

    def choose(self, title: str, options: tuple[Option, ...], *, why: Why | None = None) -> str:
        """One of a list, by its number or its id; nothing is chosen by Enter."""
        self.say(title)
        for number, option in enumerate(options, start=1):
            means = f". {option.means}" if option.means else ""
            self.say(f"{number} {option.label}{means}")
        while True:
            found = picked(self.ask("Number:", why=why), options)
            if found:
                return found
            self.say(f"! A number from 1 to {len(options)}, or back.")

    def ask_words(self, label: str, hint: str = "", before: str = "") -> str:
        """Words for one line of the record; Enter keeps what was there before. A bare yes or no is
        none: it answers no question."""
        prompt = f"{label} ({hint})" if hint else label
        prompt += f" [{show_text(before)}]:" if before else ":"
        while True:
            found = self.ask(prompt)
            if not (found.is_yes or found.is_no):
                return found.text or before
            self.say(no_word_here(label))

    def confirms(self, sentence: str) -> None:
        """Say what would be attested, and go on only once the whole word yes was typed."""
        self.say(sentence)
        while not self.ask(TYPE_YES).is_yes:
            self.say("! Nothing is confirmed by that.")

    @contextmanager
    def dialogue(self) -> Iterator[None]:
        """A question of several lines that is saved as one: `back` leaves it, nothing changed."""
        try:
            yield
        except Back:
            self.say("Nothing is changed.")

    # Saving

    def attempt(self, change: Change) -> Problem | None:
        """Make a change and save it. Gives back why it was refused; None when it is on disk."""
        try:
            with self._saving():
                self.opened.apply(change)
        except CannotReadOrWrite as problem:
            return problem if self.opened.unsaved is None else self._until_saved()
        except TooLarge as problem:
            return self._offer_new_session(problem)
        except Problem as problem:
            return problem
        return None

    def _offer_new_session(self, full: TooLarge) -> Problem:
        """A record that is full can only go on as another session of the same post."""
        try:
            self.confirms(f"{FULL}. {FULL_WHY} {FULL_OPTION.label}? {FULL_OPTION.means}")
        except Back:
            return full
        raise StartAgain(self.session.incident_type, withdraws=False)

    def save(self, change: Change) -> bool:
        """Make a change and save it; says why where it was refused."""
        problem = self.attempt(change)
        if problem is not None:
            self.tell(problem)
        return problem is None

    def _until_saved(self) -> Problem | None:
        """Try again until it is on disk: nothing else is asked before that. A pipe cannot wait,
        and its next line would answer another question, so it ends."""
        tried = 0
        while True:
            why = self.opened.why_unsaved
            if why is not None:
                self.say(f"! {not_saved_words(why)} {why.what_to_do}")
            if tried:
                self._wait_to_retry()
            tried += 1
            try:
                with self._saving():
                    saved = self.opened.retry()
            except ChangedOutside as problem:
                return problem
            if saved:
                self.say(f"Saved now: {self.session.updated_at:%H:%M:%S}.")
                return None

    def _wait_to_retry(self) -> None:
        if not self.talk.interactive:
            raise Quit(ExitCode.CANNOT_READ_OR_WRITE)
        try:
            line = self.talk.read("Enter tries again; quit leaves without it:")
        except EndOfInput:
            raise Quit(ExitCode.CANNOT_READ_OR_WRITE) from None
        except Refused:
            return
        if typed(line).text.casefold() == "quit":
            raise Quit(ExitCode.CANNOT_READ_OR_WRITE)


def picked(found: Typed, options: tuple[Option, ...]) -> str:
    """The id of what was chosen by number or by id; empty when it is none of the list."""
    if found.text.isdecimal() and len(found.text) < 4 and 1 <= int(found.text) <= len(options):
        return options[int(found.text) - 1].id
    word = found.text.casefold()
    return next((option.id for option in options if option.id.casefold() == word), "")


def no_word_here(label: str) -> str:
    """Why a bare yes or no is not taken as somebody's name or a note."""
    return f"! yes and no answer no question here: {label}. For the word itself, put a space first."
