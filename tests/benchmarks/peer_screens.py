"""Bytes of a first paint and of a move, beside dialog and whiptail; the first frame beside
harlequin, a larger program on Textual."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.byte_counts import begun_session
from benchmarks.measured import Failed, Row, compared, in_turns, not_measured
from benchmarks.peers import DIALOG, HARLEQUIN, WHIPTAIL, Peer
from benchmarks.start_up import first_frame
from drivers.terminal import Terminal

ITEMS = 20
"""Of which 16 show, as in our home."""
MOVES = 14
"""As many as move the mark alone, in every one of the three."""
DOWN = b"\x1bOB"
"""The key as a terminal sends it to a program that asked for the keypad; ours takes it as well."""


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """All rows."""
    home = folder / "home-screens"
    begun_session(home)
    ours = _bytes(Terminal(home).run(), "Start a checklist")
    for peer in (DIALOG, WHIPTAIL):
        yield from _bytes_rows(folder, peer, ours)
    what = "first frame: home"
    try:
        program, version = HARLEQUIN.program, HARLEQUIN.version(folder)
        theirs = ("-a", "sqlite", ":memory:")
        found = in_turns(
            {
                "ours": lambda: first_frame(home, b"Enter opens"),
                "theirs": lambda: first_frame(home, b"Data Catalog", theirs, command=(program,)),
            },
            min(rounds, 5),
        )
        yield compared(what, found["ours"] * 1e3, found["theirs"] * 1e3, "ms", beside=version)
    except Failed as failure:
        yield not_measured(f"{what}, against harlequin", str(failure))


def _bytes_rows(folder: Path, peer: Peer, ours: tuple[int, int]) -> Iterator[Row]:
    try:
        program, version = peer.program, peer.version(folder)
    except Failed as failure:
        yield not_measured(f"bytes of home and of a move, against {peer.name}", str(failure))
        return
    items = [word for n in range(ITEMS) for word in (f"type-{n}", f"Traffic: road closure {n}")]
    argv = ["--menu", "Start a checklist", "22", "76", "16", *items]
    opened = Terminal(folder / "home").run(*argv, command=(program,))
    theirs = _bytes(opened, "Traffic: road closure 0")
    names = ("first paint: home, 80x24", f"a move in the list, the most of {MOVES}, 80x24")
    for what, mine, other in zip(names, ours, theirs, strict=True):
        yield compared(what, mine, other, "B", beside=version)


def _bytes(opened: Terminal, marker: str) -> tuple[int, int]:
    """Of the first paint, and the most of a move."""
    with opened as terminal:
        terminal.sees_words(marker)
        terminal.rest()
        first, most = len(terminal.bytes), 0
        for _ in range(MOVES):
            before = len(terminal.bytes)
            terminal.type(DOWN)
            terminal.rest(0.12)
            most = max(most, len(terminal.bytes) - before)
        return first, most
