"""A clock that jumps: what was saved stays in the order in which it was saved, and no readiness is
lost, or kept, without a word."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import practice
import pytest
from msgspec.structs import replace
from needs import need_program
from practice import AN_HOUR, NOON
from terminal_practice import MAIN

from checklists import changes
from checklists.account import current_actor
from checklists.digests import content_digest
from checklists.open_session import OpenSession
from checklists.places import find_places
from checklists.session import Session
from checklists.store import Store
from checklists.verify import findings

TYPE = "traffic-serious"
CHECKLIST = practice.checklist(TYPE)
SET_BACK = "at a time that has not come yet: the clock was set back"


class Desk:
    """One PIO, and a clock that can be set."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.actor = current_actor()
        self.store = Store(find_places({"CLEARTOPOST_HOME": os.fspath(home)}), self.actor)
        self.now = NOON

    def begin(self, walk: practice.Walk) -> OpenSession:
        stored = self.store.create(replace(walk.session, revision=1))
        return OpenSession(self.store, stored, CHECKLIST, self.actor, lambda: self.now)

    def do(self, opened: OpenSession, change: Callable[[practice.Walk], object]) -> Session:
        def changed(session: Session) -> Session:
            walk = practice.Walk.going_on(CHECKLIST, session, self.now, self.actor)
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
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


@pytest.mark.parametrize("back", [timedelta(days=3653), -timedelta(days=3653), AN_HOUR])
def test_the_history_keeps_the_order_of_saving_whatever_the_clock_says(
    desk: Desk, back: timedelta
) -> None:
    opened = desk.begin(practice.Walk(TYPE, NOON, desk.actor))
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
    assert findings(found, CHECKLIST) == ()


def test_an_hour_back_in_mid_walk_asks_the_timed_answers_again_and_says_why(desk: Desk) -> None:
    opened = desk.begin(practice.answered(TYPE, NOON, desk.actor))
    assert opened.blockers() == ()
    desk.now -= AN_HOUR
    timed = {step.id for step in CHECKLIST.steps if step.fresh_for is not None}
    held = {blocker.step: blocker.reason for blocker in opened.blockers()}
    assert set(held) == timed
    assert all(SET_BACK in reason for reason in held.values())
    # Nothing is lost: the same answers hold again when the clock is right.
    desk.now += AN_HOUR
    assert opened.blockers() == ()
    opened.close()


def test_what_was_marked_ready_before_the_clock_went_back_lapses_with_the_reason(
    desk: Desk,
) -> None:
    opened = desk.begin(practice.answered("agency-initiative", NOON, desk.actor))
    opened.checklist = found = practice.checklist("agency-initiative")
    opened.apply(
        lambda s: changes.mark_ready(
            s, found, (), shown=content_digest(s), actor=desk.actor, now=desk.now
        )
    )
    assert opened.standing().is_ready
    desk.now -= AN_HOUR
    standing = opened.standing()
    assert standing.status == "lapsed"
    assert standing.lapsed_because
    assert SET_BACK in standing.lapsed_because or SET_BACK in standing.blockers[0].reason
    desk.now += AN_HOUR + timedelta(seconds=1)
    assert opened.standing().is_ready
    opened.close()


@pytest.mark.parametrize(
    ("when", "reasons"),
    [
        ("-10y", ("clock was set back",)),
        ("+10y", ("ago", "Older than", "holds it now")),
        ("-1h", ("clock was set back",)),
    ],
)
def test_the_program_under_another_clock_says_why_it_is_not_ready_and_gives_no_text(
    desk: Desk, when: str, reasons: tuple[str, ...]
) -> None:
    need_program("faketime", "faketime")
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = practice.answered(TYPE, now - timedelta(minutes=2), desk.actor).mark_ready()
    desk.begin(walk).close()
    assert desk.at("+0", "text", walk.session.id).stdout.strip() == practice.TEXT
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
    # The record itself is what it was.
    assert desk.at(when, "verify", "--all").returncode == 0
    [listed] = json.loads(desk.at(when, "list", "--json").stdout)
    assert listed["id"] == walk.session.id


def test_a_session_begun_when_the_clock_was_wrong_is_listed_and_opens(desk: Desk) -> None:
    for number, when in enumerate((NOON - timedelta(days=3653), NOON, NOON + timedelta(days=3653))):
        walk = practice.Walk(TYPE, when, desk.actor)
        walk.session = replace(walk.session, id=walk.session.id[:-4] + f"aaa{number}")
        desk.begin(walk).close()
    listed = [found.session.started_at.year for found in desk.store.listing()]
    assert listed == [2036, 2026, 2016]
