"""What may be entered, and how anything is shown: over every character that there is."""

import sys
import unicodedata
from functools import cache

import pytest

from checklists.errors import Refused
from checklists.text import accept_text, clean_text, forbidden_character, name_of, show_text

ESCAPE = "\x1b"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
"""An emoji of three people, held together by joiners."""
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
"""A Persian word (`I want`); the zero-width non-joiner in it is spelling."""
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
"""A flag whose letters are tag characters."""


@cache
def every_character() -> tuple[tuple[str, str], ...]:
    """Every code point with its category."""
    return tuple((chr(n), unicodedata.category(chr(n))) for n in range(sys.maxunicode + 1))


# What is refused at entry


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"Road closed{ESCAPE}[2J", "an escape (U+001B)"),
        (f"{ESCAPE}]0;gone\x07", "an escape (U+001B)"),
        (f"{ESCAPE}]52;c;Zm9v\x07", "an escape (U+001B)"),
        ("Road\x07 closed", "a bell (U+0007)"),
        ("Road\x00 closed", "a zero byte (U+0000)"),
        ("Road\tclosed", "a tab (U+0009)"),
        ("Roads\x08 closed", "a backspace (U+0008)"),
        ("Road\x7f closed", "a control character (U+007F)"),
        ("Road \x9b2J closed", "a control character (U+009B)"),
        ("Road \x85closed", "a control character (U+0085)"),
        ("Road \u202edesolc", "right-to-left override (U+202E)"),
        ("Road \u2067closed\u2069", "right-to-left isolate (U+2067)"),
        ("Road\u2028closed", "line separator (U+2028)"),
        ("Road\u2029closed", "paragraph separator (U+2029)"),
        ("Road \ud800 closed", "a control character (U+D800)"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_what_drives_a_terminal_or_turns_text_around_is_refused_by_name(
    text: str, named: str, lines: bool
) -> None:
    with pytest.raises(Refused) as refused:
        accept_text(text, "The draft", lines=lines)
    assert refused.value.message == f"The draft contains {named}."
    assert refused.value.what_to_do


def test_a_single_line_takes_no_line_break() -> None:
    with pytest.raises(Refused, match=r"a line break \(U\+000A\)"):
        accept_text("Road\nclosed", "The note")


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        PERSIAN,
        SCOTLAND,
        "caf\u00e9 \u201cRoute 9\u201d \u2026",
        "\u05d0\u200f!",
        "soft\u00adhyphen",
    ],
)
def test_letters_joiners_and_emoji_are_kept_as_typed(text: str) -> None:
    assert accept_text(text, "The draft") == text


@pytest.mark.slow
def test_just_the_controls_are_refused_of_all_characters() -> None:
    refused = {
        character
        for character, _ in every_character()
        if forbidden_character(character, lines=True)
    }
    controls = {c for c, category in every_character() if category in ("Cc", "Cs", "Zl", "Zp")}
    turning = {
        c
        for c, _ in every_character()
        if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF")
        or unicodedata.bidirectional(c) in ("LRI", "RLI", "FSI", "PDI")
    }
    assert refused == (controls | turning) - {"\n"}
    assert forbidden_character("\n", lines=False) == "\n"


@pytest.mark.slow
def test_what_was_accepted_is_accepted_again_as_it_is() -> None:
    """Else a session that was saved could not be opened."""
    kept = "".join(
        f"a{character}"
        for character, _ in every_character()
        if not forbidden_character(character, lines=True)
    )
    accepted = accept_text(kept, "It", lines=True)
    assert accepted == unicodedata.normalize("NFC", kept)
    assert accept_text(accepted, "It", lines=True) == accepted


def test_text_is_stored_composed_with_plain_line_ends() -> None:
    assert (
        accept_text("Cafe\u0301\r\nRoute 9\rMill", "The draft", lines=True)
        == "Caf\u00e9\nRoute 9\nMill"
    )


def test_only_a_single_line_loses_its_outer_spaces() -> None:
    assert accept_text("  Cpl. Ito \u00a0", "Told by") == "Cpl. Ito"
    assert accept_text("  Road closed.\n", "The draft", lines=True) == "  Road closed.\n"


def test_too_long_says_how_long_and_how_much_fits() -> None:
    assert accept_text("x" * 200, "The note", longest=200) == "x" * 200
    with pytest.raises(Refused, match="The note has 201 characters; the limit is 200"):
        accept_text("x" * 201, "The note", longest=200)


def test_the_length_is_counted_after_composing() -> None:
    assert len(accept_text("e\u0301" * 200, "The note", longest=200)) == 200


def test_a_refusal_never_repeats_the_text() -> None:
    with pytest.raises(Refused) as refused:
        accept_text(f"Jane Doe{ESCAPE}", "The note")
    assert "Jane" not in str(refused.value)
    assert ESCAPE not in str(refused.value)


def test_every_forbidden_character_has_a_printable_name() -> None:
    for character, _ in every_character():
        if forbidden_character(character, lines=False):
            assert name_of(character).isprintable()
            assert f"U+{ord(character):04X}" in name_of(character)


# How anything is shown


@pytest.mark.slow
def test_nothing_that_cannot_be_seen_reaches_the_terminal() -> None:
    hidden = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
    for character, category in every_character():
        shown = show_text(character)
        if category in hidden or (category == "Zs" and character != " "):
            assert shown == f"<U+{ord(character):04X}>"
        else:
            assert shown == character or shown.isascii()


def test_what_is_ignored_by_every_font_is_spelled_out() -> None:
    """Fillers, variation selectors and joiners: letters by category, and drawn as nothing."""
    ignorable = [
        *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000),
        0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0,
    ]  # fmt: skip
    for number in ignorable:
        assert show_text(f"a{chr(number)}b") == f"a<U+{number:04X}>b"


@pytest.mark.slow
def test_every_character_that_can_be_seen_is_shown_as_it_is() -> None:
    kept = 0
    for character, category in every_character():
        shown = show_text(character)
        if shown == character:
            kept += 1
            continue
        assert category[0] in "CZ" or ord(character) in (
            *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        )
    assert kept > 140_000


@pytest.mark.slow
def test_nothing_is_ever_removed() -> None:
    """Two texts that differ look different."""
    shown = {show_text(character) for character, _ in every_character()}
    assert len(shown) == sys.maxunicode + 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (FAMILY, "\U0001f468<U+200D>\U0001f469<U+200D>\U0001f467"),
        (PERSIAN, PERSIAN.replace("\u200c", "<U+200C>")),
        ("post\u200bed", "post<U+200B>ed"),
        (f"{ESCAPE}]8;;http://x{ESCAPE}\\", "<U+001B>]8;;http://x<U+001B>\\"),
        ("\u2764\ufe0f", "\u2764<U+FE0F>"),
        ("a\u00a0b", "a<U+00A0>b"),
        ("Road closed.", "Road closed."),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
    ],
)
def test_a_reviewer_reads_exactly_what_is_approved(text: str, shown: str) -> None:
    assert show_text(text) == shown


def test_line_feeds_stay_only_where_several_lines_are_shown() -> None:
    assert show_text("one\ntwo", lines=True) == "one\ntwo"
    assert show_text("one\ntwo") == "one<U+000A>two"
    assert show_text("one\r\ntwo", lines=True) == "one<U+000D>\ntwo"


# What is cleaned


@pytest.mark.parametrize(
    ("text", "several", "one", "said"),
    [
        ("Route\t9", "Route 9", "Route 9", "tabs were changed to spaces"),
        ("a\x0bb\x0cc\x85d", "a\nb\nc\nd", "a b c d", "line"),
        ("a\u2028b\u2029c", "a\nb\nc", "a b c", "line"),
        ("a\r\nb\rc", "a\nb\nc", "a b c", "line"),
        (f"a{ESCAPE}[31mb", "a[31mb", "a[31mb", "removed an escape (U+001B)"),
        ("a\u202eb\x00", "ab", "ab", "right-to-left override (U+202E), a zero byte (U+0000)"),
        ("caf\udce9", "caf\ufffd", "caf\ufffd", "text that is not UTF-8"),
    ],
)
def test_what_may_not_be_entered_is_changed_and_said(
    text: str, several: str, one: str, said: str
) -> None:
    for lines, wanted in ((True, several), (False, one)):
        found, changed = clean_text(text, lines=lines)
        assert found == wanted
        assert said in changed
        assert "\n" not in changed
        assert accept_text(found, "The draft", lines=lines) == found


def test_what_may_be_entered_is_not_changed_and_nothing_is_said() -> None:
    text = f"{FAMILY} {PERSIAN} {SCOTLAND}\u00a0caf\u00e9 soft\u00adhyphen\n\n two "
    assert clean_text(text, lines=True) == (text, "")


@pytest.mark.slow
def test_every_character_is_accepted_after_it_was_cleaned() -> None:
    for character, _ in every_character():
        found, changed = clean_text(f"a{character}b", lines=True)
        assert forbidden_character(found, lines=True) is None
        assert bool(changed) == (found != f"a{character}b"), hex(ord(character))
