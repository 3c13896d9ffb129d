"""A walk in a real terminal, cut off at any moment: what the screen had said by then is on disk,
nothing is torn, and the next who opens it writes at once."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from drivers.processes import MAIN
from drivers.terminal import F5, Terminal
from factories import sessions
from msgspec.structs import replace

from checklists.records.store import Store, Stored
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

pytestmark = pytest.mark.slow

Counted = Callable[[str], None]
KILLS = 200
PARTS = 8
SIGNALS = (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM)
CHECKLIST = sessions.checklist("traffic-serious")
AT_ONCE = 4.0
"""Seconds within which a signal must end the program, on a machine that does much else."""


class Walked:
    """A home with one session, whose steps are stale and confirmed again by one key each."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(find_places({"CLEARTOPOST_HOME": os.fspath(home)}), current_actor())

    def begin(self) -> None:
        then = datetime.now().astimezone().replace(microsecond=0) - timedelta(minutes=8)
        walk = sessions.answered("traffic-serious", then, current_actor())
        walk.later(minutes=1).write("Crash on Route 9. Use Route 4.", changes_meaning=True)
        walk.questions_no().list_person("witness")
        # What asks for a time since the text was accepted is not confirmed by F5 alone.
        for step in CHECKLIST.steps:
            if step.id in walk.stale() and any(field.kind == "time" for field in step.fields):
                walk.confirm(step.id)
        self.store.create(replace(walk.session, revision=1))

    def copy(self, folder: Path) -> "Walked":
        shutil.copytree(self.home, folder)
        return Walked(folder)

    @property
    def stored(self) -> Stored:
        [found] = self.store.listing()
        assert isinstance(found, Stored), found
        return found

    def open(self) -> OpenSession:
        return OpenSession(self.store, self.stored, current_actor())

    @property
    def leftovers(self) -> list[str]:
        return [p.name for p in self.stored.path.parent.iterdir() if p.name.endswith(".tmp")]


@pytest.fixture
def walked(tmp_path: Path) -> Walked:
    found = Walked(tmp_path / "home")
    found.begin()
    return found


def shown_as_confirmed(terminal: Terminal) -> set[str]:
    """The steps that the list shows as confirmed, in a row of their own or folded away as done."""
    rows = [line[1:28].rstrip(" v^│") for line in terminal.screen.display[3:-3]]
    marked = {name for mark, _, name in (row.partition("] ") for row in rows) if mark == "[x"}
    done = {row.removesuffix("done").rstrip() for row in rows if row.endswith(" done")}
    return {step.id for step in CHECKLIST.steps if step.short in marked or step.section in done}


def confirmed_anew(before: Session, now: Session) -> set[str]:
    """The steps that were stale and have been confirmed since."""
    return {answer.id for answer in now.steps if answer != before.answer(answer.id)}


def stale_steps(session: Session) -> set[str]:
    now = datetime.now().astimezone()
    walk = sessions.Walk.going_on(CHECKLIST, session, now)
    return walk.stale()


def cut_off(walked: Walked, number: signal.Signals, after: float) -> int:
    """Confirm as fast as the keys go, and be cut off; how many confirmations were shown."""
    before = walked.stored.session
    stale = stale_steps(before)
    with Terminal(walked.home) as terminal:
        terminal.run("resume", before.id)
        terminal.sees("F5 Confirm")
        terminal.types_at_once(F5 * 20)
        end = time.monotonic() + after
        while (left := end - time.monotonic()) > 0:
            terminal.sent_in(min(left, 0.02))
        terminal.signal(number)
        code = terminal.ends(AT_ONCE if number != signal.SIGKILL else 20)
        assert code == 128 + number
        # What was on its way to the screen belongs to what it said. After leaving it is gone.
        shown = shown_as_confirmed(terminal) & stale
    now = walked.stored.session
    assert now.sealed
    saved = confirmed_anew(before, now)
    assert shown <= saved, "shown as confirmed, and not on disk"
    assert now.revision == 1 + len(now.history) - len(before.history)
    assert now.history[: len(before.history)] == before.history
    opened = walked.open()
    assert not opened.read_only, "the lock is free at once"
    assert walked.leftovers == []
    opened.apply(lambda s: sessions.Walk.going_on(CHECKLIST, s).case_number("26-9").session)
    opened.close()
    assert walked.stored.session.case_number == "26-9"
    return len(shown)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_walk_cut_off_at_any_moment_has_on_disk_what_it_showed(
    part: int, soak: Any, walked: Walked, tmp_path: Path, counted: Counted
) -> None:
    moments = random.Random(soak.seed + part)  # noqa: S311  # when to kill; no secret
    shown: Counter[str] = Counter()
    kills = KILLS // PARTS * soak.times
    for kill in range(kills):
        number = SIGNALS[kill % len(SIGNALS)]
        copy = walked.copy(tmp_path / f"kill-{kill}")
        shown[number.name] += cut_off(copy, number, moments.uniform(0, 0.5))
    assert shown.total() > 0, "some came after a confirmation"
    counted(
        f"walks cut off, part {part + 1} of {PARTS}: {kills}, "
        f"{sum(shown.values())} confirmations shown, 0 of them lost"
    )


# What happens under a running walk


def test_a_limit_on_file_sizes_is_told_and_the_answer_waits(walked: Walked) -> None:
    """A session that may not grow: the kernel refuses the write, and by default kills."""
    size = walked.stored.size
    limited = (
        "import resource; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size - 1024}, resource.RLIM_INFINITY)); "
        f"{MAIN}"
    )
    before = walked.stored.path.read_bytes()
    with Terminal(walked.home) as terminal:
        terminal.run("resume", walked.stored.session.id, program=limited)
        terminal.sees("F5 Confirm")
        terminal.press(F5)
        terminal.sees("NOT SAVED", "file too large")
        assert walked.stored.path.read_bytes() == before
        terminal.press(F5)
        terminal.sees("NOT SAVED")
        assert walked.stored.path.read_bytes() == before
    assert walked.leftovers == []


def test_the_folder_of_sessions_taken_away_under_a_walk_is_told_and_made_good(
    walked: Walked,
) -> None:
    stored = walked.stored
    away = walked.home / "away"
    with Terminal(walked.home) as terminal:
        terminal.run("resume", stored.session.id)
        terminal.sees("F5 Confirm")
        (walked.home / "sessions").rename(away)
        terminal.press(F5)
        terminal.sees("NOT SAVED", "no such file or directory")
        assert not (walked.home / "sessions").exists(), "it is not made again without the file"
        away.rename(walked.home / "sessions")
        terminal.until(lambda: "NOT SAVED" not in terminal.text, "saved again by itself")
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 143
    assert len(confirmed_anew(stored.session, walked.stored.session)) == 1
