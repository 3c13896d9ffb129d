"""The files of a session as they lie on disk, byte for byte, with what the kernel says of each."""

import os
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


def originals(store: Store, path: Path) -> Iterator[Original | NotRead]:
    """Yield the file of a session, copies kept beside it, and its reviews, completions, notes."""
    home = store.places.home
    name, folder = path.name, path.parent
    below = "/".join(("sessions", *folder.relative_to(store.places.sessions).parts))
    yield _read(folder, home, name, f"{below}/{name}")
    for beside in _names(folder, home):
        if beside.startswith(f"{name}.edited-"):
            yield _read(folder, home, beside, f"{below}/{beside}")
    for names in (store.reviews.names, store.completions.names):
        for found in names.by_session().get(path.stem, ()):
            yield _read(names.folder, home, found, f"{names.folder.name}/{found}")
    yield from _notes(store, path.stem)


def _notes(store: Store, session_id: str) -> Iterator[Original | NotRead]:
    """Yield the lines of the audit log that are about a session, of each writer."""
    wanted = f'"session":"{session_id}"'.encode()
    for name in _names(store.places.audit, store.places.home):
        if not name.startswith(month_of(session_id)) or uid_of(name) < 0:
            continue
        place = f"audit/{session_id}.{uid_of(name)}.log"
        found = _read(store.places.audit, store.places.home, name, place, _LARGEST_LOG)
        if isinstance(found, NotRead):
            yield found
            continue
        lines = [line for line in found.data.split(b"\n") if wanted in line]
        if lines:
            yield found._replace(data=b"".join(line + b"\n" for line in lines))


def _names(folder: Path, home: Path) -> list[str]:
    try:
        with folder_descriptor(folder, below=home) as descriptor:
            return sorted(os.listdir(descriptor))  # noqa: PTH208
    except OSError:
        # What should be in it is then named as not read, or there is none.
        return []


def _read(
    folder: Path, home: Path, name: str, place: str, largest: int = LARGEST
) -> Original | NotRead:
    try:
        with folder_descriptor(folder, below=home) as descriptor:
            data, state = read_safely(descriptor, name, largest)
    except OSError as error:
        return NotRead(place, (error.strerror or "cannot be opened").lower())
    if len(data) > largest:
        return NotRead(place, f"larger than {largest >> 20} MiB")
    changed = datetime.fromtimestamp(state.st_ctime, UTC).isoformat(timespec="seconds")
    return Original(place, data, login_of(state.st_uid), state.st_uid, changed)
