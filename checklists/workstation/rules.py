"""The rules in force: policy and definitions as they are on disk, and what they were read from.

A program that stays open for a shift must not use the rules of its start: callers use `refresh` or
`read_anew` to get the current ones.
"""

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from checklists.workstation.paths import Places

if TYPE_CHECKING:
    from checklists.definitions.catalog import Catalog
    from checklists.definitions.trust import Trust
    from checklists.definitions.wording import Wording
    from checklists.lint.draft import DraftLinter
    from checklists.session.directory import Directory
    from checklists.session.state_notes import StateNotes
    from checklists.workstation.policy import Policy
    from checklists.workstation.same_person import SamePerson

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from checklists.session.list_row import Listed
from checklists.workstation.file_state import state_of
from checklists.workstation.system_lists import ZONE_FILE
from checklists.workstation.trust import definitions_trust, untrusted_reason

L = TypeVar("L")

_PROGRAM = str(Path(__file__).parents[1])


def environment_fingerprint(places: Places) -> str:
    """Return a fingerprint of the environment: with another one, no row of the index is valid.

    It covers the home, the account and its groups, the program and its definitions, the
    workstation's time zone, the agency's policy, directory and definitions, and whether those are
    trusted. A program takes it once, before it reads them: it reads every session by those until
    it ends.
    """
    definitions = list(_files(str(places.checklists)))
    trust = definitions_trust(places)
    # For what is not a link, its state and that of the folder above are enough.
    links = (name for name, linked in definitions[1:] if linked)
    parts = [
        str(places.home),
        _account(),
        ",".join(Listed._fields),
        *(_states(name, may_be_link=linked) for name, linked in _files(_PROGRAM)),
        _states(str(ZONE_FILE)),
        _states(str(places.policy)),
        _states(str(places.directory)),
        *(_states(name, may_be_link=linked) for name, linked in definitions),
        untrusted_reason(places.policy),
        *(
            str(trust(Path(name)))
            for name in (str(places.checklists), str(places.directory), *links)
        ),
    ]
    return "\n".join(parts)


def may_change_unseen(places: Places, looked: int) -> bool:
    """Return whether a file of the rules may change and leave the fingerprint as it is.

    `looked` is when they were checked.
    """
    lists = (str(places.policy), str(places.directory))
    names = (*lists, *(name for name, _ in _files(str(places.checklists))))
    states = (state_of(name, through_links=links) for name in names for links in (False, True))
    return any(state.may_change_unseen(looked) for state in states)


def _account() -> str:
    """Return who reads, with the groups: somebody who was added to a group can read more."""
    ids = (os.getuid(), os.geteuid(), os.getgid(), os.getegid())
    return ",".join(map(str, (*ids, *sorted(os.getgroups()))))


def _states(name: str, *, may_be_link: bool = True) -> str:
    """Return a file or folder with its state; for a link, with that of its target as well."""
    own = f"{name} {state_of(name)}"
    return f"{own} {state_of(name, through_links=True)}" if may_be_link else own


def _files(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield every file and folder that a rule could come from, and whether it may be a link.

    The order is stable. Of what a link leads to, only the first level: no definition is read from
    deeper, and it may be `/`.
    """
    yield folder, True
    for entry in _entries(folder):
        if _is_so(entry.is_symlink):
            yield entry.path, True
            yield from ((inner.path, True) for inner in _entries(entry.path))
        elif not _is_so(entry.is_dir):
            yield entry.path, False
        elif entry.name != "__pycache__":
            yield from _files(entry.path)


def _is_so(asked: Callable[[], bool]) -> bool:
    """Return what a folder's entry says; some file systems have to look, and may not."""
    try:
        return asked()
    except OSError:
        return False


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing where it is none or cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


class _AsRead:
    """The rules as they were at one time; each part is read when it is first asked for."""

    def __init__(self, places: Places) -> None:
        self._places = places
        # The fingerprint comes first: what is read after it is no older.
        looked = time.time_ns()
        self.fingerprint = environment_fingerprint(places)
        self._may_change_unseen = may_change_unseen(places, looked)

    @cached_property
    def policy(self) -> "Policy":
        # Imported here, as below: a list that the index answers reads neither.
        from checklists.workstation.policy import load_policy  # noqa: PLC0415

        return load_policy(self._places.policy)

    @cached_property
    def catalog(self) -> "Catalog":
        from checklists.definitions.catalog import load_catalog  # noqa: PLC0415
        from checklists.workstation.trust import definitions_trust  # noqa: PLC0415

        return load_catalog(self._places.checklists, trust=definitions_trust(self._places))

    @cached_property
    def wording(self) -> "Wording":
        from checklists.definitions.wording_files import load_wording  # noqa: PLC0415
        from checklists.workstation.trust import definitions_trust  # noqa: PLC0415

        trust = definitions_trust(self._places)
        return load_wording(self._places.checklists, trust=trust).wording

    @property
    def is_unsure(self) -> bool:
        """Return whether other rules may be on disk though the fingerprint is the same.

        That is so where a file was changed right before the check, or could not be read.
        """
        read = vars(self)
        unread = any(name in read and read[name].unread for name in ("policy", "catalog"))
        return self._may_change_unseen or unread


class Rules:
    """Policy and definitions, and the fingerprint of everything that they were read from."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._read = _AsRead(places)
        self._lists: dict[Path, tuple[object, Any]] = {}
        self._people: tuple[_AsRead, SamePerson] | None = None
        self._linter: tuple[Wording, DraftLinter] | None = None

    @property
    def fingerprint(self) -> str:
        """Return what the rules were read from, as one text."""
        return self._read.fingerprint

    @property
    def is_unsure(self) -> bool:
        """Return whether they may have changed though the fingerprint is the same."""
        return self._read.is_unsure

    @property
    def policy(self) -> "Policy":
        """Return what the agency chose."""
        return self._read.policy

    @property
    def catalog(self) -> "Catalog":
        """Return the checklists that can be used."""
        return self._read.catalog

    @property
    def wording(self) -> "Wording":
        """Return the rules of wording."""
        return self._read.wording

    def linter(self, incident_type: str) -> "DraftLinter":
        """Return the rules of wording and scanners for one incident type, ready to be used."""
        from checklists.lint.draft import DraftLinter  # noqa: PLC0415  # as above

        known, wording = self._linter, self.wording
        if known is None or known[0] is not wording or known[1].incident_type != incident_type:
            known = self._linter = (wording, DraftLinter(wording, incident_type))
        return known[1]

    @property
    def directory(self) -> "Directory":
        """Return the agency's directory as it is now."""
        from checklists.workstation.directory import load_directory  # noqa: PLC0415  # as above

        def load(path: Path, trust: "Trust") -> "Directory":
            return load_directory(path, self.catalog.roles, trust).directory

        return self._agency_list(self._places.directory, load)

    @property
    def people(self) -> "SamePerson":
        """Return who is one person, by the policy and directory that were last read."""
        from checklists.workstation.same_person import SamePerson  # noqa: PLC0415  # as above

        if self._people is None or self._people[0] is not self._read:
            self._people = (self._read, SamePerson(self.policy, self.directory))
        return self._people[1]

    @property
    def state_notes(self) -> "StateNotes":
        """Return the agency's notes on its own law as they are now."""
        from checklists.workstation.state_notes import load_state_notes  # noqa: PLC0415  # as above

        def load(path: Path, trust: "Trust") -> "StateNotes":
            return load_state_notes(path, self.catalog, trust).found

        return self._agency_list(self._places.state_notes, load)

    def _agency_list(self, path: Path, load: Callable[[Path, "Trust"], L]) -> L:
        """Return a list of the agency's; only a file that changed is read again."""
        trust = definitions_trust(self._places)
        basis = (_states(str(path)), trust(path), self.catalog)
        if path not in self._lists or self._lists[path][0] != basis:
            self._lists[path] = (basis, load(path, trust))
        found: L = self._lists[path][1]
        return found

    def refresh(self) -> bool:
        """Read again what may have changed on disk; return whether that was necessary."""
        fingerprint = environment_fingerprint(self._places)
        if fingerprint == self.fingerprint and not self.is_unsure:
            return False
        self.read_anew()
        return True

    def read_anew(self) -> None:
        """Read everything again, whether it seems changed or not: before anything that counts."""
        self._read = _AsRead(self._places)
        self._lists.clear()
