"""The folder of sessions: `sessions/USER/YYYY-MM/ID.toml`.

A file that cannot be read is listed with the reason and never hidden or overwritten.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from checklists.errors import CannotReadOrWrite, NotAllowed, WrongUsage
from checklists.gate.carried_answers import origins, writers
from checklists.gate.context import KnownAuthor, SessionContext, misnamed_author
from checklists.records.atomic import (
    NotAFile,
    NotAFolder,
    clear_leftovers,
    folder_descriptor,
    make_folders,
    make_home,
    read_safely,
    write_durably,
)
from checklists.records.audit_log import AuditLog, Read
from checklists.records.codec import LARGEST, Unreadable, read_ended, read_record, write_record
from checklists.records.completions import CompletionFolder
from checklists.records.dependencies import Dependencies
from checklists.records.holds import HoldFolder
from checklists.records.layout import (
    SESSION_ID,
    FolderInaccessible,
    OnInaccessible,
    belongs_to,
    is_not_a_folder,
    month_of,
    newest_first,
    raise_inaccessible,
    skip_inaccessible,
    users,
)
from checklists.records.reviews import ReviewFolder
from checklists.records.tombstones import Tombstones
from checklists.session.model import Actor, Session
from checklists.session.review import COLD_READ, OnCall
from checklists.text import nearest_words
from checklists.workstation.account import Accounts, known_author, with_all_names
from checklists.workstation.file_state import NEVER_MATCHES, NOTHING, is_gone, state_of
from checklists.workstation.paths import Places, check_entry
from checklists.workstation.policy import Policy
from checklists.workstation.rules import Rules
from checklists.workstation.system_lists import is_member

# The rules read these late: by then they are there, and not on a disk that fails in mid-save.
import checklists.workstation.directory  # isort: skip
import checklists.workstation.same_person  # noqa: F401  # isort: skip

if TYPE_CHECKING:
    from checklists.review.queue import NewReview

FOLDER_MODE = 0o2750
_PROBE = b"\n" * 4096
"""A full disk still accepts an empty file."""
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without the digits and letters that are mistaken for each other when read aloud."""


class Stored(Struct, frozen=True):
    """A session as it was read: its file, and the digest and size of its bytes."""

    session: Session
    path: Path
    bytes_digest: str
    size: int


class Broken(Struct, frozen=True):
    """A file among the sessions that cannot be read as one.

    `is_transient`: the system could not read it, and may be able to at the next attempt.
    """

    id: str
    path: Path
    problem: str
    is_transient: bool = False


class SeveralFit(WrongUsage):
    """What was typed for an ID fits several sessions; `fitting` are their IDs."""

    def __init__(self, fitting: Iterable[str]) -> None:
        self.fitting = tuple(sorted(fitting, reverse=True))
        super().__init__(
            "Several sessions fit",
            f"{len(self.fitting)} sessions have this case number or ID ending.",
            "Enter a full ID, or enough of its last characters to match only one session.",
        )
        self.lines = self.fitting


class ChangedOutside(CannotReadOrWrite):
    """The file is no longer the one that was read."""


def new_id(incident_type: str, now: datetime) -> str:
    """Return an ID that sorts by time: `20261122-0214-traffic-serious-k7q2`."""
    tail = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"{now:%Y%m%d-%H%M}-{incident_type}-{tail}"


class Store:
    """The sessions under one home, as one account sees them."""

    def __init__(
        self,
        places: Places,
        actor: Actor,
        rules: Rules | None = None,
        account: Accounts | None = None,
    ) -> None:
        """Open the sessions. Raises NotAllowed for whoever may not enter the shared home.

        `account` looks up whose a file is, where another way than the system's is wanted.
        """
        check_entry(places)
        self._account = account
        self.places = places
        self._root = places.sessions
        self.actor = actor
        self.rules = rules or Rules(places)

    @property
    def policy(self) -> Policy:
        """Return what the agency chose, as it was last read."""
        return self.rules.policy

    @cached_property
    def reviews(self) -> ReviewFolder:
        """Return the supervisors' reviews."""
        return ReviewFolder(self.places, lambda: self.policy)

    @cached_property
    def completions(self) -> CompletionFolder:
        """Return what was done of the follow-ups of posts."""
        return CompletionFolder(self.places, lambda: self.policy, lambda: self.rules.people)

    @cached_property
    def holds(self) -> HoldFolder:
        """Return the legal holds."""
        return HoldFolder(self.places, lambda: self.policy, lambda: self.rules.people)

    @cached_property
    def audit(self) -> AuditLog:
        """Return what others than their authors have seen of the sessions."""
        explains = self.tombstones.explains
        return AuditLog(self.places, self.actor.uid, self._read_whole, explains)

    @cached_property
    def tombstones(self) -> Tombstones:
        """Return what is left of purged sessions."""
        return Tombstones(self.places)

    def _read_whole(self, path: Path) -> Read | None:
        found = self.look(path)
        return Read(found.session, found.bytes_digest) if isinstance(found, Stored) else None

    @property
    def own_folder(self) -> Path:
        """Return the folder of this account's new sessions.

        That of a former login, while the shared home has none for the present one.
        """
        named = self._root / self.actor.login
        if self.places.kind != "shared" or not is_gone(named):
            return named
        uid = self.actor.uid
        former = (self._root / r.login for r in self.policy.renamed if r.uid == uid)
        return next((folder for folder in former if belongs_to(folder, "", uid)), named)

    def is_own_folder(self, folder: Path) -> bool:
        """Return whether a user's folder is this account's."""
        return belongs_to(folder, self.actor.login, self.actor.uid)

    def is_own(self, session: Session, actor: Actor) -> bool:
        """Return whether a session is somebody's own."""
        return session.author_uid == actor.uid and not self.misnamed_author(session)

    def misnamed_author(self, session: Session) -> str:
        """Return why a file's owner is perhaps not its author; empty where it surely is.

        The user ID may have been given to somebody else since.
        """
        return misnamed_author(session, SessionContext(author=self.author_of(session)))

    def folder_of(self, session_id: str) -> Path:
        """Return the folder in which this account keeps a session."""
        return self.own_folder / month_of(session_id)

    def open_folder(self, folder: Path) -> AbstractContextManager[int]:
        """Open a folder below the home. No link is followed there: it raises NotAFolder."""
        return folder_descriptor(folder, below=self.places.home)

    def _make_folder(self, folder: Path) -> None:
        home = self.places.home
        make_home(home, FOLDER_MODE)
        make_folders(folder, home, FOLDER_MODE)

    @property
    def is_advocate(self) -> bool:
        """Return whether this account is victim services', which writes no sessions."""
        return self.completions.is_advocate(self.actor.uid)

    def check_writer(self) -> None:
        """Raise NotAllowed for an account of victim services."""
        if self.is_advocate:
            raise NotAllowed(
                "Not for victim services",
                f"Your account is in the group {self.policy.victim_services}, which completes "
                "follow-ups for victim services and writes no sessions.",
                "`cleartopost followups` shows what you are asked. Ask a PIO for anything else.",
            )

    def prepare(self, now: datetime) -> None:
        """Check that a session can be saved, before the first question is asked.

        Raises CannotReadOrWrite, and NotAllowed for whoever may keep none.
        """
        self.check_writer()
        folder = self.own_folder / f"{now:%Y-%m}"
        probe = f".probe-{secrets.token_hex(4)}"
        try:
            self._make_folder(folder)
            with self.open_folder(folder) as descriptor:
                write_durably(descriptor, probe, _PROBE, new=True)
                os.unlink(probe, dir_fd=descriptor)
        except OSError as error:
            if self.places.kind == "shared" and is_gone(self.own_folder):
                raise self._no_folder() from None
            raise _cannot_write(folder, error) from None

    def _no_folder(self) -> NotAllowed:
        found = users(self.places, skip_inaccessible)
        former = next((folder.name for folder in found if self.is_own_folder(folder)), "")
        if former:
            return NotAllowed(
                "No folder yet",
                (
                    f"Your account is {self.actor.login}, but its user ID ({self.actor.uid}) "
                    f"has the sessions of {former}."
                ),
                (
                    f"If you are {former}, ask the administrator to list that under [[renamed]] "
                    "in policy.toml. In either case, ask for `cleartopost setup` to be run "
                    "again."
                ),
            )
        return NotAllowed(
            "No folder yet",
            f"You have no folder for sessions in {self._root}.",
            "Ask the administrator to run `cleartopost setup` again: it makes one for each member "
            "of the group.",
        )

    def without_file(self, session: Session) -> Stored:
        """Return a new session whose file is made with its first change."""
        return Stored(session, self.folder_of(session.id) / f"{session.id}.toml", "", 0)

    def create(self, session: Session) -> Stored:
        """Save a new session. Raises CannotReadOrWrite; never replaces a file.

        This and `replace` raise NotAllowed for an account of victim services.
        """
        self.check_writer()
        folder = self.folder_of(session.id)
        data = write_record(session)
        try:
            self._make_folder(folder)
            with self.open_folder(folder) as descriptor:
                write_durably(descriptor, f"{session.id}.toml", data, new=True)
        except OSError as error:
            raise _cannot_write(folder, error) from None
        return _stored(session, folder / f"{session.id}.toml", data)

    def replace(
        self, before: Stored, session: Session, attempted: Iterable[Session] = ()
    ) -> Stored:
        """Save the next state of a session, if its file is still the one that was read.

        A session without a file gets one. `attempted` is what earlier saves failed on: one of them
        may have reached the disk without being acknowledged (the folder's flush failed after the
        rename).

        Raises ChangedOutside or CannotReadOrWrite; either way the file stays as it was. Bytes that
        the program did not write are first kept beside it, since the program would not write their
        comments again.
        """
        self.check_writer()
        if not before.size and not (attempted and before.path.exists()):
            return self.create(session)
        data = write_record(session)
        name = before.path.name
        try:
            with self.open_folder(before.path.parent) as descriptor:
                current, _ = read_safely(descriptor, name, LARGEST)
                if _digest(current) != before.bytes_digest and not any(
                    current == write_record(earlier) for earlier in attempted
                ):
                    raise ChangedOutside(
                        "Changed outside the program",
                        f"{name} changed after it was read.",
                        "It was read again. Review it before you continue.",
                    )
                if not before.session.sealed:
                    kept = f"{name}.edited-{before.bytes_digest[:8]}"
                    with suppress(FileExistsError):
                        write_durably(descriptor, kept, current, new=True)
                write_durably(descriptor, name, data, new=False)
        except OSError as error:
            raise _cannot_write(before.path, error) from None
        return _stored(session, before.path, data)

    def clear_leftovers(self, stored: Stored) -> None:
        """Remove what killed writers left. Only while holding the session's lock."""
        try:
            with self.open_folder(stored.path.parent) as descriptor:
                clear_leftovers(descriptor, stored.path.name)
        except OSError:
            # Leftovers are harmless: they are never listed and never read.
            return

    def read(self, path: Path, known: Stored | None = None, *, for_a_list: bool = False) -> Stored:
        """Return the session in a file, or the `known` one while it has its bytes.

        `for_a_list`: one that has ended may lack its texts, people, and answers. Raises Unreadable.
        """
        try:
            with self.open_folder(path.parent) as descriptor:
                data, state = read_safely(descriptor, path.name, LARGEST)
        except NotAFile as error:
            raise Unreadable(path.name, str(error.strerror), "Remove it.") from None
        except NotAFolder as error:
            raise Unreadable(
                path.name, f"its folder is {error.strerror}", "Restore the original folder."
            ) from None
        except OSError as error:
            raise Unreadable(
                path.name,
                (error.strerror or "cannot be opened").lower(),
                "Check its owner and mode.",
                is_transient=True,
            ) from None
        is_known = known is not None and known.path == path and known.bytes_digest == _digest(data)
        brief = read_ended(data, path.name) if for_a_list else None
        session = known.session if known and is_known else brief or read_record(data, path.name)
        if f"{session.id}.toml" != path.name:
            raise Unreadable(
                path.name, "its ID does not match the name of its file", "Restore its name."
            )
        if session.author_uid != state.st_uid:
            raise Unreadable(
                path.name,
                (
                    f"it was copied: it says user ID {session.author_uid}, but the file belongs "
                    f"to user ID {state.st_uid}"
                ),
                "Only the author's own file counts.",
            )
        return known if known and is_known else _stored(session, path, data)

    def bytes_of(self, path: Path) -> bytes:
        """Return the bytes of a file; empty where it cannot be opened."""
        try:
            with self.open_folder(path.parent) as descriptor:
                return read_safely(descriptor, path.name, LARGEST)[0]
        except OSError:
            return b""

    def context(self, stored: Stored) -> SessionContext:
        """Return the context of a session: reviews, originals, policy, and who its author is."""
        fingerprint = self.fingerprint(stored)
        found = self.context_now(stored)
        if stored.session.posted:
            completions = self.completions.of(stored.session).fit
            found = structs.replace(found, completions=completions)
        # What the disk failed to deliver is read again, even if nothing changed there.
        return found if found.is_transient else structs.replace(found, fingerprint=fingerprint)

    def context_now(self, stored: Stored) -> SessionContext:
        """Return the context of a session for whoever does not keep it: without a fingerprint."""
        session = stored.session
        looked_at = [o for origin in origins(session) for o in self._originals(origin)]
        originals = tuple(o.session for o in looked_at if isinstance(o, Stored))
        wrote = self.writers(session, originals)
        found = self.reviews.of(session, wrote)
        is_transient = any(o.is_transient for o in looked_at if isinstance(o, Broken)) or any(
            unfit.is_transient for unfit in found.unfit
        )
        return SessionContext(
            reviews=tuple(r for r in found.fit if r.verdict != COLD_READ),
            cold_reads=tuple(r for r in found.fit if r.verdict == COLD_READ),
            unfit=found.unfit,
            originals=originals,
            approval=self.policy.approval_rule(
                session, self.rules.catalog.checklist(session.incident_type, session.how)
            ),
            family_first=self.policy.family_before_closure,
            author=self.author_of(session),
            givers=tuple(by for o in originals if (by := self.author_of(o)) is not None),
            directory=self.rules.directory,
            on_call=tuple(found for found in self._on_call() if found.uid not in wrote),
            is_transient=is_transient,
            is_held=self.holds.is_on(session),
            fingerprint=NEVER_MATCHES,
        )

    def _on_call(self) -> tuple[OnCall, ...]:
        """Return those of the supervisors to call whom the system has as supervisors now."""
        group = self.policy.supervisors
        return tuple(found for found in self.policy.on_call if is_member(found.uid, group))

    def writers(self, session: Session, originals: Iterable[Session]) -> frozenset[int]:
        """Return every known account of everybody who wrote in a session."""
        return self.rules.people.uids(writers(session, originals))

    def fingerprint(self, stored: Stored) -> str:
        """Return a fingerprint of everything that a session and its context were read from.

        Returns NEVER_MATCHES where one of the files, or one that the rules were read from, was
        changed within two seconds of the check: a later change could leave its times as they are.
        """
        looked = time.time_ns()
        # What was done after a post has no part in one that was not posted.
        beside = (self.reviews.names, self.completions.names)
        dependencies = Dependencies(
            beside if stored.session.posted else beside[:1],
            users(self.places, skip_inaccessible),
            lambda: (self.policy.supervisors, self.policy.victim_services),
        )
        session = stored.session
        reviews = dependencies.names.get(session.id, [])
        files = dependencies.fingerprint(looked, state_of(stored.path), reviews, origins(session))
        if files == NEVER_MATCHES or self.rules.is_unsure:
            return NEVER_MATCHES
        return f"{self.rules.fingerprint}\n{files}\n{self.author_of(session)}\n{self._on_call()}"

    def author_of(self, session: Session) -> KnownAuthor | None:
        """Return what system, policy and directory say of a file's owner; None if it is nobody."""
        began = session.started_at.date()
        return known_author(
            session.author_uid, began, self.policy, self.actor, self._account, self.rules.people
        )

    def with_all_names(self, actor: Actor) -> Actor:
        """Return an account with everything that policy and directory call it."""
        return with_all_names(actor, self.rules.people)

    def _originals(self, session_id: str) -> Iterator[Stored | Broken]:
        """Yield the files with this ID, of any user: one of the same name hides no other."""
        return map(self.look, self.files_of(session_id, unsure=True))

    def paths(self, on_inaccessible: OnInaccessible = raise_inaccessible) -> Iterator[Path]:
        """Yield every session file, the newest first.

        Raises FolderInaccessible at a folder that cannot be entered, unless `on_inaccessible`
        handles it.
        """
        return newest_first(users(self.places, on_inaccessible), on_inaccessible)

    def look(self, path: Path, *, for_a_list: bool = False) -> Stored | Broken:
        """Return the session in a file as `read` does, or why it cannot be read."""
        try:
            return self.read(path, for_a_list=for_a_list)
        except Unreadable as problem:
            return Broken(path.stem, path, problem.what, problem.is_transient)

    def reviewed_since(self, sessions: Iterable[tuple[str, Path]]) -> "dict[str, NewReview]":
        """Return the newest review of each session since its author last did something.

        `sessions` are IDs and paths. Cheap where nobody reviewed them.
        """
        # Imported here: only what shows unfinished sessions needs it.
        from checklists.review.queue import new_reviews  # noqa: PLC0415  # see above

        names = self.reviews.names.by_session()
        newest: dict[str, NewReview] = {}
        for session_id, path in sessions:
            stored = self.look(path) if session_id in names else None
            if isinstance(stored, Stored):
                reviews = new_reviews(stored.session, self.context_now(stored))
                if reviews:
                    newest[session_id] = reviews[0]
        return newest

    def listing(self) -> Iterator[Stored | Broken]:
        """Yield every session, the newest first, or why it cannot be read."""
        return map(self.look, self.paths())

    def find(self, session_id: str, of_case: Callable[[str], Iterable[str]] = lambda _: ()) -> Path:
        """Return the file of a session, by its ID or by an end of it that only one has.

        `LOGIN/ID` names the one in somebody's folder. `of_case` returns the IDs of the sessions
        with a case number, which fit as well; it is not asked for a whole ID. Raises SeveralFit, or
        WrongUsage with the nearest IDs.
        """
        login, slash, name = session_id.rpartition("/")
        if slash:
            owned = [path for path in self.files_of(name) if path.parts[-3] == login]
            if owned:
                return owned[0]
        exact = self.files_of(session_id)
        if exact:
            return self._only(exact)
        by_id: dict[str, list[Path]] = {}
        inaccessible: list[FolderInaccessible] = []
        for path in self.paths(inaccessible.append):
            by_id.setdefault(path.stem, []).append(path)
        if session_id in by_id:
            return self._only(by_id[session_id])
        ends = [name for name in by_id if len(session_id) >= 4 and name.endswith(session_id)]
        fitting = {*ends, *(name for name in of_case(session_id) if name in by_id)}
        if len(fitting) == 1:
            return self._only(by_id[fitting.pop()])
        if fitting:
            raise SeveralFit(fitting)
        raise self._no_session(session_id, by_id, inaccessible)

    def _no_session(
        self,
        session_id: str,
        by_id: dict[str, list[Path]],
        inaccessible: list[FolderInaccessible],
    ) -> WrongUsage:
        """Return the error for an ID that no session has."""
        purged = self.tombstones.of(session_id)
        if purged is not None:
            return WrongUsage(
                "Purged",
                f"This session was purged on {purged.purged_at:%Y-%m-%d} by {purged.by}.",
                "`cleartopost list --purged` says by which rule.",
            )
        near = _nearest(session_id, by_id)
        nearest = f"Nearest: {', '.join(near[:3])}." if near else ""
        if inaccessible:
            nearest += (
                f" One folder was skipped: {inaccessible[0].message} {inaccessible[0].what_to_do}"
            )
        elif not by_id:
            nearest = "There are no sessions yet."
        return WrongUsage(
            "No such session",
            "No session has this ID or case number.",
            f"{nearest.strip()} See `list`.".strip(),
        )

    def files_of(self, session_id: str, *, unsure: bool = False) -> list[Path]:
        """Return the files of a whole ID, whoever's, in its month's folder; no other is checked.

        `unsure` includes those of which it cannot be known whether they exist.
        """
        if not SESSION_ID.fullmatch(session_id):
            return []
        name = f"{session_id}.toml"
        months = (user / month_of(session_id) for user in users(self.places, skip_inaccessible))
        files = (month / name for month in months if not is_not_a_folder(month))
        if unsure:
            return [file for file in files if not is_gone(file)]
        return [file for file in files if state_of(file) != NOTHING]

    def _only(self, paths: list[Path]) -> Path:
        """Return the one session with an ID.

        A file that cannot be read, such as a copy, is left out, and another user's file of the same
        name hides nobody's own.
        """
        own = [path for path in paths if self.own_folder in path.parents]
        if len(paths) == 1 or own:
            return (own or paths)[0]
        former = [path for path in paths if self.is_own_folder(path.parents[1])]
        if len(former) == 1:
            return former[0]
        readable = [path for path in paths if isinstance(self.look(path), Stored)]
        if len(readable) == 1:
            return readable[0]
        folders = [path.parts[-3] for path in readable or paths]
        named = ", ".join(f"{folder}/{paths[0].stem}" for folder in folders)
        raise WrongUsage(
            "Two sessions have this ID",
            f"It is in the folders of {', '.join(folders)}.",
            f"Name one of them: {named}.",
        )


def _nearest(session_id: str, known: Iterable[str]) -> list[str]:
    """Return the IDs nearest to one that does not exist; an end alone is compared with ends."""
    ids = {name[-len(session_id) :]: name for name in known}
    return [ids[end] for end in nearest_words(session_id, ids)]


def _stored(session: Session, path: Path, data: bytes) -> Stored:
    return Stored(session, path, _digest(data), len(data))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _cannot_write(where: Path, error: OSError) -> CannotReadOrWrite:
    reason = (error.strerror or "failed").lower()
    return CannotReadOrWrite(
        "Cannot save",
        # The reason first: a path is long, and the end of a line is cut on a small screen.
        f"{reason}: {where}.",
        "Nothing was changed there. Free up space or fix the folder. The program keeps trying.",
    )
