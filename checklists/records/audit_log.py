"""The audit log: what others than the author have seen of each session, where no author can write.

An author can delete their own file, or put an earlier one back: only a note that somebody else kept
tells of it. One file a writer and month of sessions, `2026-11.1001.log`, a line of JSON a note, so
that whole months can be pruned. The kernel says whose file it is. A note informs: it opens and
blocks nothing, and one that cannot be written is no reason to show less.

A note has the digest of the file's bytes, and that of the history, which grows at its end alone:
what was seen must still be in it. A session that differs from its notes is noted apart, and
replaces none of them.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import RLock
from time import time_ns
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from checklists.records.atomic import folder_descriptor, read_safely, write_all, write_durably
from checklists.records.layout import month_of, skip_inaccessible, users
from checklists.session.fingerprints import next_history_digest
from checklists.session.model import AwareTime, Session
from checklists.workstation.file_state import FileState, state_of
from checklists.workstation.paths import Places

FILE_MODE = 0o644
MOST_SUPERSEDED = 500
"""Lines that others replace, from which a file is written anew without them: a session that is
being walked has a new state every few seconds."""
MONTHS_KEPT = 2
"""Months whose notes stay in memory: sessions of earlier ones seldom change."""
_LARGEST = 1 << 28
_ID = r"^[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,60}-[a-z0-9]{4}$"
_NAME = re.compile(r"(?P<month>[0-9]{4}-[0-9]{2})\.(?P<uid>[0-9]{1,10})\.log")

How = Literal["missing", "older", "replaced", "gone-on"]
"""How a session differs from what was noted: its file is gone; it has an earlier revision, or the
same one with other content; it went on from another file than the one seen."""


class Note(Struct, frozen=True, omit_defaults=True):
    """What an account has seen of a session, and when. `uid` is the session's owner.

    `differs`: it was no longer what had been noted before.
    """

    at: AwareTime
    by: int
    session: Annotated[str, Meta(pattern=_ID)]
    uid: int
    revision: int
    digest: str
    history: str
    differs: bool = False


class Sighting(NamedTuple):
    """A session as it was read: where, whose, and what a note keeps of it.

    `sealed`: whether its file is as the program wrote it; another is never noted.
    """

    path: Path
    uid: int
    revision: int
    digest: str
    history: str
    sealed: bool = True


class Difference(NamedTuple):
    """A session that is no longer what somebody noted. `revision` is its present one, if any."""

    how: How
    note: Note
    revision: int = 0


class Read(NamedTuple):
    """A session, and the digest of its file's bytes."""

    session: Session
    digest: str

    def sighting(self, path: Path) -> Sighting:
        """Return what a note keeps of it."""
        it = self.session
        return Sighting(path, it.author_uid, it.revision, self.digest, it.history_digest, it.sealed)


class _File:
    """One writer's notes on the sessions of one month, as far as they have been read."""

    def __init__(self) -> None:
        self.identity = (0, 0)
        self.size = 0
        self.lines = 0
        self.latest: dict[str, Note] = {}
        """The note that counts on each session."""
        self.differing: dict[str, Note] = {}

    def take(self, note: Note) -> None:
        self.lines += 1
        (self.differing if note.differs else self.latest)[note.session] = note


def uid_of(name: str) -> int:
    """Return the user ID that a file's name names; -1 where it names none."""
    found = _NAME.fullmatch(name)
    return int(found["uid"]) if found else -1


class AuditLog:
    """The notes of one home, those that count, and writing one's own. Several threads may use it.

    `problem` says why what was seen could not be noted; it is tried again with the next note.
    """

    def __init__(
        self,
        places: Places,
        uid: int,
        read: Callable[[Path], Read | None],
        is_purged: Callable[[str, int, datetime], bool],
    ) -> None:
        """Keep the places. `uid` is the account that reads; `read` returns a whole session.

        `is_purged` says of a session of an account whether it was purged after it was seen.
        """
        self._purged = places.purged
        self._is_purged = is_purged
        self._places = places
        self._folder = places.audit
        self._uid = uid
        self._read = read
        self._files: dict[str, _File] = {}
        self._checked: dict[str, tuple[list[FileState], tuple[Difference, ...]]] = {}
        self._waiting: dict[str, Note] = {}
        self._busy = RLock()
        self.problem = ""

    @property
    def may_write(self) -> bool:
        """Return whether this account may add notes: a supervisor, or root."""
        return os.access(self._folder, os.W_OK | os.X_OK, effective_ids=True)

    def note(self, seen: Iterable[Sighting]) -> None:
        """Note what was read of others' sessions, where anything is new.

        What may differ from its notes is read again: they may be newer than what was read.
        """
        if not self.may_write:
            return
        with self._busy:
            for found in seen:
                if found.uid == self._uid or not re.match(_ID, found.path.stem):
                    continue
                session_id = found.path.stem
                latest = (file.latest for file in self._of_month_of(session_id))
                notes = _counting(latest, session_id, found.uid)
                newest = max(notes, key=lambda note: note.revision, default=None)
                if newest and (newest.revision, newest.digest) != (found.revision, found.digest):
                    self._look_at(found.path)
                elif found.sealed:
                    self._add(found)
            self._write()

    def look_at(self, path: Path) -> Difference | None:
        """Read a session and note it; return how it differs from what others noted of it."""
        with self._busy:
            found = self._look_at(path)
            self._write()
        return found

    def compared(self, path: Path) -> Difference | None:
        """Return how a session differs from what others noted of it; note nothing."""
        with self._busy:
            return self._compared(path)[1]

    def newest(self) -> datetime | None:
        """Return the time of the newest note; None where there is none."""
        with self._busy:
            return max(
                (note.at for name in self._names() for note in self._notes(name)), default=None
            )

    def prune(self) -> None:
        """Remove the logs of each month in which everything that was noted was purged: for root."""
        with self._busy:
            by_month: dict[str, list[str]] = {}
            for name in self._names():
                by_month.setdefault(name[:7], []).append(name)
            for names in by_month.values():
                notes = [note for name in names for note in self._notes(name)]
                if notes and all(self._is_purged(n.session, n.uid, n.at) for n in notes):
                    with folder_descriptor(self._folder, below=self._places.home) as folder:
                        for name in names:
                            os.unlink(name, dir_fd=folder)

    def has_noted(self, session_id: str, revision: int) -> bool:
        """Return whether this account's own note on a session is of this revision."""
        with self._busy:
            own = self._file(f"{month_of(session_id)}.{self._uid}.log").latest.get(session_id)
        return own is not None and own.revision == revision

    def differences(self) -> tuple[Difference, ...]:
        """Return every session that is missing or differs from what was noted, the newest first.

        Only the months in which anything changed are looked at again.
        """
        found: list[Difference] = []
        with self._busy:
            names = sorted(self._names())
            months = sorted({name[:7] for name in names}, reverse=True)
            for place, month in enumerate(months):
                of_month = [name for name in names if name[:7] == month]
                found += self._differences_in(month, of_month)
                for name in of_month if place >= MONTHS_KEPT else ():
                    # Of an archive, what is wrong is kept, not every note.
                    self._files.pop(name, None)
        return tuple(found)

    # Comparing

    def _look_at(self, path: Path) -> Difference | None:
        found, difference = self._compared(path)
        if found is None:
            return None
        is_others = found.session.author_uid != self._uid and re.match(_ID, path.stem)
        if is_others and self.may_write and (found.session.sealed or difference is not None):
            self._add(found.sighting(path), differs=difference is not None)
        return difference

    def _differences_in(self, month: str, names: list[str]) -> tuple[Difference, ...]:
        writers = sorted(users(self._places, skip_inaccessible))
        looked = time_ns()
        states = [state_of(self._folder / name) for name in names]
        states += [state_of(user / month) for user in writers]
        states.append(state_of(self._purged))
        before, known = self._checked.get(month, ([], ()))
        is_same = before == states and not any(s.may_change_unseen(looked) for s in states)
        if is_same and not any(found.how != "missing" for found in known):
            return known
        newest: dict[tuple[str, int], Note] = {}
        doubted: set[tuple[str, int]] = set()
        for name in names:
            file = self._file(name)
            for note in file.latest.values():
                key = note.session, note.uid
                if note.by != note.uid and newest.get(key, note).revision <= note.revision:
                    newest[key] = note
            doubted |= {(note.session, note.uid) for note in file.differing.values()}
        found = []
        for (session_id, uid), note in sorted(newest.items(), reverse=True):
            paths = [user / month / f"{session_id}.toml" for user in writers]
            there = [path for path in paths if _may_be(path, uid)]
            if not there:
                if not self._is_purged(session_id, uid, note.at):
                    found.append(Difference("missing", note))
            elif (session_id, uid) in doubted:
                again = (self._compared(path)[1] for path in there)
                found += [difference for difference in again if difference is not None][:1]
        self._checked[month] = states, tuple(found)
        return tuple(found)

    def _compared(self, path: Path) -> tuple[Read | None, Difference | None]:
        """Return a session that can be read, and how it differs from its notes."""
        # The notes first: what is noted later may be of a state that was saved later.
        files = self._of_month_of(path.stem)
        found = self._read(path)
        if found is None:
            return None, None
        key = path.stem, found.session.author_uid
        is_doubted = any(_counting((file.differing for file in files), *key))
        return found, _difference(
            _counting((file.latest for file in files), *key), *found, is_doubted=is_doubted
        )

    # Reading

    def _names(self) -> list[str]:
        try:
            with folder_descriptor(self._folder, below=self._places.home) as folder:
                return [name for name in os.listdir(folder) if _NAME.fullmatch(name)]  # noqa: PTH208
        except OSError:
            # No folder, as in a home of one's own: nobody else keeps notes there.
            return []

    def _notes(self, name: str) -> list[Note]:
        file = self._file(name)
        return [*file.latest.values(), *file.differing.values()]

    def _of_month_of(self, session_id: str) -> list[_File]:
        """Return everybody's notes on the sessions of one session's month, as they are now."""
        month = month_of(session_id)
        return [self._file(name) for name in self._names() if name[:7] == month]

    def _file(self, name: str) -> _File:
        """Return one writer's notes, with what was added since they were read."""
        known = self._files.setdefault(name, _File())
        try:
            with folder_descriptor(self._folder, below=self._places.home) as folder:
                state = os.stat(name, dir_fd=folder, follow_symlinks=False)
                identity = state.st_dev, state.st_ino
                if (identity, state.st_size) == (known.identity, known.size):
                    return known
                data, state = read_safely(folder, name, _LARGEST)
        except OSError:
            self._files[name] = _File()
            return self._files[name]
        if (state.st_dev, state.st_ino) != known.identity or len(data) < known.size:
            known = self._files[name] = _File()
        for line in data[known.size :].splitlines():
            # One that a full disk has cut is none; the next begins on a line of its own.
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                note = _DECODER.decode(line)
                is_theirs = note.by == state.st_uid == uid_of(name)
                if is_theirs and month_of(note.session) == name[:7]:
                    known.take(note)
        known.identity, known.size = (state.st_dev, state.st_ino), len(data)
        return known

    # Writing

    def _add(self, seen: Sighting, *, differs: bool = False) -> None:
        session_id = seen.path.stem
        file = self._file(f"{month_of(session_id)}.{self._uid}.log")
        before = (file.differing if differs else file.latest).get(session_id)
        if before and (before.revision, before.digest) == (seen.revision, seen.digest):
            return
        now = datetime.now().astimezone().replace(microsecond=0)
        self._waiting[session_id] = Note(
            at=now,
            by=self._uid,
            session=session_id,
            uid=seen.uid,
            revision=seen.revision,
            digest=seen.digest,
            history=seen.history,
            differs=differs,
        )

    def _write(self) -> None:
        """Write what waits. What cannot be written goes on waiting, and `problem` says why."""
        by_month: dict[str, list[Note]] = {}
        for note in self._waiting.values():
            by_month.setdefault(month_of(note.session), []).append(note)
        try:
            for month, notes in by_month.items():
                self._append(f"{month}.{self._uid}.log", notes)
                for note in notes:
                    del self._waiting[note.session]
        except OSError as error:
            self.problem = f"{self._folder}: {(error.strerror or 'failed').lower()}"
        else:
            self.problem = ""

    def _append(self, name: str, notes: list[Note]) -> None:
        # Not flushed: a power cut may take the last notes, and the next look writes them again.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        flags |= os.O_NONBLOCK
        with folder_descriptor(self._folder, below=self._places.home) as folder:
            descriptor = os.open(name, flags, FILE_MODE, dir_fd=folder)
            try:
                state = os.fstat(descriptor)
                if not stat.S_ISREG(state.st_mode) or state.st_uid != self._uid:
                    raise PermissionError(0, "its log is not a file that this account owns")
                if stat.S_IMODE(state.st_mode) != FILE_MODE:
                    os.fchmod(descriptor, FILE_MODE)
                write_all(descriptor, b"\n" + b"".join(_line(note) for note in notes))
            finally:
                os.close(descriptor)
            file = self._file(name)
            kept = self._notes(name)
            if file.lines > 2 * len(kept) + MOST_SUPERSEDED:
                data = b"".join(_line(note) for note in kept)
                write_durably(folder, name, data, new=False, mode=FILE_MODE)


_DECODER = msgspec.json.Decoder(Note)


def _line(note: Note) -> bytes:
    return msgspec.json.encode(note) + b"\n"


def _counting(notes: Iterable[Mapping[str, Note]], session_id: str, uid: int) -> Iterator[Note]:
    """Yield the notes on a session of an account, but for that account's own."""
    for of_one in notes:
        note = of_one.get(session_id)
        if note is not None and note.uid == uid and note.by != uid:
            yield note


def _may_be(path: Path, uid: int) -> bool:
    """Return whether a session of an account is there, or may be: what cannot be looked at."""
    try:
        return path.lstat().st_uid == uid
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _difference(
    notes: Iterable[Note], session: Session, digest: str, *, is_doubted: bool
) -> Difference | None:
    """Return the first way in which a session is no longer what was noted of it.

    Where it was changed outside the program, the seal says so, and its revision alone is compared.
    One that was seen to differ is doubted until the file that was seen last is back: it may have
    gone on from the other one.
    """
    had: set[str] | None = None
    newest_first = sorted(notes, key=lambda note: note.revision, reverse=True)
    for note in newest_first:
        if session.revision < note.revision:
            return Difference("older", note, session.revision)
        if not session.sealed:
            continue
        if session.revision == note.revision:
            if digest != note.digest:
                return Difference("replaced", note, session.revision)
            continue
        had = had if had is not None else set(_history_digests(session))
        if note.history not in had:
            return Difference("gone-on", note, session.revision)
    if is_doubted and newest_first:
        last = newest_first[0]
        if (session.revision, digest) != (last.revision, last.digest):
            return Difference("gone-on", last, session.revision)
    return None


def _history_digests(session: Session) -> Iterator[str]:
    """Yield the digest of the history after each of its entries."""
    digest = ""
    for entry in session.history:
        digest = next_history_digest(digest, entry)
        yield digest
