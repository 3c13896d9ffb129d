"""The sequence that hands a text to the terminal's clipboard: whole, or nothing."""

from base64 import b64decode

import pytest

from tui.terminal.clipboard import LONGEST, LONGEST_IN_SCREEN, NotSent, to_clipboard

BEGINS, ENDS = "\x1b]52;c;", "\x07"
TEXTS = ("Route 9 is closed.\n", "\u26a0\ufe0f \u0939\u093f\u0928\u094d\u0926\u0940\u00a0\n", "\n")


@pytest.mark.parametrize("text", TEXTS)
def test_it_holds_every_byte_of_the_text_and_sets_the_clipboard_alone(text: str):
    sequence = to_clipboard(text, "xterm-256color")
    assert sequence.startswith(BEGINS)
    assert sequence.endswith(ENDS)
    held = sequence.removeprefix(BEGINS).removesuffix(ENDS)
    assert b64decode(held, validate=True) == text.encode()
    assert "?" not in sequence


@pytest.mark.parametrize(
    ("term", "longest", "takes"),
    [
        ("xterm", LONGEST, 4096),
        ("tmux-256color", LONGEST, 4096),
        ("screen", LONGEST_IN_SCREEN, 768),
        ("screen-256color", LONGEST_IN_SCREEN, 768),
    ],
)
def test_nothing_is_sent_of_a_text_that_some_terminal_of_this_kind_would_cut(
    term: str, longest: int, takes: int
):
    assert len(to_clipboard("\u00e9" * (longest // 2), term)) <= takes
    with pytest.raises(NotSent, match="nothing was sent"):
        to_clipboard("\u00e9" * (longest // 2) + "x", term)
