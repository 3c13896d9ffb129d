"""What a save costs: our own processor time, the disk left out; how often it flushes; and its time
on this disk against the barest durable write of as many bytes."""

import os
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

from benchmarks.measured import Row, alone, compared, in_turns
from factories import sessions
from msgspec.structs import replace

from checklists import changes
from checklists.records.store import Store
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

LIMITS = {16: 10.0, 64: 25.0}
"""Milliseconds of processor time by the size of the file in KB."""
FLUSHES = 2


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """Each size, the median of so many saves."""
    for size, limit in LIMITS.items():
        opened = _open_session_of(folder / f"home-{size}", size)
        path = Path(opened.path)
        shown = f"a save at {path.stat().st_size / 1024:.0f} KB"
        spent, flushed = _processor_time(opened, rounds * 2)
        yield alone(f"{shown}, our own processor time", spent, "ms", limit=limit)
        yield alone(f"{shown}, its flushes", flushed, "flushes", limit=FLUSHES)
        found = in_turns(
            {"ours": lambda o=opened: _saved(o), "bare": lambda p=path: _bare_write(p)},  # type: ignore[misc]
            rounds * 2,
        )
        beside = "write, fsync, rename, fsync folder"
        yield compared(shown, found["ours"] * 1e3, found["bare"] * 1e3, "ms", beside=beside)
        opened.close()


_numbers = count()


def _type(opened: OpenSession) -> None:
    """Any change that is saved."""
    text = f"Text {next(_numbers)}."

    def typed(old: Session) -> Session:
        return changes.type_draft(old, text, {})

    opened.apply(typed)


def _processor_time(opened: OpenSession, rounds: int) -> tuple[float, int]:
    spent, flushed = [], []
    for _ in range(rounds):
        with patch.object(os, "fsync", wraps=os.fsync) as flush:
            begun = time.thread_time()
            _type(opened)
            spent.append((time.thread_time() - begun) * 1e3)
        flushed.append(flush.call_count)
    return statistics.median(spent), max(flushed)


def _saved(opened: OpenSession) -> float:
    begun = time.perf_counter()
    _type(opened)
    return time.perf_counter() - begun


def _bare_write(beside: Path) -> float:
    """As many bytes as a session has, beside it."""
    data = bytes(beside.stat().st_size)
    begun = time.perf_counter()
    folder = os.open(beside.parent, os.O_RDONLY | os.O_DIRECTORY)
    file = os.open(".bare.tmp", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    os.write(file, data)
    os.fsync(file)
    os.close(file)
    os.rename(".bare.tmp", ".bare", src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)
    os.close(folder)
    return time.perf_counter() - begun


def _open_session_of(home: Path, kilobytes: int) -> OpenSession:
    """A crash post whose draft was mended until its history is long enough."""
    store = Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.answered("traffic-serious", now, current_actor())
    stored = store.create(replace(walk.session, revision=1))
    while stored.path.stat().st_size < kilobytes * 1024:
        walk.later(minutes=1).confirm("facts-verified")
        stored.path.unlink()
        stored = store.create(replace(walk.session, revision=1))
    return OpenSession(store, stored, current_actor())
