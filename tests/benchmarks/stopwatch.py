"""A terminal that draws nothing itself and notes when each byte came: for times, not for text.

with Stopwatch(["review"], home) as terminal:
    frame = terminal.when(b"Review queue")       # seconds since the process was started
    terminal.seconds_for("down")                 # until what comes of the key has come
"""

import os
import select
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyte
from benchmarks.measured import Failed
from real_terminal.hand_terminal import KEYS, Hand, is_gone

QUIET = 0.15
"""Seconds without a byte after which a key has been answered."""
ANSWERED = 10.0
"""Seconds within which something must come of a key."""
LONGEST = 60.0
"""Seconds from the start after which nothing more is waited for."""


class Stopwatch(Hand):
    """A terminal with a clock in place of a screen."""

    def __init__(self, argv: Sequence[str], home: Path, **more: Any) -> None:
        self.begun = time.perf_counter()
        self.came: list[tuple[float, bytes]] = []
        """Each piece that came, with the seconds since the start."""
        super().__init__(argv, home, **more)

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.begun

    @property
    def descriptor(self) -> int:
        """To wait for many terminals at once."""
        return self._ours

    @property
    def processor_seconds(self) -> float:
        """What all its threads have computed until now. Another's work on the machine, which
        makes every time longer, does not count."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        spent = ((thread / "schedstat").read_text(encoding="utf-8").split() for thread in threads)
        return sum(int(found[0]) for found in spent) / 1e9

    def take(self) -> None:
        """Note what has come, if anything."""
        self._read(0.0)

    def when(self, marker: bytes) -> float:
        """Wait for these bytes; the seconds from the start until they came. Raises Failed."""
        while marker not in self.bytes:
            self._read(0.05)
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
        while self._read(0.0):
            pass
        begun = self.now
        os.write(self._ours, KEYS.get(key, key.encode()))
        if not self._read(ANSWERED):
            raise Failed(f"nothing came of {key} in {ANSWERED:.0f} s")
        while self._read(QUIET):
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

    def _read(self, wait: float) -> bool:
        if self._ours < 0 or not select.select([self._ours], [], [], wait)[0]:
            return False
        try:
            found = os.read(self._ours, 65536)
        except OSError:
            return False
        self.came.append((self.now, found))
        self.bytes += found
        return bool(found)
