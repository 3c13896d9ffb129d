"""Killed, hung up, asked to end, crashed: what was shown as saved is kept, and nothing is told."""

import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from drivers.processes import MAIN
from drivers.terminal import ENTER, ESCAPE, F3, F5, LEAVE_FULL_SCREEN, Terminal

from checklists.session.model import Session

pytestmark = pytest.mark.slow

OnDisk = Callable[[str], Session]

AT_ONCE = 2.0
"""Seconds within which a signal must end the program."""


def confirmed_on_screen(terminal: Terminal) -> set[str]:
    """The rows of the list that the screen shows as confirmed."""
    rows = (line[1:29].partition("]") for line in terminal.lines[3:-3])
    return {name.strip(" │v^") for mark, _, name in rows if mark.strip(" >") == "[x"}


def answer_who_is_affected(terminal: Terminal) -> None:
    terminal.sees(">[!] who is affected")
    terminal.press(ENTER, "3", ENTER)
    terminal.press("Det. Okafor", ENTER, "n", ENTER)
    terminal.sees("F5 Confirm: 3, Det. Okafor")
    terminal.press(F5)
    terminal.sees("[x] who is affected", ">[!] victim services told")


# kill -9


def test_kill_9_loses_nothing_that_was_shown_as_saved(home: Path, begun: str):
    with Terminal(home) as terminal:
        terminal.run("resume", begun)
        answer_who_is_affected(terminal)
        # Half of the next step: two fields are left, one is being typed in.
        terminal.press("Adv. Moreno", ENTER, "1", "0")
        terminal.sees("[Adv. Moreno")
        shown = confirmed_on_screen(terminal)
        terminal.signal(signal.SIGKILL)
        assert terminal.ends() == 137

    with Terminal(home) as terminal:
        terminal.run("resume")
        terminal.sees(">[!] victim services told", "[Adv. Moreno]", "[Our advocate on duty]")
        assert "who is affected" in shown
        assert confirmed_on_screen(terminal) >= shown
        assert "READ ONLY" not in terminal.text


@pytest.mark.parametrize("wait", [0.0, 0.002, 0.005, 0.01, 0.02])
def test_kill_9_right_after_the_confirming_key(
    home: Path, begun: str, on_disk: OnDisk, wait: float
):
    """Whatever the screen had said by then is on disk; what is on disk is whole."""
    with Terminal(home) as terminal:
        terminal.run("resume", begun)
        terminal.sees(">[!] who is affected")
        terminal.press(ENTER, "3", ENTER, "Det. Okafor", ENTER, "n", ENTER)
        terminal.sees("F5 Confirm: 3, Det. Okafor")
        terminal.types_at_once(F5)
        time.sleep(wait)
        terminal.signal(signal.SIGKILL)
        terminal.ends()
        shown = "[x] who is affected" in terminal.text
    answer = on_disk(begun).answer("victims-identified")
    assert answer is not None or not shown
    with Terminal(home) as terminal:
        terminal.run("resume")
        terminal.sees("[x] who is affected" if answer else ">[!] who is affected")


def test_kill_9_while_the_draft_is_typed(home: Path, begun: str, on_disk: OnDisk):
    with Terminal(home) as terminal:
        terminal.run("resume", begun)
        terminal.sees(">[!] who is affected")
        terminal.press(F3)
        terminal.sees("The text below is accepted")
        terminal.press(" More soon.")
        terminal.until(lambda: on_disk(begun).draft.typed is not None, "typed text on disk")
        terminal.signal(signal.SIGKILL)
        terminal.ends()
    with Terminal(home) as terminal:
        terminal.run("resume")
        terminal.sees("[ ] draft", "NOT READY")
        terminal.press(F3)
        terminal.sees("Route 9. More soon.", "NOT ACCEPTED")


# Signals


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"]
)
def test_a_signal_ends_it_with_the_terminal_restored(
    terminal: Terminal, home: Path, begun: str, on_disk: OnDisk, number: signal.Signals, code: int
):
    terminal.run("resume", begun)
    answer_who_is_affected(terminal)
    terminal.signal(number)
    assert terminal.ends(within=AT_ONCE) == code
    assert terminal.is_restored()
    after = terminal.bytes.rpartition(LEAVE_FULL_SCREEN)[2]
    assert b"Traceback" not in after
    assert b"Secret" not in after
    # Whoever still sits there, as after a take-over, is told.
    assert b"Clear to Post ended" in after
    assert on_disk(begun).answer("victims-identified") is not None


@pytest.mark.parametrize("inherited", ["", "signal.signal(signal.SIGHUP, signal.SIG_IGN); "])
def test_a_dropped_line_ends_it_however_the_signal_was_inherited(
    terminal: Terminal, home: Path, begun: str, on_disk: OnDisk, inherited: str
):
    terminal.run("resume", begun, program=f"import signal; {inherited}{MAIN}")
    answer_who_is_affected(terminal)
    terminal.hang_up()
    assert terminal.ends(within=AT_ONCE) == 129
    assert on_disk(begun).answer("victims-identified") is not None


def test_a_dropped_line_ends_it_where_nobody_sends_the_signal(
    terminal: Terminal, begun: str, on_disk: OnDisk
):
    """As under `su -c`, which runs its command without a controlling terminal."""
    terminal.run("resume", begun, controlling=False)
    answer_who_is_affected(terminal)
    terminal.hang_up()
    assert terminal.ends(within=AT_ONCE) == 129
    assert on_disk(begun).answer("victims-identified") is not None


def test_after_a_dropped_line_another_terminal_writes(home: Path, begun: str):
    with Terminal(home) as terminal:
        terminal.run("resume", begun)
        answer_who_is_affected(terminal)
        terminal.hang_up()
        terminal.ends(within=AT_ONCE)
    with Terminal(home) as terminal:
        terminal.run("resume")
        terminal.sees(">[!] victim services told", "saved")
        assert "READ ONLY" not in terminal.text


# A crash

CRASHING = (
    "from tui.screens.walk import Walk\n"
    "def crash(self):\n"
    "    secret = self.session.draft.text\n"
    "    raise RuntimeError(secret)\n"
    "Walk.action_why = crash\n"
) + MAIN


def test_a_crash_prints_one_line_without_values(terminal: Terminal, home: Path, begun: str):
    terminal.run("resume", begun, program=CRASHING)
    terminal.sees(">[!] who is affected")
    terminal.press("?")
    assert terminal.ends() == 3
    assert terminal.is_restored()
    after = terminal.bytes.rpartition(LEAVE_FULL_SCREEN)[2].decode()
    said = [line for line in after.splitlines() if "Clear to Post ended" in line]
    assert len(said) == 1
    assert "Clear to Post ended: RuntimeError. What was shown as saved is on disk." in said[0]
    assert "Secret" not in after
    assert "Traceback" not in after

    kept = [path for path in home.iterdir() if path.name.startswith("crash-")]
    assert len(kept) == 1
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    words = kept[0].read_text()
    assert "RuntimeError" in words
    assert "Secret" not in words
    assert "Okafor" not in words


def test_a_crash_after_an_answer_loses_nothing(home: Path, begun: str, on_disk: OnDisk):
    with Terminal(home) as terminal:
        terminal.run("resume", begun, program=CRASHING)
        answer_who_is_affected(terminal)
        terminal.press(ESCAPE)
        terminal.until(lambda: "n = now" not in terminal.text, "the list again")
        terminal.press("?")
        assert terminal.ends() == 3
    assert on_disk(begun).answer("victims-identified").outcome == "confirmed"


# One writer


def test_a_second_terminal_reads_only_and_is_told_where_the_first_is(home: Path, begun: str):
    with Terminal(home) as first, Terminal(home) as second:
        first.run("resume", begun)
        first.sees(">[!] who is affected")
        second.run("resume", begun)
        second.sees("READ ONLY", "open in your other terminal since", first.device)
