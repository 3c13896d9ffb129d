"""What is pasted is one paste, however it comes over the line and whatever is in it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from tui.terminal.paste_guard import END, START, PasteGuard, put_back

pasted = st.lists(
    st.sampled_from(["a", "é", "\n", "\x1b", "\x1b[31m", "\x1b[", "\x1b[20", "\x00", START, "~"]),
    max_size=12,
).map("".join)
typed = st.lists(st.sampled_from(["n", "\x1b[B", "\r", "\x1bOP", "\x1b[15~"]), max_size=4)


def cut(text, places):
    """The text in the pieces in which a bad line brings it."""
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


def read(pieces):
    """What Textual makes of it: keys and pastes."""
    guard, parser = PasteGuard(), XTermParser()
    # The driver hands nothing on where there is nothing.
    passed = [found for piece in pieces if (found := guard.feed(piece))]
    return [event for piece in passed for event in parser.feed(piece)]


@given(pasted, st.lists(st.integers(0, 80), max_size=6))
def test_a_paste_arrives_whole_and_no_key_comes_of_it(text, places):
    found = read(cut(f"{START}{text}{END}x", places))
    keys = [event.key for event in found if isinstance(event, events.Key)]
    pastes = [put_back(event.text) for event in found if isinstance(event, events.Paste)]
    assert keys == ["x"]
    assert pastes == [text]


@given(typed, pasted, typed, st.lists(st.integers(0, 80), max_size=6))
def test_what_is_typed_before_and_after_goes_its_way_as_it_came(before, text, after, places):
    guard = PasteGuard()
    whole = f"{''.join(before)}{START}{text}{END}{''.join(after)}"
    passed = "".join(guard.feed(piece) for piece in cut(whole, places))
    assert put_back(passed) == whole
    assert passed.startswith("".join(before) + START)
    assert passed.endswith(END + "".join(after))
