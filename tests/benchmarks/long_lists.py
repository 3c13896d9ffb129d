"""`list` over an archive, against what the system needs to look at every file of it once."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.measured import Failed, Row, alone, compared, in_turns, not_measured
from benchmarks.peers import RIPGREP
from benchmarks.running import CLEARTOPOST, peak_megabytes, said, seconds
from benchmarks.trees import WORD, Tree

LIMIT_AT = 100_000
"""The size that the limits are meant for. Below it the start of a process is most of the time."""
NEWEST = ("list", "--json", "--limit", "200")
MOST_MEGABYTES = 150

LOOK = """
import os, sys
def look(folder):
    with os.scandir(folder) as found:
        for entry in found:
            entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                look(entry.path)
"""
"""The barest look at a tree: every name and every file's state, and nothing made of them."""


def measure(tree: Tree, rounds: int) -> Iterator[Row]:
    """All rows of one tree."""
    sessions = f"{tree.sessions:,} sessions"
    yield alone(f"making the tree of {sessions}, {tree.megabytes:,.0f} MB", tree.seconds, "s")
    yield _once(tree, f"list --json --limit 200, {sessions}, no index yet", NEWEST)
    yield from measure_first(tree)
    yield from measure_newest(tree, rounds)
    for argv in (("list",), ("list", "--status", "ready")):
        what = f"{' '.join(argv)}, {sessions}"
        found = in_turns({"ours": _ours(tree, argv), "ls": _ls(tree)}, rounds)
        yield compared(what, found["ours"] * 1e3, found["ls"] * 1e3, "ms", beside="ls -lR")
    yield _grep(tree, sessions, rounds)
    yield _show(tree, sessions, rounds)
    yield _peak(tree, f"memory of list, {sessions}")


def measure_first(tree: Tree) -> Iterator[Row]:
    """The list that makes the index."""
    forget_index(tree)
    begun = time.perf_counter()
    first = f"the first list, which makes the index, {tree.sessions:,} sessions"
    memory = _peak(tree, f"memory of {first}")
    yield alone(first, time.perf_counter() - begun, "s")
    yield memory


def measure_newest(tree: Tree, rounds: int) -> Iterator[Row]:
    """The newest sessions, as the index has them."""
    limit = 0.5 if tree.sessions >= LIMIT_AT else None
    what = f"list --json --limit 200, {tree.sessions:,} sessions"
    yield from _against(tree, what, NEWEST, rounds, limit)


def _against(
    tree: Tree, what: str, argv: tuple[str, ...], rounds: int, limit: float | None
) -> Iterator[Row]:
    looks = f"{LOOK}\nlook(sys.argv[1])"
    sides: dict[str, Callable[[], float]] = {
        "ours": _ours(tree, argv),
        "look": partial(seconds, tree.home, (sys.executable, "-c", looks, str(_sessions(tree)))),
        "inside": partial(_look_here, tree),
        "ls": _ls(tree),
    }
    found = {name: spent * 1e3 for name, spent in in_turns(sides, rounds).items()}
    ours = found["ours"]
    yield compared(what, ours, found["look"], "ms", beside="scandir+stat", limit=limit)
    yield compared(what, ours, found["inside"], "ms", beside="the same without a start of Python")
    yield compared(what, ours, found["ls"], "ms", beside="ls -lR")


def _grep(tree: Tree, sessions: str, rounds: int) -> Row:
    what = f"list --grep {WORD}, {sessions}"
    if "--grep" not in said(tree.home, (*CLEARTOPOST, "list", "--help")):
        return not_measured(what, "this program has no --grep")
    try:
        searches = (RIPGREP.program, "--files-with-matches", WORD, str(_sessions(tree)))
        # It says 1 where nothing is found, in a small tree.
        sides: dict[str, Callable[[], float]] = {
            "ours": _ours(tree, ("list", "--grep", WORD)),
            "rg": partial(seconds, tree.home, searches, (0, 1)),
        }
        found = in_turns(sides, rounds)
        beside = RIPGREP.version(tree.home)
        # In one of the smaller trees: it costs another search.
        if tree.sessions < LIMIT_AT:
            ours = said(tree.home, (*CLEARTOPOST, "list", "--json", "--grep", WORD))
            _find_the_same(ours, said(tree.home, searches))
    except Failed as failure:
        return not_measured(what, str(failure))
    return compared(what, found["ours"] * 1e3, found["rg"] * 1e3, "ms", beside=beside)


def _find_the_same(ours: str, theirs: str) -> None:
    """What finds less is no faster. Raises Failed."""
    found, wanted = len(json.loads(ours or "[]")), len(theirs.splitlines())
    if found != wanted:
        raise Failed(f"it finds {found} sessions, and ripgrep {wanted}")


def _show(tree: Tree, sessions: str, rounds: int) -> Row:
    """One session by its ID: where it lies must be found among all."""
    newest = max(path.stem for path in (tree.home / "sessions").glob("*/*/*.toml"))
    bare = partial(seconds, tree.home, (sys.executable, "-c", "pass"))
    found = in_turns({"ours": _ours(tree, ("show", newest)), "bare": bare}, rounds)
    what = f"show ID, {sessions}"
    return compared(what, found["ours"] * 1e3, found["bare"] * 1e3, "ms", beside="python -c pass")


def _once(tree: Tree, what: str, argv: tuple[str, ...]) -> Row:
    forget_index(tree)
    ours = _ours(tree, argv)()
    return compared(what, ours * 1e3, _look_here(tree) * 1e3, "ms", beside="scandir+stat")


def _peak(tree: Tree, what: str) -> Row:
    peak = peak_megabytes(tree.home, (*CLEARTOPOST, "list"))
    limit = MOST_MEGABYTES if tree.sessions >= LIMIT_AT else None
    return alone(what, peak, "MB", limit=limit)


def forget_index(tree: Tree) -> None:
    """Take away what the program keeps besides the sessions."""
    shutil.rmtree(tree.cache, ignore_errors=True)


def _ours(tree: Tree, argv: tuple[str, ...]) -> Callable[[], float]:
    return partial(seconds, tree.home, (*CLEARTOPOST, *argv))


def _ls(tree: Tree) -> Callable[[], float]:
    return partial(seconds, tree.home, ("ls", "-lR", str(_sessions(tree))))


def _sessions(tree: Tree) -> str:
    return os.fspath(tree.home / "sessions")


def _look_here(tree: Tree) -> float:
    """The barest look, in this process."""
    names: dict[str, Callable[[str], None]] = {}
    exec(LOOK, names)  # noqa: S102  # the very lines that the other process runs
    begun = time.perf_counter()
    names["look"](_sessions(tree))
    return time.perf_counter() - begun
