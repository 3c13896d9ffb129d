"""What is pasted is one paste, however it comes over the line and whatever is in it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.terminal.lexer import PASTE_END, PASTE_START, Lexer, Piece
from tui.terminal.lexing_parser import LexingParser

pasted = st.lists(
    st.sampled_from(
        ["a", "é", "\n", "\x1b", "\x1b[31m", "\x1b[", "\x1b[20", "\x00", PASTE_START, "~"]
    ),
    min_size=1,
    max_size=12,
).map("".join)
typed = st.lists(st.sampled_from(["n", "\x1b[B", "\r", "\x1bOP", "\x1b[15~"]), max_size=4)


def cut(text, places):
    """The text in the pieces in which a bad line brings it."""
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


@given(pasted, st.lists(st.integers(0, 80), max_size=6))
def test_a_paste_arrives_whole_and_no_key_comes_of_it(text, places):
    parser = LexingParser()
    pieces = cut(f"{PASTE_START}{text}{PASTE_END}x", places)
    found = [event for piece in pieces for event in parser.feed(piece)]
    keys = [event.key for event in found if isinstance(event, events.Key)]
    pastes = [event.text for event in found if isinstance(event, events.Paste)]
    assert keys == ["x"]
    assert pastes == [text]


@given(typed, pasted, typed, st.lists(st.integers(0, 80), max_size=6))
def test_what_is_typed_before_and_after_goes_its_way_as_it_came(before, text, after, places):
    lexer = Lexer()
    whole = f"{''.join(before)}{PASTE_START}{text}{PASTE_END}{''.join(after)}"
    passed = [found for piece in cut(whole, places) for found in lexer.feed(piece)]
    assert passed == [*map(Piece, before), Piece(text, is_paste=True), *map(Piece, after)]
