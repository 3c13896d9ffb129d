"""What the rows of a list depend on besides the session files, as it is when the list is read.

Read once for the whole list: the names of 20,000 reviews were listed again for each of 240 folders
of months while the times of their folder were recent.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from checklists.records.layout import is_not_a_folder, month_of
from checklists.records.review_names import ReviewNames, completed_by, uid_of
from checklists.workstation.file_state import NEVER_MATCHES, NOTHING, FileState, state_of
from checklists.workstation.system_lists import is_member
from checklists.workstation.trust import untrusted_reason


class Dependencies:
    """The folders of reviews and completions, who is in which group, and the folders of users."""

    def __init__(
        self,
        folders: tuple[ReviewNames, ...],
        writers: Sequence[Path],
        groups: Callable[[], tuple[str, ...]],
    ) -> None:
        """Keep the parts; `folders` has that of reviews first, then that of completions, if any.

        `groups` returns those whose members' files count otherwise than others'.
        """
        self._folders = folders
        self._reviews = folders[0]
        self._writers = writers
        self._groups = groups
        looked = time.time_ns()
        states = [stored_state(found.state, looked) for found in folders]
        self.reviews = NEVER_MATCHES if NEVER_MATCHES in states else " ".join(states)
        """The state of the folders of reviews and completions."""
        # One cache for each listing: a queue stays open for a whole shift.
        self._standing = lru_cache(None)(self._in_groups)

    @cached_property
    def names(self) -> Mapping[str, list[str]]:
        """Return the names of what lies beside each session; listed when they are first needed.

        That is of its reviews, and of its completions with their folder.
        """
        names = self._reviews.by_session()
        for others in self._folders[1:]:
            names = dict(names)
            for session_id, found in others.by_session().items():
                beside = [f"../{others.folder.name}/{name}" for name in found]
                names[session_id] = [*names.get(session_id, []), *beside]
        return names

    @cached_property
    def _untrusted_reason(self) -> str:
        return untrusted_reason(self._reviews.folder)

    def _in_groups(self, uid: int) -> str:
        return "".join("+" if g and is_member(uid, g) else "-" for g in self._groups())

    def fingerprint(
        self, looked: int, own: FileState, reviews: Sequence[str], origins: Sequence[str]
    ) -> str:
        """Return a fingerprint of every file that a row depends on; `own` is the state of its own.

        Returns NEVER_MATCHES where one of them, as of `looked`, may still change without a new
        state.
        """
        states = [own]
        words = [str(own)]
        for name in reviews:
            states.append(state_of(self._reviews.folder / name))
            words.append(f"{states[-1]}{self._standing(_written_by(name))}")
        if reviews:
            words.append(self._untrusted_reason)
        for origin in origins:
            for user in self._writers:
                month = user / month_of(origin)
                followed = is_not_a_folder(month)
                states.append(NOTHING if followed else state_of(month / f"{origin}.toml"))
                words.append(f"{user.name}:{states[-1]}")
        unseen = any(state.may_change_unseen(looked) for state in states)
        return NEVER_MATCHES if unseen else " ".join(words)


def _written_by(name: str) -> int:
    """Return the user ID in the name of a review, or of a completion, which has its folder."""
    return completed_by(name.rpartition("/")[2]) if "/" in name else uid_of(name)


def stored_state(state: FileState, looked: int) -> str:
    """Return a state as it is stored; NEVER_MATCHES where the file may change without a new one."""
    return NEVER_MATCHES if state.may_change_unseen(looked) else str(state)


def is_unchanged(before: str, state: FileState) -> bool:
    """Return whether something is unchanged since its state was stored."""
    return before != NEVER_MATCHES and before == str(state)
