"""Take out one safeguard at a time and see a named test fail.

    python tests/faults/mutants.py            # the whole table
    python tests/faults/mutants.py flock      # those whose name has this in it

Each mutant (`mutants.toml`) is one replacement in a copy of the source; the tests named beside it
run in that copy. It is killed where one of them fails. `test_mutants` runs all of it.
"""

import ast
import importlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[2]
COPIED = ("checklists", "tui", "tests", "pyproject.toml", "README.md")
SAID = "said.txt"
LONGEST = 60
"""Seconds. Tests that do not end by then have failed."""


class Mutant(NamedTuple):
    """One safeguard less: `before` stands exactly once in the file, and `after` in its place."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]


class Result(NamedTuple):
    """What became of a mutant: the test that failed, or none."""

    mutant: Mutant
    killed_by: str
    said: str


MUTANTS = tuple(
    Mutant(**{**found, "tests": tuple(found["tests"])})
    for found in tomli.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
)


def run(mutants: Iterable[Mutant] = MUTANTS, workers: int = 2) -> Iterator[Result]:
    """Every mutant with the test that killed it, as they end.

    What is not ours is imported once, and each mutant runs in a process forked from here.
    """
    _import_what_is_not_ours()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        free = [Path(folder) / str(number) for number in range(workers)]
        for copy in free:
            _copy_source(copy)
        running: dict[int, tuple[Mutant, Path, str]] = {}
        waiting = list(mutants)
        while waiting or running:
            while waiting and free:
                mutant, copy = waiting.pop(0), free.pop()
                whole = (copy / mutant.file).read_text(encoding="utf-8")
                _put(copy / mutant.file, mutated(mutant, whole))
                running[_fork(mutant.tests, copy)] = (mutant, copy, whole)
            pid, status = os.wait()
            mutant, copy, whole = running.pop(pid)
            _put(copy / mutant.file, whole)
            yield _result(mutant, copy, os.waitstatus_to_exitcode(status))
            free.append(copy)


def _import_what_is_not_ours() -> None:
    # The plugins that the tests use, and what the program needs.
    for name in ("pytest", "hypothesis", "pytest_asyncio", "msgspec", "tomli", "tomli_w"):
        importlib.import_module(name)


def _copy_source(copy: Path) -> None:
    copy.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=ignore)
        else:
            shutil.copy(ROOT / name, copy / name)


def mutated(mutant: Mutant, text: str) -> str:
    """The file's text without the safeguard. Raises where it is not there, or is no Python then."""
    if text.count(mutant.before) != 1:
        count = text.count(mutant.before)
        raise ValueError(f"{mutant.name}: stands {count} times in {mutant.file}")
    changed = text.replace(mutant.before, mutant.after)
    ast.parse(changed)
    return changed


def _result(mutant: Mutant, copy: Path, code: int) -> Result:
    said = (copy / SAID).read_text(encoding="utf-8", errors="replace")
    failed = [line for line in said.splitlines() if line.startswith("FAILED ")]
    if code == -signal.SIGALRM:
        return Result(mutant, mutant.tests[0].rpartition("::")[2] + " (did not end)", said)
    # 1: tests ran and some failed. Any other code is a mutant that was not tried.
    name = failed[0].split(" - ")[0].rpartition("::")[2] if code == 1 and failed else ""
    return Result(mutant, name, said)


def _put(file: Path, text: str) -> None:
    """Write a module, and forget what was compiled from the other one: two of one second and one
    size are the same to Python."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def _fork(tests: Iterable[str], copy: Path) -> int:
    """Tests in a copy of the source, in a process of their own, until one fails."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.alarm(LONGEST)
        os.chdir(copy)
        said = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for descriptor in (1, 2):
            os.dup2(said, descriptor)
        sys.path[:] = [os.fspath(copy), *(p for p in sys.path if p != os.fspath(HERE))]
        os.environ.pop("PYTEST_ADDOPTS", None)
        options = ["-x", "-q", "-rf", "-p", "no:cacheprovider", "-p", "no:xdist"]
        options += ["-o", "addopts=", "--import-mode=importlib", "--assert=plain"]
        code = int(pytest.main([*options, *tests]))
        import checklists  # noqa: PLC0415  # which one was it?

        assert Path(checklists.__file__).is_relative_to(copy)
    except BaseException:  # noqa: BLE001  # whatever it is, it is told
        traceback.print_exc()
        code = 70
    finally:
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(code)


def table(results: Iterable[Result]) -> Iterator[str]:
    """A line for each mutant: what was taken out, the test that failed, yes or no."""
    for mutant, killed_by, _ in results:
        yield f"mutant | {mutant.name} | {killed_by or '-'} | {'yes' if killed_by else 'NO'}"


def main(wanted: list[str]) -> int:
    """Print the table; 1 where a mutant lives."""
    chosen = [found for found in MUTANTS if not wanted or any(w in found.name for w in wanted)]
    alive = 0
    for result in run(chosen):
        sys.stdout.writelines(f"{line}\n" for line in table([result]))
        sys.stdout.flush()
        alive += not result.killed_by
        if wanted and not result.killed_by:
            sys.stdout.write(result.said)
    sys.stdout.write(f"{len(chosen)} mutants, {len(chosen) - alive} killed\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
