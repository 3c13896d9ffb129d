"""Who is one person: the accounts and names that policy and the agency's directory give somebody.

Somebody with two accounts is one person: neither verifies nor reviews what the other wrote.
"""

import pwd
from collections.abc import Callable, Iterable
from functools import cache

from checklists.session.directory import Directory
from checklists.workstation.policy import Policy

LoginOf = Callable[[int], str | None]
UidOf = Callable[[str], int | None]


def _login_of(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _uid_of(login: str) -> int | None:
    try:
        return pwd.getpwnam(login).pw_uid
    except KeyError:
        return None


class SamePerson:
    """The people of one policy and one directory."""

    def __init__(
        self,
        policy: Policy,
        directory: Directory,
        login_of: LoginOf = _login_of,
        uid_of: UidOf = _uid_of,
    ) -> None:
        """Keep both; `login_of` and `uid_of` are the system's list of accounts."""
        self._policy = policy
        self._by_login = {login: found for found in directory.people for login in found.logins}
        self._login_of = cache(login_of)
        self._uid_of = cache(uid_of)
        # Of one author there are thousands of sessions.
        self.names = cache(self._names)

    def uids(self, uids: Iterable[int]) -> frozenset[int]:
        """Return accounts, with every other one of the same people."""
        found = self._policy.with_other_accounts(uids)
        others = (login for uid in found for login in self._logins_with(self._login_of(uid)))
        named = {uid for login in others if (uid := self._uid_of(login)) is not None}
        return found if named <= found else self.uids(found | named)

    def _names(self, uid: int, own: tuple[str, ...]) -> tuple[str, ...]:
        """Return what somebody is called besides their `own` logins: names, other logins."""
        known = {*own, *filter(None, map(self._login_of, self.uids([uid])))}
        known |= {other for login in known for other in self._logins_with(login)}
        listed = {found.name for login in known if (found := self._by_login.get(login))}
        return tuple(sorted((known | listed).difference(own)))

    def _logins_with(self, login: str | None) -> tuple[str, ...]:
        found = self._by_login.get(login) if login else None
        return found.logins if found is not None else ()
