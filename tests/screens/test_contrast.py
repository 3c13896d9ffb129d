"""Everything that must be read has a contrast of 4.5 to 1 or more, in both themes of ours.

The theme `terminal` draws with the terminal's own colours and sets none.
"""

import pytest
from drivers.pilot import Pio, SessionPrompt
from rich.style import Style

from tui.terminal.themes import NAMES

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


def _luminance(rgb: tuple[int, int, int]) -> float:
    channels = [value / 255 for value in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = [_luminance(color.get_truecolor()) for color in (style.color, style.bgcolor)]
    return (max(pair) + 0.05) / (min(pair) + 0.05)


def faint_words(pio: Pio) -> list[str]:
    """Whatever is drawn with too little contrast, with its figure."""
    found = []
    for strip in pio.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if text.strip() and style is not None and contrast(style) < LEAST:
                found.append(f"{contrast(style):.1f} {text.strip()!r}")
    return found


@pytest.mark.sweep
@pytest.mark.parametrize("theme", [name for name in NAMES if name != "terminal"])
async def test_every_screen_can_be_read_in(desk: SessionPrompt, theme: str) -> None:
    session = desk.save(desk.walk("traffic-serious", answered=False))
    async with desk.at_the_screen() as pio:
        pio.app.theme = theme
        await pio.settle()
        assert faint_words(pio) == [], "home"
        await pio.app.open_walk(session)
        await pio.settle()
        for name, keys in (
            ("walk", ()),
            ("a form", ("n", "enter")),
            ("a form that is refused", ("f5",)),
            ("the keys", ("f1",)),
            ("other answers", ("escape", "f7")),
            ("why not ready", ("escape", "f8")),
            ("the call sheet", ("c",)),
            ("the draft", ("escape", "escape", "escape", "f3")),
            ("the platforms", ("f2",)),
        ):
            await pio.press(*keys)
            await pio.settle()
            assert faint_words(pio) == [], name


@pytest.mark.parametrize("theme", ["terminal"])
async def test_the_terminal_keeps_its_own_colours_in(desk: SessionPrompt, theme: str) -> None:
    session = desk.save(desk.walk("traffic-serious", answered=False))
    async with desk.at_the_screen(session) as pio:
        assert pio.app.theme == theme
        for strip in pio.app.screen._compositor.render_strips():
            for text, style, _ in strip:
                if text.strip() and style is not None:
                    assert style.color is None or style.color.is_default, text
                    assert style.bgcolor is None or style.bgcolor.is_default, text
