"""Each safeguard taken out in turn is missed by a named test."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from faults import mutants
from faults.mutants import MUTANTS, ROOT, Mutant, mutated


@pytest.mark.slow
def test_every_safeguard_that_is_taken_out_is_missed_by_a_test(
    counted: Callable[[str], None],
) -> None:
    ended = subprocess.run(
        [sys.executable, mutants.__file__], capture_output=True, text=True, check=False
    )
    *lines, last = ended.stdout.splitlines()
    for line in lines:
        counted(line)
    counted(last)
    alive = [line for line in lines if not line.endswith("| yes")]
    assert alive == [], ended.stderr
    assert ended.returncode == 0, ended.stderr
    assert last == f"{len(MUTANTS)} mutants, {len(MUTANTS)} killed"


NOTHING_LESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from mutants import Mutant, MUTANTS, run
tests = tuple(test for mutant in MUTANTS[::9] for test in mutant.tests)
same = 'AUTHOR = "You, the author"'
nothing = Mutant("nothing", "checklists.gate.context", "", same, same, tests)
[result] = run([nothing], workers=1)
print(result.said[-200:] if result.killed_by else "alive")
"""


@pytest.mark.slow
def test_a_mutant_with_nothing_taken_out_lives() -> None:
    """Otherwise every mutant would seem killed where no test can run."""
    folder = mutants.__file__.rpartition("/")[0]
    ended = subprocess.run(
        [sys.executable, "-c", NOTHING_LESS, folder], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "alive\n", ended.stdout + ended.stderr


def test_each_mutant_has_a_name_of_its_own() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names) >= 100
    assert all(isinstance(mutant, Mutant) and mutant.tests for mutant in MUTANTS)


def test_each_safeguard_stands_where_its_mutant_says() -> None:
    for mutant in MUTANTS:
        mutated(mutant, (ROOT / mutant.file).read_text(encoding="utf-8"))
