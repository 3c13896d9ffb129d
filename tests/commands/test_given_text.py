"""`start TYPE --text FILE|-`: the session begins with a text, which nobody has accepted."""

import os
import subprocess
import sys

import pytest
from drivers.processes import MAIN
from drivers.terminal import Terminal

TYPE = "traffic-advisory"
TEXT = "Route 9 is closed.\nUse Route 4."


@pytest.fixture
def release(tmp_path):
    path = tmp_path / "release.txt"
    path.write_bytes(b"\xef\xbb\xbfRoute 9\tis closed.\r\nUse Route 4.\r\n")
    return path


def only_session(desk):
    (path,) = desk.store.paths()
    return desk.store.read(path).session


def test_a_text_out_of_a_file_is_typed_cleaned_and_not_accepted(desk, release):
    ended = desk.process("--plain", "start", TYPE, "--text", str(release), stdin=subprocess.DEVNULL)
    assert ended.returncode == 0, ended.stderr
    session = only_session(desk)
    assert session.draft.typed.text == TEXT
    assert session.draft.text == ""
    assert "Changed: tabs were changed to spaces; line breaks were made uniform." in ended.stdout


def test_only_a_deliberate_yes_accepts_it(desk, release):
    ended = desk.process(
        "--plain", "start", TYPE, "--text", str(release), input="26-1182\n1\n\nyes\n"
    )
    assert "That does not accept it." in ended.stdout
    assert only_session(desk).draft.text == TEXT


def test_a_pipe_of_the_shell_is_read_too(desk, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f"printf 'Route 9.' > {pipe}"]) as writer:
        ended = desk.process("--plain", "start", TYPE, "--text", str(pipe), input="")
        writer.wait()
    assert ended.returncode == 0, ended.stderr
    assert only_session(desk).draft.typed.text == "Route 9."


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda path: path.mkdir(), "is neither a file nor a pipe"),
        (lambda path: path.symlink_to("/dev/zero"), "is neither a file nor a pipe"),
        (lambda path: path.write_bytes(b"caf\xe9"), "is not UTF-8 text"),
        (lambda path: path.write_bytes(b"a" * (256 * 1024 + 1)), "is larger than 256 KiB"),
        (lambda path: path.write_bytes(b"a" * 70_001), "has 70001 characters; the limit is 70000"),
        (lambda path: path.write_bytes(b""), "has no text in it"),
        (lambda path: path.write_bytes(b"\xe2\x80\x8b\n \n"), "has no text in it"),
        (lambda path: None, "no such file or directory"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line_and_nothing_is_begun(desk, tmp_path, made, why):
    path = tmp_path / "given\x1b[2J"
    made(path)
    ended = desk.run("--plain", "start", TYPE, "--text", str(path))
    assert ended.code in (2, 3)
    assert why in " ".join(ended.err.split())
    assert "\x1b" not in ended.err
    assert list(desk.store.paths()) == []


def test_a_file_that_may_not_be_read_is_refused(desk, tmp_path, monkeypatch):
    path = tmp_path / "mine"
    path.write_text("a")

    def refused(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    ended = desk.run("--plain", "start", TYPE, "--text", str(path))
    assert ended.code == 3
    assert "permission denied" in ended.err


def test_a_text_without_a_type_is_refused(desk, release):
    ended = desk.run("start", "--text", str(release))
    assert ended.code == 2
    assert "Name its type" in ended.err


def test_the_input_without_a_terminal_for_the_keys_is_refused(desk):
    ended = desk.process(
        "--plain", "start", TYPE, "--text", "-", input="Route 9.", start_new_session=True
    )
    assert ended.returncode == 2
    assert "the keys without a terminal" in " ".join(ended.stderr.split())
    assert list(desk.store.paths()) == []


def in_a_shell(how: str, *argv: str) -> list[str]:
    return ["sh", "-c", f'{how} "$@"', "sh", sys.executable, "-c", MAIN, *argv]


def begin(desk, how: str, *argv: str) -> Terminal:
    command = in_a_shell(how, *argv, "start", TYPE, "--text", "-")
    return Terminal(desk.home).run(command=command)


@pytest.mark.slow
def test_a_text_out_of_a_pipe_and_the_keys_from_the_terminal(desk):
    with begin(desk, "printf 'Route\\t9 is closed.' |") as terminal:
        terminal.sees("Route 9 is closed.", "NOT ACCEPTED", "Changed: tabs were changed to spaces.")
        terminal.keys(" Really.", "f5")
        terminal.sees_words("Enter a case or CAD number")
        assert only_session(desk).draft.text == "Route 9 is closed. Really."


@pytest.mark.slow
def test_a_text_out_of_a_pipe_and_the_prompts_at_the_terminal(desk):
    with begin(desk, "printf 'Route 9 is closed.' |", "--plain") as terminal:
        terminal.sees_words("Case number")
        terminal.keys("26-1182", "enter", "1", "enter")
        terminal.sees_words("Type yes to accept it")
        assert only_session(desk).draft.text == ""
        terminal.keys("yes", "enter")
        terminal.sees_words("The text is accepted.")
        assert only_session(desk).draft.text == "Route 9 is closed."


@pytest.mark.slow
def test_the_terminal_itself_is_no_text(desk):
    with begin(desk, "") as terminal:
        terminal.sees_words("The input is neither a file nor a pipe. Nothing was started.")
        assert terminal.ends() == 2
