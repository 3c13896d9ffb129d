"""The rules in force: the agency's policy and the definitions, as they are on disk.

A program that stays open for a shift must not use the rules of its start: callers use `refresh` or
`read_anew` to get the current ones.
"""

import time
from functools import cached_property
from typing import TYPE_CHECKING

from checklists.workstation.environment import environment_fingerprint, may_change_unseen
from checklists.workstation.paths import Places

if TYPE_CHECKING:
    from checklists.definitions.catalog import Catalog
    from checklists.workstation.policy import Policy


class _AsRead:
    """Policy and definitions as they were at one time; each is read when it is first asked for."""

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
