"""Whatever a terminal sends, and wherever the line cuts it, only what is known arrives."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal.grammar import KEYS, MODIFIED, NEEDED_REPLIES
from terminal.run import main
from terminal.trying import TRIES, reads_whole
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

from tui.terminal import lexing_parser
from tui.terminal.known_sequences import is_key, is_reply
from tui.terminal.lexer import GIVEN_UP, LATE, LEFT_OUT, Lexer, Piece
from tui.terminal.lexing_parser import LexingParser

ESC = "\x1b"


@pytest.mark.parametrize("attempt", TRIES)
def test_only_what_is_known_and_whole_arrives(attempt):
    @settings(max_examples=100)
    @given(st.randoms(use_true_random=False))
    def every(r):
        attempt(r)

    every()


def test_the_command_tries_them_all_and_prints_its_seed(capsys):
    assert main(["--strings", "1400", "--seed", "4711"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("seed 4711, 1400 strings\n")
    assert all(f"{attempt.__name__} 200" in said for attempt in TRIES)


@pytest.mark.parametrize("sequence", [*KEYS, *NEEDED_REPLIES])
def test_every_key_and_reply_that_is_used_arrives(sequence):
    assert is_key(sequence) or is_reply(sequence)
    assert Lexer().feed(sequence) == [Piece(sequence)]


def test_textual_reads_every_known_sequence_whole():
    extended = [
        f"\x1b[{code[:-1]}{modifiers}{code[-1]}"
        for code in FUNCTIONAL_KEYS
        for modifiers in ("", ";2", ";5", ";129")
    ]
    known = [found for found in [*ANSI_SEQUENCES_KEYS, *extended] if is_key(found)]
    known.remove("\x1b\x1b")  # never held: the second escape ends the first
    assert len(known) > 500
    reads_whole([Piece(sequence) for sequence in known])


def test_of_what_textual_takes_for_a_character_nothing_arrives():
    """All of these are read by Textual 8.2.8 as X, a quotation mark, Ctrl+Z, or end the program."""
    for rest in ("[88~", "[34~", "[26~", "[97;1:3u", "[1114112u", "[97;;1114112u", "OX"):
        assert Lexer().feed(f"\x1b{rest}q") == [Piece("q")], rest


def test_escape_and_a_digit_that_came_as_one_type_no_other_sign():
    """Textual reads these as what a Mac types with Option."""
    for letter in "0123456789-=\u00a7":
        lexer = Lexer()
        assert lexer.feed(f"\x1b{letter}") + lexer.quiet(GIVEN_UP) == [LEFT_OUT], letter
        assert lexer.feed("q") == [Piece("q")], letter


@pytest.mark.parametrize("typed", sorted({*MODIFIED, "\\", "7", " x", "(x", "-"} - {*"\x18\x1a"}))
def test_what_came_with_escape_as_one_does_nothing_and_that_is_said_once(typed: str):
    lexer = Lexer()
    assert lexer.feed(f"\x1b{typed}") + lexer.quiet(GIVEN_UP) == [LEFT_OUT]
    assert lexer.feed("q") == [Piece("q")]
    # The end of a terminal's own string is not typed.
    assert lexer.feed("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\q") == [Piece("q")]


def test_a_key_that_only_modifies_is_no_key_between_two_others():
    shift, letter = "\x1b[57441;2u", "\x1b[120;2;88u"
    assert Lexer().feed(shift + letter + shift + letter) == [Piece(letter)] * 2


def test_reports_of_the_mouse_arrive_where_it_was_asked_for():
    reports = "\x1b[<0;33;12M\x1b[<64;3;3M"
    assert Lexer().feed(reports) == []
    assert "".join(piece.text for piece in Lexer(mouse=True).feed(reports)) == reports
    [pressed, scrolled] = [type(found) for found in LexingParser(mouse=True).feed(reports)][:2]
    assert (pressed.__name__, scrolled.__name__) == ("MouseDown", "MouseScrollUp")


@pytest.mark.parametrize("delay", [100, 500, 1000, 2500])
def test_however_long_escape_is_waited_for_it_is_a_key_and_its_rest_is_none(delay):
    lexer = Lexer(delay)
    waited = next(
        ms for ms in range(0, 3000, 50) if lexer.quiet(ms) or lexer.feed(ESC if ms == 0 else "")
    )
    assert waited <= LATE // 2
    assert lexer.quiet(waited + 100) == []
    assert lexer.feed("[15~q") == [Piece("q")]


def test_a_long_paste_takes_no_longer_than_its_length():
    """With every piece added to one text, ten megabytes took three minutes."""
    lexer, piece = Lexer(), "Smith " * 680
    assert lexer.feed("\x1b[200~") == []
    begun = time.process_time()
    for _ in range(2500):
        assert lexer.feed(piece) == []
    assert lexer.feed("\x1b[201~") == [Piece(piece * 2500, is_paste=True)]
    assert time.process_time() - begun < 5


def test_an_escape_alone_is_the_escape_key():
    lexer = Lexer(100)
    assert lexer.feed(ESC) == []
    assert lexer.quiet(99) == []
    assert lexer.quiet(100) == [Piece(ESC)]
    assert lexer.quiet(150) == []
    assert lexer.feed("3 p.m.") == [Piece(letter) for letter in "3 p.m."]


def test_of_two_escapes_the_first_is_the_key_at_once():
    lexer = Lexer(100)
    assert lexer.feed(ESC + ESC) == [Piece(ESC)]
    assert lexer.quiet(100) == [Piece(ESC)]


@pytest.mark.parametrize("rest", ["[3~", "[0n", "OX", "[<0;33;12m", "P>|xterm(388)\x1b\\"])
def test_the_rest_that_comes_after_the_escape_key_is_dropped(rest):
    lexer = Lexer(100)
    assert lexer.feed(ESC) + lexer.quiet(300) == [Piece(ESC)]
    assert lexer.feed(rest) == []
    assert lexer.feed("q") == [Piece("q")]


def test_a_paste_and_a_reply_that_are_cut_after_their_escape_arrive():
    lexer = Lexer(100)
    assert lexer.feed(ESC) + lexer.quiet(300) == [Piece(ESC)]
    assert lexer.feed("[I") == [Piece("\x1b[I")]
    assert lexer.feed(ESC) + lexer.quiet(300) == [Piece(ESC)]
    assert lexer.feed("[200~X\x1b[201~") == [Piece("X", is_paste=True)]


@pytest.mark.parametrize("letters", ["Police", "[[", "]", "On", "Xmas", "_", "10 a.m."])
def test_what_is_typed_some_time_after_escape_is_typed(letters):
    lexer = Lexer(100)
    assert lexer.feed(ESC) + lexer.quiet(100) == [Piece(ESC)]
    assert lexer.quiet(LATE) == []
    assert lexer.feed(letters) == [Piece(letter) for letter in letters]


@pytest.mark.parametrize("letters", ["Police", "Xmas", "3 p.m.", "_a", "nyX", "]a"])
def test_letters_typed_at_once_after_the_escape_key_are_typed(letters):
    lexer = Lexer(100)
    assert lexer.feed(ESC) + lexer.quiet(100) == [Piece(ESC)]
    assert lexer.feed(letters) == [Piece(letter) for letter in letters]
    assert lexer.quiet(100) == []


def test_a_letter_that_may_begin_a_late_reply_is_typed_when_nothing_follows():
    lexer = Lexer(100)
    assert lexer.feed(ESC) + lexer.quiet(100) + lexer.feed("P") == [Piece(ESC)]
    assert lexer.quiet(100) == [Piece("P")]


@pytest.mark.parametrize("opening", "P]X^_")
def test_a_string_without_an_end_is_given_up(opening):
    lexer = Lexer(100)
    assert lexer.feed(f"\x1b{opening}1;any") == []
    assert lexer.quiet(GIVEN_UP - 1) == []
    assert lexer.feed("thing") == []
    assert lexer.quiet(GIVEN_UP) == [LEFT_OUT]
    assert lexer.feed("q") == [Piece("q")]


@pytest.mark.parametrize("typed", ["Police closed Route 9", "]some", "_a", "Xmas"])
def test_what_was_typed_with_escape_and_taken_for_a_string_is_said_to_be_left_out(typed):
    lexer = Lexer(100)
    assert lexer.feed(ESC + typed) == []
    assert lexer.quiet(GIVEN_UP) == [LEFT_OUT]
    assert lexer.feed("q") == [Piece("q")]
    assert lexer.feed(ESC + typed) == []
    assert lexer.feed(ESC) + lexer.quiet(GIVEN_UP) == [LEFT_OUT]
    assert lexer.feed(ESC + typed + "\x1b[15~") == [LEFT_OUT, Piece("\x1b[15~")]


@pytest.mark.parametrize(("key", "typed"), [("[M", "abc"), ("[[", "x")], ids=["F1", "Ctrl+F"])
def test_letters_that_a_key_of_sco_swallows_are_said_to_be_left_out(key, typed):
    lexer = Lexer(100)
    assert lexer.feed(ESC + key) + lexer.quiet(100) == []
    assert [p for letter in typed for p in lexer.feed(letter)] == [LEFT_OUT]
    assert lexer.feed("q") == [Piece("q")]


def test_of_a_report_in_one_piece_and_of_a_string_with_its_end_nothing_is_said():
    lexer = Lexer(100)
    for sent in ("[Mnyx", "]0;title\x07", "P1$r0 q\x1b\\", "_Gi=31;OK\x1b\\"):
        assert lexer.feed(ESC + sent[:3]) + lexer.feed(sent[3:]) == [], sent


def test_a_key_of_rxvt_that_may_go_on_is_a_key_when_it_does_not():
    lexer = Lexer(100)
    assert lexer.feed("\x1b[7$") == []
    assert lexer.quiet(100) == [Piece("\x1b[7$")]
    assert lexer.feed("\x1b[7$y") == []


def test_a_paste_without_an_end_is_text_and_one_key_alone_ends_it():
    lexer = Lexer(100)
    assert lexer.feed("\x1b[200~EXIT 14") == []
    assert lexer.quiet(GIVEN_UP) == [Piece("EXIT 14", is_paste=True)]
    assert lexer.quiet(GIVEN_UP + 100) == []
    # The rest of it on a stalled line, with what would be a key inside.
    assert lexer.feed(" CLOSED\x1b[15~X") + lexer.quiet(GIVEN_UP) == [
        Piece(" CLOSED\x1b[15~X", is_paste=True)
    ]
    assert lexer.feed("\x1b[15~") + lexer.quiet(GIVEN_UP) == []
    assert lexer.feed("\x1b[15~") == [Piece("\x1b[15~")]


def test_the_end_of_a_paste_may_come_late_in_any_two_parts():
    for at in range(1, 6):
        lexer = Lexer(100)
        assert lexer.feed("\x1b[200~X" + "\x1b[201~"[:at]) == []
        assert lexer.quiet(GIVEN_UP) + lexer.quiet(2 * GIVEN_UP) == [Piece("X", is_paste=True)]
        assert lexer.feed("\x1b[201~"[at:] + "q") == [Piece("q")]


# The parser that the driver is given


class StillTime:
    """Stands in for `time` where the parser asks how long nothing has come."""

    now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def still_time(monkeypatch):
    found = StillTime()
    monkeypatch.setattr(lexing_parser, "time", found)
    return found


def keys(read):
    return [event.key for event in read]


def test_the_driver_gets_keys_pastes_and_escape_after_silence(still_time):
    parser = LexingParser()
    assert keys(parser.feed("\x1b[15~x\x1bOX\x1b[0n")) == ["f5", "x"]
    (paste,) = parser.feed("\x1b[200~a\x00\x1b[31mX\x1b[201~")
    assert paste.text == "a\x00\x1b[31mX"
    assert keys(parser.feed(ESC)) == []
    assert keys(parser.tick()) == []
    still_time.now += 0.1
    assert keys(parser.tick()) == ["escape"]
    assert keys(parser.feed("x")) == ["x"]


def test_the_end_of_the_input_ends_the_parser():
    parser = LexingParser()
    assert not parser.is_eof
    assert list(parser.feed("")) == []
    assert parser.is_eof
