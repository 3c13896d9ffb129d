"""What matters most, in five rows: `python tests/benchmarks/run.py [ROUNDS]`.

    --all                 every limit of the design
    --only WORD           of all, only the part of this name, or those whose name holds the word:
                          bytes, start-up, memory, saving, incident, keystrokes, walks,
                          peer-screens, lists, home, queue, follow-ups, peer-lists
    --sizes 1000,10000    how many sessions the archives have; if not said, 10,000 for the five
                          rows, and 1,000, 10,000 and 100,000 for all
    --in FOLDER           where the archives are made and taken away again: 2 GB for the largest

It prints a Markdown table and fails for nothing: times on a busy machine say little, and the bytes
are held to their limits by a test besides. `peers.py` says how to install what stands beside ours.
As root all of it runs; the review queue needs a home that root owns.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from benchmarks import (  # noqa: E402 (found by the line above)
    byte_counts,
    keystrokes,
    large_incident,
    long_lists,
    long_queue,
    many_follow_ups,
    many_walks,
    peer_lists,
    peer_screens,
    saving,
    start_up,
)
from benchmarks.measured import Failed, Row, alone, not_measured  # noqa: E402 (as above)
from benchmarks.trees import WAITING, Tree, make_tree  # noqa: E402 (as above)

ROUNDS = 15
SIZES = (1_000, 10_000, 100_000)
SIZE_OF_FIVE = (10_000,)
SCREENS = ((80, 24), (200, 60))
MOST_PEER_ITEMS = 10_000
"""More than this takes the peers minutes to take in."""
SETTLE = 3.0
"""Seconds after which a tree is an old one: a file that was written just now may change unseen."""


class Bench:
    """Where it is measured, how often, and the archives, each made when it is first asked for."""

    def __init__(self, folder: Path, rounds: int, sizes: tuple[int, ...]) -> None:
        self.folder = folder
        self.rounds = rounds
        self.sizes = sizes
        self._trees: dict[tuple[int, int], Tree] = {}

    def tree(self, sessions: int, waiting: int = WAITING) -> Tree:
        """An archive of so many sessions."""
        key = (sessions, waiting)
        if key not in self._trees:
            home = self.folder / f"tree-{sessions}-{waiting}" / "home"
            self._trees[key] = make_tree(home, sessions, waiting=waiting)
            # Lest the disk is still at it while something else is measured.
            os.sync()
            time.sleep(SETTLE)
        return self._trees[key]


# The parts


def _bytes(bench: Bench) -> Iterator[Row]:
    for size in SCREENS:
        limits = byte_counts.LIMITS if size == (80, 24) else {}
        for what, ours in byte_counts.count_screens(bench.folder, size):
            yield alone(f"{what}, {size[0]}x{size[1]}", ours, "B", limit=limits.get(what))
    plain = byte_counts.count_plain(bench.folder)
    yield alone(plain.what, plain.bytes, "B", limit=byte_counts.LIMITS[plain.what])


def _start_up(bench: Bench) -> Iterator[Row]:
    yield from start_up.measure_frames(bench.folder, bench.rounds)
    yield from start_up.measure_commands(bench.folder, bench.rounds)


def _memory(bench: Bench) -> Iterator[Row]:
    return start_up.measure_memory(bench.folder)


def _saving(bench: Bench) -> Iterator[Row]:
    return saving.measure(bench.folder, bench.rounds)


def _incident(bench: Bench) -> Iterator[Row]:
    return large_incident.measure(bench.folder, bench.rounds)


def _keystrokes(bench: Bench) -> Iterator[Row]:
    return keystrokes.measure(bench.folder)


def _lists(bench: Bench) -> Iterator[Row]:
    for sessions in bench.sizes:
        yield from long_lists.measure(bench.tree(sessions), bench.rounds)


def _home(bench: Bench) -> Iterator[Row]:
    return start_up.measure_archive_frame(bench.tree(max(bench.sizes)), bench.rounds)


def _queue(bench: Bench) -> Iterator[Row]:
    alike = bench.tree(WAITING + 10)
    large = bench.tree(max(bench.sizes))
    return long_queue.measure(bench.tree(10, waiting=10), alike, large, bench.rounds)


def _follow_ups(bench: Bench) -> Iterator[Row]:
    return many_follow_ups.measure(bench.folder, bench.rounds)


def _walks(bench: Bench) -> Iterator[Row]:
    return many_walks.measure(bench.folder)


def _peer_lists(bench: Bench) -> Iterator[Row]:
    for sessions in bench.sizes:
        if sessions <= MOST_PEER_ITEMS:
            yield from peer_lists.measure(bench.folder, bench.tree(sessions), bench.rounds)


def _peer_screens(bench: Bench) -> Iterator[Row]:
    return peer_screens.measure(bench.folder, bench.rounds)


PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "bytes": _bytes,
    "start-up": _start_up,
    "memory": _memory,
    "saving": _saving,
    "incident": _incident,
    "keystrokes": _keystrokes,
    "walks": _walks,
    "peer-screens": _peer_screens,
    "lists": _lists,
    "home": _home,
    "queue": _queue,
    "follow-ups": _follow_ups,
    "peer-lists": _peer_lists,
}


def _first_frame(bench: Bench) -> Iterator[Row]:
    yield next(start_up.measure_frames(bench.folder, bench.rounds))


def _bytes_of_confirming(bench: Bench) -> Iterator[Row]:
    what = "confirming a step"
    for counted, ours in byte_counts.count_screens(bench.folder, (80, 24), idle=0):
        if counted == what:
            yield alone(f"{what}, 80x24", ours, "B", limit=byte_counts.LIMITS[what])


def _work_of_a_save(bench: Bench) -> Iterator[Row]:
    yield next(saving.measure(bench.folder, bench.rounds))


def _first_list(bench: Bench) -> Iterator[Row]:
    yield next(long_lists.measure_first(bench.tree(max(bench.sizes))))


def _newest(bench: Bench) -> Iterator[Row]:
    yield next(long_lists.measure_newest(bench.tree(max(bench.sizes)), bench.rounds))


FIVE: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "first frame": _first_frame,
    "bytes": _bytes_of_confirming,
    "saving": _work_of_a_save,
    "first list": _first_list,
    "newest": _newest,
}
"""What is waited for, or sent over a slow line, most often; one row each."""


def parts(only: str) -> dict[str, Callable[[Bench], Iterator[Row]]]:
    """The parts of this name, or whose name holds the word."""
    return {only: PARTS[only]} if only in PARTS else {n: p for n, p in PARTS.items() if only in n}


def rows(bench: Bench, wanted: dict[str, Callable[[Bench], Iterator[Row]]]) -> Iterator[Row]:
    """Every row of the parts that are wanted. A part that breaks off says so and ends no other."""
    for name, part in wanted.items():
        try:
            yield from part(bench)
        except (Failed, AssertionError, OSError) as failure:
            first = (str(failure).splitlines() or [type(failure).__name__])[0]
            yield not_measured(f"the rest of: {name}", first[:160])


def main() -> None:
    """Print the table as it stands in the manual's page on performance."""
    asked = _arguments()
    say = partial(print, flush=True)
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    begun = time.monotonic()
    whole = asked.all or asked.only
    sizes = asked.sizes or (SIZES if whole else SIZE_OF_FIVE)
    say(f"{machine}, medians of {asked.rounds}, load {load:.1f}\n")
    say("| what | ours | theirs | ratio | limit | holds |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        bench = Bench(Path(folder), asked.rounds, sizes)
        for row in rows(bench, parts(asked.only) if whole else FIVE):
            say(f"| {' | '.join(row)} |")
        spent = time.monotonic() - begun
    say(f"\n{spent / 60:.0f} minutes, load {os.getloadavg()[0]:.1f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--all", action="store_true", help="every limit, not five rows")
    parser.add_argument("--only", default="", metavar="WORD", help=", ".join(PARTS))
    parser.add_argument("--sizes", type=_sizes, help="as 1000,10000")
    parser.add_argument("--in", dest="folder", help="a folder with room for the archives")
    return parser.parse_args()


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


if __name__ == "__main__":
    main()
