"""An earlier text, accepted or discarded, is brought back with F9."""

import pytest
from drivers.pilot import SessionPrompt
from textual.widgets import TextArea


def text_of(pio) -> str:
    return pio.app.screen.query_one(TextArea).text


async def test_a_replaced_and_a_discarded_text_come_back(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-advisory"))
    accepted = desk.on_disk(session_id).draft.text
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3", "f9")
        await pio.sees("There is no earlier text")
        await pio.types(" More soon.")
        await pio.press("f5", "2", "f5")
        await pio.sees("Is this the right incident type?")
        await pio.press("n", "f5", "f3")
        await pio.sees("The text below is accepted")
        await pio.types(" Half a")
        await pio.press("f9")
        await pio.sees("Earlier texts", accepted[:40])
        await pio.press("down")
        await pio.sees("Replaced by the next accepted text at")
        await pio.choose_row(accepted[:40])
        await pio.sees("NOT ACCEPTED")
        assert text_of(pio) == accepted
        assert pio.session.draft.typed.text == accepted
        assert pio.session.draft.text == f"{accepted} More soon."
        await pio.press("f9")
        await pio.choose_row(f"{accepted} More soon. Half a"[:40])
        await pio.sees("Half a", "NOT ACCEPTED")
        assert text_of(pio) == f"{accepted} More soon. Half a"


async def test_going_back_from_the_list_changes_nothing(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3")
        await pio.types("Half a")
        await pio.press("escape")
        await pio.choose_row("Go back to the accepted text")
        await pio.press("f3", "f9", "escape")
        assert pio.session.draft.typed is None
        await pio.press("f9")
        await pio.choose_row(f"{pio.session.draft.text}Half a"[:40])
        assert text_of(pio) == f"{pio.session.draft.text}Half a"


@pytest.mark.sweep
@pytest.mark.parametrize("key", ["escape", "f9"])
@pytest.mark.parametrize("words", ["3 p.m.", "10 a.m.", " yes", "2", "n"])
async def test_who_types_on_after_an_accidental_key_loses_no_letter(
    desk: SessionPrompt, key: str, words: str
):
    session_id = desk.save(desk.walk("traffic-advisory"))
    accepted = desk.on_disk(session_id).draft.text
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3")
        await pio.types(" Open at ")
        await pio.press("escape")
        await pio.choose_row("Go back to the accepted text")
        await pio.press("f3")
        await pio.types(" Again at ")
        await pio.press(key)
        await pio.sees("Keep typing")
        await pio.types(words)
        whole = f"{accepted} Again at {words}"
        await pio.until(lambda: text_of(pio) == whole, whole, 5)
        assert pio.session.draft.text == accepted


async def test_a_paste_over_the_question_goes_into_the_text(desk: SessionPrompt):
    session_id = desk.save(desk.walk("traffic-advisory"))
    accepted = desk.on_disk(session_id).draft.text
    async with desk.at_the_screen(session_id) as pio:
        await pio.press("f3")
        await pio.types("!")
        await pio.press("escape")
        await pio.pastes(" 3 p.m.\tto 4")
        await pio.types(" p.m.")
        whole = f"{accepted}! 3 p.m. to 4 p.m."
        await pio.until(lambda: text_of(pio) == whole, whole, 5)
