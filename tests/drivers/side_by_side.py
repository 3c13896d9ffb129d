"""Terminals of several kinds side by side, each with a home of its own, and one pair of hands that
does the same in all of them.

with SideBySide(["start", "traffic-advisory"], tmp_path, (40, 12), KINDS) as terminals:
    terminals.keys("n", "enter")
    terminals.sees_words("Case number")       # in every one
    terminals.show_the_same()                 # letter for letter, but for times and made-up names
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from drivers.processes import PATIENCE, is_busy, is_gone
from drivers.terminal import KEYS, SHORT, Terminal

from tui.wording.questions import MORE_TO_READ

KINDS: dict[str, dict[str, str]] = {
    "true colour": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256 colours": {"TERM": "xterm-256color"},
    "16 colours": {"TERM": "xterm"},
    "no colour": {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"},
    "screen": {"TERM": "screen-256color"},
    "tmux": {"TERM": "tmux-256color"},
    "vt100": {"TERM": "vt100"},
    "linux console": {"TERM": "linux"},
}
SIZES = ((80, 24), (60, 20), (40, 12), (200, 60))
MORE = MORE_TO_READ.partition(".")[0]

_MADE_UP = (
    (re.compile(r"\d{8}-\d{4}(?=-[a-z])"), lambda _: "yyyymmdd-hhmm"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), lambda found: "hh:mm:ss"[: len(found[0])]),
    (re.compile(r"(?<=-)[a-z0-9]{4}(?=\s|$)"), lambda _: "abcd"),
    (re.compile(r"Digest [0-9a-f]{4} [0-9a-f]{4}"), lambda _: "Digest 0123 4567"),
)


def picture(terminal: Terminal) -> str:
    """The text of a screen without what differs from run to run."""
    text = terminal.text
    for found, instead in _MADE_UP:
        text = found.sub(instead, text)
    return text


class SideBySide:
    """Several terminals of one size."""

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path,
        size: tuple[int, int],
        kinds: Mapping[str, Mapping[str, str]],
        prepare: Callable[[Path], None] = lambda _home: None,
    ) -> None:
        """`prepare` puts what is needed into each home."""
        self.terminals: dict[str, Terminal] = {}
        for kind, environment in kinds.items():
            home = folder / kind.replace(" ", "-") / "home"
            prepare(home)
            self.terminals[kind] = Terminal(home, *size).run(*argv, **environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for terminal in self.terminals.values():
            terminal.__exit__()

    @property
    def homes(self) -> list[Path]:
        return [terminal.home for terminal in self.terminals.values()]

    def keys(self, *keys: str) -> None:
        """Press keys by name, or type texts, each once the one before is done with everywhere; what
        is then seen is the same everywhere. F5 is pressed until it counts: on a small screen it
        first shows the rest of what it would confirm."""
        for key in keys:
            self._press(key)
            while key == "f5" and any(MORE in found.text for found in self.terminals.values()):
                self._press(key)

    def _press(self, key: str) -> None:
        for terminal in self.terminals.values():
            if key == "f5":
                terminal.reads()
            terminal.type(KEYS.get(key, key.encode()))
        self.rest()
        self.show_the_same()

    def resize(self, columns: int, rows: int) -> None:
        for terminal in self.terminals.values():
            terminal.resize(columns, rows)
        self.rest()
        self.show_the_same()

    def rest(self) -> None:
        """Wait until nothing comes any more and every program sleeps."""
        end = time.monotonic() + PATIENCE
        since = time.monotonic()
        while time.monotonic() - since < SHORT:
            for terminal in self.terminals.values():
                if terminal.read(0.005) or is_busy(terminal.pid):
                    since = time.monotonic()
            assert time.monotonic() < end, f"It does not come to rest:\n{self.text}"

    def sees_words(self, *texts: str) -> None:
        for terminal in self.terminals.values():
            terminal.sees_words(*texts)
        self.show_the_same()

    def show_the_same(self) -> None:
        """Whatever kind they are, the text on them is one. Who has left shows what was there before
        the program, which the terminal in these tests does not keep."""
        if all(is_gone(terminal.pid) for terminal in self.terminals.values()):
            return
        first, *others = self.terminals
        end = time.monotonic() + PATIENCE
        while True:
            pictures = {kind: picture(found) for kind, found in self.terminals.items()}
            differ = [kind for kind in others if pictures[kind] != pictures[first]]
            if not differ:
                return
            if time.monotonic() > end:
                other = f"--- {differ[0]} ---\n{pictures[differ[0]]}"
                raise AssertionError(f"{pictures[first]}\n{other}")
            self.rest()

    @property
    def text(self) -> str:
        return next(iter(self.terminals.values())).text

    def end(self) -> list[int]:
        """Wait for the ends; the exit codes."""
        return [terminal.ends() for terminal in self.terminals.values()]
