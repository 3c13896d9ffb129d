"""A terminal that draws nothing itself and notes when each byte came: for times, not for text.

with Stopwatch(["review"], home) as terminal:
    frame = terminal.when(b"Review queue")       # seconds since the process was started
    terminal.seconds_for("down")                 # until what comes of the key has come
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyte
from benchmarks.measured import Failed
from drivers.processes import is_gone
from drivers.terminal import KEYS, Terminal

QUIET = 0.15
"""Seconds without a byte after which a key has been answered."""
ANSWERED = 10.0
"""Seconds within which something must come of a key."""
LONGEST = 60.0
"""Seconds from the start after which nothing more is waited for."""


class Stopwatch(Terminal):
    """A terminal with a clock in place of a screen."""

    def __init__(self, argv: Sequence[str], home: Path, **more: Any) -> None:
        super().__init__(home)
        self.begun = time.perf_counter()
        self.came: list[tuple[float, bytes]] = []
        """Each piece that came, with the seconds since the start."""
        self.run(*argv, **more)

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.begun

    @property
    def processor_seconds(self) -> float:
        """What all its threads have computed until now. Another's work on the machine, which
        makes every time longer, does not count."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        spent = ((thread / "schedstat").read_text(encoding="utf-8").split() for thread in threads)
        return sum(int(found[0]) for found in spent) / 1e9

    def when(self, marker: bytes) -> float:
        """Wait for these bytes; the seconds from the start until they came. Raises Failed."""
        while marker not in self.bytes:
            self.read(0.05)
            if self.now > LONGEST or is_gone(self.pid):
                raise Failed(f"{marker.decode()} did not come in {self.now:.0f} s")
        end = self.bytes.index(marker) + len(marker)
        length = 0
        for moment, piece in self.came:
            length += len(piece)
            if length >= end:
                return moment
        raise AssertionError("not reached: the marker came")

    def seconds_for(self, key: str) -> float:
        """From a key to the last byte that came of it. Raises Failed where nothing comes."""
        while self.read():
            pass
        begun = self.now
        self.types_at_once(KEYS.get(key, key))
        if not self.read(ANSWERED):
            raise Failed(f"nothing came of {key} in {ANSWERED:.0f} s")
        while self.read(QUIET):
            pass
        return self.came[-1][0] - begun

    def shows(self, text: str, after: float) -> float:
        """The seconds at which a text stood on the screen, looked for from `after` on. The bytes
        are drawn only now, so that drawing costs the measurement nothing."""
        screen = pyte.Screen(80, 24)
        stream = pyte.ByteStream(screen)
        for moment, piece in self.came:
            stream.feed(piece)
            if moment >= after and text in "\n".join(screen.display):
                return moment
        return float("inf")

    def take(self, found: bytes) -> None:
        self.came.append((self.now, found))
        self.bytes += found
