"""Who is at the keyboard, according to the kernel and the system's user database; never `$USER`."""

import os
import pwd
from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from checklists.errors import NotAllowed, Refused
from checklists.gate.context import KnownAuthor
from checklists.session.model import Actor
from checklists.text import accept_text, shows_nothing
from checklists.workstation.policy import Policy
from checklists.workstation.same_person import SamePerson

_UNSET = 2**32 - 1
"""The kernel's value where nothing recorded who logged in."""
LONGEST_STATED = 60

Accounts = Callable[[int], pwd.struct_passwd | None]
"""The system's entry of a user ID; None where it has none."""


def current_actor() -> Actor:
    """Return the account of this process. Raises NotAllowed where the system does not know it."""
    uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NotAllowed(
            "Unknown account",
            f"The system has no name for user ID {uid}.",
            "Log in with your own account, or ask whoever manages the accounts.",
        ) from None
    return Actor(
        login=entry.pw_name,
        uid=uid,
        names=_full_names(entry),
        login_uid=_login_uid(uid),
    )


def _full_names(entry: pwd.struct_passwd) -> tuple[str, ...]:
    full_name = entry.pw_gecos.split(",")[0].strip()
    return (full_name,) if full_name else ()


def account_of(uid: int) -> pwd.struct_passwd | None:
    """Return the system's entry of a user ID; None where it has none."""
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def known_author(
    uid: int,
    started_on: date,
    policy: Policy,
    reader: Actor,
    account: Accounts | None = None,
    people: SamePerson | None = None,
) -> KnownAuthor | None:
    """Return what system, policy and directory say of a file's owner; None if it is no account.

    `reader` is the account of this process, which is known already; `people` says who is one
    person.
    """
    former = policy.former_logins(uid, started_on)
    if uid == reader.uid:
        login, names = reader.login, reader.names
    else:
        entry = (account or account_of)(uid)
        if entry is None:
            return None
        login, names = entry.pw_name, _full_names(entry)
    logins = (login, *former)
    others = people.names(uid, logins) if people is not None else ()
    return KnownAuthor(uid, logins, tuple(dict.fromkeys((*names, *others))))


def with_all_names(actor: Actor, people: SamePerson) -> Actor:
    """Return the account with every name and other account that it is known by."""
    others = people.names(actor.uid, (actor.login,))
    return replace(actor, names=tuple(dict.fromkeys((*actor.names, *others))))


def _login_uid(uid: int) -> int | None:
    """Return the uid that logged in, where the kernel knows another one, as after `su`."""
    try:
        logged_in = int(Path("/proc/self/loginuid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return logged_in if logged_in not in (uid, _UNSET) else None


def is_shared(actor: Actor, policy: Policy) -> bool:
    """Return whether several people use this login: then the program asks who is there."""
    return actor.login in policy.shared_logins


def stated_as(actor: Actor, who: str) -> Actor:
    """Return the account with the name that somebody stated.

    It proves nothing, and is recorded as stated.
    """
    stated = accept_text(who, "Your name", longest=LONGEST_STATED)
    if shows_nothing("".join(filter(str.isalpha, stated))) or set("()") & set(stated):
        raise Refused(
            "Who is there?",
            f"Several people use the login {actor.login}.",
            "Enter your name; it is recorded as stated.",
            field="stated",
        )
    return replace(actor, stated=stated, names=(*actor.names, stated))


def login_of(uid: int) -> str:
    """Return the login name of a uid; the number where the system has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
