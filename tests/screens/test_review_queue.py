"""A supervisor at the screen: the queue with one, forty and five thousand waiting, and a review.

The author is another account than the supervisor's, and a review counts only where root owns the
home, so these need root.
"""

import os
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import practice
import pytest
from msgspec.structs import replace
from screen_practice import Desk, Pio

from checklists import changes
from checklists.digests import content_digest
from checklists.record import write_record
from checklists.session import Actor, Session
from tui.app import ClearToPost
from tui.opening import Opening
from tui.screens.review_queue import ReviewQueue

AUTHOR = Actor("mruiz", 1004)
LIEUTENANT = Actor("tchen", 0)

pytestmark = pytest.mark.skipif(
    os.getuid() != 0 and os.environ.get("CLEARTOPOST_NO_SKIPS") != "1",
    reason="needs root: the author of a session is another account than its reviewer",
)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A home that root owns, with a policy that asks for an approval of every post."""
    desk.places.reviews.mkdir(parents=True)
    desk.places.reviews.chmod(0o3775)
    desk.places.policy.write_text(
        'schema = 1\nsupervisors = "root"\nneeds_approval = ["*"]\n', encoding="utf-8"
    )
    return desk


def put(desk: Desk, session: Session) -> None:
    """Put a session of the author's on disk."""
    folder = desk.places.sessions / AUTHOR.login / f"{session.id[:4]}-{session.id[4:6]}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{session.id}.toml"
    path.write_bytes(write_record(session))
    os.chown(path, AUTHOR.uid, AUTHOR.uid)


def walked(desk: Desk, incident_type: str, number: int, minutes_ago: int) -> practice.Walk:
    then = desk.clock.time - timedelta(minutes=minutes_ago)
    walk = practice.answered(incident_type, then, AUTHOR)
    identity = f"{then:%Y%m%d-%H%M}-{incident_type}-{number:04d}"
    walk.session = replace(walk.session, id=identity, revision=1)
    return walk


def waits_for_approval(
    desk: Desk, incident_type: str, number: int = 0, minutes_ago: int = 10
) -> str:
    walk = walked(desk, incident_type, number, minutes_ago)
    session = changes.mark_ready(
        walk.session,
        walk.checklist,
        (),
        shown=content_digest(walk.session),
        actor=AUTHOR,
        now=walk.now,
    )
    put(desk, session)
    return session.id


def waits_for_exception(
    desk: Desk, incident_type: str, number: int = 0, minutes_ago: int = 10
) -> str:
    walk = walked(desk, incident_type, number, minutes_ago)
    step = next(step.id for step in walk.checklist.steps if step.victim_related)
    session = changes.ask_exception(
        walk.session,
        walk.checklist,
        step,
        "Two calls, one visit; nobody was home",
        actor=AUTHOR,
        now=walk.now,
    )
    put(desk, session)
    return session.id


@asynccontextmanager
async def at_the_queue(desk: Desk):
    opening = Opening(
        places=desk.places,
        actor=LIEUTENANT,
        catalog=practice.catalog(),
        store=desk.store,
        review=True,
    )
    app = ClearToPost(opening)
    async with app.run_test(size=(80, 24)) as pilot:
        supervisor = Pio(desk, app, pilot)
        await supervisor.until(
            lambda: "Reading the sessions" not in supervisor.screen, "the queue, read", 120
        )
        await supervisor.settle()
        yield supervisor


async def test_one_waits(office: Desk) -> None:
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting", "needs approval")
        await supervisor.golden("queue-1")


async def test_forty_wait_the_gravest_first(office: Desk) -> None:
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
        await supervisor.sees("10 of 40 waiting", "Only: arrest-charge")
        await supervisor.press("a")
        await supervisor.sees("40 waiting")


async def test_one_is_found_while_one_types(office: Desk) -> None:
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
        await supervisor.sees("0 of 4 waiting", "None is like that.")
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
        await supervisor.sees("Suspect identified or arrested", "The post alone")


async def test_five_thousand_wait(office: Desk) -> None:
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


async def test_what_was_known_to_wait_is_there_with_the_first_frame(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("1 waiting")
    # Nothing is read behind it any more.
    monkeypatch.setattr(ReviewQueue, "look", lambda _: None)
    async with at_the_queue(office) as supervisor:
        assert "1 waiting" in supervisor.screen
        assert "needs approval" in supervisor.screen


async def test_nothing_waits(office: Desk) -> None:
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("Nothing waits.")


async def test_a_session_that_lands_shows_by_itself(office: Desk) -> None:
    async with at_the_queue(office) as supervisor:
        await supervisor.sees("0 waiting")
        waits_for_approval(office, "missing-person")
        await supervisor.sees("1 waiting", "Missing person")


async def test_the_post_alone_comes_first_and_is_approved_as_it_was_displayed(office: Desk) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter")
        await supervisor.golden("review-1-post")
        for number, name in enumerate(("unusual", "people", "steps", "timeline"), start=2):
            await supervisor.press("right")
            await supervisor.golden(f"review-{number}-{name}")
        await supervisor.press("a")
        await supervisor.golden("review-approve")
        await supervisor.press("f5")
        await supervisor.sees("Approve exactly this: given")
        await supervisor.press("escape")
        await supervisor.sees("0 waiting")
    found = office.store.beside(office.on_disk(session))
    assert [review.verdict for review in found.reviews] == ["approved"]


async def test_returned_steps_come_first_with_the_comment_beside_the_step(office: Desk) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "4", "down", "c")
        await supervisor.types("Which sergeant?")
        await supervisor.press("f5", "e")
        await supervisor.types("One thing to mend")
        await supervisor.press("f5")
        await supervisor.sees("Return it to the author: given")
    async with office.at_the_screen(session) as author:
        await author.sees("SUPERVISOR", "Which sergeant?", "[r] injury status")
        await author.golden("returned-to-the-author")


async def test_an_exception_is_granted_on_exactly_the_request(office: Desk) -> None:
    session = waits_for_exception(office, "life-safety-alert")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "2", "g")
        await supervisor.sees("Grant the exception", "Two calls, one visit")
        await supervisor.press("f5")
        await supervisor.sees("EXCEPTION granted")
    stored = office.on_disk(session)
    found = office.store.beside(stored).standing(
        stored, practice.checklist("life-safety-alert"), office.clock.time
    )
    assert found.blockers == ()


async def test_a_change_saved_while_it_is_read_is_shown_and_nothing_is_approved(
    office: Desk,
) -> None:
    session = waits_for_approval(office, "traffic-serious")
    async with at_the_queue(office) as supervisor:
        await supervisor.press("enter", "a")
        stored = office.on_disk(session)
        put(office, replace(stored, case_number="26-9999", revision=stored.revision + 1))
        await supervisor.press("f5")
        await supervisor.sees("It changed while you read it")
        await supervisor.press("escape")
        await supervisor.sees("LAPSED. The content changed after it was marked ready")
    assert office.store.beside(office.on_disk(session)).reviews == ()


async def test_nobody_reviews_their_own_session(office: Desk) -> None:
    walk = walked(office, "traffic-serious", 0, 10)
    own = replace(walk.session, author=LIEUTENANT.login, author_uid=LIEUTENANT.uid)
    folder = office.places.sessions / "tchen" / f"{own.id[:4]}-{own.id[4:6]}"
    folder.mkdir(parents=True)
    (folder / f"{own.id}.toml").write_bytes(write_record(own))
    async with at_the_queue(office) as supervisor:
        supervisor.app.open_review(own.id)
        await supervisor.press("a", "f5")
        await supervisor.sees("It was written with your account")


async def test_a_return_shows_on_the_last_look_that_is_open(office: Desk) -> None:
    session = waits_for_approval(office, "traffic-advisory")
    office.actor = AUTHOR
    async with office.at_the_screen(session) as author:
        await author.press("f8")
        await author.sees("READY")
        async with at_the_queue(office) as supervisor:
            await supervisor.press("enter", "e")
            await supervisor.types("Say which sergeant")
            await supervisor.press("f5")
        await author.until(lambda: "RETURNED by a supervisor" in author.screen, "the return")
