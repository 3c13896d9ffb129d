"""What an account of victim services sees: the sessions that ask them for something.

The kernel lets them read every other one as well; no list and no command shows it to them.
"""

from typing import NamedTuple

from checklists.index.index import Index
from checklists.session.list_row import VICTIM_SERVICES, Due, Listed
from checklists.workstation.system_lists import is_advocate, is_member


class Asked(NamedTuple):
    """The group of victim services, and what of a row is theirs."""

    group: str

    def due(self, row: Listed) -> tuple[Due, ...]:
        """Return the follow-ups that ask them and are still owed."""
        return tuple(due for due in row.due if due.ask == VICTIM_SERVICES)

    def sees(self, row: Listed) -> bool:
        """Return whether a session asks them for something, or one of them did what it asked."""
        served_by = map(int, row.served_by.split())
        return bool(self.due(row)) or any(is_member(uid, self.group) for uid in served_by)


def asked_of(index: Index, uid: int) -> Asked | None:
    """Return what of each row an account of victim services sees; None for every other account."""
    supervisors, victim_services = index.groups
    return Asked(victim_services) if is_advocate(uid, victim_services, supervisors) else None
