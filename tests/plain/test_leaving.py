"""A hang-up and a request to end: the code, the lock, and everything that was said as saved."""

import signal
import sys
import time

import pytest
from drivers.processes import MAIN
from drivers.prompt_process import begin, say, until
from drivers.prompts import ADVISORY, flat
from drivers.terminal import Terminal

LINES = flat(ADVISORY)
TOLD = LINES.index("Sgt. Brown, patrol") + 1
SLOW_DISK = """
import os, signal, sys, time
from checklists.records.store import Store
whole = Store.replace
def slow(self, *arguments):
    if os.path.exists(os.environ["SLOW"]):
        os.remove(os.environ["SLOW"])
        print("SAVING", flush=True)
        time.sleep(0.5)
    return whole(self, *arguments)
Store.replace = slow
"""
IGNORED = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"


def redirected(where):
    """The program on a dumb terminal, with one of its three files elsewhere."""
    shell = ("sh", "-c", f'exec "$@" {where}', "sh", sys.executable, "-c", MAIN)
    return {"command": shell, "TERM": "dumb"}


def assert_can_be_taken_up(desk):
    opened = desk.open_elsewhere(desk.newest().id)
    assert not opened.read_only
    opened.close()


@pytest.mark.sweep
@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("program", [MAIN, IGNORED + MAIN], ids=["", "inherited as ignored"])
def test_a_signal_at_a_prompt(desk, number, code, program):
    with begin(desk, program=program) as process:
        say(process, *LINES[:TOLD])
        until(process, b"When (n for now")
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=10) == code
        assert time.monotonic() - began < 2
        assert b"Traceback" not in process.stderr.read()
    record = desk.newest().entered_in("injury-status")[0]
    assert record["told-by"] == "Sgt. Brown, patrol"
    assert_can_be_taken_up(desk)


def test_a_signal_while_it_saves_lets_the_save_end(desk, tmp_path):
    slow = tmp_path / "slow"
    with begin(desk, program=SLOW_DISK + MAIN, environment={"SLOW": str(slow)}) as process:
        say(process, *LINES[: TOLD - 1])
        until(process, b"Who told us")
        slow.touch()
        say(process, "Sgt. Brown, patrol")
        until(process, b"SAVING")
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=10) == 129
    record = desk.newest().entered_in("injury-status")[0]
    assert record["told-by"] == "Sgt. Brown, patrol"
    assert_can_be_taken_up(desk)


def test_a_save_that_hangs_does_not_hold_the_process(desk, tmp_path):
    hanging = SLOW_DISK.replace("0.5", "60")
    slow = tmp_path / "slow"
    with begin(desk, program=hanging + MAIN, environment={"SLOW": str(slow)}) as process:
        say(process, *LINES[: TOLD - 1])
        until(process, b"Who told us")
        slow.touch()
        say(process, "Sgt. Brown, patrol")
        until(process, b"SAVING")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 143
        assert time.monotonic() - began < 4
    assert_can_be_taken_up(desk)


def test_killed_at_a_prompt_everything_said_is_there(desk):
    with begin(desk) as process:
        say(process, *LINES[: TOLD + 2])
        said = until(process, b"2 of 8.")
        process.kill()
        process.wait(timeout=10)
    assert b"Saved " in said
    assert desk.newest().answer("injury-status").outcome == "confirmed"
    assert_can_be_taken_up(desk)


def test_an_interrupt_leaves_and_frees_the_lock(desk):
    with begin(desk) as process:
        say(process, *LINES[:1])
        until(process, b"Write the text.")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert process.stderr.read() == b""
    assert_can_be_taken_up(desk)


def test_an_interrupt_that_was_inherited_as_ignored_stays_ignored(desk):
    """As in a script that must not be interrupted; the end of the input still leaves."""
    with begin(desk, program=IGNORED.replace("SIGHUP", "SIGINT") + MAIN) as process:
        say(process, *LINES[:1])
        until(process, b"Write the text.")
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == b""
    assert_can_be_taken_up(desk)


def test_a_terminal_that_goes_away(desk):
    # Without a controlling terminal no signal comes: the end of the input does it.
    with Terminal(desk.home).run(
        "--plain", "start", "traffic-advisory", controlling=False, TERM="dumb"
    ) as terminal:
        said = terminal.hears(b"Case number:")
        terminal.type(b"26-1182\n")
        said += terminal.hears(b"Write the text.")
        terminal.hang_up()
        assert terminal.ends(within=10) in (0, 129)
    assert b"\x1b" not in said
    assert desk.newest().case_number == "26-1182"
    assert_can_be_taken_up(desk)


@pytest.mark.slow
def test_ctrl_z_stops_nothing_and_says_that_the_line_is_thrown_away(desk):
    """A stopped process would keep the lock, and no other terminal could take it over."""
    # Without a shell's job control nothing is ever stopped.
    shell = ("sh", "-c", 'set -m; "$@"; exit $?', "sh", sys.executable, "-c", MAIN)
    with Terminal(desk.home).run(
        "--plain", "start", "traffic-advisory", command=shell, TERM="dumb"
    ) as terminal:
        terminal.hears(b"Case number:")
        terminal.type(b"26-11\x1a")
        terminal.hears(b"Ctrl+Z does nothing here, and that line was ignored.")
        terminal.type(b"26-1182\n")
        terminal.hears(b"Write the text.")
        assert terminal.poll() is None
        terminal.type(b".\nquit\n")
        assert terminal.ends(within=10) == 0
    assert desk.newest().case_number == "26-1182"


def test_a_dumb_terminal_without_a_flag_is_told_of_the_prompts(desk, tmp_path):
    told = tmp_path / "told"
    with Terminal(desk.home).run(
        "start", "traffic-advisory", **redirected(f"2>{told}")
    ) as terminal:
        assert terminal.ends(within=10) == 2
    assert b"not a terminal" in told.read_bytes()
    assert b"--plain" in told.read_bytes()


def test_a_terminal_that_does_not_tell_its_width_gets_whole_lines(desk):
    with Terminal(desk.home, 0, 0).run("--plain", **redirected("</dev/null")) as terminal:
        said = terminal.hears(b"Everything is saved.")
        assert terminal.ends(within=10) == 0
    assert max(len(line) for line in said.splitlines()) > 50
