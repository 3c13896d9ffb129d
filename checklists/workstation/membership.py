"""Who is in which group, as the system's lists say now. Standard library alone."""

import grp
import os
import pwd


def is_member(uid: int, group: str) -> bool:
    """Return whether an account is in a group, also by its own group, as the system says now."""
    try:
        entry = pwd.getpwuid(uid)
        gid = grp.getgrnam(group).gr_gid
    except KeyError:
        return False
    return gid in os.getgrouplist(entry.pw_name, entry.pw_gid)


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
