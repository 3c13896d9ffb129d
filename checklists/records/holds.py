"""The legal holds of a home: which of the folder's files count, placing, lifting, and one lock.

A hold is a file of the supervisor's who placed it, made once, where no author can write. Its owner
could still remove it: root's copy of it counts as well, and stays. What cannot be read may be a
hold, so whoever purges asks for `unread` first.
"""

import fcntl
import os
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import tomli_w

from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.gate.context import UnfitReview
from checklists.records.atomic import folder_descriptor, make_folders, make_home, write_durably
from checklists.records.codec import Unreadable
from checklists.records.owned_files import read_owned, tables_in, why_not_theirs
from checklists.records.reviews import was_supervisor
from checklists.records.upgrades import Step, newest
from checklists.session.hold import Hold, case_keys, in_force
from checklists.session.model import Session
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy
from checklists.workstation.same_person import SamePerson
from checklists.workstation.system_lists import is_member
from checklists.workstation.trust import untrusted_reason

STEPS: tuple[Step, ...] = ()
"""From each older schema of a hold's file to the next one."""
FILE_MODE = 0o644
OWN_FOLDER_MODE = 0o2750
LARGEST = 16 * 1024
KEPT = "kept."
"""Before the name of root's copy."""
LOCK_SECONDS = 10.0
_SHOWN_FOR = 1.0
"""Seconds for which a list shows what was read: it asks for each of its rows."""
_NAME = re.compile(r"(?:kept\.)?[0-9]{8}T[0-9]{12}-(?P<uid>[0-9]{1,10})\.toml")
_READ_BY_ROOT = "Ask an administrator to look at this file: it may be a legal hold."


def uid_of(name: str) -> int:
    """Return the user ID that a file's name names; -1 where it names none, or is root's copy."""
    found = _NAME.fullmatch(name)
    return int(found["uid"]) if found and not name.startswith(KEPT) else -1


class Holds(NamedTuple):
    """The holds in force, what cannot be read, and those of which only root's copy is left."""

    in_force: tuple[Hold, ...] = ()
    unread: tuple[UnfitReview, ...] = ()
    removed: tuple[Hold, ...] = ()

    def on(self, keys: Collection[str]) -> Hold | None:
        """Return a hold on one of these case numbers, each as its letters and digits."""
        return next((hold for hold in self.in_force if hold.key in keys), None)


class HoldFolder:
    """The holds of one home."""

    def __init__(
        self, places: Places, policy: Callable[[], Policy], people: Callable[[], SamePerson]
    ) -> None:
        """Keep the places. The others return what is in force, which may change in use."""
        self._places = places
        self._folder = places.holds
        self._policy = policy
        self._people = people
        self._shown: tuple[float, frozenset[str]] = (-_SHOWN_FOR, frozenset())

    @property
    def _is_private(self) -> bool:
        """Return whether there is nobody else who could lift a hold."""
        return self._places.kind != "shared" and not self._policy().supervisors

    def read(self) -> Holds:
        """Return the holds as they are on disk now."""
        own, kept, unread = self._files()
        removed = tuple(hold for name, hold in kept.items() if own.get(name) != hold)
        return Holds(in_force({*own.values(), *kept.values()}, self._may_lift), unread, removed)

    @property
    def keys(self) -> frozenset[str]:
        """Return the case numbers that are held, as lists show them: as of a moment ago."""
        if time.monotonic() > self._shown[0] + _SHOWN_FOR:
            keys = frozenset(hold.key for hold in self.read().in_force)
            self._shown = (time.monotonic(), keys)
        return self._shown[1]

    def is_on(self, session: Session) -> bool:
        """Return whether a session is shown as held."""
        return bool(self.keys and self.keys & case_keys(session))

    def _may_lift(self, hold: Hold, lift: Hold) -> bool:
        return self._is_private or not lift.by.uids & self._people().uids(hold.by.uids)

    def _files(self) -> tuple[dict[str, Hold], dict[str, Hold], tuple[UnfitReview, ...]]:
        """Return what counts, root's copies of it, each by its name, and what cannot be read."""
        own: dict[str, Hold] = {}
        kept: dict[str, Hold] = {}
        unvouched: dict[str, Hold] = {}
        unread: list[UnfitReview] = []
        try:
            with folder_descriptor(self._folder, below=self._places.home) as folder:
                names = sorted(n for n in os.listdir(folder) if not n.startswith("."))  # noqa: PTH208
            root = self._places.home.stat().st_uid if names else -1
        except FileNotFoundError:
            return own, kept, ()
        except OSError as error:
            why = (error.strerror or "failed").lower()
            return own, kept, (UnfitReview(self._folder.name, why),)
        untrusted = untrusted_reason(self._folder) if names and not self._is_private else ""
        for name in names:
            found = self._read(name, root)
            if isinstance(found, UnfitReview):
                unread.append(found)
                continue
            hold, is_vouched = found
            if not (untrusted and hold.lifts):
                which = kept if name.startswith(KEPT) else own if is_vouched else unvouched
                which[name.removeprefix(KEPT)] = hold
        # Whoever lifted it has left since: root's copy vouches for their file.
        own |= {name: lift for name, lift in unvouched.items() if kept.get(name) == lift}
        return own, kept, tuple(unread)

    def _read(self, name: str, root: int) -> tuple[Hold, bool] | UnfitReview:
        """Return what a file has, and whether it counts by itself."""
        named = _NAME.fullmatch(name)
        if named is None:
            return UnfitReview(name, "its name is not a hold's")
        found = read_owned(
            self._folder, self._places.home, name, _read_hold, largest=LARGEST, untrusted=""
        )
        if isinstance(found, UnfitReview):
            return found
        hold, state = found
        says = root if state.st_uid == root else hold.by.uid
        why = why_not_theirs(state, says=says, named=says)
        # In the place of root's copy, another file would keep root from making it.
        is_misnamed = name.startswith(KEPT) and state.st_uid != root
        if why or is_misnamed or int(named["uid"]) != hold.by.uid:
            return UnfitReview(name, why or "its name is that of another account's file")
        # Only a hold counts whoever places it: its owner, no longer a supervisor, can still edit
        # the file, and would make a lift of it.
        is_vouched = state.st_uid == root or not hold.lifts
        return hold, is_vouched or was_supervisor(self._policy(), hold.by.uid, hold.at, state)

    # Writing

    def check_writable(self, uid: int) -> None:
        """Raise NotAllowed, before the first question, where a hold or a lift would not count."""
        policy = self._policy()
        if self._is_private:
            return
        if not policy.supervisors:
            raise NotAllowed(
                "No supervisors",
                "The policy names no group of supervisors, has a mistake, or does not count.",
                "Ask an administrator to run `cleartopost doctor`. Nothing was changed.",
            )
        if not is_member(uid, policy.supervisors):
            what = f"Your account is not in the group {policy.supervisors}."
            raise NotAllowed("Not a supervisor", what, "Ask a shift supervisor to do it.")
        if untrusted_reason(self._folder) or not os.access(self._folder, os.W_OK | os.X_OK):
            raise NotAllowed(
                "No legal holds can be placed here",
                f"{self._folder} does not exist, or has the wrong owner or mode.",
                "Ask an administrator to fix it with `cleartopost setup`; `doctor` says more.",
            )

    def check_may_lift(self, hold: Hold, uids: frozenset[int]) -> None:
        """Raise NotAllowed for whoever placed it, by any account of theirs."""
        if not self._is_private and uids & self._people().uids(hold.by.uids):
            raise NotAllowed(
                "Another supervisor must lift it",
                "You placed this hold.",
                "Ask another supervisor to run `cleartopost lift-hold`. The hold is in force.",
            )

    def write(self, hold: Hold) -> None:
        """Write a hold or a lift as a new file. Raises CannotReadOrWrite."""
        self._write(f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{hold.by.uid}.toml", hold)
        self._shown = (-_SHOWN_FOR, frozenset())

    def keep(self) -> None:
        """Copy what counts, as the home's owner, so that nobody else can take it away.

        Does nothing for anybody else, nor where one account has the home to itself.
        """
        if self._is_private or not self.is_home_owner:
            return
        own, kept, unread = self._files()
        taken = {*(f"{KEPT}{name}" for name in kept), *(found.name for found in unread)}
        for name, hold in own.items():
            if f"{KEPT}{name}" not in taken:
                self._write(f"{KEPT}{name}", hold)

    @property
    def is_home_owner(self) -> bool:
        """Return whether this account owns the home: root, or whoever has it to themselves."""
        try:
            return self._places.home.stat().st_uid == os.geteuid()
        except OSError:
            return False

    def _write(self, name: str, hold: Hold) -> None:
        table: dict[str, Any] = msgspec.to_builtins(hold, builtin_types=(datetime,))
        data = tomli_w.dumps({"schema": newest(STEPS), **table}).encode()
        try:
            self._make_folder()
            with folder_descriptor(self._folder, below=self._places.home) as folder:
                write_durably(folder, name, data, new=True, mode=FILE_MODE)
        except OSError as error:
            raise CannotReadOrWrite(
                "Not saved",
                f"{self._folder}: {(error.strerror or 'failed').lower()}.",
                "Nothing was changed. Try again.",
            ) from None

    def _make_folder(self) -> None:
        if self._places.kind != "shared":
            make_home(self._places.home, OWN_FOLDER_MODE)
            make_folders(self._folder, self._places.home, OWN_FOLDER_MODE)

    @contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Keep others from purging. Raises Refused where another process has the lock so long.

        The folder itself is locked: a file could be removed. Whoever may read it can take the lock
        and so keep back a purge, but no hold, which is written first.
        """
        end = time.monotonic() + seconds
        with ExitStack() as ends:
            try:
                self._make_folder()
                opened = folder_descriptor(self._folder, below=self._places.home)
                folder = ends.enter_context(opened)
                while not _try_lock(folder):
                    if time.monotonic() > end:
                        what = (
                            "Another process is purging, or has kept the lock on the legal holds."
                        )
                        raise Refused("Busy", what, "Wait until it ends, then try again.")
                    time.sleep(0.05)
            except OSError as error:
                raise CannotReadOrWrite(
                    "Cannot read the legal holds",
                    f"{self._folder}: {(error.strerror or 'failed').lower()}.",
                    "Nothing was purged. Run `cleartopost setup` again; `doctor` says more.",
                ) from None
            yield


def _read_hold(data: bytes, name: str) -> Hold:
    tables = tables_in(data, name, what="hold", steps=STEPS, largest=LARGEST, keep=_READ_BY_ROOT)
    try:
        hold = msgspec.convert(tables, Hold, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a hold", _READ_BY_ROOT) from None
    if not hold.key:
        raise Unreadable(name, "it names no case", _READ_BY_ROOT)
    return hold


def _try_lock(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
