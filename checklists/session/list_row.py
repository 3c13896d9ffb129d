"""A session as lists show it: its status, and nothing of its text or of its people."""

import json
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, TypeVar, get_args

StatusName = Literal[
    "unreadable",
    "withdrawn",
    "posted",
    "returned",
    "lapsed",
    "approved",
    "ready",
    "in-progress",
]
"""The status of a session, the first that fits."""

STATUSES: tuple[StatusName, ...] = get_args(StatusName)
UNREADABLE: StatusName = "unreadable"
NOBODY = -1
"""In place of the author's user ID where the file cannot be read."""
ENDED = ("posted", "withdrawn")
"""The statuses in which an author has nothing left to do."""

LEGAL_HOLD = "legal hold"
"""What a list says of a session of a case that is held."""

A_DAY = timedelta(hours=24)
"""How far home and `waiting` look ahead."""

VICTIM_SERVICES = "victim-services"
"""The role whose follow-ups the accounts of victim services see and complete, and no others."""

INCIDENT_TYPE = slice(len("20261122-0214-"), -len("-k7q2"))
"""The part of an ID that is the incident type."""


class Due(NamedTuple):
    """A follow-up that is still owed, and when; `ask` is the role, and `people` are labels."""

    item: str
    at: str
    owed: str
    who: str
    ask: str
    people: tuple[str, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return datetime.fromisoformat(self.at) < now

    def is_soon(self, now: datetime) -> bool:
        """Return whether it is overdue, or due within a day."""
        return datetime.fromisoformat(self.at) < now + A_DAY


class Listed(NamedTuple):
    """One row of a list. Times are ISO 8601 with their offset.

    `problem` is why the file cannot be read: the status is then `unreadable` and the rest empty.
    `blockers` counts the reasons that block posting, and is None for a session that has ended;
    `open_places` counts the places; `victim_steps_open` is None as `blockers` is, and where the
    type cannot be used. `waits_for` is empty where nothing
    waits for a supervisor; `may_wait` says whether that can change without the author.
    `left_to_post` counts the chosen platforms on which a post that went out elsewhere may still go
    out. `misnamed` says why the file's owner is perhaps not its author; empty where it surely is.
    `owed` has the follow-ups of the post that are still owed, as JSON; `review_due` is by when a
    supervisor reviews it. `served_by` are the user IDs of those who completed what victim services
    were asked; `down` has where the post was taken down and when, as JSON. `updates` is the ID of
    the posted session that it says it updates or corrects. `cases` has every case number that it
    has or had, as letters and digits; `held` says whether one of them is under a legal hold.
    `uids` are the accounts that the record names.
    """

    id: str
    status: str
    problem: str = ""
    incident_type: str = ""
    short: str = ""
    urgent: bool = False
    author: str = ""
    author_uid: int = NOBODY
    case_number: str = ""
    started_at: str = ""
    updated_at: str = ""
    revision: int = 0
    blockers: int | None = None
    open_places: int = 0
    victim_steps_open: int | None = None
    may_wait: bool = False
    waits_for: str = ""
    since: str = ""
    deaths: int = 0
    exceptions: int = 0
    left_to_post: int = 0
    misnamed: str = ""
    owed: str = ""
    review_due: str = ""
    served_by: str = ""
    down: str = ""
    updates: str = ""
    cases: str = ""
    held: bool = False
    uids: tuple[int, ...] = ()

    @property
    def type_in_id(self) -> str:
        """Return the incident type from the ID: it is known also where the file cannot be read."""
        return self.id[INCIDENT_TYPE]

    @property
    def is_unfinished(self) -> bool:
        """Return whether its author can still continue it."""
        return self.left_to_post > 0 or self.status not in (*ENDED, UNREADABLE)

    @property
    def is_live(self) -> bool:
        """Return whether home or the queue may have to show it; the other sessions are ended."""
        return self.may_wait or self.is_unfinished or bool(self.problem or self.owed)

    def is_review_late(self, now: datetime) -> bool:
        """Return whether the time for the after-post review is over."""
        return bool(self.review_due) and datetime.fromisoformat(self.review_due) < now

    @property
    def taken_down(self) -> tuple[tuple[str, str], ...]:
        """Return the platforms on which the post was taken down, each with when."""
        if not self.down:
            return ()
        return tuple((platform, at) for platform, at in json.loads(self.down))

    @property
    def due(self) -> tuple[Due, ...]:
        """Return the follow-ups that are still owed, the one that is due first at the top."""
        if not self.owed:
            return ()
        rows = json.loads(self.owed)
        return tuple(Due._make((*one, tuple(people))) for *one, people in rows)


class HasRow(Protocol):
    """A session that was found, with its row."""

    @property
    def listed(self) -> Listed:
        """The row."""


F = TypeVar("F", bound=HasRow)


def due_soon(found: Iterable[F], now: datetime) -> list[tuple[F, Due]]:
    """Return the follow-ups that are overdue or due within a day, what is due first at the top."""
    end = now + A_DAY
    times = [(datetime.fromisoformat(due.at), one, due) for one in found for due in one.listed.due]
    soon = sorted((at, n) for n, (at, _, _) in enumerate(times) if at < end)
    return [times[n][1:] for _, n in soon]


def owed_json(due: Iterable[Due]) -> str:
    """Return follow-ups as a row keeps them; empty where there are none."""
    found = [tuple(one) for one in due]
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False) if found else ""


def case_key(case_number: str) -> str:
    """Return the letters and digits of a case number, which are the same however it is typed.

    `26-1182`, `26 1182` and `261182` are one case, and capitals do not count.
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", case_number).casefold()))


def is_case(case_number: str, typed: str) -> bool:
    """Return whether a case number is the one that was typed; without one it is none."""
    return bool(key := case_key(typed)) and case_key(case_number) == key


def unreadable(name: str, problem: str) -> Listed:
    """Return the row of a file or a folder that cannot be read."""
    return Listed(id=name, status=UNREADABLE, problem=problem)
