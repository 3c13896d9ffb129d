"""The folder of reviews: which of its files count, and writing one.

A review is believed for where it lies and whose file it is, never for what it says of itself: its
owner is known to the kernel, and only root can change the folder's own name and place. What is
unfit counts for nothing, and `verify` names it.
"""

import os
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from checklists.beside import Unfit
from checklists.digests import history_digest
from checklists.durable_write import NotAFile, folder_descriptor, read_safely
from checklists.file_state import FileState
from checklists.machine_zone import machine_zone
from checklists.membership import is_member
from checklists.places import Places
from checklists.policy import Policy
from checklists.problems import CannotReadOrWrite, NotAllowed
from checklists.record import Unreadable
from checklists.review import OPENING, Review
from checklists.review_names import ReviewNames, file_name, uid_of
from checklists.review_record import LARGEST, read_review, write_review
from checklists.session import Session
from checklists.trust import weak_spot

FILE_MODE = 0o644


class ReviewsOf(Struct, frozen=True):
    """The reviews of one session: those that count, the oldest first, and the others."""

    fit: tuple[Review, ...] = ()
    unfit: tuple[Unfit, ...] = ()


class ReviewFolder:
    """The reviews under one home, and who may give them as policy and the system's groups say."""

    def __init__(self, places: Places, policy: Policy) -> None:
        self._folder = places.reviews
        self._policy = policy
        self._names = ReviewNames(places.reviews)

    def of(self, session: Session) -> ReviewsOf:
        """The reviews of one session, read anew."""
        names = self._names.by_session().get(session.id, [])
        if not names:
            return ReviewsOf()
        weak = weak_spot(self._folder)
        fit: list[Review] = []
        unfit: list[Unfit] = []
        for name in names:
            found = self._read(name, weak)
            if isinstance(found, Unfit):
                unfit.append(found)
                continue
            what = self._why_unfit(found, session)
            if what:
                unfit.append(Unfit(name, what))
            if _counts(found, what):
                fit.append(found)
        return ReviewsOf(tuple(sorted(fit, key=lambda review: review.at)), tuple(unfit))

    def strays(self, known: Iterable[str]) -> tuple[Unfit, ...]:
        """Files that are about no session that is known, or whose name says nothing."""
        sessions = set(known)
        return tuple(
            Unfit(name, "no session has this ID")
            for session_id, names in sorted(self._names.by_session().items())
            if session_id not in sessions
            for name in names
        )

    @property
    def state(self) -> FileState:
        """Changes when a review comes or goes: to look again only when there is something."""
        return self._names.state

    def _read(self, name: str, weak: str) -> Review | Unfit:
        """The review in a file whose place and owner are right, or why it is unfit."""
        if weak:
            return Unfit(name, f"its folder is not safe: {weak}")
        try:
            with folder_descriptor(self._folder) as folder:
                data, state = read_safely(folder, name, LARGEST)
        except NotAFile as error:
            return Unfit(name, str(error.strerror))
        except OSError as error:
            return Unfit(name, (error.strerror or "cannot be opened").lower(), may_pass=True)
        try:
            review = read_review(data, name)
        except Unreadable as problem:
            return Unfit(name, problem.what)
        why = self._why_not_theirs(review, name, state)
        return Unfit(name, why) if why else review

    def _why_not_theirs(self, review: Review, name: str, state: os.stat_result) -> str:
        if state.st_nlink != 1:
            return "the file has more than one name"
        if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return "others than its owner can write it"
        if state.st_uid != review.by_uid or state.st_uid != uid_of(name):
            return f"it says user ID {review.by_uid}, the file is {state.st_uid}'s"
        if not self._was_supervisor(review, state):
            return f"user ID {state.st_uid} is no supervisor"
        return ""

    def _was_supervisor(self, review: Review, state: os.stat_result) -> bool:
        if self._policy.supervisors and is_member(review.by_uid, self._policy.supervisors):
            return True
        until = self._policy.served_until(review.by_uid)
        if until is None:
            return False
        # Its owner can still write in it, and set any time but the system's own. The later of the
        # two days counts: the one that the review was given on, as it says with its own offset, and
        # the one that the file was last changed on, by this workstation's zone.
        changed = datetime.fromtimestamp(state.st_ctime, machine_zone())
        return max(review.at.date(), changed.date()) <= until

    def _why_unfit(self, review: Review, session: Session) -> str:
        if review.session != session.id:
            return "it is about another session"
        if review.by_uid == session.author_uid:
            return "the author gave it to their own session"
        if review.uids & session.uids:
            return "its giver appears in the session"
        length = review.history_length
        if length > len(session.history) or review.history_digest != history_digest(
            session.history[:length]
        ):
            return HISTORY_CHANGED
        return ""

    # Writing

    def check_writable(self, uid: int) -> None:
        """Raise NotAllowed, before the first question, where a review would not count."""
        if not self._policy.supervisors:
            raise NotAllowed(
                "No supervisors",
                self._policy.untrusted or "The policy names no group of supervisors.",
                "An administrator makes the shared home with `cleartopost setup`.",
            )
        if not is_member(uid, self._policy.supervisors):
            raise NotAllowed(
                "Not a supervisor",
                f"Your account is not in the group {self._policy.supervisors}.",
                "Ask a shift supervisor to review it.",
            )
        weak = weak_spot(self._folder)
        if weak or not self._is_there():
            raise NotAllowed(
                "Reviews do not count here",
                f"{weak or f'There is no {self._folder}'}.",
                "An administrator mends it with `cleartopost setup`; `doctor` says more.",
            )

    def _is_there(self) -> bool:
        try:
            return self._folder.is_dir()
        except OSError as error:
            raise _not_saved(self._folder, error) from None

    def write(self, review: Review) -> Path:
        """Write a review as a new file. Raises NotAllowed or CannotReadOrWrite."""
        self.check_writable(review.by_uid)
        name = file_name(review.session, datetime.now(UTC), review.by_uid)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with folder_descriptor(self._folder) as folder:
                descriptor = os.open(name, flags, FILE_MODE, dir_fd=folder)
                try:
                    _fill(descriptor, write_review(review))
                except OSError:
                    os.unlink(name, dir_fd=folder)
                    raise
                finally:
                    os.close(descriptor)
                os.fsync(folder)
        except OSError as error:
            raise _not_saved(self._folder, error) from None
        return self._folder / name


def _not_saved(folder: Path, error: OSError) -> CannotReadOrWrite:
    return CannotReadOrWrite(
        "Not saved",
        f"{folder}: {(error.strerror or 'failed').lower()}.",
        "The review was not given; try again.",
    )


HISTORY_CHANGED = "the history is no longer the one that it was given with"


def _counts(review: Review, what: str) -> bool:
    """A rewritten history opens nothing; what holds back goes on holding back."""
    return not what or (what == HISTORY_CHANGED and review.verdict not in OPENING)


def _fill(descriptor: int, data: bytes) -> None:
    os.fchmod(descriptor, FILE_MODE)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)
