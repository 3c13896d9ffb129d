"""Looking for words in drafts: what is quick must never miss what is there."""

import sys
import unicodedata

import pytest
from factories.sessions import Walk
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from records.test_record_round_trip import TRICKY

from checklists.errors import Refused
from checklists.records.codec import read_record, write_record
from checklists.records.search import BECOME_ASCII, _may_contain, contains, folded
from checklists.session.list_row import case_key
from checklists.text import accept_text

letters = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*TRICKY, *BECOME_ASCII, "straße", "e\u0301", "\u212a", "\\", '"""', "K"]),
)
NUMBERS = r"[A-Za-z]{0,3}[- ]?[0-9]{2}[-\u2013 ][0-9]{4}"
texts = st.lists(letters, max_size=6).map("".join)


def test_every_letter_that_has_ascii_in_it_when_folded_is_listed():
    every = (chr(n) for n in range(128, sys.maxunicode + 1) if not 0xD800 <= n < 0xE000)
    assert (
        "".join(
            letter
            for letter in every
            if any(c.isascii() for c in unicodedata.normalize("NFC", letter).casefold())
        )
        == BECOME_ASCII
    )


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(30))
@settings(max_examples=50)
@given(texts, st.integers(0, 40), st.integers(1, 20), st.booleans())
def test_any_piece_of_a_draft_is_found_in_its_file(part, text, start, length, capitals):
    try:
        text = accept_text(text, "The text", lines=True)
    except Refused:
        assume(False)
    piece = text[start : start + length]
    assume(piece.strip())
    walk = Walk("traffic-serious").write("Road closed").type(text + " end")
    wanted = folded(piece.upper() if capitals else piece)
    # Cut out of its middle, a letter and its accent may be another letter than together.
    assume(wanted in folded(walk.session.draft.typed.text))
    assert _may_contain(write_record(walk.session), wanted)
    assert contains(walk.session, wanted)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"The Quill road is closed."', '"The \\x51uill road is closed."'),
        ('"The Quill road is closed."', '"The \\u0051uill road is closed."'),
        ('"The Quill road is closed."', '"The \\U00000051uill road is closed."'),
        ('"The Quill road is closed."', '"""The Quill \\\n    road is closed."""'),
        ('"The Quill road is closed."', '"""The Quill \\ \t\r\n\n  road is closed."""'),
    ],
)
def test_words_that_a_hand_spelled_in_another_way_are_found(before, after):
    """As TOML allows it, and as a person with an editor breaks a long line."""
    text = write_record(Walk("traffic-serious").write("The Quill road is closed.").session).decode()
    assert before in text
    edited = text.replace(before, after).encode()
    session = read_record(edited, "by hand.toml")
    assert session.draft.text == "The Quill road is closed."
    assert _may_contain(edited, "quill road")


def test_what_no_draft_holds_is_told_without_reading_the_record():
    data = write_record(Walk("traffic-serious").write("Road closed at Mill Road").session)
    assert not _may_contain(data, "quarry")
    assert not _may_contain(data, "straße")
    assert _may_contain(data, "mill road")


@settings(max_examples=200)
@given(st.one_of(st.from_regex(NUMBERS, fullmatch=True), texts))
def test_any_piece_of_a_case_number_is_found_in_its_file(number):
    try:
        walk = Walk("traffic-serious").case_number(number[:40])
    except Refused:
        assume(False)
    key = case_key(walk.session.case_number)
    for start in range(len(key)):
        wanted = folded("-".join(key[start : start + 5]))
        assert _may_contain(write_record(walk.session), wanted)
        assert contains(walk.session, wanted)


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_case_number_that_a_hand_wrote_like_a_table_is_found(quotes):
    walk = Walk("traffic-serious").case_number("[26-1182]")
    text = write_record(walk.session).decode()
    written = f"{quotes}\n[26-1182]{quotes}"
    edited = text.replace('"[26-1182]"', written, 1).encode()
    assert read_record(edited, "by hand.toml").case_number == "[26-1182]"
    assert _may_contain(edited, "26 1182")


@pytest.mark.parametrize("text", ["Zulu Quay, exit x", "JAZZ AT THE QUAY", "qqqqz", "Exit 4"])
def test_any_piece_with_a_rare_letter_is_found_and_no_other(text):
    record = write_record(Walk("traffic-serious").write(text).session)
    wanted = folded(text)
    pieces = {wanted[i:j] for i in range(len(wanted)) for j in range(i + 1, len(wanted) + 1)}
    assert [piece for piece in pieces if not _may_contain(record, piece)] == []
    assert not any(_may_contain(record, piece + "zx") for piece in pieces)
