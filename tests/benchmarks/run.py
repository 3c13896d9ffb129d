"""Every limit of the design, measured in one run: `python tests/benchmarks/run.py [ROUNDS]`.

It prints a table and fails for nothing: times on a busy machine say little, and the bytes are held
to their limits by a test besides.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from benchmarks import byte_counts, saving, start_up  # noqa: E402 (found by the line above)

ROUNDS = 15
SIZES = ((80, 24), (200, 60))

Row = tuple[str, str, str, str]


def rows(folder: Path, rounds: int) -> Iterator[Row]:
    """What was measured, ours, its limit, and whether it holds."""
    for size in SIZES:
        limits = byte_counts.LIMITS if size == (80, 24) else {}
        for what, ours in byte_counts.count_screens(folder, size):
            limit = limits.get(what)
            holds = ("yes" if ours <= limit else "NO") if limit is not None else ""
            yield f"{what}, {size[0]}x{size[1]}", f"{ours} B", _bytes(limit), holds
    plain = byte_counts.count_plain(folder)
    limit = byte_counts.LIMITS[plain.what]
    yield plain.what, f"{plain.bytes} B", _bytes(limit), _holds(plain.bytes, limit)
    for found in start_up.compare(folder, rounds):
        ours = f"{found.times:.2f} x ({found.ours:.0f} to {found.theirs:.0f})"
        yield found.what, ours, f"{found.limit} x", _holds(found.times, found.limit)
    for save in saving.measure(folder, rounds * 2):
        what = f"a save at {save.kilobytes:.0f} KB, our own processor time"
        ours = f"{save.milliseconds:.1f} ms"
        yield what, ours, f"{save.limit:.0f} ms", _holds(save.milliseconds, save.limit)
        yield "its flushes", str(save.flushes), "2", "yes" if save.flushes == 2 else "NO"


def _bytes(limit: int | None) -> str:
    return "" if limit is None else f"{limit} B"


def _holds(ours: float, limit: float) -> str:
    return "yes" if ours <= limit else "NO"


def main() -> None:
    """Print the table as it stands in the README."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    say = partial(print, flush=True)
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    say(f"{machine}, medians of {rounds}, load {load:.1f}\n")
    say("| what | ours | limit | holds |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), rounds):
            say(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
