"""What the workstation says of everybody on it: its time zone, and who is in which group.

The zone is the same whatever somebody's `TZ` says, because what counts must not depend on who
looks: with a `TZ` fourteen hours ahead, a review of a former supervisor's last day counted for its
author and not for the supervisor. Standard library alone.
"""

import grp
import os
import pwd
from datetime import UTC, tzinfo
from pathlib import Path

ZONE_FILE = Path("/etc/localtime")


def machine_zone() -> tzinfo:
    """Return the zone; UTC where the workstation has none."""
    # Imported here: 6 ms that only a former supervisor's review needs.
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # see above

    try:
        with ZONE_FILE.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


def is_member(uid: int, group: str) -> bool:
    """Return whether an account is in a group, also by its own group, as the system says now."""
    try:
        entry = pwd.getpwuid(uid)
        gid = grp.getgrnam(group).gr_gid
    except KeyError:
        return False
    return gid in os.getgrouplist(entry.pw_name, entry.pw_gid)


def is_advocate(uid: int, victim_services: str, supervisors: str) -> bool:
    """Return whether an account is victim services', by the names of these two groups.

    A supervisor who is also in their group counts as a supervisor.
    """
    if not victim_services or not is_member(uid, victim_services):
        return False
    return not supervisors or not is_member(uid, supervisors)


def named_in(group: str) -> str:
    """Return who the system's list names in a group: without those whose own group it is."""
    try:
        return ",".join(grp.getgrnam(group).gr_mem) if group else ""
    except KeyError:
        return ""


def members(group: str) -> tuple[pwd.struct_passwd, ...]:
    """Return everybody in a group whom the system knows, also by their own group."""
    try:
        found = grp.getgrnam(group)
    except KeyError:
        return ()
    named = set(found.gr_mem)
    everybody = {
        entry.pw_name: entry
        for entry in pwd.getpwall()
        if entry.pw_name in named or entry.pw_gid == found.gr_gid
    }
    return tuple(everybody[name] for name in sorted(everybody))
