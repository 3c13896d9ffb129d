"""A terminal that takes nothing any more, and then a hang-up or a request to end: the program is
gone within two seconds all the same, and what it had shown as saved is on disk."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from drivers.processes import MAIN, cpu_seconds, is_busy
from drivers.terminal import KEYS, Terminal

from checklists.records.store import Store
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor

pytestmark = pytest.mark.slow

AT_ONCE = 2.0
"""Seconds from the signal to the end of the program."""
NO_WORK = 1.0
"""Seconds of processor time in which anything can leave."""
SIGNALS = pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"]
)

OnDisk = Callable[[str], Session]

SLOW_DISK = f"""
import os, time
fsync = os.fsync
def delayed(descriptor):
    if os.path.exists(os.environ["SLOW"]):
        open(os.environ["SLOW"] + "-flushing", "w").close()
        time.sleep(20)
    fsync(descriptor)
os.fsync = delayed
{MAIN}"""


def not_read(_terminal: Terminal) -> None:
    """Nobody takes what comes: the buffer of the terminal runs full."""


def stopped(terminal: Terminal) -> None:
    """As Ctrl+S stops the output of a terminal."""
    terminal.stop_output()


STALLS = pytest.mark.parametrize("stall", [not_read, stopped])


def confirm_a_step(terminal: Terminal) -> None:
    terminal.sees_words(">[!] who is affected")
    terminal.keys("enter", "3", "enter", "Det. Okafor", "enter", "n", "enter")
    terminal.sees_words("F5 Confirm: 3, Det. Okafor")
    terminal.keys("f5")
    terminal.sees_words("[x] who is affected")
    terminal.keys("escape")
    terminal.sees_words(">[!] victim services told")


def fill_up(terminal: Terminal) -> None:
    """Press keys that draw much and take nothing of it, until nothing can be sent any more."""
    for _ in range(60):
        for key in ("home", "end", "f1", "escape"):
            terminal.type_blindly(KEYS[key])
    end = time.monotonic() + 10
    while terminal.waiting_bytes() < 2000 and time.monotonic() < end:
        time.sleep(0.05)
    idle_since = time.monotonic()
    while time.monotonic() - idle_since < 0.5 and time.monotonic() < end:
        idle_since = time.monotonic() if is_busy(terminal.pid) else idle_since
        time.sleep(0.02)


def gone_in_time(terminal: Terminal, number: signal.Signals, code: int) -> None:
    """Send the signal and wait for the end without reading."""
    before = cpu_seconds(terminal.pid)
    terminal.signal(number)
    began, used = time.monotonic(), before
    while (ended := terminal.poll()) is None and time.monotonic() - began < 10:
        used = cpu_seconds(terminal.pid)
        time.sleep(0.01)
    took = time.monotonic() - began
    assert ended is not None, "It is still there"
    assert took < AT_ONCE, f"{took:.2f} s"
    assert ended == code
    assert used - before < NO_WORK


def lock_is_free(store: Store, session_id: str) -> bool:
    with OpenSession(store, store.read(store.find(session_id)), current_actor()) as opened:
        return not opened.read_only


@STALLS
@SIGNALS
def test_a_terminal_that_takes_nothing_holds_nobody_back(
    home: Path, store: Store, begun: str, on_disk: OnDisk, stall, number, code
):
    with Terminal(home).run("resume", begun) as terminal:
        confirm_a_step(terminal)
        stall(terminal)
        fill_up(terminal)
        gone_in_time(terminal, number, code)
        # The next who uses the line finds it as it was, but for what could not be sent.
        assert terminal.has_its_settings()
    assert on_disk(begun).answer("victims-identified").outcome == "confirmed"
    assert lock_is_free(store, begun)


@SIGNALS
def test_nor_does_a_save_that_takes_its_time(
    home: Path, store: Store, begun: str, on_disk: OnDisk, tmp_path: Path, number, code
):
    """What was shown as saved stays; what was not shown is there whole or not at all."""
    slow = tmp_path / "slow"
    with Terminal(home).run("resume", begun, program=SLOW_DISK, SLOW=str(slow)) as terminal:
        confirm_a_step(terminal)
        terminal.keys("enter", "Adv. Moreno", "enter", "1", "1", "n", "enter")
        terminal.sees_words("F5 Confirm:")
        slow.touch()
        terminal.type_blindly(KEYS["f5"])
        terminal.until(Path(f"{slow}-flushing").exists, "a save under way")
        fill_up(terminal)
        gone_in_time(terminal, number, code)
    slow.unlink()
    session = on_disk(begun)
    assert session.answer("victims-identified").outcome == "confirmed"
    assert session.sealed
    assert lock_is_free(store, begun)


@SIGNALS
def test_nor_at_the_line_prompts(home: Path, store: Store, begun: str, number, code):
    with Terminal(home).run("--plain", "resume", begun, TERM="dumb") as terminal:
        terminal.sees_words("who is affected")
        for _ in range(300):
            terminal.type_blindly(b"list\r")
        time.sleep(0.5)
        gone_in_time(terminal, number, code)
    assert lock_is_free(store, begun)
