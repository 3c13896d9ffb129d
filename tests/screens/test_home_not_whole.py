"""The shared home without its sessions or reviews: an unmounted disk is no night without work."""

import shutil

import pytest
from drivers.pilot import SessionPrompt, at_the_queue
from factories import sessions

from checklists.records.store import Store
from checklists.workstation.paths import places_in

NOT_WHOLE = "The shared home is incomplete"
WHATS_GONE = ["sessions", "reviews", "everybody"]


@pytest.fixture
def shared(desk: SessionPrompt) -> SessionPrompt:
    """The desk's home as the workstation's shared one, with a session."""
    desk.places = places_in("shared", desk.places.home, desk.places.home)
    desk.places.reviews.mkdir(parents=True)
    desk.places.sessions.mkdir()
    desk.store = Store(desk.places, desk.actor)
    desk.save(desk.walk("traffic-serious", answered=False))
    return desk


def unmount(desk: SessionPrompt, what: str) -> None:
    folder = desk.places.sessions if what == "everybody" else desk.places.home / what
    shutil.rmtree(folder)
    if what == "everybody":
        # The empty folder that the disk was mounted over.
        folder.mkdir()


@pytest.mark.sweep
@pytest.mark.parametrize("what", WHATS_GONE)
async def test_home_says_so_from_the_start(shared: SessionPrompt, what: str) -> None:
    unmount(shared, what)
    async with shared.at_the_screen() as pio:
        await pio.sees(NOT_WHOLE)


@pytest.mark.sweep
@pytest.mark.parametrize("what", WHATS_GONE)
async def test_home_says_so_when_it_goes(shared: SessionPrompt, what: str) -> None:
    async with shared.at_the_screen() as pio:
        await pio.sees(" open", "Every answer is saved at once")
        unmount(shared, what)
        await pio.sees(NOT_WHOLE)


@pytest.mark.sweep
@pytest.mark.parametrize("what", WHATS_GONE)
async def test_the_queue_says_so_from_the_start(shared: SessionPrompt, what: str) -> None:
    unmount(shared, what)
    async with at_the_queue(shared) as supervisor:
        await supervisor.sees(NOT_WHOLE)
        assert "Nothing is waiting" not in supervisor.screen


@pytest.mark.sweep
@pytest.mark.parametrize("what", WHATS_GONE)
async def test_the_queue_says_so_when_it_goes(shared: SessionPrompt, what: str) -> None:
    async with at_the_queue(shared) as supervisor:
        await supervisor.sees("Nothing is waiting")
        unmount(shared, what)
        await supervisor.sees(NOT_WHOLE)
        assert "Nothing is waiting" not in supervisor.screen


async def test_an_open_session_says_so_when_the_reviews_go(shared: SessionPrompt) -> None:
    async with shared.at_the_screen(shared.save(shared.walk("crime-trend"))) as pio:
        unmount(shared, "reviews")
        await pio.sees(NOT_WHOLE)


async def test_a_new_home_of_ones_own_is_no_problem(desk: SessionPrompt) -> None:
    assert sessions.catalog().checklists
    async with desk.at_the_screen() as pio:
        await pio.sees("Every answer is saved at once")
        assert NOT_WHOLE not in pio.screen


async def test_a_session_of_a_newer_version_is_named_and_the_others_can_be_opened(
    desk: SessionPrompt,
) -> None:
    newer = desk.save(desk.walk("traffic-serious", answered=False))
    desk.save(desk.walk("missing-person", answered=False))
    path = desk.store.find(newer)
    data = path.read_bytes().replace(b"schema = 1", b"schema = 2", 1)
    path.write_bytes(data)
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished")
        await pio.press("end")
        await pio.sees("Cannot be read", "written by a newer version: schema 2")
        await pio.press("home", "enter")
        await pio.sees("Missing person", "F5")
    assert path.read_bytes() == data
