"""The agency's directory: who may be named in an answer, and which names are one person's.

A name that it lists counts like any other. It decides one thing: what the author is called.
"""

from collections.abc import Iterable

from msgspec import Struct

from checklists.definitions.model import AUTHOR_ROLE, Role
from checklists.session.evidence import is_called

SHORTEST_BEGINNING = 2
"""Letters from which a name is completed."""


class DirectoryPerson(Struct, frozen=True):
    """Somebody who may be named; without `answers_for`, in any role."""

    name: str
    role: str
    answers_for: tuple[str, ...] = ()
    in_house: bool = True
    logins: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """Return the name as it stands in an answer."""
        return f"{self.name}, {self.role}"


class Directory(Struct, frozen=True):
    """Everybody whom the agency lists, those in-house first.

    `has_mistakes`: the file cannot be used, or not all of it.
    """

    people: tuple[DirectoryPerson, ...] = ()
    has_mistakes: bool = False

    def lists(self, value: str) -> bool:
        """Return whether somebody of this name is listed, whatever role is typed with it."""
        return any(is_called(value, found.name) for found in self.people)

    def is_in_house(self, role: Role) -> bool:
        """Return whether somebody of the agency's own is listed for a role."""
        return any(found.in_house and role.id in found.answers_for for found in self.people)

    def names_for(self, roles: Iterable[Role], login: str) -> tuple[str, ...]:
        """Return the names of those who may answer for one of these roles; for no role, all.

        Only where the author is asked does it name everybody, the author with the `login` as well.
        """
        wanted = {role.id for role in roles}
        if AUTHOR_ROLE in wanted:
            return tuple(found.named for found in self.people)
        return tuple(
            found.named
            for found in self.people
            if login not in found.logins
            and (not wanted or not found.answers_for or wanted.intersection(found.answers_for))
        )

    def named_by(self, login: str) -> str:
        """Return the person who has this login, as an answer names them; empty without one."""
        return next((found.named for found in self.people if login in found.logins), "")

    def only_one_for(self, role: Role, login: str) -> str:
        """Return the one person who is listed for a role, or the one in-house; empty without.

        It is never the author, who has the `login`.
        """
        listed = [f for f in self.people if role.id in f.answers_for and login not in f.logins]
        found = [person for person in listed if person.in_house] or listed
        return found[0].named if len(found) == 1 else ""


def names_beginning(names: Iterable[str], typed: str) -> tuple[str, ...]:
    """Return the names that begin as what is typed; none for less than two letters."""
    if len(typed) < SHORTEST_BEGINNING:
        return ()
    beginning = typed.casefold()
    return tuple(name for name in names if name.casefold().startswith(beginning))
