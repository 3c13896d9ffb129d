"""The prompts as somebody hears them: whole lines of words, each once, with no mark, and nothing
redrawn, colored, or told by its place on a screen."""

import re
import sys

import pytest
from drivers.prompts import ADVISORY, flat
from drivers.terminal import Terminal
from factories.sessions import ALL_TYPES, checklist
from msgspec.structs import replace

from checklists.index.index import Progress
from tui.prompts import console

LINES = flat(ADVISORY)
MARK = re.compile(r"\[[ !x~ho e-]\]|\([x ]\)|^\s*[>»*]", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment", [{"TERM": "xterm-256color"}, {"TERM": "dumb"}, {"NO_COLOR": "1"}]
)
def test_a_road_closure_is_whole_lines_of_plain_text_at_a_terminal(tmp_path, environment):
    lines = (*LINES[: LINES.index("3")], "?", "list", "calls", *LINES[LINES.index("3") :])
    with Terminal(tmp_path / "home").run(
        "--plain", "start", "traffic-advisory", **environment
    ) as terminal:
        terminal.sees("Case number:")
        for line in (*lines, "text", "quit"):
            terminal.keys(f"{line}\r")
            terminal.rest()
        assert terminal.ends() == 0
    said = terminal.bytes.decode("ascii")
    assert "READY since" in said
    assert said.count("\r\n") == said.count("\n") == said.count("\r")
    assert {c for c in said if not c.isprintable()} == {"\r", "\n"}
    assert not MARK.findall(said.replace("\r", ""))


@pytest.mark.parametrize("incident_type", ALL_TYPES)
def test_what_is_open_is_said_in_words_and_no_mark(desk, incident_type):
    walk = desk.walk(incident_type)
    steps = checklist(incident_type).steps
    walk.session = replace(walk.session, steps=walk.session.steps[1:])
    session_id = desk.save(walk)
    visits = [f"go {number}" for number in range(1, len(steps) + 1)]
    lines = ("list", "calls", "questions", "done", *visits, "people", "done", "ready")
    said = desk.talk(*lines, session_id=session_id)
    assert not MARK.findall(said.text)
    kind = ", victim step" if steps[0].victim_related else ""
    assert f"1 {steps[0].short}{kind}: open" in said.flowing
    assert f"{steps[0].short}{kind}: Not answered yet." in said.flowing


def test_what_is_chosen_and_checked_is_said_behind_its_name(desk):
    at = LINES.index("Sgt. Brown, patrol")
    said = desk.talk(*LINES[:at], "back", start="traffic-advisory")
    assert "3 Not known yet: chosen" in said.text
    assert "1 Nobody dead or seriously hurt\n" in said.text
    session_id = desk.save(desk.walk("traffic-serious"))
    said = desk.talk("go publish-package", "1 -1", "yes", session_id=session_id)
    assert "1 As of when (time; date if not today)\n" in said.text
    assert "2 Where the next update will be: checked" in said.text


def test_a_final_review_that_was_just_read_out_is_not_read_again_once_ready(desk):
    said = desk.talk(*LINES, "text", start="traffic-advisory")
    before, after = said.text.split("READY since")
    first_line = said.session.draft.text.split("\n")[0]
    assert before.rpartition("Final review")[2].count(first_line) == 1
    # What is left is the text to copy.
    assert after.count(first_line) == 1
    assert "Digest" not in after


def test_who_comes_back_to_a_ready_post_hears_all_of_it(desk):
    said = desk.talk(*LINES, start="traffic-advisory")
    again = desk.talk(session_id=said.session.id)
    assert again.text.count(said.session.draft.text.split("\n")[0]) == 1
    assert "Digest" in again.text


def test_a_long_reading_is_told_in_lines_and_never_redrawn(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    clock = iter(range(100))
    monkeypatch.setattr(console.time, "monotonic", lambda: float(next(clock)))
    console.tell(Progress(number, 20) for number in range(1, 21))
    said = capsys.readouterr().err
    assert "\r" not in said
    assert said.splitlines()[0] == "Reading the sessions: 1 of 20..."
    assert len(said.splitlines()) == 4
