"""What is typed behind characters that take two columns, or join, is shown as it was typed."""

import pytest
from drivers.terminal import END, Terminal

pytestmark = pytest.mark.slow

BEGINNINGS = {
    "warning sign": "\u26a0\ufe0f",
    "skin tone": "\U0001f44d\U0001f3fd",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "flag": "\U0001f1fa\U0001f1f8",
    "Hindi": "\u0939\u093f\u0928\u094d\u0926\u0940",
    "Chinese": "\u6f22\u5b57",
    "accent": "e\u0301\u0302",
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_what_is_typed_at_the_end_of_the_line_is_shown(terminal: Terminal, beginning: str):
    terminal.run("start", "life-safety-alert")
    terminal.sees("Write or paste the text below.")
    terminal.paste(f"{beginning} ROAD CLOSED AHEAD")
    terminal.sees("ROAD CLOSED AHEAD")
    terminal.press(END, "q", "w", "x", "y", "z")
    terminal.sees("ROAD CLOSED AHEADqwxyz")
    for _ in range(8):
        terminal.press(b"\x7f")
    terminal.sees("ROAD CLOSED AH")
    [line] = [line for line in terminal.lines if "ROAD CLOSED" in line]
    assert line.endswith("ROAD CLOSED AH")
