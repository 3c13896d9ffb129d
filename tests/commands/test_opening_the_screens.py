"""What the screens are opened with by `cleartopost`, `start` and `resume`."""

import sys
import types

import pytest

import tui.cli.drawing


@pytest.fixture
def opened(monkeypatch):
    """Every opening that the screens would have been given."""
    found = []
    app = types.ModuleType("tui.screens.app")
    app.run_app = lambda opening: found.append(opening) or 0
    monkeypatch.setitem(sys.modules, "tui.screens.app", app)
    monkeypatch.setattr(tui.cli.drawing, "why_not_draw", lambda *_: None)
    return found


def test_home_start_and_resume_open_what_was_asked(desk, opened):
    session_id = desk.save(desk.walk())
    for argv, incident_type, opened_id in (
        ([], "", ""),
        (["start"], "", ""),
        (["start", "missing-person"], "missing-person", ""),
        (["resume", session_id], "", session_id),
        (["resume", session_id[-4:]], "", session_id),
        (["resume"], "", session_id),
    ):
        assert desk.run(*argv).code == 0
        assert (opened[-1].incident_type, opened[-1].session_id) == (incident_type, opened_id)
        assert opened[-1].actor == desk.actor
        assert opened[-1].places.kind == "trial"
        assert opened[-1].store.own_folder.is_dir()


def test_resume_takes_the_unfinished_one_that_was_worked_on_last(desk, opened):
    older = desk.save(desk.walk("arrest-charge", minutes_ago=120))
    newer = desk.save(desk.walk("missing-person", minutes_ago=30))
    desk.ready("traffic-serious")
    desk.save(desk.walk("crime-trend", minutes_ago=1).withdraw())
    desk.run("resume")
    assert opened[-1].session_id == newer
    desk.change(older, lambda walk: walk.confirm(walk.checklist.steps[0].id))
    desk.run("resume")
    assert opened[-1].session_id == older


def test_nothing_to_resume_is_said(desk, opened):
    desk.ready()
    ended = desk.run("resume")
    assert ended.code == 2
    assert "no unfinished session" in ended.err
    assert not opened


def test_the_code_of_the_screens_is_the_exit_code(desk, opened, monkeypatch):
    monkeypatch.setattr(sys.modules["tui.screens.app"], "run_app", lambda _: 129)
    assert desk.run().code == 129


def test_a_type_that_is_out_is_refused_with_the_reason_and_the_others_start(desk, opened):
    broken = desk.home / "checklists" / "incidents" / "traffic-serious.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text('schema = 1\nid = "traffic-serious"\nfresh_for = "9 weeks"\n')
    ended = desk.run("start", "traffic-serious")
    assert ended.code == 1
    assert f"{broken}:3: " in ended.err
    assert not opened
    assert desk.run("start", "missing-person").code == 0


def test_resume_sees_one_that_was_over_and_was_edited_in_place(desk, opened, monkeypatch):
    monkeypatch.setattr("checklists.workstation.file_state.GRAIN_NS", 0)
    session_id = desk.save(desk.walk().withdraw())
    assert desk.run("list").code == 0
    text = desk.file(session_id).read_text()
    table = text[text.index("[withdrawn]") :].partition("\n\n")[0]
    desk.edit(session_id, table, "")
    assert desk.run("resume").code == 0
    assert opened[-1].session_id == session_id
