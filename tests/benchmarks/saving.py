"""What a save costs: our own processor time, the disk left out, and how often it flushes."""

import os
import statistics
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import practice
from msgspec.structs import replace

from checklists import changes
from checklists.account import current_actor
from checklists.open_session import OpenSession
from checklists.places import find_places
from checklists.store import Store

LIMITS = {16: 10.0, 64: 25.0}
"""Milliseconds of processor time by the size of the file in KB."""
FLUSHES = 2


class Save(NamedTuple):
    """One size."""

    kilobytes: float
    milliseconds: float
    flushes: int
    limit: float


def measure(folder: Path, rounds: int) -> list[Save]:
    """Each size, the median of so many saves."""
    return [_save(folder / f"home-{size}", size, rounds) for size in LIMITS]


def _save(home: Path, kilobytes: int, rounds: int) -> Save:
    opened = _open_session_of(home, kilobytes)
    spent, flushed = [], []
    for number in range(rounds):
        with patch.object(os, "fsync", wraps=os.fsync) as flush:
            begun = time.thread_time()
            opened.apply(lambda old, n=number: changes.type_draft(old, f"Text {n}.", {}))
            spent.append((time.thread_time() - begun) * 1e3)
        flushed.append(flush.call_count)
    size = Path(opened.path).stat().st_size / 1024
    opened.close()
    return Save(size, statistics.median(spent), max(flushed), LIMITS[kilobytes])


def _open_session_of(home: Path, kilobytes: int) -> OpenSession:
    """A crash post whose draft was mended until its history is long enough."""
    store = Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = practice.answered("traffic-serious", now, current_actor())
    stored = store.create(replace(walk.session, revision=1))
    while stored.path.stat().st_size < kilobytes * 1024:
        walk.later(minutes=1).confirm("facts-verified")
        stored.path.unlink()
        stored = store.create(replace(walk.session, revision=1))
    return OpenSession(store, stored, walk.checklist, current_actor())
