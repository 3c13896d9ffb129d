"""The text to copy, on the terminal's normal screen: every byte of it, only while it may be posted,
and nothing that was typed meanwhile acts on what comes back."""

import base64
import re
import signal
import subprocess
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.processes import MAIN, clean_environment
from drivers.terminal import ENTER, F5, F8, LEAVE_FULL_SCREEN, Terminal
from factories import sessions
from msgspec.structs import replace
from needs import need_program

from checklists.records.store import Store
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from tui.wording.questions import (
    CLIPBOARD_HINT,
    CLIPBOARD_NO_TERMINAL,
    CLIPBOARD_OFF,
    CLIPBOARD_SENT,
    COPY_HINT,
)

pytestmark = pytest.mark.slow

FULL_SCREEN = b"\x1b[?1049h"
CTRL_Y = b"\x19"
TO_CLIPBOARD = re.compile(rb"\x1b\]52;([^\x07\x1b]*)\x07")
THE_CLIPBOARD = b"\x1b]52"
AT_ONCE = 2.0
"""Seconds within which a signal must end the program."""
LINK = "https://www.examplecity.gov/police/" + "road-closures/" * 20
LONG_TEXT = "\n".join(
    [
        "\u26a0\ufe0f ROUTE\u00a09 CLOSED",
        LINK,
        "\U0001f44d\U0001f3fd \u0939\u093f\u0928\u094d\u0926\u0940 zero\u200dwidth",
        *(f"Line {number} of many." for number in range(60)),
        "  The end.  ",
    ]
)


def ready_session(store: Store, text: str = LONG_TEXT, variants: dict[str, str] | None = None):
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.Walk("holding-statement", now - timedelta(minutes=2), current_actor())
    walk.case_number().write(text, variants).post_on("facebook", "nextdoor").questions_no()
    walk.list_who_is_needed().answer_everything().mark_ready()
    return store.create(replace(walk.session, revision=1)).session.id


@pytest.fixture
def ready(store: Store) -> str:
    return ready_session(store)


def printed(home: Path, *argv: str) -> bytes:
    """What a command prints."""
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, *argv],
        env=clean_environment(home),
        capture_output=True,
        check=True,
    )
    return ended.stdout


def on_a_terminal(text: bytes) -> bytes:
    """The bytes as a terminal's own settings send them: each line feed with a return."""
    return text.replace(b"\n", b"\r\n")


def opened(terminal: Terminal, session_id: str, *, controlling: bool = True) -> None:
    terminal.run("resume", session_id, controlling=controlling)
    terminal.sees("READY since")
    terminal.press(F8)
    terminal.sees("READY: this exact text")


def print_text(terminal: Terminal) -> bytes:
    """Ask for the text; gives back what was printed on the normal screen before its last line."""
    before = len(terminal.bytes)
    terminal.types_at_once("t")
    hint = COPY_HINT.encode()
    terminal.until(lambda: hint in terminal.bytes[before:], COPY_HINT)
    sent = terminal.bytes[before:]
    assert b"\x1b[?2004l" in sent
    after = sent.partition(LEAVE_FULL_SCREEN)[2].partition(hint)[0]
    return after.rpartition(b"\x1b[?1004l")[2]


def come_back(terminal: Terminal, typed: bytes = ENTER) -> None:
    before = len(terminal.bytes)
    terminal.types_at_once(typed)
    terminal.until(lambda: FULL_SCREEN in terminal.bytes[before:], "the drawn screen")
    terminal.sees("READY: this exact text", "Digest", "t shows the text to copy")
    terminal.rest()


def test_every_byte_that_the_command_prints_is_printed_and_nothing_else(home: Path, ready: str):
    with Terminal(home, 40, 12) as terminal:
        opened(terminal, ready)
        text = print_text(terminal)
        assert text == on_a_terminal(printed(home, "text", ready) + b"\n")
        assert text == on_a_terminal(f"{LONG_TEXT}\n\n".encode())
        come_back(terminal)
        terminal.keys("escape", "escape", "escape")
        assert terminal.ends() == 0
        assert terminal.is_restored()


def test_at_the_prompts_the_word_text_prints_the_same(home: Path, ready: str):
    with Terminal(home, 40, 12).run("--plain", "resume", ready) as terminal:
        terminal.hears(b"text, posted, or quit: ")
        terminal.rest()
        terminal.types_at_once("text\r")
        terminal.hears(b"text\r\n")
        text = terminal.hears(b"text, posted, or quit: ").removesuffix(b"text, posted, or quit: ")
        assert text == on_a_terminal(printed(home, "text", ready))


def test_a_platform_with_a_text_of_its_own_is_asked_for(home: Path, store: Store):
    session_id = ready_session(store, "For all.", {"nextdoor": "For neighbors."})
    with Terminal(home) as terminal:
        opened(terminal, session_id)
        for keys, argv in ((ENTER, ()), (b"2" + ENTER, ("--platform", "nextdoor"))):
            terminal.press("t")
            terminal.sees("Which text?", "The text for all platforms", "Nextdoor only")
            before = len(terminal.bytes)
            terminal.type(keys)
            terminal.until(lambda b=before: COPY_HINT.encode() in terminal.bytes[b:], COPY_HINT)
            assert (
                on_a_terminal(printed(home, "text", session_id, *argv)) in terminal.bytes[before:]
            )
            come_back(terminal)


def test_nothing_that_was_typed_meanwhile_acts_on_what_comes_back(home: Path, ready: str):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        before = len(terminal.bytes)
        terminal.types_at_once(b"tl1" + F5 + b"\x1b")
        terminal.until(lambda: COPY_HINT.encode() in terminal.bytes[before:], COPY_HINT)
        terminal.type(b"l1\x1b[200~pasted\x1b[201~")
        terminal.rest()
        assert FULL_SCREEN not in terminal.bytes[before:]
        come_back(terminal, ENTER + b"l1" + F5 + b"\x1b")
        assert "pasted" not in terminal.text
        assert "Where was it posted?" not in terminal.text


def test_escape_alone_comes_back_and_an_arrow_that_arrives_in_pieces_does_not(
    home: Path, ready: str
):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        before = len(terminal.bytes)
        print_text(terminal)
        terminal.types_at_once(b"\x1b")
        terminal.types_at_once(b"[A")
        terminal.types_at_once(b"\x1b[B")
        terminal.rest()
        assert FULL_SCREEN not in terminal.bytes[before:]
        come_back(terminal, b"\x1b")


def test_ctrl_c_comes_back_and_says_which_key_leaves(home: Path, ready: str):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        terminal.types_at_once(b"\x03")
        terminal.sees("Ctrl+C does nothing here")
        assert terminal.poll() is None


def test_a_text_that_is_shown_again_stands_alone(home: Path, ready: str):
    """The one above it could be of before a change."""
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        terminal.until(lambda: "The end." in terminal.text, "the text")
        come_back(terminal, ENTER)
        before = len(terminal.bytes)
        print_text(terminal)
        terminal.until(lambda: "The end." in terminal.text, "the text again")
        assert terminal.text.count("The end.") == 1
        shown = terminal.bytes[before:].partition(LEAVE_FULL_SCREEN)[2]
        assert b"\x1b[H\x1b[2J" in shown.partition(b"ROUTE")[0]


def test_what_may_not_be_posted_any_more_is_cleared_and_why_is_said(home: Path, ready: str):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        terminal.until(lambda: "The end." in terminal.text, "the text")
        before = len(terminal.bytes)
        (home / "policy.toml").write_text('schema = 1\nneeds_approval = ["*"]\n')
        terminal.sees("The text may no longer be posted.")
        assert b"\x1b[2J\x1b[3J" in terminal.bytes[before:].partition(FULL_SCREEN)[0]
        assert "The end." not in terminal.text


# To the terminal's clipboard


@pytest.fixture
def allowed(home: Path) -> Path:
    """The policy of a home that turns the clipboard on."""
    home.mkdir(exist_ok=True)
    policy = home / "policy.toml"
    policy.write_text("clipboard = true\n")
    return policy


def held(sent: bytes) -> list[bytes]:
    """What was sent to the clipboard, and to no other one."""
    found = TO_CLIPBOARD.findall(sent)
    assert sent.count(THE_CLIPBOARD) == len(found)
    assert all(row.startswith(b"c;") for row in found)
    return [base64.b64decode(row.removeprefix(b"c;"), validate=True) for row in found]


def copy(terminal: Terminal, then: str) -> bytes:
    """Press the key that copies, until a sentence came; what was sent until then."""
    before = len(terminal.bytes)
    terminal.types_at_once(CTRL_Y)
    terminal.until(lambda: then.encode() in terminal.bytes[before:], then)
    return terminal.bytes[before:]


def test_where_policy_allows_it_a_key_sends_what_the_command_prints(
    home: Path, allowed: Path, ready: str
):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        terminal.until(lambda: CLIPBOARD_HINT.encode() in terminal.bytes, CLIPBOARD_HINT)
        assert THE_CLIPBOARD not in terminal.bytes
        for _ in range(2):
            assert held(copy(terminal, CLIPBOARD_SENT)) == [printed(home, "text", ready)]
        come_back(terminal)
        before = len(terminal.bytes)
        terminal.types_at_once(CTRL_Y)
        terminal.rest()
        assert THE_CLIPBOARD not in terminal.bytes[before:]


def test_of_a_text_of_a_platforms_own_that_one_is_sent(home: Path, allowed: Path, store: Store):
    session_id = ready_session(store, "For all.", {"nextdoor": "For neighbors."})
    with Terminal(home) as terminal:
        opened(terminal, session_id)
        terminal.press("t")
        terminal.sees("Which text?")
        terminal.type(b"2" + ENTER)
        terminal.until(lambda: COPY_HINT.encode() in terminal.bytes, COPY_HINT)
        assert held(copy(terminal, CLIPBOARD_SENT)) == [b"For neighbors.\n"]


def test_off_by_default_no_key_and_no_word_sends_anything(home: Path, ready: str):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        copy(terminal, CLIPBOARD_OFF)
        come_back(terminal)
        assert THE_CLIPBOARD not in terminal.bytes
        assert CLIPBOARD_HINT.encode() not in terminal.bytes
        terminal.keys("escape", "escape", "escape")
        assert terminal.ends() == 0
    with Terminal(home).run("--plain", "resume", ready) as terminal:
        terminal.hears(b"text, posted, or quit: ")
        terminal.rest()
        terminal.types_at_once(b"copy\r")
        terminal.hears(CLIPBOARD_OFF.encode())
        terminal.hears(b"text, posted, or quit: ")
        assert THE_CLIPBOARD not in terminal.bytes


@pytest.mark.parametrize("change", ["approval", "turned off"])
def test_what_the_policy_says_when_the_key_is_pressed_decides(
    home: Path, allowed: Path, ready: str, change: str
):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        terminal.until(lambda: CLIPBOARD_HINT.encode() in terminal.bytes, CLIPBOARD_HINT)
        if change == "approval":
            allowed.write_text('clipboard = true\nneeds_approval = ["*"]\n')
            terminal.types_at_once(CTRL_Y)
            terminal.sees("The text may no longer be posted.")
        else:
            allowed.unlink()
            copy(terminal, CLIPBOARD_OFF)
        assert THE_CLIPBOARD not in terminal.bytes


def test_a_text_that_some_terminals_would_cut_is_not_sent(home: Path, allowed: Path, store: Store):
    session_id = ready_session(store, "Stay indoors. " * 300)
    with Terminal(home) as terminal:
        opened(terminal, session_id)
        print_text(terminal)
        copy(terminal, "too long for some terminals' clipboards, and nothing was sent.")
        assert THE_CLIPBOARD not in terminal.bytes


def test_at_the_prompts_the_word_copy_sends_the_same_and_to_a_pipe_nothing(
    home: Path, allowed: Path, ready: str
):
    with Terminal(home).run("--plain", "resume", ready) as terminal:
        terminal.hears(b"text, copy, posted, or quit: ")
        terminal.rest()
        terminal.types_at_once(b"copy\r")
        terminal.hears(b"Paste it and compare")
        assert held(terminal.bytes) == [printed(home, "text", ready)]
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, "--plain", "resume", ready],
        env=clean_environment(home),
        input=b"copy\n",
        capture_output=True,
        check=True,
    )
    assert CLIPBOARD_NO_TERMINAL.encode() in ended.stdout
    assert b"\x1b" not in ended.stdout


def test_tmux_that_is_told_to_take_it_has_the_text_to_paste(
    home: Path, allowed: Path, store: Store, tmp_path: Path
):
    need_program("tmux", "tmux")
    session_id = ready_session(store, "\u26a0\ufe0f ROUTE\u00a09 CLOSED. " * 30)
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -s set-clipboard on\nset -g default-terminal tmux-256color\n")
    tmux = ["tmux", "-L", uuid.uuid4().hex]
    start = ["-f", str(settings), "new-session", sys.executable, "-c", MAIN, "resume", session_id]
    try:
        with Terminal(home).run(command=[*tmux, *start], LC_ALL="C.UTF-8") as terminal:
            terminal.sees("READY since")
            terminal.press(F8)
            terminal.sees("READY: this exact text")
            terminal.types_at_once(b"t")
            terminal.sees("Ctrl+Y copies it")
            terminal.types_at_once(CTRL_Y)
            terminal.sees("Paste it and compare")
            shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True)
            assert shown.stdout == printed(home, "text", session_id)
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"]
)
def test_a_signal_ends_it_as_everywhere_else(
    home: Path, store: Store, ready: str, number: signal.Signals, code: int
):
    with Terminal(home) as terminal:
        opened(terminal, ready)
        print_text(terminal)
        before = len(terminal.bytes)
        terminal.signal(number)
        assert terminal.ends(within=AT_ONCE) == code
        assert terminal.has_its_settings()
        assert FULL_SCREEN not in terminal.bytes[before:]
        assert b"Clear to Post ended" in terminal.bytes[before:]
    assert lock_is_free(store, ready)


@pytest.mark.parametrize("controlling", [True, False], ids=["with a signal", "without one"])
def test_a_dropped_line_ends_it(home: Path, store: Store, ready: str, controlling: bool):
    with Terminal(home) as terminal:
        opened(terminal, ready, controlling=controlling)
        print_text(terminal)
        terminal.hang_up()
        assert terminal.ends(within=AT_ONCE) == 129
    assert lock_is_free(store, ready)


def lock_is_free(store: Store, session_id: str) -> bool:
    with OpenSession(store, store.read(store.find(session_id)), current_actor()) as found:
        return not found.read_only
