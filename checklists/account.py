"""Who is at the keyboard, as the kernel and the system's lists say; never `$USER`."""

import os
import pwd
from pathlib import Path

from msgspec.structs import replace

from checklists.clean_text import accept_text
from checklists.policy import Policy
from checklists.problems import NotAllowed, Refused
from checklists.session import Actor

_UNSET = 2**32 - 1
"""What the kernel says where nothing recorded who logged in."""
LONGEST_STATED = 60


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
    return Actor(
        login=entry.pw_name,
        uid=uid,
        names=(full_name,) if full_name else (),
        came_as=_came_as(uid),
    )


def _came_as(uid: int) -> int | None:
    """The uid that logged in, where the kernel keeps one and it is another: `su` does not hide."""
    try:
        logged_in = int(Path("/proc/self/loginuid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return logged_in if logged_in not in (uid, _UNSET) else None


def is_shared(actor: Actor, policy: Policy) -> bool:
    """Whether several people use this login: then the program asks who is there."""
    return actor.login in policy.shared_logins


def stated_as(actor: Actor, who: str) -> Actor:
    """The account with the name of whoever says that they are there. It proves nothing, and is
    recorded as stated."""
    stated = accept_text(who, "Your name", longest=LONGEST_STATED)
    if not any(character.isalpha() for character in stated) or set("()") & set(stated):
        raise Refused(
            "Who is there?",
            f"Several people use the login {actor.login}.",
            "Give your name; it is recorded as stated.",
            field="stated",
        )
    return replace(actor, stated=stated, names=(*actor.names, stated))


def login_of(uid: int) -> str:
    """The login name of a uid; the number where the system has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
