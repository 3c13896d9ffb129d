"""What is typed is on disk after two quiet seconds, as text that is not accepted; never sooner."""

import pytest
from drivers.pilot import Pio, SessionPrompt
from textual.widgets import TextArea

from tui.screens import draft
from tui.terminal.lexing_parser import LexingParser
from tui.widgets.line_input import LineInput


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
        for _ in range(400):
            await pio.types("a")
            found = kept(pio)
            if found:
                break
        assert found
        assert found == "a" * len(found)
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
        await pio.press("escape")
        await pio.choose_row("Go back to the accepted text")
        await pio.pilot.pause(0.4)
        assert kept(pio) is None
        assert pio.session.draft.text == ""


async def test_what_is_pasted_stands_once(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("First line.\nSecond line.")
        assert pio.app.screen.query_one(TextArea).text == "First line.\nSecond line."
        await pio.press("escape", "down", "down", "enter", "home", "down", "down", "enter")
        await pio.pastes("Cpl. Ito")
        assert pio.form.fields[0].text == "Cpl. Ito"
        await pio.press("enter")
        await pio.pastes("02:05")
        assert pio.form.fields[1].text == "02:05"


async def test_what_cannot_be_seen_is_left_out_of_a_paste_and_named(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("Stay\u202e in\x07.")
        assert pio.app.screen.query_one(TextArea).text == "Stay in."
        await pio.sees("removed right-to-left override (U+202E), a bell (U+0007)")


async def test_a_release_out_of_a_word_processor_is_pasted_whole(desk: SessionPrompt, begun: str):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("Route\t9\x0bis closed.\u2028Use\u00a0Route 4.\rThank you.")
        assert pio.app.screen.query_one(TextArea).text == (
            "Route 9\nis closed.\nUse\u00a0Route 4.\nThank you."
        )
        await pio.sees("Changed: tabs were changed to spaces; line breaks were made uniform.")


async def test_lines_that_a_terminal_pastes_with_returns_need_no_word(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        await pio.pastes("One.\rTwo.")
        assert pio.app.screen.query_one(TextArea).text == "One.\nTwo."
        pio.sees_not("Changed")


async def test_several_lines_pasted_into_one_line_are_joined_and_said(
    desk: SessionPrompt, begun: str
):
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3", "f10")
        await pio.pastes("26-1182\r\n  and 26-1183\r\n")
        await pio.sees("26-1182 and 26-1183", "the lines were joined")
        await pio.press("f5")
        assert pio.session.case_number.endswith("26-1182 and 26-1183")


async def test_a_no_break_space_and_a_joiner_can_be_typed(desk: SessionPrompt, begun: str):
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    typed = list(LexingParser().feed(f"Route\u00a09 {family}"))
    async with desk.at_the_screen(begun) as pio:
        await pio.press("f3")
        for event in typed:
            pio.app.post_message(event)
        await pio.settle()
        assert pio.app.screen.query_one(TextArea).text == f"Route\u00a09 {family}"
        await pio.press("f10")
        for event in LexingParser().feed("26\u00a01182"):
            pio.app.post_message(event)
        await pio.settle()
        assert pio.app.screen.query_one(LineInput).value.endswith("26\u00a01182")
