"""The program as a PIO meets it: drawn in a terminal, left by a key, quiet while nobody types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from drivers.processes import MAIN
from drivers.terminal import CTRL_S, DOWN, ESCAPE, F1, F2, F5, F8, Terminal

pytestmark = pytest.mark.slow


def printed(home: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """A command that draws nothing."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, *argv],
        env={**os.environ, "CLEARTOPOST_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_screen_is_home_and_escape_leaves_it_clean(terminal: Terminal):
    terminal.run()
    terminal.sees("Clear to Post", "Start a checklist", ">Life-safety alert", "Esc leave")
    assert len(terminal.lines) == 24
    assert max(map(len, terminal.lines)) <= 80
    terminal.press(ESCAPE)
    assert terminal.ends() == 0
    assert terminal.is_restored()


def test_keys_arrive_as_a_terminal_sends_them(terminal: Terminal):
    terminal.run()
    terminal.sees(">Life-safety alert")
    terminal.press(DOWN)
    terminal.sees(">Traffic: road closure only")
    terminal.press(F1)
    terminal.sees("KEYS (Esc closes this")
    terminal.press(ESCAPE)
    terminal.sees(">Traffic: road closure only")


@pytest.mark.parametrize("term", ["xterm-256color", "xterm", "screen", "linux", "vt100"])
def test_it_draws_on_any_terminal(home: Path, term: str):
    with Terminal(home) as terminal:
        terminal.run(TERM=term, NO_COLOR="1")
        terminal.sees("Start a checklist", "Esc leave")
        assert max(map(len, terminal.lines)) <= 80


def test_sixty_columns_and_twenty_lines(home: Path):
    with Terminal(home, 60, 20) as terminal:
        terminal.run("start", "traffic-serious")
        terminal.sees("Write or paste the text below.")
        terminal.press("\x1b[200~Route 9 is closed.\x1b[201~", F5)
        terminal.sees("never an NCIC")
        terminal.press("26-1182", F5, "1", F5)
        terminal.sees("Is this the right type?")
        terminal.press("n", F5)
        for _ in range(2):
            terminal.press("n", F5)
            terminal.sees("Who verified it?")
            terminal.press("Sgt. Park, patrol", F5)
        terminal.sees(">[ ] people list")
        assert max(map(len, terminal.lines)) <= 60


def test_three_idle_seconds_send_nothing(terminal: Terminal):
    terminal.run("start", "life-safety-alert")
    terminal.sees("Write or paste the text below.")
    terminal.rest(0.5)
    assert terminal.sent_in(3.0) == b""


def test_nothing_is_asked_of_the_mouse_or_the_clipboard(terminal: Terminal):
    terminal.run("start", "life-safety-alert")
    terminal.sees("Write or paste the text below.")
    for mode in (b"\x1b[?1000h", b"\x1b[?1002h", b"\x1b[?1003h", b"\x1b]52;"):
        assert mode not in terminal.bytes


def test_without_a_keyboard_it_refuses_with_advice(home: Path):
    for argv in ((), ("start", "traffic-serious"), ("resume",)):
        ended = subprocess.run(
            [sys.executable, "-c", MAIN, *argv],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "CLEARTOPOST_HOME": str(home), "TERM": "xterm-256color"},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        assert ended.returncode == 2
        assert "ssh -t" in ended.stderr or "no unfinished session" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_post_from_the_first_key_to_the_text_on_standard_output(terminal: Terminal, home: Path):
    """The shortest post, in a terminal; its text is then printed by the command."""
    terminal.run("start", "life-safety-alert")
    terminal.sees("Write or paste the text below.")
    terminal.press("\x1b[200~Stay indoors.\x1b[201~")
    terminal.sees("NOT ACCEPTED")
    terminal.press(CTRL_S)
    terminal.sees("Saved: ")
    session_id = json.loads(printed(home, "list", "--json").stdout)[0]["id"]
    assert printed(home, "text", session_id).returncode == 1
    for key, then in (
        (F2, "Where will this be posted?"),
        ("2", "2 [x] X"),
        (ESCAPE, "Platforms: X"),
        (F5, "Is this the right incident type?"),
        ("n", "F5 answers: no."),
        (F5, "[x] no "),
        ("n", "F5 answers: no."),
        (F5, "The post             done"),
    ):
        terminal.press(key)
        terminal.sees(then)
    terminal.press(F8)
    terminal.sees("NOT READY:", "family being told")
    shown = json.loads(printed(home, "show", session_id, "--json").stdout)
    assert shown["draft"]["text"] == "Stay indoors."
    assert printed(home, "text", session_id).returncode == 1
