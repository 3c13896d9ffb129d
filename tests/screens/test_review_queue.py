"""A supervisor at the queue, with one, forty and five thousand waiting."""

import threading
from collections.abc import Callable

import pytest
from drivers.pilot import LIEUTENANT, SessionPrompt, at_the_queue
from factories.reviews import (
    AUTHOR,
    NEEDS_ROOT,
    put,
    waits_for_approval,
    waits_for_exception,
    walked,
)
from msgspec.structs import replace

from checklists import changes
from checklists.index.index import Progress
from checklists.index.watch import QueueWatch
from tui.screens import home, review_queue
from tui.screens.review_queue import ReviewQueue

pytestmark = NEEDS_ROOT


async def test_one_waits(office: SessionPrompt) -> None:
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting", "needs approval")
        await supervisor.golden("queue-1")


@pytest.mark.slow
async def test_forty_wait_the_gravest_first(office: SessionPrompt) -> None:
    types = ("traffic-serious", "life-safety-alert", "agency-initiative", "arrest-charge")
    for number in range(40):
        waits: Callable[..., str] = waits_for_exception if number % 3 == 1 else waits_for_approval
        waits(office, types[number % 4], number, minutes_ago=5 + number % 9)
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("40 waiting")
        await supervisor.golden("queue-40")
        await supervisor.press("end")
        await supervisor.golden("queue-40-end")
        await supervisor.press("f", "tab")
        await supervisor.types("arrest-charge")
        await supervisor.press("f5")
        await supervisor.sees("10 of 40 waiting", "Filter: arrest-charge")
        await supervisor.press("a")
        await supervisor.sees("40 waiting")


async def test_one_is_found_while_one_types(office: SessionPrompt) -> None:
    for number, kind in enumerate(("traffic-serious", "arrest-charge", "missing-person")):
        waits_for_approval(office, kind, number)
    found = waits_for_exception(office, "arrest-charge", 7)
    async with at_the_queue(office) as supervisor:
        await supervisor.press("slash")
        await supervisor.types("MRUIZ arrest")
        await supervisor.golden("queue-find")
        await supervisor.types("ed exception")
        await supervisor.sees("1 of 4 waiting", found)
        await supervisor.types(" nobody")
        await supervisor.sees("0 of 4 waiting", "None match.")
        await supervisor.press(*["backspace"] * 17)
        await supervisor.sees("2 of 4 waiting")
        # The arrows move in the list; Enter goes there, and a second one reads.
        await supervisor.press("down", "enter")
        await supervisor.sees("Find [MRUIZ arrested")
        await supervisor.press("escape")
        await supervisor.sees("4 waiting", "What waits for a supervisor")
        assert "Find [" not in supervisor.screen
        await supervisor.press("slash")
        await supervisor.types("arrest")
        await supervisor.press("enter", "enter")
        await supervisor.sees("Suspect identified or arrested", "The key facts")


@pytest.mark.slow
async def test_five_thousand_wait(office: SessionPrompt) -> None:
    walk = walked(office, "life-safety-alert", 0, 10)
    step = next(step.id for step in walk.checklist.steps if step.victim_related)
    asked = changes.ask_exception(
        walk.session, walk.checklist, step, "Nobody was home", actor=AUTHOR, now=walk.now
    )
    for number in range(5000):
        put(office, replace(asked, id=f"{asked.id[:-4]}{number:04d}"))
    async with at_the_queue(office) as supervisor:
        await supervisor.until(lambda: "5000 waiting" in supervisor.screen, "all of them", 120)
        await supervisor.golden("queue-5000")
        await supervisor.press("pagedown", "pagedown", "end")
        await supervisor.golden("queue-5000-end")


async def test_the_queue_follows_the_policy_of_now(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_for_approval(office, "traffic-serious")
    monkeypatch.setattr(review_queue, "LOOK_SECONDS", 0.2)
    policy = office.places.policy
    asks = policy.read_text(encoding="utf-8")
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting")
        policy.write_text('schema = 1\nsupervisors = "root"\nneeds_approval = []\n')
        await supervisor.sees("0 waiting")
        policy.write_text(asks, encoding="utf-8")
        await supervisor.sees("1 waiting")


async def test_what_was_known_to_wait_is_there_with_the_first_frame(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting")
    # Nothing is read behind it any more, and the first frame waits as long as this machine takes.
    monkeypatch.setattr(ReviewQueue, "look", lambda _: None)
    monkeypatch.setattr(review_queue, "AT_ONCE", 60)
    async with at_the_queue(office) as supervisor:
        assert "1 waiting" in supervisor.screen
        assert "needs approval" in supervisor.screen


async def test_nothing_waits(office: SessionPrompt) -> None:
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("Nothing is waiting.")


async def test_a_session_that_lands_shows_by_itself(office: SessionPrompt) -> None:
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("0 waiting")
        waits_for_approval(office, "missing-person")
        await supervisor.sees("1 waiting", "Missing person")


async def test_home_begins_for_a_supervisor_with_how_many_wait(office: SessionPrompt) -> None:
    waits_for_approval(office, "traffic-serious")
    waits_for_exception(office, "life-safety-alert", 1)
    office.actor = LIEUTENANT
    async with office.at_the_screen() as supervisor:
        await supervisor.sees("Review queue: 2 wait for you", "Start a checklist")
        assert "2 wait" in supervisor.screen.partition("Start a checklist")[0]
        waits_for_approval(office, "arrest-charge", 2)
        await supervisor.until(lambda: "3 wait for you" in supervisor.screen, "the third")
        await supervisor.press("home", "enter")
        await supervisor.sees("3 waiting")
    office.actor = AUTHOR
    async with office.at_the_screen() as author:
        await author.sees("Start a checklist")
        author.sees_not("Review queue")


async def test_home_has_what_was_known_to_wait_before_it_looks_at_everybodys_folders(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checklists.workstation.file_state.GRAIN_NS", 0)
    waits_for_approval(office, "traffic-serious")
    office.actor = LIEUTENANT
    async with office.at_the_screen() as supervisor:
        await supervisor.sees("1 waits for you")
    looked, real = threading.Event(), QueueWatch.refresh

    def slow_disk(*asked):
        looked.wait(10)
        yield from real(*asked)

    monkeypatch.setattr(QueueWatch, "refresh", slow_disk)
    waits_for_approval(office, "arrest-charge", 1)
    async with office.at_the_screen() as supervisor:
        await supervisor.sees("1 waits for you", "Start a checklist")
        looked.set()
        await supervisor.until(lambda: "2 wait for you" in supervisor.screen, "the second")


@pytest.mark.parametrize("in_time", ["AT_ONCE", "KNOWN_AT_ONCE"])
async def test_home_does_not_say_how_many_wait_before_that_is_known(
    office: SessionPrompt, monkeypatch: pytest.MonkeyPatch, in_time: str
) -> None:
    """Whether what is one's own, or what is known of others', was not read in time."""
    waits_for_approval(office, "traffic-serious")
    office.actor = LIEUTENANT
    looked, real = threading.Event(), QueueWatch.refresh

    def slow_disk(*asked):
        yield Progress(0, 1)
        looked.wait(10)
        yield from real(*asked)

    monkeypatch.setattr(home, in_time, -1.0)
    monkeypatch.setattr(QueueWatch, "refresh", slow_disk)
    async with office.at_the_screen() as supervisor:
        await supervisor.sees("Review queue: see what is waiting for you", "Start a checklist")
        looked.set()
        await supervisor.sees("1 waits for you")


async def test_what_is_missing_or_was_put_back_comes_first(office: SessionPrompt) -> None:
    """Before anything that waits, whatever the search; it opens nothing and says what was seen."""
    office.places.audit.mkdir()
    ids = [waits_for_approval(office, "traffic-serious", number) for number in range(5)]
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("5 waiting")
        supervisor.sees_not("[?]")
    for session_id in ids[:4]:
        office.store.find(session_id).unlink()
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting", "MISSING", "and 1 more")
        await supervisor.press("home")
        await supervisor.sees("It is missing; root saw revision 1 at", "blocks nothing")
        await supervisor.golden("queue-missing")
        await supervisor.press("enter")
        await supervisor.sees("1 waiting")
        await supervisor.press("slash")
        await supervisor.types("nothing like it")
        await supervisor.sees("MISSING", "None match")


async def test_a_log_that_cannot_be_written_hides_no_row(office: SessionPrompt) -> None:
    office.places.audit.mkdir()
    waits_for_approval(office, "traffic-serious")
    # In place of root's own log of that month.
    (office.places.audit / f"{office.clock.time:%Y-%m}.0.log").mkdir()
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting", "needs approval", "This was not noted in the audit log")


async def test_a_session_of_a_newer_version_keeps_no_other_from_waiting(
    office: SessionPrompt,
) -> None:
    waits_for_approval(office, "traffic-serious")
    newer = waits_for_approval(office, "missing-person", 1)
    path = office.store.find(newer)
    path.write_bytes(path.read_bytes().replace(b"schema = 1", b"schema = 2", 1))
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting", "Traffic: serious")
