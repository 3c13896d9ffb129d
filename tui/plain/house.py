"""The program in conversation: home, one open session at a time, and how it ends."""

from pathlib import Path

from checklists import changes
from checklists.open_session import Clock, OpenSession, local_now
from checklists.problems import ExitCode, Problem
from checklists.queue_watch import QueueWatch
from checklists.reading import open_index
from checklists.review_queue import QueueRow
from checklists.store import new_id
from tui.commands.progress import tell
from tui.list_words import unreadable_words
from tui.opening import Opening
from tui.plain.commands import QUEUE_WORDS
from tui.plain.desk import Desk, Saving
from tui.plain.home import Chosen, ask_home
from tui.plain.moves import ContinueIt, Quit, StartAgain
from tui.plain.reviewing import Office, read_and_answer
from tui.plain.talk import EndOfInput, Talk
from tui.plain.walk import Walk
from tui.review_words import NOTHING_WAITS, WAITS_WORDS, waiting_words
from tui.session_words import not_saved_words, problem_words


class House:
    """The conversation from its first line to its exit code."""

    def __init__(
        self, opening: Opening, talk: Talk, saving: Saving, clock: Clock = local_now
    ) -> None:
        self.opening = opening
        self.talk = talk
        self.clock = clock
        self._saving = saving
        self._desk: Desk | None = None

    def run(self) -> int:
        """Talk until it is left or the input ends; gives back the exit code."""
        trial = "TRIAL HOME. " if self.opening.places.kind == "trial" else ""
        self.talk.say(f"Clear to Post. {trial}{self.opening.actor.login}. help tells the words.")
        try:
            self._begin()
            while True:
                self._go(ask_home(self.talk, self.opening, self.clock()))
        except (Quit, EndOfInput) as end:
            return self._farewell(end.code if isinstance(end, Quit) else 0)
        finally:
            self.close()

    @property
    def record(self) -> Path | None:
        """The file of the session that is, or was last, open."""
        return Path(self._desk.opened.path) if self._desk is not None else None

    def close(self) -> None:
        """Give the open session back."""
        if self._desk is not None:
            self._desk.opened.close()

    def _begin(self) -> None:
        if self.opening.incident_type:
            self._start(self.opening.incident_type)
        elif self.opening.session_id:
            self._resume(self.opening.session_id)

    def _go(self, chosen: Chosen) -> None:
        try:
            if chosen.review:
                self._review()
            elif chosen.session_id:
                self._resume(chosen.session_id)
            else:
                self._start(chosen.incident_type)
        except Problem as problem:
            self.talk.say(f"! {problem_words(problem)}")

    # Reviewing

    def _review(self) -> None:
        """What waits, by number; one after another is read and answered until they go back."""
        while rows := self._waiting():
            typed = self.talk.read("Number, or back:").strip().casefold()
            if typed in ("help", "?"):
                self.talk.say(QUEUE_WORDS)
            elif typed == "quit":
                raise Quit
            elif typed == "back":
                return
            elif typed.isdecimal() and len(typed) < 5 and 1 <= int(typed) <= len(rows):
                self._read_and_answer(rows[int(typed) - 1].session)
            else:
                self.talk.say(f"! A number from 1 to {len(rows)}, or back.")
        self.talk.say(NOTHING_WAITS)

    def _waiting(self) -> tuple[QueueRow, ...]:
        opening = self.opening
        index = open_index(opening.places, opening.store, opening.catalog, opening.rests_on)
        watch = QueueWatch(index, opening.actor)
        tell(watch.refresh(self.clock()))
        index.close()
        for number, row in enumerate(watch.rows, start=1):
            self.talk.say(f"{number} {WAITS_WORDS[row.waits_for]}, {waiting_words(row)}")
        self.talk.say(*(f"! {unreadable_words(folder)}" for folder in watch.shut))
        return watch.rows

    def _read_and_answer(self, session_id: str) -> None:
        opening = self.opening
        find = opening.catalog.checklist_of
        office = Office(opening.store, find, opening.actor, lambda: opening.actor)
        for _, refusal in read_and_answer(office, opening.store.find(session_id), self.talk):
            if refusal:
                self.talk.say(f"! Reading only: {refusal}")

    # Sessions

    def _start(self, incident_type: str) -> None:
        """A new session, saved before its first question."""
        checklist = self.opening.catalog.checklists[incident_type]
        now, actor = self.clock(), self.opening.actor
        session = changes.start(checklist, new_id(incident_type, now), actor=actor, now=now)
        self._walk(
            OpenSession.create(self.opening.store, session, checklist, actor, clock=self.clock)
        )

    def _resume(self, session_id: str) -> None:
        """Go on with a session where it was left."""
        store = self.opening.store
        stored = store.read(store.find(session_id))
        checklist = self.opening.catalog.checklist_of(stored.session)
        opened = OpenSession(store, stored, checklist, self.opening.actor, clock=self.clock)
        try:
            opened.known_checklist()
        except Problem:
            opened.close()
            raise
        self._walk(opened)

    def _walk(self, opened: OpenSession) -> None:
        following: OpenSession | None = opened
        while following is not None:
            self._desk = Desk(self.talk, following, self.opening.catalog, self._saving)
            try:
                Walk(self._desk).run()
                following = None
            except StartAgain as again:
                following = self._start_again(self._desk, again)
            except ContinueIt:
                following = self._continued(self._desk)
            self._desk.opened.close()
        self._desk = None

    def _start_again(self, before: Desk, again: StartAgain) -> OpenSession:
        """The same post as another session. Where that cannot be saved, the old one goes on."""
        checklist = self.opening.catalog.checklists[again.incident_type]
        now, actor = self.clock(), self.opening.actor
        try:
            session = changes.start_instead(
                before.session, checklist, new_id(checklist.id, now), actor=actor, now=now
            )
            opened = OpenSession.create(
                self.opening.store, session, checklist, actor, clock=self.clock
            )
        except Problem as problem:
            before.tell(problem)
            raise
        if again.withdraws:
            reason = f"Started as another type: {session.id}"
            before.save(lambda old: changes.withdraw(old, reason, actor=actor, now=now))
        return opened

    def _continued(self, before: Desk) -> OpenSession:
        """A new session of one's own that carries a colleague's answers. Where that cannot be
        saved, it is read on."""
        original, checklist = before.session, before.checklist
        now, actor = self.clock(), self.opening.actor
        try:
            session = changes.continue_session(
                original, checklist, new_id(checklist.id, now), actor=actor, now=now
            )
            return OpenSession.create(
                self.opening.store, session, checklist, actor, clock=self.clock
            )
        except Problem as problem:
            before.tell(problem)
            return before.opened

    # Leaving

    def _farewell(self, code: int) -> int:
        """One line that says where to go on; the code is 3 while something is not on disk."""
        desk = self._desk
        if desk is None:
            self.talk.say("All is saved.")
            return code
        if desk.opened.unsaved is not None:
            code = ExitCode.CANNOT_READ_OR_WRITE
            why = desk.opened.why_unsaved
            self.talk.say(f"! {not_saved_words(why)}" if why else "! NOT SAVED")
        said = "Read only; nothing was changed." if desk.only_shown else "All is saved."
        said = "What was saved before stands." if code else said
        # One line, unbroken: it is there to be copied.
        self.talk.bare(f"{said} Go on with: cleartopost --plain resume {desk.session.id}")
        return code
