"""What one F5 costs in a fatal crash with 300 people, each confirmed alone in every step: our own
processor time, from the record that is filled in to what is drawn from the saved session; and on
the screen, from the key to the last frame that it leads to, beside
a small incident."""

import asyncio
import inspect
import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from benchmarks.measured import Row, alone, compared
from factories import sessions
from msgspec.structs import replace
from textual import events
from textual.screen import Screen

from checklists import changes
from checklists.records.store import Store
from checklists.session.form import attestation
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places
from tui.launch_options import LaunchOptions
from tui.screens.app import ClearToPost
from tui.screens.walk import Walk

PEOPLE = 300
A_FEW = 12
LEFT = 10
"""For so many there is no record yet: each F5 goes on to the next of them."""
TYPE = "traffic-serious"
STEP = "kin-notified"
LIMIT = 100.0
"""Milliseconds of processor time."""
DRAWN_LIMIT = 1.5
"""Times as much on the screen as with a few people, who have the same form."""
REST = 0.2
"""Seconds without a frame after which a key has done what it does."""


class Painted(ClearToPost):
    """The program without a terminal, which makes each frame all the same."""

    CSS_PATH = Path(inspect.getfile(ClearToPost)).with_name("frame.tcss")
    painted_at = 0.0
    """Processor time of the last frame, in seconds."""

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if not self._batch_count and renderable is not None:
            self.changes_since_last_paint(screen).sequence(self.console)
            self.painted_at = time.process_time()


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """One person's record corrected at a time, the median of so many."""
    opened = _open_session_in(folder / "home-incident")
    size = Path(opened.path).stat().st_size / 1024
    spent = [_correct(opened, number) for number in range(rounds + 1)][1:]
    what = f"F5 with {PEOPLE} people, {size:.0f} KB, our own processor time"
    yield alone(what, statistics.median(spent), "ms", limit=LIMIT)
    yield alone(f"{what}, the longest", max(spent), "ms")
    opened.close()
    yield compared(
        f"F5 on the screen with {PEOPLE} people, 80x24, our own processor time",
        _drawn(folder / "home-incident-drawn", PEOPLE, rounds),
        _drawn(folder / "home-few-drawn", A_FEW, rounds),
        "ms",
        beside=f"with {A_FEW} people",
        limit=DRAWN_LIMIT,
    )


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


def _drawn(home: Path, people: int, rounds: int) -> float:
    """The median of milliseconds from F5 to its last frame, for one person after another."""
    opened = _open_session_in(home, people, left=LEFT)
    opened.close()
    places = find_places({"CLEARTOPOST_HOME": str(home)})
    store = Store(places, current_actor())
    opening = LaunchOptions(places, current_actor(), store, session_id=opened.session.id)
    spent = asyncio.run(_confirm_each(Painted(opening), min(rounds + 1, LEFT - 1)))
    return statistics.median(spent[1:])


async def _confirm_each(app: Painted, times: int) -> list[float]:
    """The walk stands where records are missing, and each F5 goes on to the next person."""
    spent = []
    async with app.run_test(size=(80, 24)):
        await _rest(app)
        await _press(app, "enter")
        for _ in range(times):
            await _press(app, "f6")
            await _press(app, "1")
            begun = time.process_time()
            await _press(app, "f5")
            spent.append((app.painted_at - begun) * 1e3)
        session = cast("Walk", app.screen).session
        answer = session.answer(STEP)
        assert answer is not None
        assert len(answer.evidence) == len(session.listed) - 1 - LEFT + times
    return spent


async def _press(app: Painted, key: str) -> None:
    event = events.Key(key, key if len(key) == 1 else None)
    app.post_message(event)
    await _rest(app)


async def _rest(app: Painted) -> None:
    """Wait, with little work of our own, until nothing is drawn or saved any more."""
    before = -1.0
    while app.is_typing or app.saving.locked() or app.painted_at != before:
        before = app.painted_at
        await asyncio.sleep(REST)


def _open_session_in(home: Path, people: int = PEOPLE, left: int = 0) -> OpenSession:
    """Every step answered for everybody; what is measured, but for so many who are left."""
    store = Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.Walk(TYPE, now, current_actor()).case_number().write()
    walk.post_on("facebook", "x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(people - 1):
        walk.list_person("next-of-kin", died)
    for step in walk.checklist.steps:
        records = walk.whole(step.id)
        records = records[: len(records) - left] if step.id == STEP else records
        for told in range(1, len(records) + 1):
            walk.confirm(step.id, *records[:told])
    return OpenSession(store, store.create(replace(walk.session, revision=1)), current_actor())
