"""A list that goes on by a line is moved by the terminal itself, and shows what it must."""

from pathlib import Path

import pyte
import pytest
from benchmarks.byte_counts import begun_session
from drivers.terminal import Terminal
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.terminal.renderer import ChangedCells, Scroll, changed_parts, moved, scrolled

WIDTH, HEIGHT = 20, 12
ROWS = st.lists(st.text("abc [x]", min_size=1, max_size=WIDTH), min_size=30, max_size=40)


def strips(texts: list[str]) -> list[Strip]:
    return [Strip([Segment(text[:WIDTH].ljust(WIDTH), Style())]) for text in texts]


def on_terminal(before: list[Strip], after: list[Strip]) -> tuple[list[str], list[Scroll]]:
    """What a terminal that shows `before` shows once it was sent the difference."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    console = Console(width=WIDTH, color_system=None, legacy_windows=False)
    # As the program sets it: a full line does not go on in the next.
    stream.feed("\x1b[?7l")
    whole = ChangedCells([(0, y, strip) for y, strip in enumerate(before)], [])
    stream.feed(whole.sequence(console))
    scrolls = scrolled(before, after)
    parts = changed_parts(moved(before, scrolls), after)
    stream.feed(ChangedCells(parts, scrolls).sequence(console))
    return list(screen.display), scrolls


@given(ROWS, st.integers(0, 15), st.integers(0, 15), st.integers(0, 4), st.integers(0, 4))
def test_whatever_was_scrolled_the_terminal_shows_it(rows, first, second, head, foot):
    """Any window of any list, under lines that stay and over lines that change."""
    room = HEIGHT - head - foot
    above, below = ["stays"] * head, [f"about {first}"] * foot
    before = strips([*above, *rows[first : first + room], *below])
    after = strips([*above, *rows[second : second + room], *[f"about {second}"] * foot])
    shown, _ = on_terminal(before, after)
    assert shown == [strip.text for strip in after]


@pytest.mark.parametrize("by", [1, -1, 2, -2])
def test_lines_that_are_still_there_are_not_sent_again(by):
    rows = [f"{number} of the list" for number in range(20)]
    before, after = strips(rows[4:16]), strips(rows[4 + by : 16 + by])
    shown, scrolls = on_terminal(before, after)
    assert shown == [strip.text for strip in after]
    assert scrolls == [Scroll(0, HEIGHT - 1, by)]
    sent = changed_parts(moved(before, scrolls), after)
    assert len(sent) == abs(by)


@pytest.mark.slow
def test_a_long_home_scrolled_both_ways_is_as_if_painted_anew(home: Path):
    for minutes in range(12):
        begun_session(home, "traffic-advisory", minutes + 1)
    with Terminal(home, 80, 20).run() as terminal:
        terminal.sees_words("Unfinished")
        for keys in (["down"] * 20, ["up"] * 9, ["down"] * 3, ["end", "up", "up", "pageup"]):
            terminal.keys(*keys)
            shown, before = terminal.text, len(terminal.bytes)
            terminal.keys("ctrl+l")
            assert len(terminal.bytes) - before > 1500, "Ctrl+L paints everything"
            assert terminal.text == shown
        assert b"\x1bD" in terminal.bytes
        assert b"\x1bM" in terminal.bytes
