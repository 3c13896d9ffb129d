"""The completions of follow-ups: a file as text and back, which of them count, and writing one.

Like a review, a completion is trusted for its place and its owner, never for what it says about
itself.
"""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import tomli_w
from msgspec import Struct

from checklists.errors import CannotReadOrWrite, NotAllowed
from checklists.gate.context import UnfitReview
from checklists.records.atomic import (
    FILE_MODE,
    folder_descriptor,
    make_folders,
    write_durably,
)
from checklists.records.codec import Unreadable
from checklists.records.owned_files import read_owned, strays, tables_in, why_not_theirs
from checklists.records.review_names import completed_by, completion_names
from checklists.records.upgrades import Step, newest
from checklists.session.completion import NOT_OWED, Completion
from checklists.session.list_row import VICTIM_SERVICES
from checklists.session.model import Account, Session
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy
from checklists.workstation.same_person import SamePerson
from checklists.workstation.system_lists import is_advocate, is_member
from checklists.workstation.trust import untrusted_reason

STEPS: tuple[Step, ...] = ()
"""From each schema of a completion to the next."""
LARGEST = 16 * 1024
OWN_FOLDER_MODE = 0o2750
SLOWER = timedelta(minutes=2)
"""A completion is written within this of the time that it says."""
_KEEP = "This file does not count. The follow-up can be completed again."


def write_completion(completion: Completion) -> bytes:
    """Return the completion as the bytes of its file."""
    table: dict[str, Any] = msgspec.to_builtins(completion, builtin_types=(datetime,))
    return tomli_w.dumps({"schema": newest(STEPS), **table}).encode()


def read_completion(data: bytes, name: str) -> Completion:
    """Return the completion in the bytes of a file. Raises Unreadable."""
    tables = tables_in(data, name, what="completion", steps=STEPS, largest=LARGEST, keep=_KEEP)
    try:
        return msgspec.convert(tables, Completion, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a completion", _KEEP) from None


class CompletionsOf(Struct, frozen=True):
    """The completions of one session: those that count, and the others."""

    fit: tuple[Completion, ...] = ()
    unfit: tuple[UnfitReview, ...] = ()


class CompletionFolder:
    """The completions under one home, which any of its PIOs and supervisors may write."""

    def __init__(
        self, places: Places, policy: Callable[[], Policy], people: Callable[[], SamePerson]
    ) -> None:
        """Keep the places. The others return what is in force, which may change in use."""
        self._folder = places.completions
        self._home = places.home
        self._is_shared = places.kind == "shared"
        self._policy = policy
        self._people = people
        self.names = completion_names(places)

    def of(self, session: Session) -> CompletionsOf:
        """Return the completions of one posted session, read again."""
        names = self.names.by_session().get(session.id, []) if session.posted else []
        untrusted = untrusted_reason(self._folder) if names and self._is_shared else ""
        fit: list[Completion] = []
        unfit: list[UnfitReview] = []
        for name in names:
            found = self._read(name, session, untrusted)
            if isinstance(found, UnfitReview):
                unfit.append(found)
            else:
                fit.append(found)
        return CompletionsOf(tuple(fit), tuple(unfit))

    def strays(self, known: Iterable[str]) -> tuple[UnfitReview, ...]:
        """Return the files that are about no known session, or whose name is no completion's."""
        return strays(self.names, known)

    def _read(self, name: str, session: Session, untrusted: str) -> Completion | UnfitReview:
        found = read_owned(
            self._folder, self._home, name, read_completion, largest=LARGEST, untrusted=untrusted
        )
        if isinstance(found, UnfitReview):
            return found
        completion, state = found
        why = self._why_untrusted(completion, name, state) or self._why_not(completion, session)
        return UnfitReview(name, why) if why else completion

    @staticmethod
    def _why_untrusted(completion: Completion, name: str, state: os.stat_result) -> str:
        if why := why_not_theirs(state, says=completion.by.uid, named=completed_by(name)):
            return why
        if completion.at > datetime.fromtimestamp(state.st_ctime, UTC) + SLOWER:
            return "its time is later than the time its file was written"
        return ""

    def _why_not(self, completion: Completion, session: Session) -> str:
        if completion.session != session.id:
            return "it is about another session"
        if completion.at < session.posted[0].recorded_at:
            return "it is older than the post"
        if completion.outcome == NOT_OWED:
            return self.why_not_taken_back(completion.by, session)
        return self.why_not_asked(completion.by.uid, completion.item, session)

    def why_not_taken_back(self, account: Account, session: Session) -> str:
        """Return why an account may not say that something is not owed; empty where it may.

        That is for a supervisor, and not for whoever wrote the session. Only the kernel says who is
        one: which account had logged in before, the file says itself.
        """
        policy = self._policy()
        if account.uids & self._people().uids({session.author_uid}):
            return "the author marked their own follow-up as no longer owed"
        if not policy.supervisors or not is_member(account.uid, policy.supervisors):
            return "only a supervisor can mark a follow-up as no longer owed"
        return ""

    def is_advocate(self, uid: int) -> bool:
        """Return whether an account is victim services'."""
        policy = self._policy()
        return is_advocate(uid, policy.victim_services, policy.supervisors)

    def why_not_asked(self, uid: int, item: str, session: Session) -> str:
        """Return why an account may not complete an item; empty where it may.

        Victim services complete what they are asked, and record no removals.
        """
        asked = (owed.id for owed in session.follow_ups if owed.ask == VICTIM_SERVICES)
        if item in asked or not self.is_advocate(uid):
            return ""
        return "victim services were not asked for it"

    # Writing

    def check_writable(self) -> None:
        """Raise NotAllowed, before the first question, where nobody can write one here."""
        if self._is_shared and not os.access(self._folder, os.W_OK | os.X_OK):
            raise NotAllowed(
                "Cannot be completed here",
                f"Your account cannot write to {self._folder}, or the folder does not exist.",
                "Ask an administrator to fix it with `cleartopost setup`; `doctor` says more.",
            )

    def write(self, completion: Completion) -> None:
        """Write a completion as a new file. Raises NotAllowed or CannotReadOrWrite."""
        self.check_writable()
        moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        name = f"{completion.session}.{completion.item}.{moment}-{completion.by.uid}.toml"
        try:
            if not self._is_shared:
                make_folders(self._folder, self._home, OWN_FOLDER_MODE)
            with folder_descriptor(self._folder, below=self._home) as folder:
                write_durably(folder, name, write_completion(completion), new=True, mode=FILE_MODE)
        except OSError as error:
            raise CannotReadOrWrite(
                "Not saved",
                f"{self._folder}: {(error.strerror or 'failed').lower()}.",
                "The follow-up is still open. Try again.",
            ) from None
