"""Home's search: any session, by its case number, words of the post, author, or type."""

import threading
from itertools import count

import pytest
from drivers.pilot import SessionPrompt
from factories.reviews import NEEDS_ROOT, waits_for_approval
from factories.sessions import Walk

from checklists.index import words
from checklists.index.index import open_index
from tui.screens import home


@pytest.fixture(autouse=True)
def old_files(monkeypatch):
    """Files need not grow two seconds old before their rows are kept."""
    monkeypatch.setattr("checklists.workstation.file_state.GRAIN_NS", 0)
    monkeypatch.setattr(home, "TYPING_PAUSE", 0.0)


def walk(
    desk: SessionPrompt, text: str, case_number: str, incident_type: str, minutes_ago: int = 10
) -> Walk:
    found = desk.walk(incident_type, answered=False, minutes_ago=minutes_ago)
    return found.case_number(case_number).write(text)


def two_cases(desk: SessionPrompt) -> tuple[str, str]:
    """One posted, one given up: home shows neither."""
    quarry = walk(desk, "Quarry Lane is closed until noon.", "26-1182", "traffic-advisory")
    school = walk(desk, "The school is open again.", "26-0907", "crime-trend")
    posted = quarry.post_on("facebook").questions_no().answer_everything().mark_ready().posted()
    return desk.save(posted), desk.save(school.withdraw())


@pytest.mark.parametrize(
    "typed", ["26-1182", "26 1182", "261182", "1182", "QUARRY", "noon quarry", "road 1182"]
)
async def test_a_posted_session_is_found_by_any_of_it(desk: SessionPrompt, typed: str):
    posted, _ = two_cases(desk)
    async with desk.at_the_screen() as pio:
        assert "26-1182" not in pio.screen
        await pio.press("slash")
        await pio.types(typed)
        await pio.sees("Traffic: road closure only", "26-1182", "Quarry Lane is c", "posted")
        assert "26-0907" not in pio.screen
        await pio.press("enter")
        await pio.sees(posted)
        await pio.press("enter")
        await pio.sees("POSTED")
        assert pio.app.session_screens[0].opened.session.id == posted
        # Back from it, the search is as it was.
        await pio.press("escape")
        await pio.sees("Find", "26-1182")
        await pio.press("escape")
        await pio.sees("Start a checklist")
        assert "26-1182" not in pio.screen


async def test_a_search_looks_so(desk: SessionPrompt):
    two_cases(desk)
    desk.save(walk(desk, "Quarry Lane is closed again.", "", "traffic-advisory", minutes_ago=5))
    async with desk.at_the_screen() as pio:
        await pio.press("slash")
        await pio.types("quarry")
        await pio.sees("Enter opens it.")
        await pio.golden("home-find")


async def test_what_is_typed_and_not_accepted_is_found_too(desk: SessionPrompt):
    desk.save(walk(desk, "Road closed.", "26-1", "traffic-advisory").type("Gas leak at the mill"))
    async with desk.at_the_screen() as pio:
        await pio.sees("Gas leak at the mill")
        await pio.press("slash")
        await pio.types("gas mill")
        await pio.sees("Gas leak at the mill", "Enter opens it.")


async def test_what_no_session_has_says_so_and_takes_nothing(desk: SessionPrompt):
    two_cases(desk)
    async with desk.at_the_screen() as pio:
        await pio.press("slash")
        await pio.sees("Type a case number")
        await pio.types("quarry school")
        await pio.sees("No sessions match.")
        await pio.press("enter", "enter")
        assert pio.app.session_screens == []


async def test_letters_of_a_search_are_no_commands(desk: SessionPrompt):
    desk.save(walk(desk, "Wild water at the weir.", "26-1", "traffic-advisory"))
    async with desk.at_the_screen() as pio:
        await pio.press("slash", "w")
        await pio.sees("Wild water at the")
        assert pio.app.session_screens == []
        # The arrows move in what was found.
        await pio.press("down", "up", "enter", "enter")
        await pio.until(lambda: bool(pio.app.session_screens), "the session")


async def test_a_row_of_the_search_before_is_not_opened(desk: SessionPrompt, monkeypatch):
    two_cases(desk)
    may_read, whole = threading.Event(), words.sessions_with
    may_read.set()

    def slow(*given):
        may_read.wait(10)
        return whole(*given)

    monkeypatch.setattr("checklists.index.words.sessions_with", slow)
    async with desk.at_the_screen() as pio:
        await pio.press("slash")
        await pio.types("quarry")
        await pio.sees("26-1182", "Enter opens it.")
        may_read.clear()
        await pio.types("x")
        await pio.press("enter", "enter")
        assert "Looking..." in pio.screen
        assert pio.app.session_screens == []
        may_read.set()
        await pio.sees("No sessions match.")


async def test_the_drawing_thread_reads_nothing_of_a_search(desk: SessionPrompt, monkeypatch):
    two_cases(desk)
    here, whole, threads = threading.get_ident(), words.sessions_with, set()

    def noted(*given):
        for hit in whole(*given):
            threads.add(threading.get_ident())
            yield hit

    monkeypatch.setattr("checklists.index.words.sessions_with", noted)
    async with desk.at_the_screen() as pio:
        await pio.press("slash")
        await pio.types("quarry")
        await pio.sees("26-1182")
    assert threads
    assert here not in threads


async def test_a_search_that_nobody_waits_for_ends_at_the_next_folder(desk: SessionPrompt):
    posted, _ = two_cases(desk)
    index = open_index(desk.places, desk.store)
    try:
        asked = count(1)
        found = words.sessions_with(
            "lane", index, desk.store, desk.clock.time, lambda: next(asked) > 1
        )
        assert list(found) == []
        every = words.sessions_with("lane", index, desk.store, desk.clock.time, lambda: False)
        assert [hit.session.id for hit in every] == [posted]
    finally:
        index.close()


async def test_home_shows_the_case_the_first_words_and_what_is_open(desk: SessionPrompt):
    crash = walk(desk, "Crash on Route 9.\nTwo died.", "26-1182", "traffic-serious")
    desk.save(crash)
    long = walk(desk, "W" * 200, "X" * 40, "missing-person")
    desk.save(long)
    for width in (200, 120, 80, 60, 40):
        async with desk.at_the_screen(size=(width, 24)) as pio:
            await pio.sees("Unfinished", " open")
            rows = [line for line in pio.screen.splitlines() if line[1:8] in ("Traffic", "Missing")]
            crash_row = next(row for row in rows if row.endswith(" open"))
            assert all(len(row) <= width for row in rows)
            assert ("26-1182" in crash_row) == (width >= 56)
            assert ("Crash on Route 9." in crash_row) == (width >= 70)


@NEEDS_ROOT
async def test_a_colleagues_session_is_found_by_its_author_and_opens_read_only(
    office: SessionPrompt,
):
    session_id = waits_for_approval(office, "arrest-charge")
    async with office.at_the_screen() as pio:
        await pio.press("slash")
        await pio.types("MRUIZ arrest")
        await pio.sees("Suspect identified or", "mruiz: ", "ready", f"{session_id}", "By mruiz.")
        await pio.press("enter", "enter")
        await pio.until(lambda: bool(pio.app.session_screens), "the session")
        opened = pio.app.session_screens[0].opened
        assert opened.session.id == session_id
        assert opened.read_only


async def test_forty_are_shown_of_very_many(desk: SessionPrompt):
    for number in range(45):
        desk.save(walk(desk, f"Quarry Lane {number}", "26-1182", "traffic-advisory", number))
    async with desk.at_the_screen(size=(80, 60)) as pio:
        await pio.press("slash")
        await pio.types("lane")
        await pio.until(lambda: pio.screen.count("Quarry Lane") == 40, "forty of them")
        await pio.types(" 44")
        await pio.until(lambda: pio.screen.count("Quarry Lane") == 1, "the one")


async def test_no_word_of_a_draft_stays_in_the_index(desk: SessionPrompt):
    two_cases(desk)
    async with desk.at_the_screen() as pio:
        await pio.press("slash")
        await pio.types("quarry")
        await pio.sees("Quarry Lane is")
    kept = b"".join(
        path.read_bytes()
        for path in desk.places.home.rglob("*")
        if path.is_file() and path.suffix != ".toml"
    )
    assert b"26-1182" in kept
    assert b"Quarry" not in kept
