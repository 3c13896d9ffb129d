"""At a terminal no line that was begun before its prompt confirms, answers or marks anything."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.processes import SOMETIMES_FULL
from drivers.prompts import PlainDesk
from drivers.terminal import Terminal
from factories.sessions import Walk, answered
from msgspec.structs import replace

from checklists import changes
from checklists.workstation.account import current_actor

THROWN_AWAY = b"! What you typed before this question was ignored. Answer it now."


@pytest.fixture
def desk(desk: PlainDesk) -> PlainDesk:
    """The home of whoever runs this: the program runs in a process of its own."""
    desk.actor = current_actor()
    return desk


def begun(make: Callable[..., Walk]) -> Walk:
    """A walk of this account, a minute ago."""
    then = datetime.now().astimezone().replace(microsecond=0) - timedelta(minutes=1)
    return make("life-safety-alert", then, current_actor())


def a_question(desk: PlainDesk) -> str:
    return desk.save(begun(Walk).write().post_on("x"))


def a_step(desk: PlainDesk) -> str:
    walk = begun(answered)
    walk.session = replace(
        walk.session, steps=tuple(a for a in walk.session.steps if a.id != "ops-safe")
    )
    (record,) = walk.whole("ops-safe")
    walk.session = changes.enter(walk.session, walk.checklist, "ops-safe", record)
    return desk.save(walk)


def the_final_review(desk: PlainDesk) -> str:
    return desk.save(begun(answered))


@pytest.mark.parametrize(
    ("waits", "prompt", "line"),
    [
        pytest.param(a_question, b"yes or no", b"no", id="a question"),
        pytest.param(a_step, b"Type yes", b"yes", id="a step"),
        pytest.param(the_final_review, b"Type ready to mark", b"ready", id="the final review"),
    ],
)
@pytest.mark.sweep(2)
@pytest.mark.parametrize("early", [b"%s\n", b"x%s\n%s", b"%s"], ids=["line", "more", "half"])
def test_what_was_typed_before_the_prompt_is_thrown_away_and_said(
    desk: PlainDesk, waits, prompt: bytes, line: bytes, early: bytes
):
    session_id = waits(desk)
    before = desk.store.read(desk.store.find(session_id)).session
    with Terminal(desk.home).run("--plain", "resume", session_id, TERM="dumb") as terminal:
        terminal.type(early.replace(b"%s", line))
        said = terminal.hears(THROWN_AWAY) + terminal.hears(prompt)
        terminal.rest()
        assert desk.store.read(desk.store.find(session_id)).session == before, said
        terminal.type(line + b"\n")
        terminal.until(
            lambda: desk.store.read(desk.store.find(session_id)).session.revision > before.revision,
            "the answer on disk",
        )


def test_quit_typed_before_it_is_asked_does_not_leave_what_is_not_saved(
    desk: PlainDesk, tmp_path: Path
):
    session_id = a_step(desk)
    full = tmp_path / "full"
    with Terminal(desk.home).run(
        "--plain", "resume", session_id, program=SOMETIMES_FULL, TERM="dumb", DISK_FULL=str(full)
    ) as terminal:
        terminal.hears(b"Type yes")
        terminal.rest()
        full.touch()
        terminal.type(b"yes\nquit\n")
        terminal.hears(THROWN_AWAY)
        terminal.hears(b"quit leaves without saving:")
        full.unlink()
        terminal.type(b"\n")
        terminal.hears(b"Saved now:")
    session = desk.store.read(desk.store.find(session_id)).session
    assert session.answer("ops-safe") is not None
