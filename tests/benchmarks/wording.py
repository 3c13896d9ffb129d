"""How well the rules of wording and the scanners find what an editor marked.

python tests/benchmarks/wording.py            # the set that nothing was tuned on
python tests/benchmarks/wording.py --build    # the set that the rules are improved on
--confusion                                   # which class was taken for which
--list                                        # what was missed, and what was wrong; only with
                                              # --build: nobody may tune on the other
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from wording_and_scanners.marked_posts import (  # noqa: E402 (found by the line above)
    TO_BUILD_ON,
    TO_TEST_ON,
    Measured,
    Score,
    measure,
    posts,
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--confusion", action="store_true")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    path = TO_BUILD_ON if asked.build else TO_TEST_ON
    found = measure(path)
    lines = [*table(path, found)]
    if asked.confusion:
        lines += [
            f"{marked:14} taken for {took:14} {times}"
            for (marked, took), times in sorted(found.confusion.items())
            if marked != took
        ]
    if asked.list and asked.build:
        lines += found.surprises
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def table(path: Path, found: Measured) -> Iterator[str]:
    every = tuple(posts(path))
    harmless = sum(not post.marks for post in every)
    yield f"{path.name}: {len(every)} posts, {harmless} harmless"
    yield f"{'class':14} {'found':>5} {'missed':>6} {'wrong':>5} {'precision':>9} {'recall':>6}"
    total = Score(*(sum(column) for column in zip(*found.scores.values(), strict=True)))
    for name, score in (*found.scores.items(), ("all", total)):
        yield (
            f"{name:14} {score.found:5} {score.missed:6} {score.wrong:5} "
            f"{score.precision:9.2f} {score.recall:6.2f}"
        )
    yield f"median findings of a harmless post: {found.median_of_harmless:g}"


if __name__ == "__main__":
    main()
