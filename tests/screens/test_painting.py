"""Only the cells that changed are sent, and nothing that could drive a terminal."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from tui.terminal.renderer import ChangedCells, changed_parts, harmless, without_default_colors
from tui.widgets.frame import Lines, ToRead

PLAIN, BOLD = Style(), Style(bold=True)
LETTERS = st.text("abc é漢", max_size=12)


def strip(*parts: tuple[str, Style]) -> Strip:
    return Strip([Segment(text, style) for text, style in parts])


def padded(text: str, width: int = 30) -> Strip:
    return strip((text, PLAIN)).adjust_cell_length(width, PLAIN)


def painted(before: list[Strip], after: list[Strip]) -> list[str]:
    """What a terminal that showed `before` shows after the parts were sent to it."""
    lines = [list(_columns(line)) for line in before]
    for x, y, part in changed_parts(before, after):
        for offset, cell in enumerate(_columns(part)):
            lines[y][x + offset] = cell
    return ["".join(line) for line in lines]


def _columns(line: Strip) -> list[str]:
    """One entry a column; the second column of a wide character is empty."""
    return [
        c for text, _, _ in line for char in text for c in ([char, ""] if char == "漢" else [char])
    ]


def test_one_letter_costs_one_cell() -> None:
    parts = changed_parts([padded("Told by  [Cpl. Ito ]")], [padded("Told by  [Cpl. Ite ]")])
    assert [(x, y, part.text) for x, y, part in parts] == [(17, 0, "e")]


def test_a_line_that_is_the_same_costs_nothing() -> None:
    assert changed_parts([padded("[x] draft")], [padded("[x] draft")]) == []


def test_a_mark_that_only_turned_bold_is_sent() -> None:
    before, after = strip(("[!] draft", PLAIN)), strip(("[!]", BOLD), (" draft", PLAIN))
    assert [(x, part.text) for x, _, part in changed_parts([before], [after])] == [(0, "[!]")]


def test_colors_are_sent_only_where_they_are_not_those_of_the_terminal() -> None:
    line = strip(
        ("[!]", Style(color="default", bgcolor="default", bold=True)),
        ("|", Style(color="default", bgcolor="default")),
        ("READY", Style(color="green", bgcolor="default")),
    )
    sent = without_default_colors(line).render(Console(file=io.StringIO(), color_system="256"))
    assert sent == "\x1b[1m[!]\x1b[0m|\x1b[32mREADY\x1b[0m"


@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=4))
def test_the_terminal_shows_the_new_screen(lines: list[tuple[str, str]]) -> None:
    before, after = [padded(a) for a, _ in lines], [padded(b) for _, b in lines]
    assert painted(before, after) == ["".join(_columns(line)) for line in after]


@pytest.mark.parametrize(
    "mark",
    ["\u26a0\ufe0f", "\U0001f44d\U0001f3fd", "\u0939\u093f\u0928\u094d", "\u6f22", "e\u0301"],
)
def test_a_line_with_other_than_plain_characters_is_sent_whole(mark: str) -> None:
    before, after = padded(f"{mark} AHEAD"), padded(f"{mark} AHEADq")
    assert changed_parts([before], [after]) == [(0, 0, after)]
    assert changed_parts([before], [padded("AHEAD")]) == [(0, 0, padded("AHEAD"))]
    sent = ChangedCells([(0, 0, after)], []).sequence(Console(file=io.StringIO()))
    assert "\x1b[1;1H\x1b[2K" in sent


def test_typographic_signs_and_letters_of_one_column_are_plain() -> None:
    before, after = (
        padded("\u201cCaf\xe9\u2026\u201d \u2014 \u03a9"),
        padded("\u201cCaf\xe9\u2026\u201d \u2014 \u03a9!"),
    )
    assert [(x, part.text) for x, _, part in changed_parts([before], [after])] == [(11, "!")]


def test_nothing_that_drives_a_terminal_is_sent() -> None:
    hostile = strip(("a\x1b]0;title\x07b\u202ec\x9bd", PLAIN), ("plain", BOLD))
    assert harmless(hostile).text == "a?]0;title?b?c?dplain"


def test_letters_and_joiners_stay() -> None:
    family = strip(("\u0645\u06cc\u200c\u062e 👩\u200d👧", PLAIN))
    assert harmless(family) is family


async def test_lines_that_change_while_they_are_hidden_are_as_high_as_they_are_long() -> None:
    lines = Lines("lines")
    box = ToRead(lines)

    class OneText(App[None]):
        CSS = "ToRead { height: auto; dock: bottom; } #lines { height: auto; }"

        def compose(self) -> ComposeResult:
            yield box

    async with OneText().run_test() as pilot:
        box.display = False
        await pilot.pause()
        for text in ("one", "one\ntwo\nthree", "one\ntwo"):
            lines.show(text)
            box.display = True
            await pilot.pause()
            assert lines.size.height == len(text.splitlines())
            lines.show("")
            box.display = False
            await pilot.pause()
