"""How long it takes to start, and what it holds in memory, against the barest of its kind.

Times are ratios of medians, the two sides taken in turns in the same run: milliseconds of one
machine say nothing about another.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.byte_counts import begun_session
from real_terminal.hand_terminal import Hand, clean_environment
from terminal_practice import MAIN

BARE_TEXTUAL = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Static("first frame")
Bare().run(mouse=False)
"""
PRINTING = (["where"], ["types"], ["list"], ["check"], ["show", "k7q2"])
"""Commands that draw nothing."""
SESSIONS = 40


class Ratio(NamedTuple):
    """Ours against theirs, in the unit that both are measured in."""

    what: str
    ours: float
    theirs: float
    limit: float

    @property
    def times(self) -> float:
        return self.ours / self.theirs


def compare(folder: Path, rounds: int) -> list[Ratio]:
    """All comparisons, each the median of so many rounds."""
    home = folder / "home-start"
    session_id = begun_session(home)
    empty = folder / "home-empty"
    found = [
        _times(
            "first frame: home, empty",
            lambda: _first_frame(empty, "Enter opens"),
            lambda: _first_frame(empty, "first frame", program=BARE_TEXTUAL),
            (rounds, 1.3),
        ),
        _times(
            f"first frame: home, {SESSIONS} sessions",
            lambda: _first_frame(_full_home(folder), "Enter opens"),
            lambda: _first_frame(empty, "first frame", program=BARE_TEXTUAL),
            (rounds, 1.3),
        ),
    ]
    found += [
        _times(
            f"cleartopost {argv[0]}",
            lambda argv=argv: _ran(home, MAIN, *argv),
            lambda: _ran(home, "pass"),
            (rounds, 5.0),
        )
        for argv in PRINTING
    ]
    bare = _memory(Hand([], home, program=BARE_TEXTUAL), "first frame")
    found.append(Ratio("memory: home (MB)", _memory(Hand([], home), "Start a"), bare, 1.5))
    walk = _memory(Hand(["resume", session_id], home), "who is affected")
    found.append(Ratio("memory: walk (MB)", walk, bare, 1.5))
    return found


def _full_home(folder: Path) -> Path:
    home = folder / "home-full"
    if not home.exists():
        for minutes in range(SESSIONS):
            begun_session(home, "traffic-advisory", minutes + 1)
    return home


def _times(
    what: str, ours: Callable[[], float], theirs: Callable[[], float], how: tuple[int, float]
) -> Ratio:
    rounds, limit = how
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    mine, other = zip(*pairs, strict=True)
    return Ratio(what, statistics.median(mine) * 1e3, statistics.median(other) * 1e3, limit)


def _first_frame(home: Path, marker: str, program: str = "") -> float:
    """Seconds from the start of the process to the frame that has the marker."""
    begun = time.perf_counter()
    with Hand([], home, program=program) as terminal:
        wanted = marker.encode()
        terminal.until(lambda: wanted in terminal.bytes, marker)
        return time.perf_counter() - begun


def _ran(home: Path, program: str, *argv: str) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program, *argv],
        env=clean_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - begun


def _memory(terminal: Hand, marker: str) -> float:
    """Megabytes at rest."""
    with terminal:
        terminal.sees_words(marker)
        terminal.rest()
        pages = int(Path(f"/proc/{terminal.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
