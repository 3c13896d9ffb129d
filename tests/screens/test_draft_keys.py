"""The draft's own keys work while its text has the focus: a text area keeps F6 and F7 to itself."""

from drivers.pilot import SessionPrompt


async def test_f4_asks_which_text_and_f10_the_case_number(desk: SessionPrompt) -> None:
    session = desk.save(desk.walk("traffic-advisory"))
    async with desk.at_the_screen(session) as pio:
        await pio.press("f3", "f4")
        await pio.sees("Which text?")
        await pio.press("escape", "f10")
        await pio.sees("Never an NCIC, FBI or state ID number")
