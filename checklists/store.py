"""The folder of sessions: `sessions/USER/YYYY-MM/ID.toml`.

A file that cannot be read is listed with the reason and never hidden or overwritten.
"""

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from checklists.beside import Beside
from checklists.carrying import origins
from checklists.durable_write import (
    NotAFile,
    clear_leftovers,
    folder_descriptor,
    read_safely,
    write_durably,
)
from checklists.file_state import NOTHING, is_gone, state_of
from checklists.places import Places, check_entry
from checklists.policy import Policy, load_policy
from checklists.problems import CannotReadOrWrite, NotAllowed, WrongUsage
from checklists.record import LARGEST, Unreadable, read_record, write_record
from checklists.review_files import ReviewFolder
from checklists.session import Actor, Session
from checklists.session_files import Told, ignore, month_of, newest_first, refuse, users

FOLDER_MODE = 0o2750
_ID = re.compile(r"^[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,60}-[a-z0-9]{4}$")
_PROBE = b"\n" * 4096
"""A full disk still takes an empty file."""
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without the digits and letters that are taken for each other when read aloud."""


class Stored(Struct, frozen=True):
    """A session as it was read: where from, whose file it is, and the digest of its bytes."""

    session: Session
    path: Path
    bytes_digest: str
    size: int


class Broken(Struct, frozen=True):
    """A file among the sessions that is not one that can be read. `may_pass`: the system did not
    give it out, and may do so at the next try."""

    id: str
    path: Path
    problem: str
    may_pass: bool = False


class ChangedOutside(CannotReadOrWrite):
    """The file is no longer the one that was read."""


def new_id(incident_type: str, now: datetime) -> str:
    """An ID that sorts by time: `20261122-0214-traffic-serious-k7q2`."""
    tail = "".join(secrets.choice(_LETTERS) for _ in range(4))
    return f"{now:%Y%m%d-%H%M}-{incident_type}-{tail}"


class Store:
    """The sessions under one home, as one account sees them."""

    def __init__(self, places: Places, actor: Actor, policy: Policy | None = None) -> None:
        """Raises NotAllowed for whoever may not enter the shared home."""
        check_entry(places)
        self._places = places
        self._root = places.sessions
        self._actor = actor
        self._policy = policy

    @cached_property
    def policy(self) -> Policy:
        """What the agency chose, read once."""
        return self._policy or load_policy(self._places.policy)

    @cached_property
    def reviews(self) -> ReviewFolder:
        """The supervisors' reviews."""
        return ReviewFolder(self._places, self.policy)

    @property
    def own_folder(self) -> Path:
        """Where this account's sessions are."""
        return self._root / self._actor.login

    def folder_of(self, session_id: str) -> Path:
        """The folder in which this account keeps a session."""
        return self.own_folder / month_of(session_id)

    def prepare(self, now: datetime) -> None:
        """Make sure that a session can be saved, before the first question is asked.

        Raises CannotReadOrWrite.
        """
        folder = self.own_folder / f"{now:%Y-%m}"
        probe = f".probe-{secrets.token_hex(4)}"
        try:
            _make_folder(folder)
            with folder_descriptor(folder) as descriptor:
                write_durably(descriptor, probe, _PROBE, new=True)
                os.unlink(probe, dir_fd=descriptor)
        except OSError as error:
            if self._places.kind == "shared" and not self.own_folder.exists():
                raise NotAllowed(
                    "No folder yet",
                    f"You have no folder in {self._root} to keep sessions in.",
                    "Ask the administrator to run `cleartopost setup` again: it makes one for "
                    "each member of the group.",
                ) from None
            raise _cannot_write(folder, error) from None

    def create(self, session: Session) -> Stored:
        """Save a new session. Raises CannotReadOrWrite; never replaces a file."""
        folder = self.folder_of(session.id)
        data = write_record(session)
        try:
            _make_folder(folder)
            with folder_descriptor(folder) as descriptor:
                write_durably(descriptor, f"{session.id}.toml", data, new=True)
        except OSError as error:
            raise _cannot_write(folder, error) from None
        return _stored(session, folder / f"{session.id}.toml", data)

    def replace(
        self, before: Stored, session: Session, attempted: Iterable[Session] = ()
    ) -> Stored:
        """Save the next state of a session, if its file still is what was read.

        `attempted` is what earlier saves failed on: one of them may have reached the disk without
        being acknowledged (the folder's flush failed after the rename).

        Raises ChangedOutside or CannotReadOrWrite; either way the file stands as it was. Bytes
        that the program did not write are first kept beside it, since the program would not
        write their comments again.
        """
        data = write_record(session)
        name = before.path.name
        try:
            with folder_descriptor(before.path.parent) as descriptor:
                current, _ = read_safely(descriptor, name, LARGEST)
                if _digest(current) != before.bytes_digest and not any(
                    current == write_record(earlier) for earlier in attempted
                ):
                    raise ChangedOutside(
                        "Changed outside the program",
                        f"{name} is no longer the file that was read.",
                        "It is read again now; look at it before you go on.",
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
            with folder_descriptor(stored.path.parent) as descriptor:
                clear_leftovers(descriptor, stored.path.name)
        except OSError:
            # Leftovers are harmless: they are never listed and never read.
            return

    def read(self, path: Path) -> Stored:
        """The session in a file. Raises Unreadable."""
        try:
            with folder_descriptor(path.parent) as descriptor:
                data, state = read_safely(descriptor, path.name, LARGEST)
        except NotAFile as error:
            raise Unreadable(path.name, str(error.strerror), "Remove it.") from None
        except OSError as error:
            raise Unreadable(
                path.name,
                (error.strerror or "cannot be opened").lower(),
                "Check its owner and mode.",
                may_pass=True,
            ) from None
        session = read_record(data, path.name)
        if f"{session.id}.toml" != path.name:
            raise Unreadable(path.name, "its ID is not its file's name", "Put the name back.")
        if session.author_uid != state.st_uid:
            raise Unreadable(
                path.name,
                f"copied: it says user ID {session.author_uid}, the file is {state.st_uid}'s",
                "Only the author's own file counts.",
            )
        return _stored(session, path, data)

    def bytes_of(self, path: Path) -> bytes:
        """What a file holds, unread; nothing where it cannot be opened."""
        try:
            with folder_descriptor(path.parent) as descriptor:
                return read_safely(descriptor, path.name, LARGEST)[0]
        except OSError:
            return b""

    def beside(self, session: Session) -> Beside:
        """What decides with a session: its reviews, the originals of carried answers, policy."""
        found = self.reviews.of(session)
        originals = [o for origin in origins(session) for o in self._originals(origin)]
        lost = any(o.may_pass for o in originals if isinstance(o, Broken))
        return Beside(
            reviews=found.fit,
            unfit=found.unfit,
            originals=tuple(o.session for o in originals if isinstance(o, Stored)),
            approval=self.policy.approval_rule(session.incident_type),
            may_pass=lost or any(unfit.may_pass for unfit in found.unfit),
        )

    def _originals(self, session_id: str) -> Iterator[Stored | Broken]:
        """The files with this ID, whose ever: another's file of the same name hides nothing."""
        return map(self.look, self._files_of(session_id, unsure=True))

    def paths(self, told: Told = refuse) -> Iterator[Path]:
        """Every session file, the newest first. Raises Shut at a folder that cannot be entered,
        unless somebody is `told` of it."""
        return newest_first(users(self._root), told)

    def look(self, path: Path) -> Stored | Broken:
        """The session in a file, or why it cannot be read."""
        try:
            return self.read(path)
        except Unreadable as problem:
            return Broken(path.stem, path, problem.what, problem.may_pass)

    def listing(self) -> Iterator[Stored | Broken]:
        """Every session, the newest first; what cannot be read says why."""
        return map(self.look, self.paths())

    def find(self, session_id: str) -> Path:
        """The file of a session, by its ID or by an end of it that only one has.

        Raises WrongUsage with the nearest IDs.
        """
        exact = self._files_of(session_id)
        if exact:
            return self._only(exact)
        by_id: dict[str, list[Path]] = {}
        for path in self.paths(ignore):
            by_id.setdefault(path.stem, []).append(path)
        if session_id in by_id:
            return self._only(by_id[session_id])
        ends = [name for name in by_id if len(session_id) >= 4 and name.endswith(session_id)]
        if len(ends) == 1:
            return self._only(by_id[ends[0]])
        near = ends or _nearest(session_id, by_id)
        nearest = f"Nearest: {', '.join(near[:3])}." if near else ""
        if not by_id:
            nearest = "There are none yet."
        raise WrongUsage(
            "No such session", "No session has this ID.", f"{nearest} See `list`.".strip()
        )

    def _files_of(self, session_id: str, *, unsure: bool = False) -> list[Path]:
        """The files of a whole ID, whose ever, in its month's folder: no other is looked at.
        `unsure`: also where it cannot be known whether there is one."""
        if not _ID.match(session_id):
            return []
        name = f"{session_id}.toml"
        files = (user / month_of(session_id) / name for user in users(self._root))
        if unsure:
            return [file for file in files if not is_gone(file)]
        return [file for file in files if state_of(file) != NOTHING]

    def _only(self, paths: list[Path]) -> Path:
        """The one file with an ID. Another's of the same name hides nobody's own."""
        own = [path for path in paths if self.own_folder in path.parents]
        if len(paths) == 1 or own:
            return (own or paths)[0]
        raise WrongUsage(
            "Two files have this ID",
            f"It stands in the folders of {', '.join(path.parts[-3] for path in paths)}.",
            "One is a copy; `verify --all` says more. An administrator takes it away.",
        )


def _nearest(session_id: str, known: Iterable[str]) -> list[str]:
    """The IDs nearest to one that does not exist; an end alone is compared with ends."""
    # Imported here: several ms that only a mistyped ID costs.
    import difflib  # noqa: PLC0415  # the reason stands above

    ids = {name[-len(session_id) :]: name for name in known}
    return [ids[end] for end in difflib.get_close_matches(session_id, ids, n=3, cutoff=0.4)]


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it. `chmod` after `mkdir`: the umask decides nothing."""
    missing = []
    above = folder
    while not above.exists():
        missing.append(above)
        above = above.parent
    for made in reversed(missing):
        try:
            made.mkdir()
        except FileExistsError:
            continue
        made.chmod(FOLDER_MODE)
        with folder_descriptor(made.parent) as parent:
            os.fsync(parent)
    state = folder.stat()
    if state.st_uid == os.geteuid() and stat.S_IMODE(state.st_mode) != FOLDER_MODE:
        # Made by a process that ended between the two calls.
        folder.chmod(FOLDER_MODE)


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
        "Nothing was changed there. Make room or mend the folder; it is tried again.",
    )
