"""An earlier text, accepted or discarded, is brought back with F9."""

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
        await pio.press("f5", "2")
        await pio.sees("Is this the right incident type?")
        await pio.press("n")
        await pio.sees("The text below is accepted")
        await pio.types(" Half a")
        await pio.press("f9")
        await pio.sees("Earlier texts", accepted[:40], "Replaced by the next accepted text at")
        await pio.press("down", "up")
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
