"""What an account of victim services sees: the sessions that ask them for something.

The kernel lets them read every other one as well; no list and no command shows it to them.
"""

from typing import NamedTuple

from checklists.index.index import Index
from checklists.session.list_row import VICTIM_SERVICES, Due, Listed
from checklists.workstation.system_lists import is_advocate, is_member


class Asked(NamedTuple):
    """The group of victim services, and whether a session is one that they see."""

    group: str

    def sees(self, row: Listed) -> bool:
        """Return whether a session asks them for something, or one of them did what it asked."""
        served_by = map(int, row.served_by.split())
        return bool(asked_in(row)) or any(is_member(uid, self.group) for uid in served_by)


def asked_in(row: Listed) -> tuple[Due, ...]:
    """Return the follow-ups of a post that ask victim services and are still owed."""
    return tuple(due for due in row.due if due.ask == VICTIM_SERVICES)


def asked_of(index: Index, uid: int) -> Asked | None:
    """Return which sessions an account of victim services sees; None for every other account."""
    supervisors, victim_services = index.groups
    return Asked(victim_services) if is_advocate(uid, victim_services, supervisors) else None
