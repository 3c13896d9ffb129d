"""`check`, `types` and `where`."""

import pytest
from factories import sessions


@pytest.fixture
def agency(desk):
    """An agency's folder with a type of its own words and one mistake in a shipped one."""
    incidents = desk.home / "checklists" / "incidents"
    incidents.mkdir(parents=True)
    (incidents / "traffic-serious.toml").write_text(
        'schema = 1\nid = "traffic-serious"\n\nfresh_for = "9 weeks"\n'
    )
    return desk.home / "checklists"


def test_what_ships_has_no_problem(desk):
    assert desk.run("check") == (0, "19 types, 95 steps, 0 problems\n", "")


def test_a_mistake_is_named_with_file_line_and_mend(desk, agency):
    ended = desk.run("check")
    assert ended.code == 1
    where = f"{agency}/incidents/traffic-serious.toml:4: "
    assert ended.lines[0].startswith(where)
    assert "; " in ended.lines[0]
    assert ended.lines[-2].startswith("18 types, ")
    assert ended.lines[-2].endswith(", 1 problem")
    assert ended.lines[-1] == "unavailable: traffic-serious"


def test_a_folder_a_part_of_it_or_a_file_in_it_can_be_named(desk, agency, tmp_path):
    elsewhere = tmp_path / "draft of ours"
    agency.rename(elsewhere)
    assert desk.run("check").code == 0
    outputs = {
        desk.run("check", str(path)).out
        for path in (
            elsewhere,
            elsewhere / "incidents",
            elsewhere / "incidents" / "traffic-serious.toml",
        )
    }
    assert len(outputs) == 1
    assert f"{elsewhere}/incidents/traffic-serious.toml:4: " in outputs.pop()


def test_several_folders_each_have_their_count(desk, agency, tmp_path):
    good = tmp_path / "good"
    good.mkdir()
    ended = desk.run("check", str(agency), str(good))
    assert ended.code == 1
    assert f"{good}: 19 types, 95 steps, 0 problems" in ended.lines
    assert f"{agency}: unavailable: traffic-serious" in ended.lines


def test_a_mistake_in_the_policy_is_found(desk):
    desk.home.mkdir()
    (desk.home / "policy.toml").write_text('blank_after = "soon"\n')
    ended = desk.run("check")
    assert ended.code == 1
    assert ended.lines[0].startswith(f"{desk.home}/policy.toml:1: ")
    assert ended.lines[-1] == "19 types, 95 steps, 1 problem"


def test_mistakes_in_the_directory_are_found_and_keep_no_type_out(desk):
    desk.home.mkdir()
    people = '[[person]]\nname = "Sgt. Fox"\n\n[[person]]\nrole = "a\\u001b[2Jb"\n'
    (desk.home / "directory.toml").write_text(people)
    ended = desk.run("check")
    where = f"{desk.home}/directory.toml"
    assert ended.lines == [
        f"{where}:1: `role` is missing; add `role = ...`",
        f"{where}:4: `name` is missing; add `name = ...`",
        "19 types, 95 steps, 2 problems",
    ]
    assert ended.code == 1
    said = " ".join(desk.run("doctor").out.split())
    assert "The directory has a mistake: " in said
    assert "`cleartopost check` names 1 more fix: " in said
    assert f"fix: editor {where}" in said
    assert desk.run("where").lines[8].split()[:2] == ["directory", where]


def test_a_directory_without_a_mistake_says_nothing(desk):
    desk.home.mkdir()
    (desk.home / "directory.toml").write_text('[[person]]\nname = "Fox"\nrole = "k9"\n')
    assert desk.run("check") == (0, "19 types, 95 steps, 0 problems\n", "")
    assert "directory.toml" not in desk.run("doctor").out


NOTE = """
[[note]]
id = "{id}"
steps = ["{step}"]
text = "Victims opt in.{more}"
citation = "Example Code 1"
effective = 2019-07-01
reviewed = {reviewed}
"""


def state_notes(desk, *notes):
    """Write notes; gives back the path."""
    desk.home.mkdir()
    whole = {"step": "protected-victim", "more": "", "reviewed": desk.now.date()}
    text = "".join(NOTE.format(**whole | note) for note in notes)
    (desk.home / "state.toml").write_text(text, encoding="utf-8")
    return f"{desk.home}/state.toml"


def test_an_old_note_is_a_warning_and_check_is_clean(desk):
    where = state_notes(desk, {"id": "name-rule", "reviewed": "2025-01-03"}, {"id": "other"})
    old = f"{where}:2: warning: the note `name-rule` was last read on 2025-01-03, "
    old += "more than 12 months ago; "
    assert desk.run("check").lines == [
        old + "read the law, then write the new date",
        "19 types, 95 steps, 0 problems",
    ]
    assert desk.run("check").code == 0
    assert "state.toml" not in desk.run("doctor").out


def test_an_overdue_note_and_a_mistake_in_one_fail_check_and_doctor_names_the_first(desk):
    overdue = {"id": "name-rule", "reviewed": f"{desk.now.date()}\nreview_by = 2026-01-01"}
    where = state_notes(desk, overdue, {"id": "wrong", "step": "protected-victm"})
    ended = desk.run("check")
    assert ended.code == 1
    due = f"{where}:2: the note `name-rule` was due to be read again by 2026-01-01; "
    assert set(ended.lines) == {
        due + "read the law, then write the new dates",
        f"{where}:13: there is no step `protected-victm`; did you mean `protected-victim`?",
        "19 types, 95 steps, 2 problems",
    }
    said = " ".join(desk.run("doctor").out.split())
    assert "The state law notes need work: " in said
    assert "`cleartopost check` names 1 more fix: " in said
    assert f"fix: editor {where}" in said
    assert desk.run("where").lines[9].split()[:2] == ["notes", where]


def test_list_show_and_verify_work_while_a_type_is_out(desk, agency):
    session_id = desk.ready()
    assert desk.run("list").code == 0
    (row,) = desk.run("list", "--json").json
    assert (row["status"], row["victim_steps_open"]) == ("lapsed", None)
    ended = desk.run("show", session_id)
    assert ended.code == 0
    assert sessions.TEXT in ended.out
    assert "kin-notified" in ended.out
    shown = desk.run("show", session_id, "--json").json
    assert {step["state"] for step in shown["steps"]} == {None}
    assert [blocker["code"] for blocker in shown["blockers"]] == ["checklist-changed"]
    assert desk.run("calls", session_id).code == 0
    assert desk.run("verify").code == 0
    assert desk.run("text", session_id).code == 1


def test_types_are_listed_with_those_that_are_out_and_why(desk, agency):
    ended = desk.run("types")
    assert ended.code == 0
    assert "missing-person  " in ended.out
    assert "traffic-serious  UNAVAILABLE" in ended.out
    assert f"{agency}/incidents/traffic-serious.toml:4: " in ended.out
    found = {row["id"]: row for row in desk.run("types", "--json").json}
    assert len(found) == 19
    assert found["missing-person"]["usable"]
    assert found["missing-person"]["steps"] == len(sessions.checklist("missing-person").steps)
    assert not found["traffic-serious"]["usable"]
    assert found["traffic-serious"]["problems"][0]["line"] == 4
    assert set(found["missing-person"]) == set(found["traffic-serious"])


def test_where_names_the_trial_home_and_every_place(desk):
    ended = desk.run("where")
    assert ended.code == 0
    assert "trial home, named by CLEARTOPOST_HOME" in ended.lines[0]
    assert [line.split()[0] for line in ended.lines] == [
        "home",
        "sessions",
        "reviews",
        "completions",
        "audit",
        "holds",
        "purged",
        "policy",
        "directory",
        "notes",
        "checklists",
        "index",
        "definitions",
    ]


def test_where_without_the_variable_is_ones_own_folder(desk, monkeypatch, tmp_path):
    monkeypatch.delenv("CLEARTOPOST_HOME")
    monkeypatch.setattr("checklists.workstation.paths.SHARED_HOME", tmp_path / "not-there")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    ended = desk.run("where")
    assert ended.lines[0].split()[:2] == ["home", str(tmp_path / "cleartopost")]
    for line in ended.lines:
        if line.startswith(("policy", "checklists")):
            assert "/etc/cleartopost/" in line


def test_each_mistake_in_what_needs_an_approval_is_named_at_its_line(desk):
    desk.home.mkdir()
    (desk.home / "policy.toml").write_text(
        'needs_approval = [\n  "arrest-charge",\n  "trafic-serious",\n'
        '  "prevention-advice if hurt",\n]\nreview_after = ["closures"]\n'
    )
    ended = desk.run("check")
    assert ended.code == 1
    lines = [line.removeprefix(f"{desk.home}/policy.toml:") for line in ended.lines]
    for number, what in (
        (3, "`needs_approval` names `trafic-serious`, but no such type is in use; correct it"),
        (4, "`prevention-advice` does not ask `injury-status`, so `if hurt` is always true; name"),
        (6, "`review_after` names `closures`, but no such type is in use; correct it"),
    ):
        assert lines.pop(0).startswith(f"{number}: {what}")
    (desk.home / "policy.toml").write_text(
        'needs_approval = [\n  "arrest-charge",\n  "arrest-charge if chld",\n]\n'
    )
    assert (
        desk.run("check")
        .lines[0]
        .startswith(
            f"{desk.home}/policy.toml:3: `needs_approval` does not accept `arrest-charge if chld`; "
        )
    )
