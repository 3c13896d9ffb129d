"""What mistyped commands, types and IDs get; and what failures get."""

import subprocess
import sys
from pathlib import Path

import pytest
from drivers.processes import MAIN
from drivers.terminal import Terminal

import tui.cli.commands.listing
from tui.terminal.capabilities import why_not_draw


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["lst"], "list"),
        (["start", "trafic-serious"], "traffic-serious"),
        (["list", "--type", "mising-person"], "missing-person"),
        (["list", "--status", "redy"], "ready"),
        (["list", "--since", "yesterday"], "2026-11-22"),
        (["list", "--limit", "0"], "a whole number from 1"),
        (["list", "--limit", "-" + "9" * 5000], "a whole number from 1"),
        (["list", "--stat", "ready"], "--stat"),
        (["show"], "ID"),
        (["show", "k7q3"], "k7q2"),
        (["text", "k7q3"], "k7q2"),
        (["verify", "k7q3"], "k7q2"),
        (["resume", "k7q3"], "k7q2"),
        (["cancel", "k7q3"], "k7q2"),
        (["check", "/not/there"], "/not/there"),
    ],
)
def test_a_mistyped_word_gets_the_nearest_and_exit_2(desk, argv, said):
    desk.ready()
    ended = desk.run(*argv)
    assert ended.code == 2
    assert said in ended.err
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 2


def test_a_mistyped_word_cannot_drive_the_terminal(desk):
    for argv in (["\x1b[2J"], ["show", "\x1b[2J"], ["start", "\x1b[2J"], ["list", "\x1b[2J"]):
        ended = desk.run(*argv)
        assert ended.code == 2
        assert "\x1b" not in ended.err


def test_a_home_that_is_no_absolute_path_is_refused(desk, monkeypatch):
    monkeypatch.setenv("CLEARTOPOST_HOME", "here")
    ended = desk.run("where")
    assert ended.code == 2
    assert "absolute" in ended.err


def test_help_and_version_end_with_0(desk):
    assert desk.run("--version").out == "cleartopost 0.1.0\n"
    for argv in (["--help"], ["list", "--help"], ["text", "-h"]):
        ended = desk.run(*argv)
        assert ended.code == 0
        assert ended.out.startswith("usage: cleartopost")


def test_an_unexpected_failure_is_one_line_without_a_value(desk, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise KeyError("Jane Victim")

    monkeypatch.setattr(tui.cli.commands.listing, "list_sessions", fails)
    ended = desk.run("list")
    assert ended.code == 3
    assert ended.err.startswith("Failed: KeyError in ")
    assert len(ended.err.splitlines()) == 1
    assert "Jane" not in ended.err


def test_an_interrupt_is_quiet(desk, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tui.cli.commands.listing, "list_sessions", interrupted)
    assert desk.run("list") == (130, "", "")


def test_a_full_disk_behind_the_output_is_one_line(desk):
    desk.ready()
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", MAIN, "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 3
    assert len(ended.stderr.splitlines()) <= 2
    assert "Traceback" not in ended.stderr


# The commands that draw, up to where the screens take over


def test_without_a_terminal_nothing_is_drawn_or_made(desk):
    for argv in ([], ["start", "traffic-serious"]):
        ended = desk.process(*argv, stdin=subprocess.DEVNULL)
        assert ended.returncode == 2
        assert "not a terminal" in ended.stderr
        assert len(ended.stderr.splitlines()) == 2
    assert not desk.home.exists()


class _Stream:
    def __init__(self, encoding: str, *, terminal: bool = True) -> None:
        self.encoding = encoding
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("stdin", "stderr", "environment", "said"),
    [
        (_Stream("utf-8"), _Stream("utf-8"), {"TERM": "xterm-256color"}, None),
        (_Stream("utf-8"), _Stream("UTF8"), {"TERM": "vt100"}, None),
        (None, _Stream("utf-8"), {"TERM": "xterm"}, "no keyboard"),
        (_Stream("utf-8", terminal=False), _Stream("utf-8"), {"TERM": "xterm"}, "no keyboard"),
        (_Stream("utf-8"), None, {"TERM": "xterm"}, "standard error"),
        (_Stream("utf-8"), _Stream("utf-8", terminal=False), {"TERM": "xterm"}, "standard error"),
        (_Stream("utf-8"), _Stream("utf-8"), {}, "TERM is empty"),
        (_Stream("utf-8"), _Stream("utf-8"), {"TERM": "dumb"}, "'dumb'"),
        (_Stream("utf-8"), _Stream("utf-8"), {"TERM": "unknown"}, "'unknown'"),
        (_Stream("utf-8"), _Stream("iso8859-1"), {"TERM": "xterm"}, "UTF-8"),
    ],
)
def test_a_terminal_that_cannot_draw_says_why(stdin, stderr, environment, said):
    problem = why_not_draw(stdin, stderr, environment)
    if said is None:
        assert problem is None
    else:
        assert problem is not None
        assert said in problem.message
        assert problem.what_to_do


def test_a_home_that_cannot_be_written_is_said_before_the_first_question(desk):
    desk.home.write_text("a file stands where the folder should be")
    no_textual = f"import sys; sys.modules['textual'] = None; {MAIN}"
    for argv in ([], ["start", "traffic-serious"]):
        with Terminal(desk.home).run(*argv, program=no_textual) as terminal:
            assert terminal.ends() == 3, terminal.text
            assert terminal.bytes.startswith(b"Cannot save: ")
    assert desk.home.read_text().startswith("a file")


def test_setup_makes_nothing_while_a_trial_home_is_named(desk, monkeypatch):
    """The variable moves everything else: the shared home must not be made by mistake."""
    looked = "tui.cli.commands.setting_up.plan"
    monkeypatch.setattr(looked, lambda *_: pytest.fail("it looked at the real one"))
    for more in ([], ["--dry-run"]):
        ended = desk.run("setup", "--pios", "root", "--supervisors", "root", *more)
        assert ended.code == 2
        assert "CLEARTOPOST_HOME is set" in ended.err
        assert "unset CLEARTOPOST_HOME" in ended.err


def test_a_platform_is_meant_whatever_its_capitals(desk):
    session_id = desk.ready()
    plain = desk.run("text", session_id, "--platform", "x")
    assert (plain.code, desk.run("text", session_id, "--platform", "X")) == (0, plain)
