"""What one F5 costs in a fatal crash with 300 people, each confirmed alone in every step: our own
processor time, from the record that is filled in to what is drawn from the saved session."""

import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.measured import Row, alone
from factories import sessions
from msgspec.structs import replace

from checklists import changes
from checklists.records.store import Store
from checklists.session.form import attestation
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

PEOPLE = 300
TYPE = "traffic-serious"
STEP = "kin-notified"
LIMIT = 100.0
"""Milliseconds of processor time."""


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """One person's record corrected at a time, the median of so many."""
    opened = _open_session_in(folder / "home-incident")
    size = Path(opened.path).stat().st_size / 1024
    spent = [_correct(opened, number) for number in range(rounds + 1)][1:]
    what = f"F5 with {PEOPLE} people, {size:.0f} KB, our own processor time"
    yield alone(what, statistics.median(spent), "ms", limit=LIMIT)
    yield alone(f"{what}, the longest", max(spent), "ms")
    opened.close()


def _correct(opened: OpenSession, number: int) -> float:
    """Confirm another time for one person; return the milliseconds until it can be drawn."""
    checklist = opened.known_checklist()
    step = checklist.step(STEP)
    answer = opened.session.answer(STEP)
    assert step is not None
    assert answer is not None
    record = answer.evidence[number]
    when = record["when"]
    assert isinstance(when, datetime)
    begun = time.thread_time()
    attested = attestation(
        opened.session,
        checklist,
        step,
        {**record, "when": when - timedelta(minutes=1)},
        at=opened.clock(),
        author=opened.actor,
    )
    opened.perform(changes.confirm, STEP, attested.records)
    opened.status()
    opened.states()
    return (time.thread_time() - begun) * 1e3


def _open_session_in(home: Path) -> OpenSession:
    store = Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.Walk(TYPE, now, current_actor()).case_number().write()
    walk.post_on("facebook", "x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(PEOPLE - 1):
        walk.list_person("next-of-kin", died)
    for step in walk.checklist.steps:
        records = walk.whole(step.id)
        for told in range(1, len(records) + 1):
            walk.confirm(step.id, *records[:told])
    return OpenSession(store, store.create(replace(walk.session, revision=1)), current_actor())
