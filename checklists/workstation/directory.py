"""Reads the agency's directory of names: a list beside its policy."""

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from checklists.definitions.schema import DefinitionFile, DefinitionProblem, Shape, decode
from checklists.definitions.trust import Trust, trust_all
from checklists.session.directory import Directory, DirectoryPerson
from checklists.session.evidence import LONGEST_PERSON
from checklists.text import nearest_words
from checklists.workstation.agency_list import At, accepted, read_entries

SHIPPED_DIRECTORY = Path(__file__).parents[1] / "definitions" / "shipped" / "directory.toml"
LARGEST_DIRECTORY = 2 * 1024 * 1024
"""Bytes: over 10,000 people with every key."""


class DirectoryPersonShape(Shape, frozen=True):
    """One entry of the file."""

    name: str
    role: str
    answers_for: tuple[str, ...] = ()
    in_house: bool = True
    logins: tuple[str, ...] = ()


class ReadDirectory(NamedTuple):
    """A directory as it was read, and what is wrong with its file."""

    directory: Directory
    problems: tuple[DefinitionProblem, ...] = ()


def load_directory(path: Path, roles: Collection[str], trust: Trust = trust_all) -> ReadDirectory:
    """Return the people of a directory; `roles` are the IDs that they may answer for."""
    file, entries = read_entries(path, "person", trust, LARGEST_DIRECTORY)
    people = _People(file, roles).read(entries)
    problems = tuple(sorted(file.problems))
    in_house_first = tuple(sorted(people, key=lambda found: not found.in_house))
    return ReadDirectory(Directory(in_house_first, bool(problems)), problems)


class _People:
    """The entries of one file, each checked against those before it."""

    def __init__(self, file: DefinitionFile, roles: Collection[str]) -> None:
        self._file = file
        self._roles = roles
        self._names: set[str] = set()
        self._logins: set[str] = set()

    def read(self, entries: tuple[object, ...]) -> list[DirectoryPerson]:
        """Return the entries without a mistake; note those of the others."""
        found = (self._person(entry, ("person", at)) for at, entry in enumerate(entries))
        return [person for person in found if person is not None]

    def _person(self, entry: object, at: At) -> DirectoryPerson | None:
        file, before = self._file, len(self._file.problems)
        shape = decode(DirectoryPersonShape, entry, file, at)
        if shape is None:
            return None
        found = DirectoryPerson(
            name=accepted(file, shape.name, (*at, "name")),
            role=accepted(file, shape.role, (*at, "role")),
            answers_for=shape.answers_for,
            in_house=shape.in_house,
            logins=shape.logins,
        )
        if len(file.problems) == before:
            self._check(found, at)
        if len(file.problems) > before:
            return None
        self._names.add(found.named.casefold())
        self._logins.update(found.logins)
        return found

    def _check(self, found: DirectoryPerson, at: At) -> None:
        add = self._file.add
        if len(found.named) > LONGEST_PERSON:
            long = f"name and role have {len(found.named)} characters"
            add((*at, "name"), f"{long}; at most {LONGEST_PERSON} fit in an answer", "shorten them")
        if found.named.casefold() in self._names:
            add((*at, "name"), f"`{found.named}` appears twice", "take one out")
        for role in found.answers_for:
            if role not in self._roles:
                near = nearest_words(role, self._roles, cutoff=0.6)
                do = f"did you mean `{near[0]}`?" if near else "use an ID from roles.toml"
                add((*at, "answers_for"), f"there is no role `{role}`", do)
        for login in found.logins:
            if login in self._logins:
                add((*at, "logins"), f"the login `{login}` appears twice", "take one out")
