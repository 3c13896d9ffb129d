"""A clock that jumps: what was saved stays in the order in which it was saved, and no readiness is
lost, or kept, without a word."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.processes import MAIN
from factories import sessions
from factories.sessions import AN_HOUR, NOON
from msgspec.structs import replace
from needs import need_program

from checklists.gate.audit.findings import findings
from checklists.gate.context import SessionContext
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places

pytestmark = pytest.mark.slow

TYPE = "traffic-serious"
CHECKLIST = sessions.checklist(TYPE)
OUTSIDE = "its time is before the session's start or in the future"
SET_BACK = "time is in the future; the clock may be wrong"


class SessionPrompt:
    """One PIO, and a clock that can be set."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.actor = current_actor()
        self.store = Store(find_places({"CLEARTOPOST_HOME": os.fspath(home)}), self.actor)
        self.now = NOON

    def begin(self, walk: sessions.Walk) -> OpenSession:
        stored = self.store.create(replace(walk.session, revision=1))
        return OpenSession(self.store, stored, self.actor, lambda: self.now)

    def do(self, opened: OpenSession, change: Callable[[sessions.Walk], object]) -> Session:
        def changed(session: Session) -> Session:
            walk = sessions.Walk.going_on(CHECKLIST, session, self.now, self.actor)
            change(walk)
            return walk.session

        return opened.apply(changed)

    def at(self, when: str, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command, run when the clock of the machine says something else."""
        return subprocess.run(
            ["faketime", "-f", when, sys.executable, "-c", MAIN, *command],
            env={
                **os.environ,
                "CLEARTOPOST_HOME": os.fspath(self.home),
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            },
            capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> SessionPrompt:
    return SessionPrompt(tmp_path / "home")


@pytest.mark.parametrize("back", [timedelta(days=3653), -timedelta(days=3653), AN_HOUR])
def test_the_history_keeps_the_order_of_saving_whatever_the_clock_says(
    desk: SessionPrompt, back: timedelta
) -> None:
    opened = desk.begin(sessions.Walk(TYPE, NOON, desk.actor))
    numbers = []
    for number in range(6):
        if number == 3:
            desk.now -= back
        desk.now += timedelta(minutes=1)
        numbers.append(desk.do(opened, lambda walk, n=number: walk.case_number(f"26-{n}")).revision)
    opened.close()
    assert numbers == [2, 3, 4, 5, 6, 7]
    found = desk.store.read(desk.store.find(opened.session.id)).session
    # Each entry keeps the number before it.
    notes = [entry.note for entry in found.history if entry.did == "case-number"]
    assert (*notes[1:], found.case_number) == tuple(f"26-{n}" for n in range(6))
    assert found.updated_at == found.history[-1].at
    # What it wrote while the clock was behind the start is named, and nothing else is.
    latest = max(entry.at for entry in found.history)
    named = {f.what for f in findings(found, CHECKLIST, SessionContext(), latest)}
    assert named <= {OUTSIDE}


def test_an_hour_back_in_mid_walk_asks_the_timed_answers_again_and_says_why(
    desk: SessionPrompt,
) -> None:
    opened = desk.begin(sessions.answered(TYPE, NOON, desk.actor))
    assert opened.blockers() == ()
    desk.now -= AN_HOUR
    stale = {blocker.step for blocker in opened.blockers() if SET_BACK in blocker.reason}
    # One text has no versions to agree.
    assert stale == {step.id for step in CHECKLIST.steps} - {"versions-agree"}
    # Nothing is lost: the same answers hold again when the clock is right.
    desk.now += AN_HOUR
    assert opened.blockers() == ()
    opened.close()


def test_what_was_marked_ready_before_the_clock_went_back_lapses_with_the_reason(
    desk: SessionPrompt,
) -> None:
    opened = desk.begin(sessions.answered("agency-initiative", NOON, desk.actor))
    opened.mark_ready(content_digest(opened.session))
    assert opened.status().is_ready
    desk.now -= AN_HOUR
    status = opened.status()
    assert status.status == "lapsed"
    assert status.lapsed_because
    reasons = (status.lapsed_because, *(blocker.reason for blocker in status.blockers))
    assert any(SET_BACK in reason for reason in reasons)
    desk.now += AN_HOUR + timedelta(seconds=1)
    assert opened.status().is_ready
    opened.close()


@pytest.mark.parametrize(
    ("when", "reasons"),
    [
        ("-10y", ("clock may be wrong",)),
        ("+10y", ("ago", "Older than", "blocks it now")),
        ("-1h", ("clock may be wrong",)),
    ],
)
def test_the_program_under_another_clock_says_why_it_is_not_ready_and_gives_no_text(
    desk: SessionPrompt, when: str, reasons: tuple[str, ...]
) -> None:
    need_program("faketime", "faketime")
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.answered(TYPE, now - timedelta(minutes=2), desk.actor).mark_ready()
    desk.begin(walk).close()
    assert desk.at("+0", "text", walk.session.id).stdout.strip() == sessions.TEXT
    refused = desk.at(when, "text", walk.session.id)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr
    shown = desk.at(when, "show", walk.session.id)
    assert shown.returncode == 0
    said = " ".join(shown.stdout.split())
    assert any(reason in said for reason in reasons), shown.stdout
    as_json = json.loads(desk.at(when, "show", walk.session.id, "--json").stdout)
    assert as_json["status"] == "lapsed"
    assert as_json["blockers"]
    # The record itself is what it was; that its times have not come yet by this clock is named.
    verified = desk.at(when, "verify", "--all")
    assert verified.returncode == (0 if when.startswith("+") else 1)
    named = verified.stdout.splitlines()[:-1]
    assert [line for line in named if not line.endswith(OUTSIDE)] == []
    [listed] = json.loads(desk.at(when, "list", "--json").stdout)
    assert listed["id"] == walk.session.id


def test_a_session_begun_when_the_clock_was_wrong_is_listed_and_opens(desk: SessionPrompt) -> None:
    for number, when in enumerate((NOON - timedelta(days=3653), NOON, NOON + timedelta(days=3653))):
        walk = sessions.Walk(TYPE, when, desk.actor)
        walk.session = replace(walk.session, id=walk.session.id[:-4] + f"aaa{number}")
        desk.begin(walk).close()
    listed = [found.session.started_at.year for found in desk.store.listing()]
    assert listed == [2036, 2026, 2016]
