"""Change session and review files in any number of ways, seal them anew, and see what comes of it.

    cd tests
    ../.venv/bin/python -m resealed.run                          # 3,000 new ones
    ../.venv/bin/python -m resealed.run --mutations 50000
    ../.venv/bin/python -m resealed.run --seed 4711              # the same again

It prints its seed first; then what was tried, by kind, how many are READY with a clean `verify`,
and every hole with its mutation. Exits 1 where there is one.
"""

import argparse
import sys
from random import SystemRandom

from resealed.judging import Fate
from resealed.trying import Tally, Tries

FATES: tuple[Fate, ...] = (
    "no session",
    "unreadable",
    "not ready",
    "named by verify",
    "the same",
    "could be typed",
    "hole",
)


def main() -> int:
    """Run and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutations", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--typed", type=int, default=0, help="show so many that could be typed")
    said = parser.parse_args()
    seed = SystemRandom().randrange(10**9) if said.seed is None else said.seed
    say(f"seed {seed}, {said.mutations} mutations")
    tries, tally = Tries(seed), Tally()
    for _ in range(said.mutations):
        tally.add(tries.next())
    tell(tally, said.typed)
    return 1 if tally.holes else 0


def tell(tally: Tally, typed: int) -> None:
    """Say what was tried and what became of it."""
    say("".join(f"{fate:>17}" for fate in FATES))
    for kind, fates in sorted(tally.by_kind.items()):
        say("".join(f"{fates[fate]:17,}" for fate in FATES) + f"  {kind}")
    say("".join(f"{tally.fates[fate]:17,}" for fate in FATES) + "  in all")
    clean = sum(tally.fates[fate] for fate in ("the same", "could be typed", "hole"))
    say(f"\n{clean:,} READY with a clean verify; {len(tally.holes)} holes")
    for tried in tally.typed[:typed]:
        say(f"could be typed: {tried}")
    for tried in tally.holes:
        say(f"HOLE: {tried}")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
