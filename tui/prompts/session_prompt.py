"""One open session at the prompts: common commands, choices, and saving.

A change that is not on disk is saved again before anything else is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from checklists.definitions.catalog import Catalog
from checklists.definitions.model import Checklist, How
from checklists.errors import CannotReadOrWrite, ExitCode, Problem, Refused
from checklists.gate.status import Status
from checklists.index.updates import find_changed_by
from checklists.records.codec import TooLarge
from checklists.records.store import ChangedOutside
from checklists.review.queue import NewReview
from checklists.session.model import Session
from checklists.text import show_text
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.flows.awaiting_approval import smaller_statement
from tui.flows.follow_up import Completing, take_down
from tui.flows.updating import may_change
from tui.flows.whole_session import agree_to_new_session, may_continue, take_over
from tui.launch_options import LaunchOptions
from tui.prompts import looking
from tui.prompts.commands import (
    COMMANDS,
    RULES,
    Anew,
    Back,
    ContinueIt,
    GoOnElsewhere,
    GoTo,
    Home,
    Other,
    Quit,
    Skip,
    StartSmaller,
    Typed,
    UpdateIt,
    command_in,
    names_wanted,
    picked,
    typed,
)
from tui.prompts.completing import ConsoleDialog
from tui.prompts.console import Console, EndOfInput
from tui.prompts.dialog import PromptDialog, run
from tui.wording.follow_up_words import NOT_UP
from tui.wording.program_words import not_saved_words, problem_words
from tui.wording.questions import NOTHING_CHANGED, Option, offer_hint, which_names
from tui.wording.session_words import (
    LOCK_FREE,
    WRITES_NOW,
    full_words,
    read_only_words,
    reviewed_since,
    standing_words,
)
from tui.wording.update_words import changed_words, changes_words

Saving = Callable[[], AbstractContextManager[None]]
"""The type of a function whose context a save runs in, so that no signal interrupts it."""

Why = Callable[[bool], list[str]]
"""The type of a function that says why something is asked; True adds the sources."""

TYPE_YES = "Type yes, or back:"


class SessionPrompt:
    """An open session at the prompts."""

    def __init__(
        self, talk: Console, opened: OpenSession, opening: LaunchOptions, saving: Saving
    ) -> None:
        self.talk = talk
        self.opened = opened
        self.dialog = PromptDialog(self)
        self._opening = opening
        self._saving = saving
        self._reviews_told: tuple[NewReview, ...] = ()
        self.pointed_at: Counter[str] = Counter()
        """How many findings of each rule were listed at once."""

    # State

    @property
    def session(self) -> Session:
        """Return the session as it is on disk."""
        return self.opened.session

    @property
    def checklist(self) -> Checklist:
        """Return the checklist of the session; it is only opened where there is one."""
        return self.opened.known_checklist()

    def status(self) -> Status:
        """Return the status of the session now."""
        return self.opened.status()

    @property
    def catalog(self) -> Catalog:
        """Return the definitions as they were last read."""
        return self._opening.catalog

    @property
    def clipboard_is_on(self) -> bool:
        """Return whether policy, as last read, lets a text go to the terminal's clipboard."""
        return self._opening.store.policy.clipboard

    @property
    def only_shown(self) -> bool:
        """Return whether nothing can be entered: another terminal writes, or it is withdrawn."""
        return self.opened.read_only or self.session.withdrawn is not None

    def status_line(self) -> str:
        """Return the status of the session, with commands in place of keys."""
        if self.opened.read_only:
            how = (
                "Type take over to write here."
                if self.opened.is_own
                else "Type continue to continue it as yours."
            )
            return f"{read_only_words(self.opened)} {how}"
        full = full_words() if self.opened.nearly_full else ""
        return full + standing_words(self.opened, ready="ready")

    def link_lines(self) -> list[str]:
        """Return which post the session changes, and which sessions change its own."""
        session, store = self.session, self._opening.store
        lines = [" ".join(changes_words(session.updates))] if session.updates is not None else []
        found = find_changed_by(store, session, self.opened.clock())
        return [*lines, *(" ".join(changed_words(one)) for one in found)]

    # Output

    def say(self, *sentences: str) -> None:
        """Write sentences, one line each."""
        self.talk.say(*sentences)

    def tell(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.say("! " + problem_words(problem))

    def say_question(self, title: str, explanation: str) -> None:
        """Show what is asked, and why."""
        first, *more = explanation.split("\n")
        end = "" if title.endswith((".", "?", "!")) else "."
        self.say(f"{title}{end} {first}", *more)

    # Asking

    def ask(
        self, prompt: str, *, why: Why | None = None, words: str = "", anew: bool = False
    ) -> Typed:
        """Ask for a line, and carry out common commands until an answer is typed.

        `words` describes what else is accepted here; `anew` is for what the line would confirm.
        """
        asked_why = 0
        while True:
            self._read_along()
            try:
                found = typed(self.talk.read(prompt, anew=anew))
            except Refused as problem:
                self.tell(problem)
                continue
            command = command_in(found, looking.places(self.checklist))
            if command is None:
                return found
            name, place = command
            if name == "?":
                self.say(*(why(asked_why > 0) if why else ["Type help for commands."]))
                asked_why += 1
            else:
                self._carry_out(name, place, words)

    def _carry_out(self, name: str, place: str, words: str) -> None:
        """Carry out a common command, or raise the move that it requests."""
        moves = {"back": Back, "skip": Skip, "other": Other, "home": Home, "quit": Quit}
        if name in moves:
            raise moves[name]
        done: dict[str, Callable[[], None]] = {
            "smaller": self._smaller,
            "takedown": self._take_down,
            "take over": self._take_over,
            "update": partial(self._update, "update"),
            "correct": partial(self._update, "correction"),
        }
        if name in done:
            done[name]()
            return
        match name:
            case "help":
                self.say(*([f"Here: {words}"] if words else []))
                self.say(*(f"{word}: {tells}" for word, tells in COMMANDS.items()), *RULES)
            case "list":
                self.say(*looking.list_lines(self.opened), self.status_line())
            case "continue":
                if may_continue(self.dialog):
                    raise ContinueIt
            case "calls":
                self.say(*looking.call_lines(self.opened))
            case "go" if not place:
                self.say("! go needs a number or a name from the list: go 4.")
            case "go":
                raise GoTo(looking.places(self.checklist)[place])
            case _:
                raise GoTo(name)

    def _read_along(self) -> None:
        """Read what others changed, and whether a read-only session has become writable."""
        before = self.status()
        self.opened.refresh()
        # Raises if the incident type can no longer be used; the session is then left.
        self.opened.usable_checklist()
        if self.opened.read_only and self.opened.is_own and self.opened.try_lock():
            self.say(LOCK_FREE)
            raise Anew
        if self.status() != before:
            self.say(self.status_line())
        self.tell_reviews()

    def tell_reviews(self) -> None:
        """Say once what supervisors said since the author last did something."""
        self._reviews_told, words = reviewed_since(self.opened, self._reviews_told)
        if words:
            self.say(words)

    def _take_down(self) -> None:
        """Record that a post was taken down, whoever wrote its session."""
        here = Completing(self._opening.store, self._opening.actor, self.opened.clock)
        try:
            run(take_down(ConsoleDialog(self.talk), here, Path(self.opened.path)))
            self.say(NOT_UP)
        except Back:
            self.say(NOTHING_CHANGED)
        except Problem as problem:
            self.tell(problem)

    def _update(self, how: How) -> None:
        """Ask for a new session that updates or corrects the post, whoever wrote this one."""
        if may_change(self.dialog):
            raise UpdateIt(how)

    def _smaller(self) -> None:
        """Start a smaller statement while this post waits for its approval."""
        flow = smaller_statement(self.dialog, self.catalog.checklists)
        if incident_type := self.dialog.follow(flow):
            raise StartSmaller(incident_type)

    def _take_over(self) -> None:
        """Take the lock; the user's other terminal saves and leaves."""
        if run(take_over(self.dialog)):
            self.say(WRITES_NOW)
            raise Anew

    def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options, by number or ID; Enter chooses nothing."""
        commits = any(option.commits for option in options)
        self.say_question(title, explanation)
        for number, option in enumerate(options, start=1):
            means = f". {option.means}" if option.means else ""
            self.say(f"{number} {option.label}{means}")
        while True:
            found = picked(self.ask("Number:", anew=commits), options)
            if found:
                return found
            self.say(f"! A number from 1 to {len(options)}, or back.")

    def ask_words(
        self,
        label: str,
        hint: str = "",
        before: str = "",
        names: tuple[str, ...] = (),
        offer: str = "",
    ) -> str:
        """Ask for one line of text; Enter keeps the previous text.

        A bare yes or no is refused, because it does not answer the question. `names` are those
        that the first letters and `=` take, `offer` the one that `=` takes alone.
        """
        hint = offer_hint("=", offer) if offer and not before else hint
        prompt = f"{label} ({hint})" if hint else label
        prompt += f" [{show_text(before)}]:" if before else ":"
        while True:
            found = self.ask(prompt)
            if found.is_yes or found.is_no:
                self.say(no_word_here(label))
                continue
            if offer and found.text == "=" and not found.literal:
                return offer
            taken = self.completed(found, names) if names else found
            if taken is not None:
                return taken.text or before

    def completed(self, found: Typed, names: tuple[str, ...]) -> Typed | None:
        """Return a line with the one name that its first letters and `=` take, or as it is.

        Returns None where they take none, which is reported.
        """
        wanted = names_wanted(found, names)
        if wanted is None:
            return found
        if len(wanted) == 1:
            return Typed(wanted[0], literal=True)
        self.say(f"! {which_names(wanted)}")
        return None

    def confirms(self, sentence: str) -> None:
        """Show what would be attested, and return only once the word yes was typed."""
        self.say(sentence)
        while not self.ask(TYPE_YES, anew=True).is_yes:
            self.say("! That does not confirm it.")

    @contextmanager
    def dialogue(self) -> Iterator[None]:
        """Report that nothing changed if `back` leaves the questions of this block."""
        try:
            yield
        except Back:
            self.say(NOTHING_CHANGED)

    # Saving

    def attempt(self, change: AnyChange, *arguments: object, **more: object) -> Problem | None:
        """Make a change and save it; return the problem, or None if it is on disk."""
        return self.carry_out(partial(self.opened.perform, change, *arguments, **more))

    def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Run an operation that saves; return the problem, or None if it is on disk."""
        try:
            with self._saving():
                act()
        except CannotReadOrWrite as problem:
            return problem if self.opened.unsaved is None else self._until_saved()
        except TooLarge as problem:
            if self.dialog.follow(agree_to_new_session(self.dialog)):
                raise GoOnElsewhere from None
            return problem
        except Problem as problem:
            return problem
        return None

    def save(self, change: AnyChange, *arguments: object, **more: object) -> bool:
        """Make a change and save it, showing any problem; return whether it is on disk."""
        return self.report(self.attempt(change, *arguments, **more))

    def report(self, problem: Problem | None) -> bool:
        """Show why something was refused; return whether it is on disk."""
        if problem is not None:
            self.tell(problem)
        return problem is None

    def until_saved(self) -> bool:
        """Retry until the change is on disk; return whether it is, or tell that it is lost."""
        return self.report(self._until_saved())

    def _until_saved(self) -> Problem | None:
        """Retry until the change is on disk, and ask nothing else before that.

        A pipe cannot wait, and its next line answers another question, so the run ends.
        """
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
            line = self.talk.read("Enter tries again; quit leaves without saving:", anew=True)
        except EndOfInput:
            raise Quit(ExitCode.CANNOT_READ_OR_WRITE) from None
        except Refused:
            return
        if typed(line).text.casefold() == "quit":
            raise Quit(ExitCode.CANNOT_READ_OR_WRITE)


def no_word_here(label: str) -> str:
    """Return why a bare yes or no is not accepted as a name or a note."""
    return f"! yes and no are not answers here: {label}. To use it as text, put a space first."
