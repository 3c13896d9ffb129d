"""Home and the queue with more sessions than can be read before the first frame."""

import asyncio
import threading

import pytest
from drivers.pilot import SessionPrompt

from checklists import changes
from checklists.errors import CannotReadOrWrite
from checklists.index import index
from checklists.index.database import IndexFile
from checklists.index.reader import SessionReader
from tui.screens import home, review_queue

TYPES = ("traffic-serious", "missing-person", "arrest-charge", "crime-trend", "holding-statement")


@pytest.fixture(autouse=True)
def old_files(monkeypatch):
    """Files need not grow two seconds old before their rows are kept."""
    monkeypatch.setattr("checklists.workstation.file_state.GRAIN_NS", 0)


class SlowReader:
    """A disk that gives out one session at a time, when the test says so."""

    def __init__(self, monkeypatch) -> None:
        self.may_read = threading.Semaphore(0)
        self.read = 0
        whole = SessionReader.look

        def read(reader, path, now):
            self.may_read.acquire(timeout=10)
            self.read += 1
            return whole(reader, path, now)

        monkeypatch.setattr(SessionReader, "look", read)

    def give(self, number: int) -> None:
        self.may_read.release(number)


async def test_the_cursor_waits_on_the_first_row_for_what_is_still_read(
    desk: SessionPrompt, monkeypatch
):
    for incident_type in TYPES:
        desk.save(desk.walk(incident_type, answered=False))
    monkeypatch.setattr(home, "AT_ONCE", -1.0)
    async with desk.at_the_screen(size=(40, 12)) as pio:
        await pio.sees("Unfinished")
        await pio.settle()
        assert pio.screen.partition("Unfinished\n")[2].startswith(">")


async def test_what_is_ready_stands_apart_from_what_is_unfinished(desk: SessionPrompt):
    desk.save(desk.walk("missing-person", answered=False))
    desk.save(desk.walk("traffic-serious").mark_ready())
    async with desk.at_the_screen() as pio:
        await pio.sees(" Ready")
        ready = pio.screen.partition(" Ready\n")[2]
        assert ready.startswith(">Traffic: serious")
        unfinished = ready.partition(" Unfinished\n")[2]
        assert unfinished.startswith(" Missing person")
        assert "Traffic" not in unfinished.partition("Start a")[0]


async def test_types_can_be_started_while_ones_own_sessions_are_still_read(
    desk: SessionPrompt, monkeypatch
):
    for incident_type in TYPES:
        desk.save(desk.walk(incident_type, answered=False))
    monkeypatch.setattr(home, "AT_ONCE", -1.0)
    monkeypatch.setattr(home, "AT_A_TIME", -1.0)
    disk = SlowReader(monkeypatch)
    disk.give(1)
    async with desk.at_the_screen() as pio:
        await pio.sees("Start a checklist", "Reading the sessions: 1 of 5")
        assert "Unfinished" not in pio.screen
        # The list can be used meanwhile, and the cursor stays where it is put.
        await pio.press("down", "down")
        assert pio.screen.count("\n>") == 1
        before = pio.screen.partition("\n>")[2].partition("\n")[0]
        disk.give(20)
        await pio.sees("Unfinished", "Every answer is saved at once")
        assert pio.screen.partition("\n>")[2].partition("\n")[0] == before
        assert pio.screen.count(" open\n") == 5
    assert disk.read == 5


async def test_what_was_read_before_is_there_with_the_first_frame(desk: SessionPrompt, monkeypatch):
    for incident_type in TYPES:
        desk.save(desk.walk(incident_type, answered=False))
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished")
        first = pio.screen
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished")
    disk = SlowReader(monkeypatch)
    async with desk.at_the_screen() as pio:
        assert pio.screen == first
    assert disk.read == 0


async def test_while_it_is_read_behind_home_a_new_size_leaves_the_index_alone(
    desk: SessionPrompt, monkeypatch
):
    """SQLite ends the whole program where two threads use one connection."""
    for incident_type in TYPES:
        desk.save(desk.walk(incident_type, answered=False))
    monkeypatch.setattr(home, "AT_ONCE", -1.0)
    disk = SlowReader(monkeypatch)
    here, elsewhere = threading.get_ident(), []
    whole = IndexFile._act

    def act(file, do):
        if home_screen._reading and threading.get_ident() == here:
            elsewhere.append(do)
        return whole(file, do)

    async with desk.at_the_screen() as pio:
        home_screen = pio.app.screen
        await pio.sees("Reading the sessions")
        monkeypatch.setattr(IndexFile, "_act", act)
        for width in (60, 100, 60, 100):
            await pio.pilot.resize_terminal(width, 24)
            await pio.pilot.pause(0.02)
        assert home_screen._reading
        disk.give(20)
        await pio.sees("Unfinished", "Every answer is saved at once")
    assert elsewhere == []


async def test_a_problem_that_is_over_is_not_said_any_more(desk: SessionPrompt, monkeypatch):
    desk.save(desk.walk("missing-person"))
    real = index.users

    def failing(_places, _told):
        raise CannotReadOrWrite("Cannot read the sessions", "It failed.", "Check the disk.")

    async with desk.at_the_screen() as pio:
        monkeypatch.setattr(index, "users", failing)
        await pio.press("f1", "escape")
        await pio.sees("Cannot read the sessions")
        monkeypatch.setattr(index, "users", real)
        await pio.press("f1", "escape")
        await pio.sees("Unfinished", "Every answer is saved at once")
        assert "Cannot read" not in pio.screen


async def test_a_session_begun_elsewhere_shows_when_home_is_looked_at_again(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        assert "Unfinished" not in pio.screen
        desk.save(desk.walk("missing-person"))
        await pio.press("f1", "escape")
        await pio.sees("Unfinished", "in-progress")


async def test_home_sees_by_itself_what_others_did(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        assert "Unfinished" not in pio.screen
        session_id = desk.save(desk.walk("missing-person", answered=False))
        await pio.sees("Unfinished", "Missing person", " open")
        other = desk.open_elsewhere(session_id)
        other.apply(lambda s: changes.withdraw(s, "Found", actor=desk.actor, now=desk.clock.time))
        other.close()
        await pio.until(lambda: "Unfinished" not in pio.screen, "that it was given up")


async def test_looking_again_reads_and_draws_nothing_while_nothing_is_new(
    desk: SessionPrompt, monkeypatch
):
    desk.save(desk.walk("missing-person"))
    async with desk.at_the_screen() as pio:
        await pio.sees("Unfinished")
        disk, drawn = SlowReader(monkeypatch), []
        monkeypatch.setattr(home.Home, "redraw", lambda _: drawn.append("anew"))
        for _ in range(3):
            pio.app.screen.look_again()
            await pio.until(lambda: not pio.app.screen._reading, "the end of the look")
            await pio.settle()
        assert (disk.read, drawn) == (0, [])


async def test_the_queue_says_how_far_it_has_read(desk: SessionPrompt, monkeypatch):
    for incident_type in TYPES:
        desk.save(desk.walk(incident_type).mark_ready())
    monkeypatch.setattr(review_queue, "AT_A_TIME", -1.0)
    disk = SlowReader(monkeypatch)
    disk.give(5)
    async with desk.at_the_screen() as pio:
        disk.read = 0
        desk.save(desk.walk("agency-initiative", minutes_ago=3).mark_ready())
        desk.save(desk.walk("unidentified-suspect", minutes_ago=3).mark_ready())
        pio.app.open_queue()
        disk.give(1)
        await pio.until(lambda: "Reading the sessions: 1 of" in pio.screen, "the progress")
        disk.give(30)
        await pio.until(lambda: "Reading" not in pio.screen, "the end")
        await asyncio.sleep(0)
        await pio.sees("Review queue")
