"""Whatever ends the program while somebody types in the draft, at most five seconds are lost."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from drivers.processes import MAIN
from drivers.terminal import F3, F5, Terminal
from msgspec.structs import replace

from checklists.records.store import Store
from checklists.session.model import Session

pytestmark = pytest.mark.slow

OnDisk = Callable[[str], Session]

MOMENTS = range(5, 65, 5)
"""Twelve of a minute, in seconds after the first letter."""
SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL)
MOST_LOST = 5.0
LETTER_EVERY = 0.2


def begin_to_type(terminal: Terminal, session_id: str, program: str = MAIN) -> None:
    terminal.run("resume", session_id, program=program)
    terminal.sees(">[!] who is affected")
    terminal.press(F3)
    terminal.sees("The text below is accepted")


def kept_letters(session: Session) -> int:
    typed = session.draft.typed
    return len(typed.text) - len(session.draft.text) if typed is not None else 0


def test_at_most_five_seconds_are_lost_at_twelve_moments_of_a_minute(
    home: Path, store: Store, begun: str, on_disk: OnDisk
):
    """Twelve people type at the same time, and each is ended at another moment."""
    first = on_disk(begun)
    others = [replace(first, id=f"{first.id[:-4]}aa{n:02}", revision=1) for n in range(1, 12)]
    ids = [begun, *(store.create(other).session.id for other in others)]
    terminals = [Terminal(home) for _ in ids]
    try:
        for terminal, session_id in zip(terminals, ids, strict=True):
            begin_to_type(terminal, session_id)
        typed: list[float] = []
        lost: list[float] = []
        table: list[str] = []
        start = time.monotonic()
        for number, moment in enumerate(MOMENTS):
            while (now := time.monotonic()) - start < moment:
                typed.append(now)
                for terminal in terminals[number:]:
                    terminal.types_at_once("x")
                    terminal.read()
                time.sleep(max(0.0, LETTER_EVERY - (time.monotonic() - now)))
            how, ended = SIGNALS[number % len(SIGNALS)], time.monotonic()
            terminals[number].signal(how)
            terminals[number].ends()
            kept = kept_letters(on_disk(ids[number]))
            lost.append(ended - typed[kept] if kept < len(typed) else 0.0)
            table.append(f"{how.name} after {moment} s: {kept} of {len(typed)}, {lost[-1]:.1f} s")
        print("", *table, sep="\n")  # noqa: T201 (the table is the result)
        assert max(lost) <= MOST_LOST
        # What the program hears, it answers by saving the last letter too.
        assert all(seconds < 1 for n, seconds in enumerate(lost) if n % len(SIGNALS) < 2)
    finally:
        for terminal in terminals:
            terminal.__exit__()


@pytest.mark.parametrize("how", ["hang-up", "TERM", "HUP"])
def test_a_word_typed_just_before_the_end_is_kept(
    home: Path, begun: str, on_disk: OnDisk, how: str
):
    with Terminal(home) as terminal:
        begin_to_type(terminal, begun)
        terminal.press(" More.")
        if how == "hang-up":
            terminal.hang_up()
        else:
            terminal.signal(signal.Signals[f"SIG{how}"])
        terminal.ends(within=2.0)
    assert kept_letters(on_disk(begun)) == len(" More.")


def test_a_word_typed_where_the_terminal_is_stalled_is_kept(
    home: Path, begun: str, on_disk: OnDisk
):
    with Terminal(home) as terminal:
        begin_to_type(terminal, begun)
        terminal.press(" More.")
        terminal.stop_output()
        terminal.signal(signal.SIGHUP)
        terminal.ends(within=2.0)
    assert kept_letters(on_disk(begun)) == len(" More.")


def test_a_take_over_by_another_terminal_brings_the_typed_words_along(home: Path, begun: str):
    with Terminal(home) as first, Terminal(home) as second:
        begin_to_type(first, begun)
        second.run("resume", begun)
        second.sees("READ ONLY")
        first.press(" More soon.")
        second.press("t")
        second.sees("Take over here")
        second.press(F5)
        # Said in one of two sentences: which of them notices first that the lock is free is a race.
        second.sees("can now make changes here")
        assert first.ends() == 129
        second.press(F3)
        second.sees("Route 9. More soon.", "NOT ACCEPTED")


CRASHING = (
    "from tui.screens.draft import DraftScreen\n"
    "def crash(self):\n"
    "    raise RuntimeError(self.session.draft.text)\n"
    "DraftScreen.action_platforms = crash\n"
) + MAIN


def test_a_crash_keeps_the_typed_words(home: Path, begun: str, on_disk: OnDisk):
    with Terminal(home) as terminal:
        begin_to_type(terminal, begun, CRASHING)
        terminal.press(" More.")
        terminal.keys("f2")
        assert terminal.ends() == 3
        assert b"Secret" not in terminal.bytes.rpartition(b"\x1b[?1049l")[2]
    assert kept_letters(on_disk(begun)) == len(" More.")


@pytest.mark.parametrize("words", ["3 p.m.", "10 a.m. to 2", "2"])
def test_who_types_on_after_an_accidental_escape_writes_in_the_text(
    home: Path, begun: str, on_disk: OnDisk, words: str
):
    accepted = on_disk(begun).draft.text
    with Terminal(home) as terminal:
        begin_to_type(terminal, begun)
        terminal.press(" At ")
        terminal.keys("escape")
        terminal.sees("Keep typing")
        terminal.types_at_once(words)
        terminal.sees(f"At {words}", "NOT ACCEPTED")
        terminal.signal(signal.SIGTERM)
        terminal.ends()
    assert on_disk(begun).draft.text == accepted
    assert on_disk(begun).draft.typed.text == f"{accepted} At {words}"
