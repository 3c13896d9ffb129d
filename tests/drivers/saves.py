"""Saves that are traced, killed, or given an error at one system call, by `strace`."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from drivers.save_process import (
    AUTHOR,
    BEGIN,
    END,
    GO,
    LATER,
    SUPERVISORS,
    a_session,
    unanswered,
)
from factories.homes import CHECKLIST, HERE, ID, PIO, TrialHome
from factories.sessions import NOON
from needs import need, need_program

from checklists import changes
from checklists.records.reviews import ReviewFolder, ReviewsOf

DRIVER = Path(__file__).parent / "save_process.py"
WHATS = ("create", "open", "answer", "ready", "review")


class Call(NamedTuple):
    """One system call of a save: its name, and the how-manieth of that name it is."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Outcome(NamedTuple):
    """What the driver said, how it ended, and what the trace says."""

    lines: list[str]
    code: int
    trace: str

    @property
    def acknowledged(self) -> list[str]:
        return [line.removeprefix("saved ") for line in self.lines if line.startswith("saved ")]

    @property
    def was_injected(self) -> bool:
        return "INJECTED" in self.trace

    @property
    def was_killed(self) -> bool:
        return self.code == -9


class Saver:
    """The driver, and `strace` around each of its children."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self._trace = folder / "trace"

    def _line(self) -> str:
        line = self._out.readline().decode()
        assert line, "the driver ended"
        return line.rstrip("\n")

    def save(self, what: str, home: TrialHome, *options: str) -> Outcome:
        """One save of this kind in `home`, under `strace` with these options."""
        self._in.write(f"{what} {home.places.home}\n".encode())
        self._in.flush()
        pid = self._line().removeprefix("ready ")
        self._trace.unlink(missing_ok=True)
        command = ["strace", "-o", os.fspath(self._trace), *options, "-p", pid]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            # From then on every call of the waiting child comes under the trace.
            attached = strace.stderr.readline()
            os.kill(int(pid), GO)
            lines = [self._line()]
            while not lines[-1].startswith("ended "):
                lines.append(self._line())
        need("attached" in attached, f"run where strace may attach ({attached.strip()})")
        code = int(lines.pop().removeprefix("ended "))
        return Outcome(lines, code, self._trace.read_text(errors="replace"))

    def calls(self, what: str, home: TrialHome) -> list[Call]:
        """Every system call that a save makes, from its begin to its end."""
        outcome = self.save(what, home)
        assert outcome.code == 0, outcome
        return list(_between_the_marks(outcome.trace))


def _between_the_marks(trace: str) -> Iterator[Call]:
    counts: dict[str, int] = {}
    inside = False
    for line in trace.splitlines():
        found = re.match(r"(\w+)\(", line)
        if not found:
            continue
        name = found[1]
        counts[name] = counts.get(name, 0) + 1
        if END in line:
            return
        if inside:
            yield Call(name, counts[name])
        inside = inside or BEGIN in line


@contextmanager
def saver(folder: Path) -> Iterator[Saver]:
    """A driver, for as many saves as wanted."""
    need_program("strace", "strace")
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent)])
    folder.mkdir(exist_ok=True)
    with subprocess.Popen(
        [sys.executable, DRIVER],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Saver(process, folder)
        assert process.stdin is not None
        process.stdin.close()


class Template:
    """A home as it is before a save, to be copied for each fault."""

    def __init__(self, what: str, folder: Path) -> None:
        self.what = what
        self._folder = folder / "template"
        self._copies = folder / "copies"
        self._copies.mkdir(parents=True)
        self._number = 0
        home = TrialHome(self._folder)
        home.store.prepare(NOON)
        if what != "create":
            home.store.create(unanswered() if what == "answer" else a_session(self._author))
        if what == "purge":
            make_due(home)
        if what == "review":
            home.places.reviews.mkdir(mode=0o755)

    @property
    def _author(self):
        return AUTHOR if self.what == "review" else PIO

    def copy(self) -> TrialHome:
        """A home of its own for one fault; the last one is taken away."""
        shutil.rmtree(self._copies / str(self._number), ignore_errors=True)
        self._number += 1
        target = self._copies / str(self._number)
        shutil.copytree(self._folder, target)
        home = TrialHome(target)
        if self.what == "review":
            os.chown(home.path(), AUTHOR.uid, -1)
        return home


def make_due(home: TrialHome) -> None:
    """The session was canceled so long ago that it is due, with what may lie beside one."""
    stored, path = home.stored(), home.path()
    home.store.replace(
        stored, changes.withdraw(stored.session, "Not to be posted", actor=PIO, now=NOON)
    )
    newer = changes.start(CHECKLIST, f"{LATER:%Y%m%d-%H%M}-{ID[14:]}", actor=PIO, now=LATER)
    home.store.create(newer)
    path.with_name(f"{path.name}.edited-12345678").touch()
    path.with_name(f".{ID}.lock").touch(0o600)
    home.places.policy.write_text("schema = 1\n[[retention.keep]]\nyears = 2\n")
    for folder, name in ((home.places.reviews, ID), (home.places.completions, f"{ID}.comments")):
        folder.mkdir(mode=0o755)
        (folder / f"{name}.20261122T040000000000-{PIO.uid}.toml").touch()


def reviews_of(home: TrialHome) -> ReviewsOf:
    """The reviews of the session: those that count, and those that do not."""
    return ReviewFolder(home.places, lambda: SUPERVISORS).of(home.on_disk(), {AUTHOR.uid})
