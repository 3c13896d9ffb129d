"""What terminals send, made up at random: what is to arrive, and what is to be dropped whole.

Written after ECMA-48 and the manuals of the terminals, not after the program. Whatever is drawn
here is whole; `trying.py` cuts it.
"""

from random import Random
from typing import NamedTuple

from tui.terminal.lexer import Piece

ESC, ST, BEL = "\x1b", "\x1b\\", "\x07"


class Sent(NamedTuple):
    """What a terminal sends, and what must come of it."""

    text: str
    comes: tuple[Piece, ...] = ()


# To be dropped

REPLIES = (
    "[0n",
    "[3n",
    "[?997;1n",
    "[12;40R",
    "[1;2R",
    "[?12;40;1R",
    "[?62;22c",
    "[>41;354;0c",
    "[?1u",
    "[?25u",
    "[8;24;80t",
    "[4;600;800t",
    "[1t",
    "[?1;2$y",
    "[?2004;1$y",
    "[4;1$y",
    "[2;1$y",
    "[?2026;9$y",
    "[48;0;0;0;0t",
    "[48;99999;99999;0;0t",
    "[0x",
    "[201~",
    "P!|00000000\x1b\\",
    "P>|XTerm(388)\x1b\\",
    "P1$r0 q\x1b\\",
    "P1+r544e=787465726d\x1b\\",
    "]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "]4;1;rgb:ffff/0000/0000\x07",
    "]52;c;WCBNIHkgbg==\x07",
    "]lExit 14 closed\x1b\\",
    "_Gi=31;OK\x1b\\",
)
FOREIGN_KEYS = (
    # PuTTY: VT100+, shifted, and the keypad.
    *(f"O{final}" for final in "TUVWXYZ[\\]"),
    *(f"[{number}~" for number in (22, 25, 26, 28, 29, 31, 32, 33, 34)),
    "Ol",
    "O!",
    "O2P",
    # SCO; what xterm takes for a key of its own is not among them.
    *(f"[{final}" for final in "NTUVWXYegijklmnorsvwxyz@]^_`{"),
    # Numbers that no terminal has, which Textual takes for characters.
    *(f"[{number}~" for number in (0, 27, 88, 120, 999)),
    "[88A",
    "[110S",
    # The Kitty protocol with sub-fields, controls, or without a key.
    "[97;1:3u",
    "[120;1:1u",
    "[97:65;2u",
    "[88:120:88;2:1;88u",
    "[13;1:3u",
    "[15;1:3~",
    "[1;1:3A",
    "[97;1;13u",
    "[97;;27u",
    "[97;;97:u",
    "[1114112u",
    "[99999999999999u",
    "[0u",
    "[u",
    "[57500u",
    "[97;9999u",
)
MODIFIED = "acdeghijklmnopqrstuvwxyzABCDEFGHIJKLMNQRSTUVWYZ;<>?@`{|}~\r\n\x18\x1aé"
"""Typed with Alt. Textual knows b, f and the digits, and P, O and X begin other sequences."""


def _numbers(r: Random) -> str:
    return "".join(r.choices("0123456789;:", k=r.randrange(8)))


def _csi(r: Random) -> str:
    """One that cannot be a key: it is private, or holds an intermediate character."""
    final = chr(r.randint(0x40, 0x7E))
    if r.random() < 0.5:
        return f"[{r.choice('<=>')}{_numbers(r)}{final}"
    return f"[{_numbers(r)}{r.choice(' !#%&+,-./')}{final}"


def _mouse(r: Random) -> str:
    button, x, y = r.randrange(100), r.randint(1, 223), r.randint(1, 223)
    return r.choice(
        (
            f"[<{button};{x};{y}{r.choice('Mm')}",
            f"[{button + 32};{x};{y}M",
            f"[M{chr(button + 32)}{chr(x + 32)}{chr(y + 32)}",
        )
    )


def _string(r: Random) -> str:
    opening = r.choice("P]X^_")
    body = "".join(r.choices("aXmyn0123;=/\r\n \x00é[]$", k=r.randrange(30)))
    ends = (ST, "\x18", "\x1a", "\x9c", BEL) if opening == "]" else (ST, "\x18", "\x1a", "\x9c")
    return opening + body + (BEL if opening != "]" and r.random() < 0.2 else "") + r.choice(ends)


def dropped(r: Random) -> str:
    """A sequence that is no key of ours, no paste and no reply that is needed."""
    rest = r.choice(
        (
            lambda: r.choice(REPLIES),
            lambda: r.choice(FOREIGN_KEYS),
            lambda: r.choice(MODIFIED),
            lambda: r.choice(" !\"#$%&'()*+,./") + chr(r.randint(0x30, 0x7E)),
            lambda: _csi(r),
            lambda: _mouse(r),
            lambda: _string(r),
        )
    )()
    if rest[0] in "[PO]X^_" and r.random() < 0.1:
        return chr(ord(rest[0]) + 0x40) + rest[1:]  # in eight bits
    return ESC + rest


# To arrive

KEYS = tuple(
    ESC + rest
    for rest in (
        *(f"[{final}" for final in "ABCDHFZ"),
        *(f"O{final}" for final in "ABCDHFPQRSMpqruvwxy"),
        *(f"[{number}~" for number in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 17, 18)),
        *(f"[{number}~" for number in (19, 20, 21, 23, 24)),
        *(f"[[{final}" for final in "ABCDE"),
        *("[1;5A", "[1;2B", "[1;5C", "[1;5D", "[1;2P", "[3;5~", "[15;2~", "[5;5~", "[a", "[7^"),
        *("[13u", "[27u", "[9u", "[9;2u", "[127u", "[97;;97u", "[120;2;88u", "[115;5u", "[108;5u"),
        *("[57376u", "[57400;;49u", "[57414u", "[32;;32u", "[233;;233u", "[0;;20320:22909u", "[P"),
        *("[120;65;88u", "[1;129A", "[32;3;160u", "b", "f", "\x7f", "\t"),
    )
)
NEEDED_REPLIES = tuple(
    ESC + rest
    for rest in (
        "[I",
        "[O",
        "[?2026;2$y",
        "[?2026;0$y",
        "[?2048;4$y",
        "[48;24;80;480;640t",
        "[48;1;1;0;0t",
    )
)
PASTED = ("a", "é", "\n", "\r", ESC, "\x1b[31m", "\x1b[", "\x1b[20", "\x00", "\x1b[200~", "~", "X")


def pasted(r: Random) -> str:
    """The text of a paste; its end is not in it."""
    return "".join(r.choices(PASTED, k=r.randrange(1, 12)))


def sent(r: Random) -> Sent:
    """One thing that a terminal sends, whole."""
    kind = r.random()
    if kind < 0.55:
        return Sent(dropped(r))
    if kind < 0.7:
        whole = r.choice(KEYS + NEEDED_REPLIES)
    elif kind < 0.9:
        whole = r.choice("anmxXPy03[]OP_ \t\r\n\x05\x13\x7fé\u2013\u200d")
    else:
        text = pasted(r)
        return Sent(f"\x1b[200~{text}\x1b[201~", (Piece(text, is_paste=True),))
    return Sent(whole, (Piece(whole),))
