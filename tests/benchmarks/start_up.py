"""How long it takes to start, and what it holds in memory, against the barest of its kind."""

import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.byte_counts import begun_session
from benchmarks.measured import Row, compared, in_turns
from benchmarks.running import CLEARTOPOST, make_index, seconds
from benchmarks.stopwatch import Stopwatch
from benchmarks.trees import Tree
from drivers.terminal import Terminal

from checklists.workstation.file_state import GRAIN_NS

BARE_TEXTUAL = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Static("first frame")
Bare().run(mouse=False)
"""
PRINTING = (["where"], ["types"], ["list"], ["waiting"], ["check"], ["show", "k7q2"])
"""Commands that draw nothing."""
OTHERS = "import argparse, msgspec, tomli, tomli_w"
"""What the libraries take of the limit, of a command that reads definitions or sessions."""
SESSIONS = 40
FRAME, PRINTED, MEMORY = 1.3, 5.0, 1.5
"""Times a bare Textual app, a bare interpreter, a bare Textual app."""


def measure_frames(folder: Path, rounds: int) -> Iterator[Row]:
    """Home's first frame, with nothing and with as many unfinished sessions as it shows."""
    yield from measure_home_frame("home, empty", folder / "home-empty", rounds)
    full = folder / "home-full"
    for minutes in range(SESSIONS):
        begun_session(full, "traffic-advisory", minutes + 1)
    _grow_old()
    yield from measure_home_frame(f"home, {SESSIONS} sessions", full, rounds)


def measure_archive_frame(tree: Tree, rounds: int) -> Iterator[Row]:
    """Home's first frame for somebody whose own are a tenth of an archive."""
    make_index(tree.home)
    what = f"home, {tree.sessions:,} sessions, {tree.mine:,} of them one's own"
    yield from measure_home_frame(what, tree.home, rounds)


def measure_commands(folder: Path, rounds: int) -> Iterator[Row]:
    """Commands that draw nothing."""
    home = folder / "home-start"
    begun_session(home)
    _grow_old()
    commands = {f"cleartopost {argv[0]}": (*CLEARTOPOST, *argv) for argv in PRINTING}
    for what, argv in {**commands, OTHERS: (sys.executable, "-c", OTHERS)}.items():
        ours = partial(seconds, home, argv)
        bare = partial(seconds, home, (sys.executable, "-c", "pass"))
        found = in_turns({"ours": ours, "bare": bare}, rounds)
        yield compared(
            what,
            found["ours"] * 1e3,
            found["bare"] * 1e3,
            "ms",
            beside="python -c pass",
            limit=PRINTED if what in commands else None,
        )


def _grow_old() -> None:
    """Sessions as old as most: one that was saved a moment ago is read once more."""
    time.sleep(GRAIN_NS / 1e9)


def measure_memory(folder: Path) -> Iterator[Row]:
    """What home and an open walk hold at rest."""
    home = folder / "home-memory"
    session_id = begun_session(home)
    bare = _memory(Terminal(home).run(program=BARE_TEXTUAL), "first frame")
    for what, argv, marker in (
        ("home", (), "Start a"),
        ("walk", ("resume", session_id), "who is affected"),
    ):
        held = _memory(Terminal(home).run(*argv), marker)
        yield compared(f"memory: {what}", held, bare, "MB", beside="bare Textual", limit=MEMORY)


def measure_home_frame(what: str, home: Path, rounds: int) -> Iterator[Row]:
    """Home's first frame against that of a bare Textual app: the time, and the processor's."""
    computed: dict[str, list[float]] = {"ours": [], "bare": []}

    def frame(name: str, marker: bytes, **more: Any) -> float:
        with Stopwatch([], home, **more) as terminal:
            came = terminal.when(marker)
            computed[name].append(terminal.processor_seconds)
        return came

    sides = {
        "ours": partial(frame, "ours", b"Enter opens"),
        "bare": partial(frame, "bare", b"first frame", program=BARE_TEXTUAL),
    }
    spent = in_turns(sides, rounds)
    work = {name: statistics.median(found[1:] or found) for name, found in computed.items()}
    for found, how in ((spent, ""), (work, ", processor time")):
        yield compared(
            f"first frame: {what}{how}",
            found["ours"] * 1e3,
            found["bare"] * 1e3,
            "ms",
            beside="bare Textual",
            limit=FRAME if not how else None,
        )


def first_frame(home: Path, marker: bytes, argv: Sequence[str] = (), **more: Any) -> float:
    """Seconds from the start of the process to the frame that has the marker. Raises Failed."""
    with Stopwatch(argv, home, **more) as terminal:
        return terminal.when(marker)


def _memory(terminal: Terminal, marker: str) -> float:
    """Megabytes at rest."""
    with terminal:
        terminal.sees_words(marker)
        terminal.rest()
        pages = int(Path(f"/proc/{terminal.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
