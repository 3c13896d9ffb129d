"""`help`: the manual, offline, for anybody."""

import pytest

from tui.cli.commands.helping import MANUAL, title_of, topics


def test_without_a_topic_every_page_has_a_line(desk):
    ended = desk.run("help")
    assert ended.code == 0
    assert len(topics()) == len(list(MANUAL.glob("*.md")))
    for name, page in topics().items():
        assert any(line.split() == [name, *title_of(page).split()] for line in ended.lines), name
    assert max(map(len, ended.lines)) <= 80


@pytest.mark.parametrize("topic", topics())
def test_a_topic_is_its_page_as_it_stands(desk, topic):
    ended = desk.run("help", topic)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (MANUAL / f"{topic}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("keyz", "keys"), ("admin", "administrator"), ("sesion-file", "session-file")],
)
def test_a_topic_that_is_none_gets_the_nearest(desk, typed, said):
    ended = desk.run("help", typed)
    assert (ended.code, ended.out) == (2, "")
    assert f"Nearest: {said}" in ended.err
    assert "See `cleartopost help`" in ended.err


def test_a_command_as_a_topic_is_led_to_its_own_help(desk):
    ended = desk.run("help", "list")
    assert ended.code == 2
    assert "`cleartopost list --help`" in ended.err


@pytest.mark.parametrize("topic", ["../../LICENSE", "/etc/passwd", "", "\x1b[2J", "keys.md"])
def test_no_other_file_is_shown(desk, topic):
    ended = desk.run("help", topic)
    assert ended.code == (2 if topic else 0)
    assert "\x1b" not in ended.err + ended.out
    assert "Copyright" not in ended.out


def test_it_needs_no_home(desk, monkeypatch):
    monkeypatch.setenv("CLEARTOPOST_HOME", "not an absolute path")
    assert desk.run("where").code == 2
    assert desk.run("help").code == 0
    assert desk.run("help", "keys").code == 0
    assert not desk.home.exists()
