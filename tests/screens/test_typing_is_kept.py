"""What is typed is on disk after two quiet seconds, as text that is not accepted; never sooner."""

import pytest
from drivers.pilot import Pio, SessionPrompt
from textual.widgets import TextArea

from tui.screens import draft


@pytest.fixture
def begun(desk: SessionPrompt) -> str:
    return desk.save(desk.walk("life-safety-alert", answered=False))


@pytest.fixture
def a_short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds are long for a test: a fifth of one."""
    assert draft.QUIET_SECONDS == 2
    monkeypatch.setattr(draft, "QUIET_SECONDS", 0.2)


def kept(pio: Pio) -> str | None:
    typed = pio.session.draft.typed
    return None if typed is None else typed.text


async def test_two_quiet_seconds_are_two_seconds(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.types("Stay in")
        assert kept(pio) is None
        await pio.pilot.pause(1.0)
        assert kept(pio) is None
        await pio.until(lambda: kept(pio) == "Stay in", "the typed text on disk")
        assert pio.session.draft.text == ""
        assert pio.session.ready is None


async def test_each_letter_begins_the_pause_anew_and_the_last_state_is_kept(
    desk: SessionPrompt, begun: str, a_short_pause: None
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        before = pio.session.revision
        await pio.types("Stay indoors near Mill Road.")
        await pio.until(lambda: kept(pio) == "Stay indoors near Mill Road.", "the typed text")
        assert pio.session.revision == before + 1
        assert [entry.did for entry in pio.session.history].count("draft") == 0


async def test_typing_that_never_pauses_is_kept_all_the_same(
    desk: SessionPrompt, begun: str, monkeypatch: pytest.MonkeyPatch
):
    assert draft.LONGEST_SECONDS < 5
    monkeypatch.setattr(draft, "LONGEST_SECONDS", 0.4)
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        for length in range(1, 400):
            await pio.types("a")
            found = kept(pio)
            if found:
                break
        assert found == "a" * len(found)
        assert length < 400
        assert pio.session.draft.text == ""


async def test_ctrl_c_keeps_what_is_typed(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.types("Lock doors.")
        await pio.press("ctrl+c")
        assert kept(pio) == "Lock doors."
        await pio.sees("Esc goes back.")


async def test_a_dropped_line_loses_nothing_that_was_kept(
    desk: SessionPrompt, begun: str, a_short_pause: None
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.types("Lock doors.")
        await pio.until(lambda: kept(pio) == "Lock doors.", "the typed text")
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.sees("Lock doors.", "NOT ACCEPTED")
        assert pio.app.screen.query_one(TextArea).text == "Lock doors."


async def test_a_letter_that_was_kept_and_taken_back_is_not_typed_any_more(
    desk: SessionPrompt, a_short_pause: None
):
    session_id = desk.save(desk.walk("traffic-advisory"))
    accepted = desk.on_disk(session_id).draft.text
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3")
        await pio.types("X")
        await pio.until(lambda: kept(pio) == accepted + "X", "the typed letter on disk")
        await pio.press("backspace", "escape")
        assert pio.app.screen is pio.walk
        assert kept(pio) is None
        assert pio.session.draft.text == accepted
        assert pio.opened.blockers() == ()


async def test_a_shorter_text_that_was_kept_and_taken_back_is_not_typed_any_more(
    desk: SessionPrompt, a_short_pause: None
):
    session_id = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3", "f4", "3")
        await pio.sees("the text for X only")
        await pio.types("S")
        await pio.until(lambda: pio.session.draft.typed is not None, "the typed letter on disk")
        assert pio.session.draft.typed.variants == {"x": "S"}
        await pio.press("backspace", "escape")
        assert pio.app.screen is pio.walk
        assert pio.session.draft.typed is None
        assert pio.opened.blockers() == ()


async def test_typing_while_the_draft_is_left_leaves_no_timer_behind(
    desk: SessionPrompt, begun: str, a_short_pause: None
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.types("Lock doors.")
        await pio.press("escape", "3")
        await pio.pilot.pause(0.4)
        assert kept(pio) is None
        assert pio.session.draft.text == ""


async def test_what_is_pasted_stands_once(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("First line.\nSecond line.")
        assert pio.app.screen.query_one(TextArea).text == "First line.\nSecond line."
        await pio.press("escape", "3", "home", "down", "down", "enter")
        await pio.pastes("Cpl. Ito")
        assert pio.form.fields[0].text == "Cpl. Ito"
        await pio.press("enter")
        await pio.pastes("02:05")
        assert pio.form.fields[1].text == "02:05"


async def test_what_cannot_be_seen_is_not_pasted_and_is_named(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("Stay\u202e in\x1b[31m")
        assert pio.app.screen.query_one(TextArea).text == ""
        await pio.sees("right-to-left override (U+202E)")
