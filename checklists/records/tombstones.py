"""What is left of a purged session: a file that says what it was, who purged it, by which rule.

Only the home's owner can write one that counts, in a shared home root: it explains why a session is
missing, and an author who could write one would delete what they like.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
import tomli_w
from msgspec import Struct

from checklists.gate.context import UnfitReview
from checklists.records.atomic import folder_descriptor, make_folders, write_durably
from checklists.records.codec import Unreadable
from checklists.records.layout import SESSION_ID
from checklists.records.owned_files import read_owned, tables_in, why_not_theirs
from checklists.records.upgrades import Step, newest
from checklists.session.model import Account, AwareTime
from checklists.workstation.paths import Places
from checklists.workstation.trust import untrusted_reason

STEPS: tuple[Step, ...] = ()
FOLDER_MODE, FILE_MODE = 0o2750, 0o644
A_MOMENT = timedelta(minutes=1)
LARGEST = 16 * 1024
_KEEP = "This file is no proof of a purge. Restore it from a backup."


class Tombstone(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A session that was purged.

    `digest` is that of its content, `file_digest` that of its bytes; `last_at` is when something
    was last recorded of it, and `export` the SHA-256 of the manifest of the copy made before.
    """

    session: str
    incident_type: str
    status: Literal["posted", "withdrawn"]
    author_uid: int
    started_at: AwareTime
    last_at: AwareTime
    purged_at: AwareTime
    by: Account
    rule: str
    digest: str
    file_digest: str
    export: str = ""


class Tombstones:
    """The tombstones of one home."""

    def __init__(self, places: Places) -> None:
        self._home = places.home
        self._folder = places.purged
        self._is_shared = places.kind == "shared"

    def every(self) -> Iterator[Tombstone | UnfitReview]:
        """Yield every tombstone, the newest session first, or why a file is none."""
        try:
            with folder_descriptor(self._folder, below=self._home) as folder:
                names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208  # a descriptor
        except FileNotFoundError:
            return
        except OSError as error:
            yield UnfitReview(self._folder.name, (error.strerror or "failed").lower())
            return
        for name in names:
            if not name.startswith("."):
                yield self._read(name)

    def of(self, session_id: str) -> Tombstone | None:
        """Return the tombstone of a session that counts, or None."""
        if not SESSION_ID.fullmatch(session_id):
            return None
        found = self._read(f"{session_id}.toml")
        return found if isinstance(found, Tombstone) else None

    def explains(self, session_id: str, uid: int, seen_at: datetime) -> bool:
        """Return whether a session of an account that was seen at a time was purged after it.

        Somebody may have noted it in the moment of the purge.
        """
        found = self.of(session_id)
        return (
            found is not None and found.author_uid == uid and seen_at <= found.purged_at + A_MOMENT
        )

    def write(self, tombstone: Tombstone) -> None:
        """Write a tombstone, flushed. Raises OSError."""
        table: dict[str, Any] = msgspec.to_builtins(tombstone, builtin_types=(datetime,))
        data = tomli_w.dumps({"schema": newest(STEPS), **table}).encode()
        if not self._is_shared:
            make_folders(self._folder, self._home, FOLDER_MODE)
        with folder_descriptor(self._folder, below=self._home) as folder:
            write_durably(folder, f"{tombstone.session}.toml", data, new=False, mode=FILE_MODE)

    def take_back(self, session_id: str) -> None:
        """Remove the tombstone of a session that is not purged after all. Raises OSError."""
        with folder_descriptor(self._folder, below=self._home) as folder:
            os.unlink(f"{session_id}.toml", dir_fd=folder)
            os.fsync(folder)

    def _read(self, name: str) -> Tombstone | UnfitReview:
        untrusted = untrusted_reason(self._folder) if self._is_shared else ""
        found = read_owned(
            self._folder, self._home, name, _read, largest=LARGEST, untrusted=untrusted
        )
        if isinstance(found, UnfitReview):
            return found
        tombstone, state = found
        owner = self._home.stat().st_uid
        why = why_not_theirs(state, says=owner, named=owner)
        if f"{tombstone.session}.toml" != name:
            why = "its ID does not match the name of its file"
        return UnfitReview(name, why) if why else tombstone


def _read(data: bytes, name: str) -> Tombstone:
    tables = tables_in(data, name, what="tombstone", steps=STEPS, largest=LARGEST, keep=_KEEP)
    try:
        return msgspec.convert(tables, Tombstone, strict=True)
    except msgspec.ValidationError:
        raise Unreadable(name, "not a tombstone", _KEEP) from None
