"""Home, the queue, and `waiting` where thousands of follow-ups are open: a year that nobody did.

One item is as old as another, and every one is overdue, so that each list has all of them.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.measured import Row, compared, in_turns, not_measured
from benchmarks.running import CLEARTOPOST, make_index, seconds
from benchmarks.start_up import PRINTED, measure_home_frame
from benchmarks.stopwatch import Stopwatch
from benchmarks.trees import FIRST_UID
from factories.sessions import ZONE, answered, as_if_by
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists.records.codec import write_record
from checklists.records.layout import month_of
from checklists.session.model import Actor
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

FOLLOW_UPS, FEW = 5_000, 30
USERS = 10
"""Among whom they are spread where root can give files away; one's own is a tenth."""
OPEN = 3
"""Follow-ups of each post."""
FIRST_ROWS = 1.5
"""Against a queue with ten posts."""
OVERDUE = b"arrested"


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """Against a bare interpreter, a bare Textual app, and the same with few."""
    few, many = folder / "few-follow-ups", folder / "many-follow-ups"
    for home, number in ((few, FEW), (many, FOLLOW_UPS)):
        _make(home, number)
        make_index(home)
    yield from _waiting(few, FEW, rounds, PRINTED)
    yield from _waiting(many, FOLLOW_UPS, rounds, None)
    yield from measure_home_frame(f"home, {FOLLOW_UPS:,} follow-ups overdue", many, rounds)
    if os.getuid() != 0:
        yield not_measured("the review queue", "only root may review in these homes")
        return
    first = in_turns({"few": partial(_opened, few), "many": partial(_opened, many)}, rounds)
    what = f"queue: start to first rows, {FOLLOW_UPS:,} follow-ups overdue"
    beside = f"with {FEW}"
    yield compared(what, first["many"], first["few"], "ms", beside=beside, limit=FIRST_ROWS)


def _make(home: Path, follow_ups: int) -> None:
    places, author = find_places({"CLEARTOPOST_HOME": str(home)}), current_actor()
    places.reviews.mkdir(parents=True)
    places.completions.mkdir()
    places.policy.write_text('schema = 1\nsupervisors = "root"\n', encoding="utf-8")
    now = datetime.now(ZONE).replace(second=0, microsecond=0) - timedelta(days=40)
    walk = answered("arrest-charge", now, author)
    walk.mark_ready()
    session = posted(walk, at=now)
    assert len([item for item in session.follow_ups if item.due]) == OPEN
    users = [author]
    if os.getuid() == 0:
        users += [Actor(f"user{number}", FIRST_UID + number) for number in range(1, USERS)]
    for number in range(-(-follow_ups // OPEN)):
        user = users[number % len(users)]
        folder = places.sessions / user.login / month_of(session.id)
        folder.mkdir(parents=True, exist_ok=True)
        for owned in (folder, folder.parent):
            # By its owner one's own is told from everybody's.
            os.chown(owned, user.uid, -1)
        name = f"{session.id[:-4]}{number:04}"
        path = folder / f"{name}.toml"
        theirs = replace(as_if_by(session, user, name), revision=1)
        path.write_bytes(write_record(theirs))
        os.chown(path, user.uid, -1)


def _waiting(home: Path, follow_ups: int, rounds: int, limit: float | None) -> Iterator[Row]:
    ours = partial(seconds, home, (*CLEARTOPOST, "waiting"), (1,))
    bare = partial(seconds, home, (CLEARTOPOST[0], "-c", "pass"))
    found = in_turns({"ours": ours, "bare": bare}, rounds)
    what = f"cleartopost waiting, {follow_ups:,} follow-ups overdue"
    beside = "python -c pass"
    yield compared(what, found["ours"] * 1e3, found["bare"] * 1e3, "ms", beside=beside, limit=limit)


def _opened(home: Path) -> float:
    with Stopwatch(["review"], home) as terminal:
        return terminal.when(OVERDUE) * 1e3
