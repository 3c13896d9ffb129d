"""Who is at the keyboard, as the kernel and the system's user list say; never `$USER`."""

import os
import pwd

from checklists.problems import NotAllowed
from checklists.session import Actor


def current_actor() -> Actor:
    """The account of this process. Raises NotAllowed where the system does not know it."""
    uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NotAllowed(
            "Unknown account",
            f"The system has no name for user ID {uid}.",
            "Log in with your own account, or ask whoever keeps the accounts.",
        ) from None
    full_name = entry.pw_gecos.split(",")[0].strip()
    return Actor(login=entry.pw_name, uid=uid, names=(full_name,) if full_name else ())
