"""A legal hold: nothing is purged of a case while one is in force, and a second person lifts it."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from checklists.digests import digest_of
from checklists.session.list_row import case_key
from checklists.session.model import Account, AwareTime, Session


class Hold(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """That a case is held; or, where `lifts` is the digest of another hold, that this one is over.

    It counts for its place and its owner (`records.holds`), and is never changed.
    """

    case_number: str
    at: AwareTime
    by: Account
    reason: str
    lifts: str = ""

    @property
    def key(self) -> str:
        """Return the letters and digits of the case number."""
        return case_key(self.case_number)


def case_keys(session: Session) -> frozenset[str]:
    """Return every case number that a session has or ever had, each as its letters and digits."""
    former = (entry.note for entry in session.history if entry.did == "case-number")
    return frozenset(filter(None, map(case_key, (session.case_number, *former))))


def in_force(found: Iterable[Hold], may_lift: Callable[[Hold, Hold], bool]) -> tuple[Hold, ...]:
    """Return the holds that nobody lifted, the oldest first.

    `may_lift` says whether a lift, the second of the two, counts for a hold.
    """
    every = sorted(found, key=lambda one: (one.at, one.by.uid))
    lifts: dict[str, list[Hold]] = {}
    for one in every:
        lifts.setdefault(one.lifts, []).append(one)
    return tuple(
        hold
        for hold in lifts.get("", ())
        if not any(may_lift(hold, lift) for lift in lifts.get(digest_of(hold), ()))
    )
