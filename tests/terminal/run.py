"""Send the lexer any number of byte strings, cut and delayed in any way, and see what comes of it.

    cd tests
    ../.venv/bin/python -m terminal.run                          # 200,000 new ones
    ../.venv/bin/python -m terminal.run --strings 1000000
    ../.venv/bin/python -m terminal.run --seed 4711              # the same again

It prints its seed first, then how many were tried of each kind. Exits 1 at the first that lets
through what it must not, and prints it.
"""

import argparse
import sys
from collections import Counter
from random import Random, SystemRandom

from terminal.trying import TRIES


def main(arguments: list[str] | None = None) -> int:
    """Run and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--strings", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=None)
    said = parser.parse_args(arguments)
    seed = SystemRandom().randrange(10**9) if said.seed is None else said.seed
    say(f"seed {seed}, {said.strings} strings")
    r = Random(seed)  # noqa: S311  # repeatable, and no secret
    tried: Counter[str] = Counter()
    for number in range(said.strings):
        attempt = TRIES[number % len(TRIES)]
        try:
            attempt(r)
        except AssertionError as error:
            say(f"string {number}, {attempt.__name__}: {error}")
            return 1
        tried[attempt.__name__] += 1
    say(", ".join(f"{name} {times}" for name, times in tried.items()))
    return 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
