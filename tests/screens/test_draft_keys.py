"""The draft's own keys work while its text has the focus: a text area keeps F6 and F7 to itself."""

import os
import time

import pytest
from drivers.pilot import SessionPrompt
from textual.widgets import TextArea

from tui.wording.keys import EDITOR_KEYS

TEXT = "Mill Road is closed."
AFTER = {
    "Ctrl+Z": (("ctrl+x", "ctrl+z"), TEXT),
    "Ctrl+Y": (("ctrl+x", "ctrl+z", "ctrl+y"), ""),
    "Shift": (("shift+home", "X"), "X"),
    "F6": (("f6", "X"), "X"),
    "F7": (("f7", "X"), "X"),
    "Ctrl+X": (("f7", "ctrl+x", "X"), "X"),
    "Ctrl+V": (("ctrl+x", "X", "ctrl+v"), f"X{TEXT}"),
    "Home End": (("home", "X", "end", "Y"), f"X{TEXT}Y"),
    "Ctrl <-": (("ctrl+left", "X", "home", "ctrl+right", "Y"), "MillY Road is closedX."),
    "Ctrl+W": (("ctrl+w", "ctrl+w"), "Mill Road is "),
    "Ctrl+U": (("ctrl+left", "ctrl+u", "ctrl+k", "X"), "X"),
}


async def test_f4_asks_which_text_and_f10_the_case_number(desk: SessionPrompt) -> None:
    session = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session) as pio:
        await pio.press("f3", "f4")
        await pio.sees("Which text?")
        await pio.press("escape", "f10")
        await pio.sees("never an NCIC, FBI, or state ID number")


async def test_keys_typed_ahead_of_the_question_that_f4_asks_wait_for_its_save(
    desk: SessionPrompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        await pio.press("f3")
        monkeypatch.setattr(os, "fsync", lambda descriptor: time.sleep(0.2))
        await pio.in_one_read("k", "f4", "2", "o", "k")
        await pio.sees("the text for Facebook only")
        await pio.press("f4", "1")
        await pio.sees("the text for all platforms")
        assert pio.app.screen.query_one(TextArea).text.endswith("k")


@pytest.mark.sweep
@pytest.mark.parametrize("key", EDITOR_KEYS)
async def test_what_the_help_says_of_the_editors_keys_is_so(desk: SessionPrompt, key: str) -> None:
    presses, text = AFTER[key]
    async with desk.at_the_screen(desk.save(desk.walk("traffic-advisory"))) as pio:
        await pio.press("f3", "f1")
        await pio.sees("IN THE TEXT")
        said = pio.screen
        await pio.press("pagedown")
        await pio.settle()
        assert f"{key:<8} {EDITOR_KEYS[key]}" in said + pio.screen
        await pio.press("escape", "f7")
        await pio.types(TEXT)
        await pio.press(*presses)
        await pio.settle()
        assert pio.app.screen.query_one(TextArea).text == text
