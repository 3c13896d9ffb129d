"""The review queue over an archive: its first rows, and a key in it, drawn in a real terminal.

Only root measures this: a supervisor reviews in a home that root owns, with a policy that counts,
and root is one in the homes that `trees` makes.
"""

import os
import statistics
from collections.abc import Iterator
from functools import partial

from benchmarks.measured import Row, alone, compared, in_turns, not_measured
from benchmarks.running import make_index
from benchmarks.stopwatch import Stopwatch
from benchmarks.trees import Tree

FRAME = b"Review queue"
ROW = b"death"
"""Stands in every row that these trees have waiting on the first screen, and nowhere else."""
AFTER_FRAME, FIRST_ROWS, KEY = 20.0, 1.5, 1.2
"""Milliseconds; against ten sessions; the same."""
OPENINGS, PRESSES = 8, 3


def measure(small: Tree, alike: Tree, large: Tree, rounds: int) -> Iterator[Row]:
    """`small` has ten sessions, which all wait; `alike` as many that wait as `large` has."""
    if os.getuid() != 0:
        yield not_measured("the review queue", "only root may review in these homes")
        return
    trees = {"small": small, "alike": alike, "large": large}
    for tree in trees.values():
        make_index(tree.home)
    after: dict[str, list[float]] = {name: [] for name in trees}

    def opened(name: str) -> float:
        with Stopwatch(["review"], trees[name].home) as terminal:
            rows = terminal.when(ROW)
            after[name].append((rows - terminal.when(FRAME)) * 1e3)
            return rows * 1e3

    first = in_turns({name: partial(opened, name) for name in trees}, rounds)
    sessions = f"{large.sessions:,} sessions"
    yield alone(
        f"queue: first rows after its first frame, {sessions}",
        statistics.median(after["large"]),
        "ms",
        limit=AFTER_FRAME,
    )
    beside = f"with {small.sessions} sessions"
    what = f"queue: start to first rows, {sessions}"
    yield compared(what, first["large"], first["small"], "ms", beside=beside, limit=FIRST_ROWS)
    also = f"with {alike.sessions} sessions, as many waiting"
    yield compared(what, first["large"], first["alike"], "ms", beside=also, limit=FIRST_ROWS)
    yield from _keys(trees, sessions, also)


def _keys(trees: dict[str, Tree], sessions: str, beside: str) -> Iterator[Row]:
    """Down and up, in turns in both queues: until the last byte has come.

    Opened several times, and the mean: when Textual paints depends on the moment at which its timer
    began, so that all keys of one program take 28 ms, or all of them 38.
    """
    taken: dict[str, list[float]] = {"ours": [], "other": []}
    for _ in range(OPENINGS):
        with (
            Stopwatch(["review"], trees["alike"].home) as other,
            Stopwatch(["review"], trees["large"].home) as ours,
        ):
            for terminal in (other, ours):
                terminal.when(ROW)
                terminal.rest(1.0)
            for key in ("down",) * PRESSES + ("up",) * PRESSES:
                taken["other"].append(other.seconds_for(key) * 1e3)
                taken["ours"].append(ours.seconds_for(key) * 1e3)
    mean = {name: statistics.mean(found) for name, found in taken.items()}
    what = f"queue: a key, {sessions}"
    yield compared(what, mean["ours"], mean["other"], "ms", beside=beside, limit=KEY)
    worst = {name: max(found) for name, found in taken.items()}
    what = f"queue: the slowest of {2 * PRESSES * OPENINGS} keys, {sessions}"
    yield compared(what, worst["ours"], worst["other"], "ms", beside=beside)
