"""An open session: the one place where a change becomes a saved fact.

Both front ends hold one of these. `session` is always what is on disk: a change shows only after
it was saved. What could not be saved waits in `unsaved` and is tried again.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from checklists.beside import NOTHING_BESIDE
from checklists.definition import Checklist
from checklists.durable_write import folder_descriptor
from checklists.file_state import FileState, state_of
from checklists.gate import Blocker
from checklists.lock import Busy, Holder, Lock, ask_to_leave, this_terminal
from checklists.problems import CannotReadOrWrite, NotAllowed, Refused
from checklists.record import WARN_FROM, Unreadable
from checklists.review import Review
from checklists.session import Actor, Session
from checklists.standing import Standing
from checklists.step_states import ExceptionRequest, StepState
from checklists.store import ChangedOutside, Store, Stored

Change = Callable[[Session], Session]
"""From the session as it is to the next one; one of `changes`, with everything but it filled in."""

Clock = Callable[[], datetime]

LONGEST_WAIT = 5.0
"""Seconds that another terminal gets to save and leave; it takes a tenth of one."""


def local_now() -> datetime:
    """The local time with its offset, in whole seconds."""
    return datetime.now().astimezone().replace(microsecond=0)


class ReadOnly(NotAllowed):
    """This session is open for reading only."""


class OpenSession:
    """One session, held open by one process."""

    def __init__(
        self,
        store: Store,
        stored: Stored,
        checklist: Checklist | None,
        actor: Actor,
        clock: Clock = local_now,
    ) -> None:
        """Open a session for writing, or for reading where that is all that is possible.

        `holder` then says who writes; it is None where the session is not this account's.
        """
        self._store = store
        self._stored = stored
        self.checklist = checklist
        self.actor = actor
        self.clock = clock
        self.saved_at = stored.session.updated_at
        """When what is on disk was saved, as far as is known: what is only filled in is saved too,
        and makes no history."""
        self.beside = NOTHING_BESIDE
        self._seen: tuple[FileState, FileState] | None = None
        self.holder: Holder | None = None
        self.unsaved: Session | None = None
        self.why_unsaved: CannotReadOrWrite | None = None
        self._attempts: tuple[Session, ...] = ()
        self._busy = threading.Lock()
        self._lock: Lock | None = None
        self._take_lock()
        self._look_beside()

    @classmethod
    def create(
        cls,
        store: Store,
        session: Session,
        checklist: Checklist,
        actor: Actor,
        clock: Clock = local_now,
    ) -> "OpenSession":
        """Save a new session and open it."""
        stored = store.create(replace(session, revision=1))
        return cls(store, stored, checklist, actor, clock)

    def _take_lock(self) -> bool:
        """Take the lock if it is free, and read what is on disk now; says whether it was."""
        if not self.is_own:
            return False
        path = self._stored.path
        try:
            with folder_descriptor(path.parent) as folder:
                self._lock = Lock(folder, path.stem, self.actor, self.clock(), this_terminal())
        except Busy as busy:
            self.holder = busy.holder
            return False
        except OSError as error:
            raise CannotReadOrWrite(
                "Cannot open for writing",
                f"{path.parent}: {(error.strerror or 'failed').lower()}.",
                "Check the folder's owner, mode and room.",
            ) from None
        self.holder = None
        self._store.clear_leftovers(self._stored)
        try:
            # Another process may have saved between the read and the lock.
            self._stored = self._store.read(path)
        except Unreadable:
            self.close()
            raise
        return True

    def _look_beside(self) -> None:
        state = self._state()
        self.beside = self._store.beside(self.session)
        # What the disk did not give out is asked for again, though nothing changed there.
        self._seen = None if self.beside.may_pass else state

    def _state(self) -> tuple[FileState, FileState]:
        """Changes when the session's file does, or when a review comes or goes."""
        return (state_of(self._stored.path), self._store.reviews.state)

    # Reading along, and getting the pen

    @property
    def is_own(self) -> bool:
        """Whether the session is this account's; a colleague's can only be continued."""
        return self.session.author_uid == self.actor.uid

    def refresh(self) -> bool:
        """Read again what others may have changed: reviews, and for a reader the session itself.

        Says whether there was anything new. Cheap while there is not: two looks at the disk.
        """
        with self._busy:
            if self._state() == self._seen:
                return False
            before = (self._stored.bytes_digest, self.beside)
            if self._lock is None:
                self._reload()
            self._look_beside()
            return (self._stored.bytes_digest, self.beside) != before

    def try_pen(self) -> bool:
        """Take the pen if it is free; says whether this terminal writes now.

        `holder` is then None, or who still writes. What the other one saved is read.
        """
        with self._busy:
            if not self.read_only:
                return True
            if not self._take_lock():
                return False
            self._look_beside()
            return True

    def take_over(self, wait: float = LONGEST_WAIT) -> None:
        """Take the pen from one's own other terminal: that process saves and leaves.

        Raises Refused where it does not, NotAllowed where the session is a colleague's.
        """
        if not self.is_own:
            raise ReadOnly(
                "Not yours to take over",
                f"This session is {self.session.author}'s.",
                "Continue it: a new session of yours that carries its answers.",
            )
        if self.try_pen():
            return
        holder = self.holder
        asked = holder is not None and ask_to_leave(holder)
        until = time.monotonic() + (wait if asked else 0.2)
        while not self.try_pen():
            if time.monotonic() > until:
                raise Refused(
                    "Still held",
                    "The other terminal did not leave."
                    if asked
                    else "The process that holds it cannot be asked to leave.",
                    "Leave it there, or end it; every answer that it showed as saved is on disk.",
                )
            time.sleep(0.02)

    # What it is

    @property
    def session(self) -> Session:
        """What is on disk."""
        return self._stored.session

    @property
    def path(self) -> str:
        """The session's file."""
        return os.fspath(self._stored.path)

    @property
    def read_only(self) -> bool:
        """Whether changes are refused here."""
        return self._lock is None

    @property
    def nearly_full(self) -> bool:
        """Whether the file comes near its limit."""
        return self._stored.size >= WARN_FROM

    @property
    def reviews(self) -> tuple[Review, ...]:
        """The supervisors' reviews that count."""
        return self.beside.reviews

    @property
    def originals(self) -> tuple[Session, ...]:
        """The sessions that carried answers come from."""
        return self.beside.originals

    def standing(self) -> Standing:
        """Where the session stands now."""
        return self.beside.standing(self.session, self.checklist, self.clock())

    def blockers(self) -> tuple[Blocker, ...]:
        """What holds the gate now."""
        return self.standing().blockers

    def states(self) -> dict[str, StepState]:
        """How each step stands now, by its id."""
        return self.beside.states(self.session, self.checklist, self.clock())

    def requests(self) -> tuple[ExceptionRequest, ...]:
        """The exceptions that are asked for now."""
        return self.beside.requests(self.session, self.checklist, self.clock())

    def known_checklist(self) -> Checklist:
        """The checklist. Raises Refused when its type cannot be used."""
        if self.checklist is None:
            raise Refused(
                "The checklist is out",
                f"The incident type {self.session.incident_type} cannot be used now.",
                "`cleartopost check` says why; the session stays as it is.",
            )
        return self.checklist

    # What is done with it

    def apply(self, change: Change) -> Session:
        """Make one change and save it; gives back what is now on disk.

        Changes are made one after another, in the order of the calls. Raises Refused when the
        rules do not allow the change, ReadOnly when another terminal writes, CannotReadOrWrite
        when it could not be saved: then it waits in `unsaved`, and further changes are made on
        top of it.
        """
        with self._busy:
            if self._lock is None:
                raise ReadOnly(
                    "Read only",
                    "This session is being written in another terminal."
                    if self.is_own
                    else "This session is not yours to write in.",
                    "Leave the other terminal first, or take over here."
                    if self.is_own
                    else "Continue it: a new session of yours that carries its answers.",
                )
            before = self.unsaved or self.session
            after = change(before)
            if after is before:
                return self.session
            self._save(replace(after, revision=self.session.revision + 1))
            return self.session

    def retry(self) -> bool:
        """Try again to save what could not be saved; says whether all is on disk.

        Raises ChangedOutside when the file became another one meanwhile: what waited is then lost.
        """
        with self._busy:
            if self.unsaved is None:
                return True
            try:
                self._save(self.unsaved)
            except ChangedOutside:
                raise
            except CannotReadOrWrite:
                return False
            return True

    def _save(self, session: Session) -> None:
        try:
            self._stored = self._store.replace(self._stored, session, self._attempts)
        except ChangedOutside:
            self._nothing_waits()
            self._reload()
            raise
        except CannotReadOrWrite as problem:
            self.unsaved = session
            self.why_unsaved = problem
            # Any of them may be what is on disk: renamed there, and then not flushed.
            self._attempts = (*self._attempts, session)
            raise
        self.saved_at = self.clock()
        self._nothing_waits()

    def _nothing_waits(self) -> None:
        self.unsaved = None
        self.why_unsaved = None
        self._attempts = ()

    def _reload(self) -> None:
        try:
            self._stored = self._store.read(self._stored.path)
        except Unreadable:
            # Nothing on disk to fall back to: keep showing what was last known to be there.
            return

    def close(self) -> None:
        """Give the session back. Nothing is left to save: every change was saved as it was made."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
