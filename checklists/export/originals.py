"""The files of a session as they lie on disk, byte for byte, with what the kernel says of each."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from checklists.records.atomic import folder_descriptor, read_safely
from checklists.records.audit_log import uid_of
from checklists.records.layout import month_of
from checklists.records.store import Store
from checklists.workstation.account import login_of

LARGEST = 64 * 1024 * 1024
_LARGEST_LOG = 1 << 28
_SESSION_OF_NOTE = re.compile(rb'"session":"([^"]*)"')


class Original(NamedTuple):
    """One file: where it belongs in an export, its bytes, its owner, and when it last changed."""

    path: str
    data: bytes
    owner: str
    owner_uid: int
    changed: str


class NotRead(NamedTuple):
    """Something that could not be read, and why."""

    name: str
    why: str


class Originals:
    """The files of the sessions of a home; those of one month are best asked for together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._home = store.places.home
        self._month = ""
        self._logs: list[tuple[Original, dict[bytes, list[bytes]]]] = []
        self._unread: list[NotRead] = []

    def of(self, path: Path) -> Iterator[Original | NotRead]:
        """Yield the file of a session, copies kept beside it, its reviews, completions, notes."""
        name, folder = path.name, path.parent
        below = "/".join(("sessions", *folder.relative_to(self._store.places.sessions).parts))
        yield self._read(folder, name, f"{below}/{name}")
        for beside in self._names(folder):
            if beside.startswith(f"{name}.edited-"):
                yield self._read(folder, beside, f"{below}/{beside}")
        for names in (self._store.reviews.names, self._store.completions.names):
            for found in names.by_session().get(path.stem, ()):
                yield self._read(names.folder, found, f"{names.folder.name}/{found}")
        yield from self._notes(path.stem)

    def _notes(self, session_id: str) -> Iterator[Original | NotRead]:
        """Yield the lines of the audit log that are about a session, of each writer."""
        if month_of(session_id) != self._month:
            self._read_logs(month_of(session_id))
        yield from self._unread
        for log, lines in self._logs:
            if of_it := lines.get(session_id.encode()):
                place = f"audit/{session_id}.{uid_of(log.path)}.log"
                yield log._replace(path=place, data=b"".join(line + b"\n" for line in of_it))

    def _read_logs(self, month: str) -> None:
        """Read every writer's log of a month, once for all its sessions."""
        self._month, self._logs, self._unread = month, [], []
        folder = self._store.places.audit
        for name in self._names(folder):
            if not name.startswith(month) or uid_of(name) < 0:
                continue
            log = self._read(folder, name, name, _LARGEST_LOG)
            if isinstance(log, NotRead):
                self._unread.append(NotRead(f"audit/{name}", log.why))
                continue
            lines: dict[bytes, list[bytes]] = {}
            for line in log.data.split(b"\n"):
                if found := _SESSION_OF_NOTE.search(line):
                    lines.setdefault(found[1], []).append(line)
            self._logs.append((log._replace(data=b""), lines))

    def _names(self, folder: Path) -> list[str]:
        try:
            with folder_descriptor(folder, below=self._home) as descriptor:
                return sorted(os.listdir(descriptor))  # noqa: PTH208
        except OSError:
            # What should be in it is then named as not read, or there is none.
            return []

    def _read(
        self, folder: Path, name: str, place: str, largest: int = LARGEST
    ) -> Original | NotRead:
        try:
            with folder_descriptor(folder, below=self._home) as descriptor:
                data, state = read_safely(descriptor, name, largest)
        except OSError as error:
            return NotRead(place, (error.strerror or "cannot be opened").lower())
        if len(data) > largest:
            return NotRead(place, f"larger than {largest >> 20} MiB")
        changed = datetime.fromtimestamp(state.st_ctime, UTC).isoformat(timespec="seconds")
        return Original(place, data, login_of(state.st_uid), state.st_uid, changed)
