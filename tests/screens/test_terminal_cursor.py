"""The terminal's own cursor, which screen readers and braille displays follow, stands on the active
row or field in every frame."""

from drivers.pilot import Pio, SessionPrompt
from rich.console import Console

from tui.terminal.renderer import SHOW_CURSOR


def line_of_cursor(pio: Pio) -> str:
    return pio.screen.splitlines()[pio.app.cursor_position.y]


def column_after(pio: Pio, text: str) -> int:
    return line_of_cursor(pio).index(text) + len(text)


async def test_it_stands_on_the_row_of_a_list_and_of_a_dialog(desk: SessionPrompt):
    session = desk.save(desk.walk("traffic-serious"))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("facts-verified")
        assert line_of_cursor(pio).startswith(">[x] facts verified")
        # Further down than the list is high.
        await pio.go_to("release-authority")
        assert line_of_cursor(pio).startswith(">[x] read by another")
        await pio.go_to("facts-verified")
        await pio.press("f7")
        assert ">1 Not done" in line_of_cursor(pio)


async def test_it_stands_in_the_field_of_a_form_and_in_the_text(desk: SessionPrompt):
    session = desk.save(desk.walk("traffic-serious", answered=False))
    async with desk.at_the_screen(session) as pio:
        await pio.go_to("victim-services-engaged")
        await pio.press("enter")
        await pio.types("Ito")
        assert "Contact [Ito" in " ".join(line_of_cursor(pio).split())
        assert column_after(pio, "[Ito") == pio.app.cursor_position.x
        await pio.press("enter", "down")
        assert ">( ) 2" in line_of_cursor(pio)
        await pio.press("f3")
        await pio.types("Road closed")
        assert line_of_cursor(pio).strip() == "Road closed"
        assert column_after(pio, "Road closed") == pio.app.cursor_position.x


async def test_it_is_shown_with_the_first_frame_and_stays(desk: SessionPrompt):
    async with desk.at_the_screen() as pio:
        pio.app.paint_all()
        screen, console = pio.app.screen, Console()
        assert pio.app.changes_since_last_paint(screen).sequence(console).startswith(SHOW_CURSOR)
        await pio.press("down")
        assert SHOW_CURSOR not in pio.app.changes_since_last_paint(screen).sequence(console)
