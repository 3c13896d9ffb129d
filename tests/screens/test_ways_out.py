"""Nothing leaves unasked: Ctrl+Q is no key, and Ctrl+C says which one leaves."""

import pytest
from drivers.pilot import SessionPrompt
from textual.widgets import TextArea


@pytest.mark.sweep(2)
@pytest.mark.parametrize("keys", [(), ("f3",), ("f3", "f2"), ("f3", "f8"), ("f1",)])
async def test_ctrl_q_leaves_nothing(desk: SessionPrompt, keys: tuple[str, ...]):
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        await pio.press(*keys)
        before = pio.screen
        await pio.press("ctrl+q")
        assert pio.app.is_running
        assert pio.screen == before


@pytest.mark.sweep(2)
@pytest.mark.parametrize("keys", [(), ("f3",), ("f3", "f2"), ("f3", "f8")])
async def test_ctrl_c_says_that_escape_leaves_and_covers_no_key(
    desk: SessionPrompt, keys: tuple[str, ...]
):
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        await pio.press(*keys)
        footer = pio.line(-1)
        await pio.press("ctrl+c")
        await pio.sees("Ctrl+C does nothing here: Esc goes back.")
        pio.sees_not("Ctrl+Q", "^q")
        assert pio.line(-1) == footer


async def test_ctrl_c_at_home_says_that_escape_leaves(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        await pio.press("ctrl+c")
        await pio.sees("On the first screen, Esc leaves.")


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_no_text_goes_to_the_clipboard_of_the_terminal(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch, key: str
):
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        sent: list[str] = []
        monkeypatch.setattr(pio.app._driver, "write", sent.append)
        await pio.press("f3")
        pio.app.screen.query_one(TextArea).select_all()
        await pio.press(key)
        assert "]52;" not in "".join(sent)


async def test_what_is_cut_in_the_draft_can_be_put_in_again(desk: SessionPrompt):
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        await pio.press("f3")
        text = pio.app.screen.query_one(TextArea)
        text.select_all()
        before = text.text
        await pio.press("ctrl+x")
        assert text.text == ""
        await pio.press("ctrl+v")
        assert text.text == before
