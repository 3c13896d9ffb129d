"""Send the lexer what terminals send, cut and delayed as a bad line does, and judge what comes."""

from itertools import pairwise
from random import Random

from terminal.grammar import ESC, KEYS, dropped, pasted, sent
from textual import events
from textual._xterm_parser import XTermParser

from tui.terminal.known_sequences import is_key, is_reply
from tui.terminal.lexer import GIVEN_UP, LATE, LEFT_OUT, Lexer, Piece

ESCAPE_DELAY = 100
SHORTER_THAN_ESCAPE = (0, 1, 50, 99)
DELAYS = (*SHORTER_THAN_ESCAPE, 100, 101, 250, 499, 500, 1000, 1999)
THE_ESCAPE_KEY = Piece(ESC)


def cut(text: str, places: list[int]) -> list[str]:
    """The text in the pieces in which a bad line brings it."""
    ends = sorted({min(place, len(text)) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


def anywhere(r: Random, text: str) -> list[int]:
    return [r.randint(0, len(text)) for _ in range(r.randrange(6))]


def fed(lexer: Lexer, pieces: list[str], delays: list[float]) -> list[Piece]:
    """What comes of pieces, each followed by a time in which nothing comes."""
    found: list[Piece] = []
    for piece, delay in zip(pieces, delays, strict=True):
        found += lexer.feed(piece)
        # The driver asks again and again.
        for silent in (delay / 3, delay / 2, delay):
            found += lexer.quiet(silent)
    return acting(found)


def acting(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the word that something was left out: it answers nothing."""
    return [piece for piece in pieces if piece != LEFT_OUT]


def try_stream(r: Random) -> None:
    """What was sent whole arrives whole, wherever it was cut, and nothing else does."""
    stream = [sent(r) for _ in range(r.randrange(1, 12))]
    text = "".join(one.text for one in stream)
    pieces = cut(text, anywhere(r, text))
    delays: list[float] = [r.choice(SHORTER_THAN_ESCAPE) for _ in pieces]
    found = fed(Lexer(ESCAPE_DELAY), pieces, delays)
    assert found == [piece for one in stream for piece in one.comes], (pieces, delays)


def try_delayed(r: Random) -> None:
    """Nor does a delay anywhere but after the escape character let through a part of anything."""
    one = sent(r)
    begins = 2 if one.text[0] == ESC else 1
    pieces = cut(one.text, [place for place in anywhere(r, one.text) if place >= begins])
    delays: list[float] = [r.choice(DELAYS) for _ in pieces]
    lexer = Lexer(ESCAPE_DELAY)
    found = fed(lexer, pieces, delays) + lexer.feed("q")
    assert found == [*one.comes, Piece("q")], (pieces, delays)


def try_late(r: Random) -> None:
    """Where the rest comes after the Escape key, none of it is a key; what follows it is."""
    text = r.choice(KEYS) if r.random() < 0.3 else dropped(r)
    if not is_plain_control(text):
        return
    rest = text[1:]
    delays: list[float] = [r.randint(ESCAPE_DELAY, LATE - 1), r.choice(SHORTER_THAN_ESCAPE), 0]
    at = r.randint(1, len(rest))
    lexer = Lexer(ESCAPE_DELAY)
    found = fed(lexer, [ESC, rest[:at], rest[at:]], delays)
    assert found == [THE_ESCAPE_KEY], (text, at, delays)
    assert lexer.feed("q") == [Piece("q")], text


def try_typed(r: Random) -> None:
    """Keys are the same at any speed of typing, and however the line brings them together."""
    typed = r.choices((*KEYS, *"anmxXy03 é\r\t", ESC), k=r.randrange(1, 12))
    lexer = Lexer(ESCAPE_DELAY)
    pieces: list[str] = []
    delays: list[float] = []
    for key in typed:
        # What follows Escape at once is a key with Alt; the two are the same bytes.
        between = (0, 1, 50, 99, 101, 250, 400) if key != ESC else (101, 250, 400)
        at = r.randint(min(2, len(key)), len(key))
        pieces += [key[:at], key[at:]]
        delays += [r.choice(between) if at < len(key) else 0, r.choice(between)]
    found = fed(lexer, pieces, delays)
    assert found == [Piece(key) for key in typed], (pieces, delays)


def is_plain_control(text: str) -> bool:
    """Whether what follows its escape character cannot be a letter that somebody types."""
    return text[0] == ESC and (
        text[1:2] in ("[", "O")
        or text[1:3] in ("P>", "P!", "P1", "_G")
        or (text[1] == "]" and text[2:3].isdecimal())
    )


def try_cut_off(r: Random) -> None:
    """Nothing comes of what never comes to its end; the next key is whole, and letters are."""
    text = dropped(r)
    begun = text[: r.randint(1, max(1, len(text) - 1))]
    if is_key(begun):
        return
    key = r.choice(KEYS)
    assert acting(Lexer(ESCAPE_DELAY).feed(begun + key)) == [Piece(key)], (begun, key)
    lexer = Lexer(ESCAPE_DELAY)
    assert fed(lexer, [begun, "q"], [GIVEN_UP, 0]) == [Piece("q")], begun


def try_unfinished_paste(r: Random) -> None:
    """All of a paste without an end arrives as text, and a key that comes alone ends it."""
    text = "".join(ch for ch in pasted(r) if ch not in "\x1b[20~")
    lexer = Lexer(ESCAPE_DELAY)
    pieces = cut(f"\x1b[200~{text}", [6, *(6 + at for at in anywhere(r, text))])
    found = fed(lexer, pieces, [r.choice((0, 1000, GIVEN_UP, 3 * GIVEN_UP)) for _ in pieces])
    found += lexer.quiet(GIVEN_UP)
    assert all(piece.is_paste for piece in found), (text, found)
    assert "".join(piece.text for piece in found) == text
    ending = r.choice(([ESC, ESC], [ESC + ESC], ["\x1b[15~"], ["\x1b[A"], ["\x1b[201~"]))
    assert fed(lexer, ending, [GIVEN_UP for _ in ending]) == [], ending
    assert lexer.feed("q") == [Piece("q")], ending


def try_bytes(r: Random) -> None:
    """Of any bytes only what is known comes, in any pieces the same, and Textual reads it."""
    alphabet = r.choice((bytes(range(256)), b"\x1b[]OPX_^\\;:?<>0127~$muMAnXy\x07\x18\x9b\xc2\r "))
    text = bytes(r.choices(alphabet, k=r.randrange(40))).decode("utf-8", "replace")
    lexer, again = Lexer(ESCAPE_DELAY), Lexer(ESCAPE_DELAY)
    found = lexer.feed(text)
    pieces = cut(text, anywhere(r, text))
    assert [p for piece in pieces for p in again.feed(piece)] == found, pieces
    found += lexer.quiet(ESCAPE_DELAY) + lexer.quiet(LATE) + lexer.quiet(GIVEN_UP)
    reads_whole(found)


def reads_whole(pieces: list[Piece]) -> None:
    """Each piece is known, and Textual's parser makes something of it at once."""
    parser = XTermParser()
    for text, is_paste in acting(pieces):
        if is_paste or text == ESC:
            continue
        assert is_key(text) or is_reply(text) or (len(text) == 1 and not is_control_of_8_bits(text))
        read = list(parser.feed(text))
        if len(text) > 1 and not is_reply(text):
            assert read, text
            assert all(isinstance(event, events.Key) for event in read), text
            assert text[1] != "[" or text[-1] == "u" or not any(map(is_letter, read)), text
        after = [event.key for event in parser.feed("q") if isinstance(event, events.Key)]
        assert after == ["q"], text


def is_letter(event: events.Key) -> bool:
    return event.is_printable or len(event.key) == 1


def is_control_of_8_bits(text: str) -> bool:
    return "\x80" <= text <= "\x9f"


TRIES = (
    try_stream,
    try_delayed,
    try_late,
    try_typed,
    try_cut_off,
    try_unfinished_paste,
    try_bytes,
)
