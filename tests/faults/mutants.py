"""Take out one safeguard at a time and see a named test fail.

    python tests/faults/mutants.py            # the whole table
    python tests/faults/mutants.py flock      # those whose name has this in it

Each mutant (`mutants.toml`) is one replacement in the syntax tree of a module, in a copy of the
source; the tests named beside it run in that copy. It is killed where one of them fails.
`test_mutants` runs all of it.
"""

import ast
import importlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import setitem
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[2]
COPIED = ("checklists", "tui", "tests", "pyproject.toml", "README.md")
SAID = "said.txt"
_BELOW = {"body", "orelse"}
LONGEST = 60
"""Seconds for each test. Tests that do not end by then have failed."""


class Mutant(NamedTuple):
    """One safeguard less: in a function, `node` is replaced by what it `becomes`.

    The function has its qualified name, or none for the module itself. Both texts are an
    expression, or some statements in a row, or the head of one (`if found:`), and are compared as
    syntax: how they are laid out, here and in the module, does not matter. `node` stands there
    once; what stands there more often is named with more of what is around it.
    """

    name: str
    module: str
    function: str
    node: str
    becomes: str
    tests: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.module.replace('.', '/')}.py"


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
    """The module's text without the safeguard. Raises where that is not there, or not once."""
    tree = ast.parse(text)
    function = _function(tree, mutant.function)
    if mutant.node.endswith(":"):
        heads = [ast.parse(f"{text} ...").body[0] for text in (mutant.node, mutant.becomes)]
        places = list(_heads(function, *heads))
    else:
        places = list(_places(function, *_parsed(mutant.node, mutant.becomes)))
    if len(places) != 1:
        where = f"{mutant.module}, {mutant.function}"
        raise ValueError(f"{mutant.name}: stands {len(places)} times in {where}: {mutant.node}")
    places[0]()
    return ast.unparse(tree)


def _function(tree: ast.AST, qualified_name: str) -> ast.AST:
    """The function or class of this name; nothing where there is none."""
    for name in filter(None, qualified_name.split(".")):
        named = (n for n in getattr(tree, "body", ()) if getattr(n, "name", "") == name)
        tree = next(named, ast.Pass())
    return tree


def _parsed(*texts: str) -> list[list[ast.AST]]:
    """Each as an expression where all are one, otherwise as statements."""
    parsed = [ast.parse(text).body for text in texts]
    if all(len(found) == 1 and isinstance(found[0], ast.Expr) for found in parsed):
        return [[found.value] for [found] in parsed]
    return parsed


def _heads(node: ast.AST, old: ast.stmt, new: ast.stmt) -> Iterator[Callable[[], None]]:
    """What puts the new head in place of the old one, whatever is below it."""
    for found in ast.walk(node):
        if _same([_head(found)], [_head(old)]):
            kept = {name: value for name, value in ast.iter_fields(found) if name in _BELOW}
            yield partial(vars(found).update, {**vars(new), **kept})


def _head(statement: ast.AST) -> ast.AST:
    """The statement without what is below it."""
    kept = ((name, value) for name, value in ast.iter_fields(statement) if name not in _BELOW)
    return type(statement)(**dict(kept), **{name: [] for name in _BELOW & {*statement._fields}})


def _places(
    node: ast.AST, old: Sequence[ast.AST], new: Sequence[ast.AST]
) -> Iterator[Callable[[], None]]:
    """What puts the new in place of the old, for each place below a node."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            for at, found in enumerate(value):
                if _same(value[at : at + len(old)], old):
                    yield partial(setitem, value, slice(at, at + len(old)), new)
                if isinstance(found, ast.AST):
                    yield from _places(found, old, new)
        elif isinstance(value, ast.AST):
            if _same([value], old):
                yield partial(setattr, node, name, new[0])
            yield from _places(value, old, new)


def _same(some: Sequence[object], others: Sequence[ast.AST]) -> bool:
    return [*map(type, some)] == [*map(type, others)] and all(
        isinstance(one, ast.AST) and ast.dump(one) == ast.dump(other)
        for one, other in zip(some, others, strict=True)
    )


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


def _fork(tests: Sequence[str], copy: Path) -> int:
    """Tests in a copy of the source, in a process of their own, until one fails."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.alarm(LONGEST * len(tests))
        os.chdir(copy)
        said = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for descriptor in (1, 2):
            os.dup2(said, descriptor)
        sys.path[:] = [os.fspath(copy), *(p for p in sys.path if p != os.fspath(HERE))]
        os.environ.pop("PYTEST_ADDOPTS", None)
        options = ["-x", "-q", "-rf", "-p", "no:cacheprovider", "-p", "no:xdist"]
        options += ["-o", "addopts=", "--import-mode=importlib", "--assert=plain"]
        # Not the folder that all runs of an account share: each clears away the others' there.
        options.append(f"--basetemp={copy}.tmp")
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
        if not result.killed_by:
            sys.stderr.write(result.said)
    sys.stdout.write(f"{len(chosen)} mutants, {len(chosen) - alive} killed\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
