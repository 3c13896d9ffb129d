"""Fifty walks at once on one machine, on the screens and at the line prompts: what they hold in
memory together, and how long an answer takes from its key until the program says that it is saved.

Every walk is a process of its own with a session of its own in one home. First a few confirm one
after another, while the others are open; then all others in the same moment.
"""

import os
import select
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.byte_counts import begun_session
from benchmarks.measured import Failed, Row, alone, compared
from benchmarks.running import CLEARTOPOST
from benchmarks.start_up import BARE_TEXTUAL
from benchmarks.stopwatch import LONGEST, Stopwatch
from drivers.processes import clean_environment
from drivers.terminal import KEYS

WALKS, ONE_BY_ONE = 50, 10
LATE = 3.0
"""Seconds without a byte from any of them after which all have answered."""
SMALL = 1.5
"""Times the memory of a bare Textual app."""
FORM = ("enter", "3", "tab", *"Det. Okafor", "tab", "n", "enter")
"""Fills the form of the first open step of a crash post: how many, with whom, when."""
LINES = b"3\nDet. Okafor\nn\n"
DONE = "[x] who is affected"


class Times(NamedTuple):
    """Seconds from key to saved: of those that confirmed alone, and of those that did together."""

    alone: list[float]
    together: list[float]


def measure(folder: Path, walks: int = WALKS) -> Iterator[Row]:
    """Drawn walks beside as many bare Textual apps, then plain ones."""
    few = min(ONE_BY_ONE, walks // 2)
    bare = _bare(folder / "home-walks", walks)
    held, times = _drawn(folder / "home-walks", walks, few)
    yield compared(
        f"{walks} walks at once: memory of one (PSS)",
        held,
        bare,
        "MB",
        beside=f"bare Textual, {walks} at once",
        limit=SMALL,
    )
    yield from _time_rows(f"{walks} walks at once", times)
    held, times = _plain(folder / "home-plain-walks", walks, few)
    yield alone(f"{walks} plain walks at once: memory of one (PSS)", held, "MB")
    yield from _time_rows(f"{walks} plain walks at once", times)


def _time_rows(what: str, times: Times) -> Iterator[Row]:
    for found, how in ((times.alone, "alone"), (times.together, "with all others")):
        yield alone(f"{what}: key to saved, {how}, median", statistics.median(found) * 1e3, "ms")
        yield alone(f"{what}: key to saved, {how}, worst", max(found) * 1e3, "ms")


# Drawn


def _bare(home: Path, walks: int) -> float:
    with ExitStack() as open_ones:
        apps = []
        for _ in range(walks):
            app = open_ones.enter_context(Stopwatch([], home, program=BARE_TEXTUAL))
            app.when(b"first frame")
            apps.append(app)
        _drain(apps)
        return _held([app.pid for app in apps])


def _drawn(home: Path, walks: int, few: int) -> tuple[float, Times]:
    with ExitStack() as open_ones:
        terminals = []
        for session_id in _sessions(home, walks):
            terminal = open_ones.enter_context(Stopwatch(["resume", session_id], home))
            terminal.when(b"who is affected")
            terminals.append(terminal)
        _drain(terminals)
        for key in FORM:
            for terminal in terminals:
                _press(terminal, key)
            _drain(terminals)
        # Under this load some are late: their keys wait in line, and their answers are waited for.
        _drain(terminals, LATE)
        held = _held([terminal.pid for terminal in terminals])
        pressed = []
        for terminal in terminals[:few]:
            pressed.append(_press(terminal, "f5"))
            _drain([terminal], 1.0)
        pressed += [_press(terminal, "f5") for terminal in terminals[few:]]
        _drain(terminals, LATE)
    spent = [t.shows(DONE, at) - at for t, at in zip(terminals, pressed, strict=True)]
    if max(spent) == float("inf"):
        raise Failed("a walk that was confirmed does not show it")
    return held, Times(spent[:few], spent[few:])


def _press(terminal: Stopwatch, key: str) -> float:
    """Press a key; when, in the terminal's time."""
    at = terminal.now
    terminal.types_at_once(KEYS.get(key, key))
    return at


def _drain(terminals: Sequence[Stopwatch], quiet: float = 0.5) -> None:
    """Take what comes in any of them, until nothing does. Raises Failed where one ends."""
    by_descriptor = {terminal.descriptor: terminal for terminal in terminals}
    while ready := select.select(list(by_descriptor), [], [], quiet)[0]:
        for descriptor in ready:
            if not by_descriptor[descriptor].read():
                raise Failed("a drawn walk ended")


# Plain


class _Talk:
    """A walk at the line prompts, through pipes."""

    def __init__(self, home: Path, session_id: str) -> None:
        self.process = subprocess.Popen(
            [*CLEARTOPOST, "--plain", "resume", session_id],
            env=clean_environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._said = b""
        self.saved_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        # Reads what is left, and closes both pipes.
        self.process.communicate()

    @property
    def descriptor(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def write(self, lines: bytes) -> float:
        assert self.process.stdin is not None
        at = time.perf_counter()
        os.write(self.process.stdin.fileno(), lines)
        return at

    def take(self) -> bool:
        """Take what was said; whether it says now that something is saved."""
        found = os.read(self.descriptor, 65536)
        self._said += found
        if not self.saved_at and b"\nSaved " in self._said:
            self.saved_at = time.perf_counter()
        return bool(found)

    def asks(self, wanted: bytes) -> None:
        """Wait until these words were said. Raises Failed."""
        _wait([self], lambda: wanted in self._said)


def _wait(talks: Sequence[_Talk], done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    by_descriptor = {talk.descriptor: talk for talk in talks}
    while not done():
        for descriptor in select.select(list(by_descriptor), [], [], 1.0)[0]:
            if not by_descriptor[descriptor].take():
                raise Failed("a plain walk ended")
        if time.monotonic() > end:
            raise Failed(f"a plain walk did not answer in {LONGEST:.0f} s")


def _plain(home: Path, walks: int, few: int) -> tuple[float, Times]:
    with ExitStack() as open_ones:
        talks = []
        for session_id in _sessions(home, walks):
            talk = open_ones.enter_context(_Talk(home, session_id))
            talk.asks(b"How many listed (every label counts): ")
            talk.write(LINES)
            talk.asks(b"Type yes")
            talks.append(talk)
        held = _held([talk.process.pid for talk in talks])
        said = []
        for talk in talks[:few]:
            said.append(talk.write(b"yes\n"))
            _wait([talk], lambda talk=talk: talk.saved_at > 0)  # type: ignore[misc]
        said += [talk.write(b"yes\n") for talk in talks[few:]]
        _wait(talks, lambda: all(talk.saved_at for talk in talks))
    spent = [talk.saved_at - at for talk, at in zip(talks, said, strict=True)]
    return held, Times(spent[:few], spent[few:])


# Both


def _sessions(home: Path, walks: int) -> list[str]:
    return [begun_session(home, minutes_ago=number + 1) for number in range(walks)]


def _held(pids: Sequence[int]) -> float:
    """Megabytes that one of so many processes holds: what they share is shared out."""
    return statistics.mean(_pss(pid) for pid in pids) / 1e3


def _pss(pid: int) -> int:
    """In thousands of bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) * 1.024)
    raise Failed("this system does not say what a process holds")
