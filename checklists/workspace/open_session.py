"""An open session: the one place where a change is saved.

Both front ends use it. `session` is always what is on disk: a change shows only after it was saved.
What could not be saved waits in `unsaved` and is tried again.
"""

import inspect
import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec.structs import replace

from checklists import changes
from checklists.definitions.model import Checklist, Role, Step
from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.gate.context import EMPTY_CONTEXT, Blocker, SessionContext
from checklists.gate.status import Status, status_of
from checklists.gate.step_states import StepState, states_by, step_states
from checklists.gate.updates import EarlierText, earlier_texts
from checklists.records.codec import WARN_FROM, Unreadable
from checklists.records.layout import newest_first, skip_inaccessible
from checklists.records.lock import Busy, Holder, Lock, ask_to_leave, this_terminal
from checklists.records.store import ChangedOutside, Store, Stored
from checklists.session.directory import Directory
from checklists.session.form import names_for, offers, verifier
from checklists.session.list_row import Listed
from checklists.session.model import Actor, Evidence, Found, Live, Session
from checklists.session.review import Review
from checklists.session.state_notes import StateNotes
from checklists.workstation.clock import Clock, local_now
from checklists.workstation.file_state import NEVER_MATCHES

if TYPE_CHECKING:
    from checklists.lint.draft import DraftLinter

Change = Callable[[Session], Session]
"""From the current session to the next one: one of `changes`, with its other arguments filled
in."""

AnyChange = Callable[..., Session]
"""One of `changes`, or whatever takes its arguments the same way."""

MOST_EARLIER = 10
"""Earlier sessions of a type that are looked at for where the last post went out."""

LONGEST_LOOK = 2.0
"""Seconds for which other sessions of a case are looked for."""

LONGEST_WAIT = 5.0
"""Seconds that another terminal gets to save and leave; it takes a tenth of one."""


class ReadOnly(NotAllowed):
    """A session that is open for reading only was to be changed."""


class AlreadyReady(Refused):
    """It is marked ready and the mark counts: a second one would only extend it."""

    def __init__(self) -> None:
        super().__init__("Nothing to mark", "The post is already marked ready.", "")


class NotToBePosted(Refused):
    """The text may not leave the program; `status` says why."""

    def __init__(self, found: Status) -> None:
        super().__init__("Cannot be posted now", found.why_not_posted, "See what is still open.")
        self.status = found


class _View(NamedTuple):
    """What is known of the session at one moment; `checklist` is None if its type is unusable."""

    stored: Stored
    checklist: Checklist | None
    context: SessionContext

    def is_like(self, other: "_View") -> bool:
        """Return whether nothing that counts differs."""
        return (
            self.stored.bytes_digest == other.stored.bytes_digest
            and self.checklist == other.checklist
            and replace(self.context, fingerprint="") == replace(other.context, fingerprint="")
        )


class OpenSession:
    """One session, opened by one process. It has a lock: use it with `with`, or close it."""

    def __init__(
        self, store: Store, stored: Stored, actor: Actor, clock: Clock = local_now
    ) -> None:
        """Open a session for writing, or for reading where nothing else is possible.

        `holder` then says who writes; it is None where the session is not this account's.
        """
        self._store = store
        self._view = _View(stored, None, EMPTY_CONTEXT)
        self._last_checklist: Checklist | None = None
        self._status: tuple[_View, str, Status] | None = None
        self.actor = actor
        self.clock = clock
        self.saved_at = stored.session.updated_at
        """When what is on disk was saved, as far as is known: what is only filled in is saved too,
        and makes no history."""
        self.holder: Holder | None = None
        self.unsaved: Session | None = None
        self.why_unsaved: CannotReadOrWrite | None = None
        self._attempts: tuple[Session, ...] = ()
        self._busy = threading.Lock()
        self._lock: Lock | None = None
        self._may_begin = self.is_new
        """Whether its file may still be made here."""
        try:
            self._take_lock()
            self._read_context()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(
        cls,
        store: Store,
        session: Session,
        actor: Actor,
        clock: Clock = local_now,
    ) -> "OpenSession":
        """Save a new session and open it."""
        stored = store.create(replace(session, revision=1))
        return cls(store, stored, actor, clock)

    @classmethod
    def begin(
        cls, store: Store, session: Session, actor: Actor, clock: Clock = local_now
    ) -> "OpenSession":
        """Open a new session, whose file is made with its first change."""
        return cls(store, store.without_file(session), actor, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take_lock(self) -> bool:
        """Take the lock if it is free, and read what is on disk now; return whether it was."""
        if not self.is_own or self.is_new:
            return False
        path = self._view.stored.path
        try:
            with self._store.open_folder(path.parent) as folder:
                self._lock = Lock(folder, path.stem, self.actor, self.clock(), this_terminal())
        except Busy as busy:
            self.holder = busy.holder
            return False
        except OSError as error:
            raise CannotReadOrWrite(
                "Cannot open for writing",
                f"{path.parent}: {(error.strerror or 'failed').lower()}.",
                "Check the folder's owner, mode, and free space.",
            ) from None
        self.holder = None
        self._store.clear_leftovers(self._view.stored)
        try:
            # Another process may have saved between the read and the lock.
            self._view = self._view._replace(stored=self._store.read(path))
        except Unreadable:
            self.close()
            raise
        return True

    def _read_context(self, stored: Stored | None = None) -> None:
        """Read the session's context; from now on the session is drawn as it was `stored`."""
        stored, rules = stored or self._view.stored, self._store.rules
        # The context has the fingerprint; the checklist is read after it, so it is no older.
        context = self._store.context(stored)
        session = stored.session
        checklist = rules.catalog.checklist(session.incident_type, session.how)
        if rules.is_unsure:
            context = replace(context, fingerprint=NEVER_MATCHES)
        self._last_checklist = checklist or self._last_checklist
        self._view = _View(stored, checklist, context)
        named = self._store.with_all_names(self.actor)
        # What is remembered of it is found by its identity.
        self.actor = named if named != self.actor else self.actor

    def _read_anew(self) -> None:
        """Read everything again that the gate depends on, whether it seems changed or not."""
        self._store.rules.read_anew()
        self._read_context(self._on_disk())

    def _on_disk(self) -> Stored:
        """Return what its file has now. Raises Unreadable.

        While a change waits to be saved, it is what that change was made on: the file may already
        contain the change.
        """
        stored = self._view.stored
        is_there = self.unsaved is None and not self.is_new
        return self._store.read(stored.path, stored) if is_there else stored

    # Following the disk, and becoming the writer

    @property
    def is_own(self) -> bool:
        """Return whether the session is this account's; another can only be continued."""
        return self._store.is_own(self.session, self.actor)

    @property
    def is_asked_anew(self) -> bool:
        """Return whether its answers may not go on elsewhere: it was posted or returned."""
        return bool(self.session.posted) or self.status().status == "returned"

    @property
    def misnamed_author(self) -> str:
        """Return why the file's owner is perhaps not its author; empty where it surely is."""
        return self._store.misnamed_author(self.session)

    def refresh(self) -> bool:
        """Read again what others may have changed, and return whether anything was new.

        That is reviews, originals, policy, definitions, groups, and the session's own file, which
        somebody may write without the program. Cheap while nothing is new: only each file's state
        is checked. Raises Unreadable where the file can no longer be read.
        """
        with self._busy:
            self._store.rules.refresh()
            before = self._view
            fingerprint = self._store.fingerprint(before.stored)
            if fingerprint == before.context.fingerprint != NEVER_MATCHES:
                return False
            self._read_context(self._on_disk())
            is_new, known = not self._view.is_like(before), self._status
            if known is not None and known[0] is before and not is_new:
                self._status = (self._view, *known[1:])
            return is_new

    def try_lock(self) -> bool:
        """Take the lock if it is free; return whether this terminal writes now.

        `holder` is then None, or who still writes. What the other one saved is read.
        """
        with self._busy:
            if not self.read_only:
                return True
            if not self._take_lock():
                return False
            self._read_context()
            return True

    def take_over(self, wait: float = LONGEST_WAIT) -> None:
        """Take the lock from one's own other terminal: that process saves and leaves.

        Raises Refused where it does not, NotAllowed where the session is a colleague's.
        """
        if not self.is_own:
            raise self._not_own("Not yours to take over")
        if self.try_lock():
            return
        holder = self.holder
        asked = holder is not None and ask_to_leave(holder)
        until = time.monotonic() + (wait if asked else 0.2)
        while not self.try_lock():
            if time.monotonic() > until:
                raise Refused(
                    "Still locked",
                    "The other terminal did not close."
                    if asked
                    else "The program cannot ask the other terminal to close.",
                    (
                        "Leave it open there, or end that process. Every answer it showed as saved "
                        "is on disk."
                    ),
                )
            time.sleep(0.02)

    # The current state

    @property
    def session(self) -> Session:
        """Return the session on disk."""
        return self._view.stored.session

    @property
    def checklist(self) -> Checklist | None:
        """Return the checklist that decides now; None where its type cannot be used."""
        return self._view.checklist

    @property
    def context(self) -> SessionContext:
        """Return what decides about it and is not in its file."""
        return self._view.context

    @property
    def earlier_texts(self) -> tuple[EarlierText, ...]:
        """Return the texts of the posted session that this one changes, as they went out."""
        return earlier_texts(self.session, self.context.originals)

    @property
    def directory(self) -> Directory:
        """Return the agency's directory of names."""
        return self._store.rules.directory

    @property
    def state_notes(self) -> StateNotes:
        """Return the agency's notes on its own law, which are shown and decide nothing."""
        return self._store.rules.state_notes

    @property
    def linter(self) -> "DraftLinter":
        """Return what its drafts are held against: it points, and answers nothing."""
        return self._store.rules.linter(self.session.incident_type)

    def findings_for(self, step_id: str) -> tuple[Found, ...]:
        """Return what the rules found in the accepted text that concerns a step."""
        checked = self.session.checked
        # The rules are read only where something was found.
        rules = self._store.rules.wording.concerning(step_id) if checked and checked.found else ()
        return tuple(found for found in checked.found if found.rule in rules) if checked else ()

    def names_for(self, *roles: Role) -> tuple[str, ...]:
        """Return the names that complete what is typed for somebody of these roles."""
        return names_for(self.session, self.known_checklist(), self.directory, self.actor, roles)

    def verifier(self, *roles: Role) -> str:
        """Return whom an empty line proposes as having verified something in these roles."""
        return verifier(self.session, self.known_checklist(), roles, self.actor)

    def offers(self, step: Step) -> Evidence:
        """Return whom the empty fields of a step propose."""
        now, author = self.clock(), self.actor
        return offers(self.session, self.known_checklist(), step, self.directory, now, author)

    @property
    def path(self) -> str:
        """Return the path of the session's file."""
        return os.fspath(self._view.stored.path)

    @property
    def is_new(self) -> bool:
        """Return whether it has no file yet, because nothing was entered."""
        return not self._view.stored.size

    @property
    def read_only(self) -> bool:
        """Return whether changes are refused here."""
        return self._lock is None and not self._may_begin

    @property
    def nearly_full(self) -> bool:
        """Return whether the file is near its size limit."""
        return self._view.stored.size >= WARN_FROM

    @property
    def reviews(self) -> tuple[Review, ...]:
        """Return the supervisors' reviews that count."""
        return self.context.reviews

    def status(self) -> Status:
        """Return the session's status now."""
        view, now = self._view, self.clock()
        known = self._status
        if known is None or known[0] is not view or known[1] != now.isoformat():
            found = status_of(view.stored.session, view.checklist, view.context, now)
            # A screen asks several times for one picture.
            known = self._status = (view, now.isoformat(), found)
        return known[2]

    def blockers(self) -> tuple[Blocker, ...]:
        """Return what blocks posting now."""
        return self.status().blockers

    def states(self) -> dict[str, StepState]:
        """Return the state of each step of the known checklist now, by its id."""
        view, known = self._view, self._last_checklist
        if known is not None and known is view.checklist:
            found = self.status()
            return states_by(found.blockers, found.not_needed, view.stored.session, known)
        return step_states(view.stored.session, known, view.context, self.clock())

    def known_checklist(self) -> Checklist:
        """Return the checklist to draw by: the current one, else the last that could be used.

        Raises Refused where the type could not be used since the session was opened.
        """
        return self._last_checklist or self.usable_checklist()

    def usable_checklist(self) -> Checklist:
        """Return the checklist that decides now. Raises Refused where its type cannot be used."""
        if self.checklist is None:
            raise Refused(
                "Type unavailable",
                f"The incident type {self.session.incident_type} cannot be used now.",
                "`cleartopost check` says why; the session stays as it is.",
            )
        return self.checklist

    def others_of_case(self) -> tuple[Listed, ...]:
        """Return the other sessions of its case, anybody's, the newest first.

        Reads the disk. On a home that nobody listed yet it stops before it has read them all.
        """
        session, now = self.session, self.clock()
        if not session.case_number:
            return ()
        # Not imported before home is drawn.
        from checklists.index.cases import sessions_of_case  # noqa: PLC0415
        from checklists.index.index import open_index  # noqa: PLC0415

        # An index of its own: this runs in another thread than the lists.
        with closing(open_index(self._store.places, self._store)) as index:
            found = sessions_of_case(index, session.case_number, now, LONGEST_LOOK)
            return tuple(one.listed for one in found if one.listed.id != session.id)

    # Changes

    def last_platforms(self) -> tuple[str, ...]:
        """Return where the author's newest post of this type went out; empty where none did."""
        wanted = self.session.incident_type
        own = newest_first([self._store.own_folder], skip_inaccessible)
        # An ID is a time, the type, and four letters.
        of_type = (path for path in own if path.stem[14:-5] == wanted)
        for path in islice(of_type, MOST_EARLIER):
            found = self._store.look(path)
            if isinstance(found, Stored) and self._store.is_own(found.session, self.actor):
                names = [n for n in found.session.draft.platforms if found.session.posted_on(n)]
                if names:
                    return tuple(names)
        return ()

    def apply(self, change: Change) -> Session:
        """Make one change and save it; return what is now on disk.

        Changes are made one after another, in the order of the calls. Raises Refused when the rules
        do not allow the change, ReadOnly when another terminal writes, CannotReadOrWrite when it
        could not be saved: then it waits in `unsaved`, and further changes are made on top of it.
        """
        with self._busy:
            return self._apply(change)

    def _not_own(self, title: str) -> ReadOnly:
        misnamed = self.misnamed_author
        if self.session.author_uid == self.actor.uid and misnamed:
            return ReadOnly(
                title,
                f"{misnamed}.",
                (
                    "If that was you, ask the administrator to list your former login there; "
                    "otherwise continue it in a new session of your own."
                ),
            )
        return ReadOnly(
            title,
            f"This session belongs to {self.session.author}, so you cannot change it.",
            "Continue it in a new session of your own; its answers carry over.",
        )

    def perform(self, change: AnyChange, *arguments: object, **more: object) -> Session:
        """Make one of `changes` with these arguments and save it; gives back what is now on disk.

        Fills in what this session knows, where the change asks for it: its checklist, who, and now.
        Raises what `apply` and the change raise.
        """
        takes = inspect.signature(change).parameters

        def made(session: Session) -> Session:
            given = arguments
            if "checklist" in takes:
                given = (self.known_checklist(), *given)
            who = {"actor": self.actor, "now": self.clock()} if "actor" in takes else {}
            return change(session, *given, **more, **who)

        return self.apply(made)

    def _apply(self, change: Change) -> Session:
        if self.read_only:
            if not self.is_own:
                raise self._not_own("Read only")
            raise ReadOnly(
                "Read only",
                "This session is open for changes in another terminal.",
                "Close the other terminal first, or take over here.",
            )
        before = self.unsaved or self.session
        after = change(before)
        if after is before:
            return self.session
        # What waits may be on disk, and seen by others: no two states have one revision.
        self._save(replace(after, revision=before.revision + 1))
        return self.session

    # Changes that count: decided by what is on disk at that moment, not by what was drawn

    def mark_ready(self, shown: str) -> Session:
        """Mark it ready for exactly the content whose digest was `shown`, and save it.

        Raises AlreadyReady, and what `changes.mark_ready` and `apply` raise.
        """
        with self._busy:
            self._read_anew()
            if self.status().is_ready:
                raise AlreadyReady
            return self._apply(
                lambda session: changes.mark_ready(
                    session,
                    self.usable_checklist(),
                    self.context,
                    shown=shown,
                    actor=self.actor,
                    now=self.clock(),
                )
            )

    def record_posted(
        self,
        platform: str,
        *,
        at: datetime,
        link: str = "",
        reason: str = "",
        ordered_by: str = "",
        live: Live = "",
        text: str = "",
        only_checks: bool = False,
    ) -> Session:
        """Record that it was posted on one platform, and whether that was allowed, and save it.

        With `only_checks` nothing is saved: only what refuses it is raised. Raises what
        `changes.record_posted` and `apply` raise.
        """

        def recorded(session: Session) -> Session:
            # As it stood when it went out: what went stale since was no reason not to post it.
            then = min(at, self.clock()) if at.tzinfo is not None else self.clock()
            made = changes.record_posted(
                session,
                status_of(session, self.checklist, self.context, then),
                platform,
                checklist=self._last_checklist,
                at=at,
                link=link,
                reason=reason,
                ordered_by=ordered_by,
                live=live,
                text=text,
                actor=self.actor,
                now=self.clock(),
            )
            return session if only_checks else made

        with self._busy:
            self._read_anew()
            return self._apply(recorded)

    def approve_by_phone(self, uid: int, *, shown: str, at: datetime) -> Session:
        """Record that the on-call supervisor `uid` approved what was `shown` by phone, and save it.

        Raises what `changes.approve_by_phone` and `apply` raise.
        """
        with self._busy:
            self._read_anew()
            return self._apply(
                lambda session: changes.approve_by_phone(
                    session,
                    self.status(),
                    self.context,
                    uid,
                    shown=shown,
                    at=at,
                    actor=self.actor,
                    now=self.clock(),
                )
            )

    def check_may_be_posted(self) -> Session:
        """Read everything again and return the session.

        Raises NotToBePosted unless its text may leave the program now.
        """
        with self._busy:
            self._read_anew()
            found = self.status()
            if not found.may_be_posted:
                raise NotToBePosted(found)
            return self.session

    def retry(self) -> bool:
        """Try again to save what could not be saved; return whether everything is on disk.

        Raises ChangedOutside when another file replaced it in the meantime: the waiting change is
        then lost.
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
            stored = self._store.replace(self._view.stored, session, self._attempts)
        except ChangedOutside:
            self._clear_unsaved()
            self._reload()
            raise
        except CannotReadOrWrite as problem:
            self.unsaved = session
            self.why_unsaved = problem
            # Any of them may be on disk: renamed, with the flush failing after that.
            self._attempts = (*self._attempts, session)
            raise
        self._view = self._view._replace(stored=stored)
        self.saved_at = self.clock()
        self._clear_unsaved()
        if self._may_begin:
            self._may_begin = False
            self._take_lock()

    def _clear_unsaved(self) -> None:
        self.unsaved = None
        self.why_unsaved = None
        self._attempts = ()

    def _reload(self) -> None:
        try:
            self._view = self._view._replace(stored=self._store.read(self._view.stored.path))
        except Unreadable:
            # Nothing readable on disk: keep showing what was last known to be there.
            return

    def close(self) -> None:
        """Release the lock. Nothing is left to save: every change was saved as it was made."""
        self._may_begin = False
        if self._lock is not None:
            self._lock.release()
            self._lock = None
