"""What lies beside the sessions and decides with them, as it is at the start of one look at a list.

Found once for the whole look: the names of 20,000 reviews were listed again for each of 240 folders
of months while their folder's times lay near to now.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from checklists.file_state import FileState, state_of
from checklists.index_folder import UNSEEN
from checklists.membership import is_member
from checklists.review_names import ReviewNames, uid_of
from checklists.session_files import month_of
from checklists.trust import weak_spot


class Look:
    """The folder of reviews, who is a supervisor, and whose folders there are."""

    def __init__(
        self, reviews: ReviewNames, writers: Sequence[Path], supervisors: Callable[[], str]
    ) -> None:
        """`supervisors` gives the group whose members' reviews count; empty where there is none."""
        self._reviews = reviews
        self._writers = writers
        self._supervisors = supervisors
        looked = time.time_ns()
        self.reviews = seen(reviews.state, looked)
        """The state of the folder of reviews."""
        # Anew for each look: a queue stays open for a whole shift.
        self._is_supervisor = lru_cache(None)(self._is_one)

    @cached_property
    def names(self) -> Mapping[str, list[str]]:
        """The names of the reviews by session; listed where they are needed."""
        return self._reviews.by_session()

    @cached_property
    def _weak_spot(self) -> str:
        return weak_spot(self._reviews.folder)

    def _is_one(self, uid: int) -> bool:
        group = self._supervisors()
        return bool(group) and is_member(uid, group)

    def ground(
        self, looked: int, own: FileState, reviews: Sequence[str], origins: Sequence[str]
    ) -> str:
        """The states of everything that a row rests on, `own` being its file's; UNSEEN where one of
        them, looked at then, may change without telling."""
        states = [own]
        words = [str(own)]
        for name in reviews:
            states.append(state_of(self._reviews.folder / name))
            words.append(f"{states[-1]}{'+' if self._is_supervisor(uid_of(name)) else '-'}")
        if reviews:
            words.append(self._weak_spot)
        for origin in origins:
            for user in self._writers:
                states.append(state_of(user / month_of(origin) / f"{origin}.toml"))
                words.append(f"{user.name}:{states[-1]}")
        unseen = any(state.may_change_unseen(looked) for state in states)
        return UNSEEN if unseen else " ".join(words)


def seen(state: FileState, looked: int) -> str:
    """A state as it is kept; UNSEEN where what was looked at then may change without telling."""
    return UNSEEN if state.may_change_unseen(looked) else str(state)


def is_seen(before: str, state: FileState) -> bool:
    """Whether something is as it was when it was looked at."""
    return before != UNSEEN and before == str(state)
