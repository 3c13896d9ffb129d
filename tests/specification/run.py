"""Compare the product with the specification over any number of random histories.

    cd tests
    ../.venv/bin/python -m specification.run                          # 1,000 new ones
    ../.venv/bin/python -m specification.run --histories 20000 --jobs 2
    ../.venv/bin/python -m specification.run --first 4711 --histories 1   # one again

It prints the seeds first, so that any run can be made again; then how often each status, blocker
code, outcome and change occurred and each rule decided, and every disagreement by the rule that
explains it, with one example. Exits 1 where there is any.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import SystemRandom

from specification.agreement import LENGTH, Seen, compare


def main() -> int:
    """Run the comparison and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--first", type=int, default=None, help="the first seed; else a new one")
    parser.add_argument("--length", type=int, default=LENGTH, help="changes in each history")
    parser.add_argument("--jobs", type=int, default=1)
    said = parser.parse_args()
    first = SystemRandom().randrange(10**9) if said.first is None else said.first
    seeds = range(first, first + said.histories)
    say(f"seeds {first} to {seeds[-1]}, {said.length} changes each")
    total = Seen()
    one = partial(compare, length=said.length, ask_rules=True)
    if said.jobs == 1:
        for seed in seeds:
            total.add(one(seed))
    else:
        with ProcessPoolExecutor(said.jobs) as pool:
            for seen in pool.map(one, seeds, chunksize=20):
                total.add(seen)
    for name, number in sorted(total.states.items()):
        say(f"{number:9,}  {name}")
    say(f"\n{total.disagreements.total()} disagreements")
    for rule, number in total.disagreements.most_common():
        say(f"\n{number} explained by: {rule}\n{total.examples[rule]}")
    return 1 if total.disagreements else 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
