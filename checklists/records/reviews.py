"""The reviews: a file as text and back, which of the folder's files count, and writing one.

A review is trusted for its place and its owner, never for what it says about itself: the kernel
knows the owner, and only root can change the folder's own name and place. A review that is unfit
does not count, and `verify` names it.
"""

import os
import stat
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from msgspec import Struct
from msgspec.structs import replace

from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.gate.context import UnfitReview
from checklists.records.atomic import folder_descriptor, write_all
from checklists.records.codec import Unreadable
from checklists.records.owned_files import read_owned, strays, tables_in, why_not_theirs
from checklists.records.review_names import ReviewNames, file_name, uid_of
from checklists.records.upgrades import Step, newest
from checklists.session.fingerprints import history_digest
from checklists.session.model import Session
from checklists.session.review import NOT_IN_FILE, ON_ONE_STEP, OPENING, Review, accept_comment
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy
from checklists.workstation.system_lists import is_member, machine_zone
from checklists.workstation.trust import untrusted_reason

FILE_MODE = 0o644
STEPS: tuple[Step, ...] = ()
"""From each schema of a review to the next."""
LARGEST = 64 * 1024
_KEEP = "This file does not count. Give the review again."


def write_review(review: Review) -> bytes:
    """Return the review as the bytes of its file."""
    table: dict[str, Any] = msgspec.to_builtins(review, builtin_types=(datetime,))
    comments = table.pop("comments", [])
    for name in NOT_IN_FILE:
        table.pop(name, None)
    text = tomli_w.dumps({"schema": newest(STEPS), **table}, multiline_strings=True)
    for comment in comments:
        text += "\n[[comments]]\n" + tomli_w.dumps(comment, multiline_strings=True)
    return text.encode()


def read_review(data: bytes, name: str) -> Review:
    """Return the review in the bytes of a file. Raises Unreadable."""
    tables = tables_in(data, name, what="review", steps=STEPS, largest=LARGEST, keep=_KEEP)
    if set(NOT_IN_FILE) & set(tables):
        raise Unreadable(name, "not a review", _KEEP)
    try:
        review = msgspec.convert(tables, Review, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a review", _KEEP) from None
    if (review.verdict in ON_ONE_STEP) != bool(review.step):
        raise Unreadable(name, "not a review", _KEEP)
    # However its words are written, one that blocks still blocks.
    if review.verdict in OPENING and not _has_words_as_stored(review):
        raise Unreadable(name, "not a review", _KEEP)
    return review


def _has_words_as_stored(review: Review) -> bool:
    on_steps = [said.comment for said in review.comments]
    try:
        return all(on_steps) and all(
            accept_comment(text) == text for text in (review.comment, *on_steps)
        )
    except Refused:
        return False


class ReviewsOf(Struct, frozen=True):
    """The reviews of one session: those that count, the oldest first, and the others."""

    fit: tuple[Review, ...] = ()
    unfit: tuple[UnfitReview, ...] = ()


class ReviewFolder:
    """The reviews under one home, and who may give them by policy and the system's groups."""

    def __init__(self, places: Places, policy: Callable[[], Policy]) -> None:
        """Keep the places. `policy` returns the one in force, which may change in use."""
        self._folder = places.reviews
        self._home = places.home
        self._policy_now = policy
        self.names = ReviewNames(places.reviews, required=places.kind == "shared")

    @property
    def _policy(self) -> Policy:
        return self._policy_now()

    def of(self, session: Session, writers: AbstractSet[int]) -> ReviewsOf:
        """Return the reviews of one session, read again; `writers` are those who wrote in it."""
        names = self.names.by_session().get(session.id, [])
        if not names:
            return ReviewsOf()
        untrusted = untrusted_reason(self._folder)
        fit: list[Review] = []
        unfit: list[UnfitReview] = []
        for name in names:
            found = self._read(name, untrusted)
            if isinstance(found, UnfitReview):
                unfit.append(found)
                continue
            counted, what = as_counted(found, session, writers)
            if what:
                unfit.append(UnfitReview(name, what))
            if counted is not None:
                fit.append(counted)
        return ReviewsOf(tuple(sorted(fit, key=lambda review: review.at)), tuple(unfit))

    def strays(self, known: Iterable[str]) -> tuple[UnfitReview, ...]:
        """Return the files that are about no known session, or whose name is not a review's."""
        return strays(self.names, known)

    def _read(self, name: str, untrusted: str) -> Review | UnfitReview:
        """Return the review in a file with the right place and owner, or why it is unfit."""
        found = read_owned(
            self._folder, self._home, name, read_review, largest=LARGEST, untrusted=untrusted
        )
        if isinstance(found, UnfitReview):
            return found
        review, state = found
        why = self._why_untrusted(review, name, state)
        return UnfitReview(name, why) if why else replace(review, kernel_ns=state.st_ctime_ns)

    def _why_untrusted(self, review: Review, name: str, state: os.stat_result) -> str:
        if why := why_not_theirs(state, says=review.by.uid, named=uid_of(name)):
            return why
        if not was_supervisor(self._policy, review.by.uid, review.at, state):
            return f"user ID {state.st_uid} is not a supervisor"
        return ""

    # Writing

    def check_writable(self, uid: int) -> None:
        """Raise NotAllowed, before the first question, where a review would not count."""
        if not self._policy.supervisors:
            raise NotAllowed(
                "No supervisors",
                self._policy.untrusted or "The policy does not name a group of supervisors.",
                "Ask an administrator to set up the shared home with `cleartopost setup`.",
            )
        if not is_member(uid, self._policy.supervisors):
            raise NotAllowed(
                "Not a supervisor",
                f"Your account is not in the group {self._policy.supervisors}.",
                "Ask a shift supervisor to review it.",
            )
        untrusted = untrusted_reason(self._folder)
        if untrusted or not self._is_there():
            raise NotAllowed(
                "Reviews do not count here",
                f"{untrusted or f'There is no folder {self._folder}'}.",
                "Ask an administrator to fix it with `cleartopost setup`; `doctor` says more.",
            )

    def _is_there(self) -> bool:
        try:
            return stat.S_ISDIR(self._folder.lstat().st_mode)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _not_saved(self._folder, error) from None

    def write(self, review: Review) -> Path:
        """Write a review as a new file. Raises NotAllowed or CannotReadOrWrite."""
        self.check_writable(review.by.uid)
        name = file_name(review.session, datetime.now(UTC), review.by.uid)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with folder_descriptor(self._folder, below=self._home) as folder:
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


def was_supervisor(policy: Policy, uid: int, at: datetime, state: os.stat_result) -> bool:
    """Return whether an account is a supervisor, or was one when it wrote a file.

    `at` is what the file says, and `state` what the kernel says of it.
    """
    if policy.supervisors and is_member(uid, policy.supervisors):
        return True
    until = policy.served_until(uid)
    if until is None:
        return False
    # The owner can still write the file, and set any of its times but the kernel's. The later of
    # two days counts: the day on which it says it was given, by its own offset, and the day on
    # which the file last changed, by this workstation's zone.
    changed = datetime.fromtimestamp(state.st_ctime, machine_zone())
    return max(at.date(), changed.date()) <= until


def _not_saved(folder: Path, error: OSError) -> CannotReadOrWrite:
    return CannotReadOrWrite(
        "Not saved",
        f"{folder}: {(error.strerror or 'failed').lower()}.",
        "The review was not saved. Try again.",
    )


def as_counted(
    review: Review, session: Session, writers: AbstractSet[int]
) -> tuple[Review | None, str]:
    """Return a review as the gate takes it, and why it is unfit.

    The review is None where it does not count. An unfit review opens nothing. One that blocks still
    blocks: otherwise an author could name whoever returned their session in its file, or rewrite
    its history, and so remove the return.
    """
    if review.session != session.id:
        return None, "it is about another session"
    changed = _history_change(review, session)
    what = _why_not_independent(review, session, writers) or changed
    if what and review.verdict in OPENING:
        return None, what
    return replace(review, fits_history=not changed), what


def _why_not_independent(review: Review, session: Session, writers: AbstractSet[int]) -> str:
    if review.by.uid == session.author_uid:
        return "the author reviewed their own session"
    if review.by.uids & writers:
        return "the reviewer appears in the session"
    return ""


def _history_change(review: Review, session: Session) -> str:
    changed = "the history is not the one that was reviewed"
    length = review.history_length
    if length > len(session.history):
        return f"{changed}: an earlier file was put back"
    if review.history_digest != history_digest(session.history[:length]):
        return changed
    return ""


def _fill(descriptor: int, data: bytes) -> None:
    os.fchmod(descriptor, FILE_MODE)
    write_all(descriptor, data)
    os.fsync(descriptor)
