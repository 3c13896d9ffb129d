"""`export`: which sessions, what is said of them, and what the command needs."""

import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from msgspec.structs import replace
from needs import need_root

from checklists.workstation.file_state import GRAIN_NS


@pytest.fixture
def case(desk):
    """Three sessions of one case, and one of another."""
    ids = []
    for number, incident_type in enumerate(
        ("traffic-serious", "arrest-charge", "traffic-advisory")
    ):
        walk = desk.walk(incident_type, minutes_ago=10 - number)
        ids.append(desk.save(walk.case_number("26-1182").mark_ready()))
    desk.save(desk.walk("crime-trend").case_number("26-9999"))
    return ids


def manifest(to):
    return json.loads((to / "MANIFEST.json").read_bytes())


def exported(to):
    return {row["id"] for row in manifest(to)["sessions"]}


def test_a_case_is_exported_however_its_number_is_typed(desk, case, tmp_path):
    for number, typed in enumerate(("26-1182", "26 1182", "261182")):
        to = tmp_path / str(number)
        ended = desk.run("export", "--case", typed, "--to", str(to))
        assert ended.code == 0, ended
        assert exported(to) == set(case)
        digest = hashlib.sha256((to / "MANIFEST.json").read_bytes()).hexdigest()
        assert digest in ended.lines
        assert "3 sessions in" in ended.out


def test_its_number_may_come_from_the_input_where_nobody_can_read_it(desk, case, tmp_path):
    ended = desk.process("export", "--case", "-", "--to", str(tmp_path / "to"), input="26-1182\n")
    assert ended.returncode == 0, ended
    assert exported(tmp_path / "to") == set(case)


def test_one_session_is_exported_by_the_end_of_its_id(desk, case, tmp_path):
    end = case[1][-18:]
    assert desk.run("export", end, "--for", "public", "--to", str(tmp_path / "to")).code == 0
    assert exported(tmp_path / "to") == {case[1]}
    assert manifest(tmp_path / "to")["copy"] == "public"


def test_a_span_of_days_has_both_its_ends(desk, tmp_path):
    walks = [desk.walk("crime-trend", minutes_ago=60 * 24 * days + 2) for days in range(4)]
    for number, walk in enumerate(walks):
        name = walk.session.id[:-4] + f"aaa{number + 2}"
        walk.session = replace(walk.session, id=name)
    ids = [desk.save(walk) for walk in walks]
    days = [(walk.now).date().isoformat() for walk in walks]
    for since, until, wanted in ((2, 1, ids[1:3]), (1, None, ids[:2]), (None, 2, ids[2:])):
        to = tmp_path / f"{since}-{until}"
        span = ["--since", days[since]] if since is not None else []
        span += ["--until", days[until]] if until is not None else []
        assert desk.run("export", *span, "--to", str(to)).code == 0
        assert exported(to) == set(wanted)


@pytest.mark.parametrize(
    "argv",
    [
        (), ("k7q2", "--case", "26-1182"), ("k7q2", "--since", "2026-11-22"),
        ("--case", "26-1182", "--until", "2026-11-22"), ("--case", "---"), ("--case", "26-0000"),
        ("--case", "26-1182", "--for", "press"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_makes_nothing(desk, case, tmp_path, argv):
    ended = desk.run("export", *argv, "--to", str(tmp_path / "to"))
    assert ended.code == 2, ended
    assert not (tmp_path / "to").exists()


def test_what_cannot_be_read_may_belong_to_the_case_and_is_named(desk, case, tmp_path):
    desk.file(case[0]).write_bytes(b"id = [")
    # Until the index keeps that it cannot be read, and so of no case.
    time.sleep(2 * GRAIN_NS / 1e9)
    desk.run("list")
    ended = desk.run("export", "--case", "26-1182", "--to", str(tmp_path / "to"))
    assert ended.code == 1
    assert f"Could not be exported: {case[0]}: line 1: it is incomplete or not TOML." in ended.lines
    assert exported(tmp_path / "to") == set(case[1:])
    assert [one["name"] for one in manifest(tmp_path / "to")["not_read"]] == [case[0]]


def test_what_others_have_seen_and_is_gone_is_named(desk, case, tmp_path):
    note = {
        "at": desk.now.isoformat(), "by": desk.actor.uid + 1, "session": case[0],
        "uid": desk.actor.uid, "revision": 9, "digest": "x", "history": "y",
    }  # fmt: skip
    need_root()
    (desk.home / "audit").mkdir()
    log = desk.home / "audit" / f"{case[0][:4]}-{case[0][4:6]}.{desk.actor.uid + 1}.log"
    log.write_text(json.dumps(note) + "\n")
    os.chown(log, desk.actor.uid + 1, -1)
    first = desk.run("export", case[0], "--to", str(tmp_path / "older"))
    assert (first.code, "an earlier file, revision" in first.out) == (1, True)
    assert manifest(tmp_path / "older")["differs_from_audit_log"][0]["how"] == "older"
    desk.file(case[0]).unlink()
    ended = desk.run("export", "--case", "26-1182", "--for", "public", "--to", str(tmp_path / "to"))
    assert (ended.code, f"{case[0]}: audit log: it is missing" in ended.out) == (1, True)
    assert manifest(tmp_path / "to")["differs_from_audit_log"] == [
        {"id": case[0], "how": "missing"}
    ]


def test_a_state_note_for_a_class_that_is_none_is_a_mistake(desk):
    note = """schema = 1
    [[note]]
    id = "n"
    steps = ["rights-and-wishes"]
    text = "Text."
    citation = "Code 1"
    effective = 2019-07-01
    reviewed = 2026-11-02
    withholds = ["peopel"]
    """
    desk.home.mkdir()
    (desk.home / "state.toml").write_text(note)
    ended = desk.run("check")
    assert "there is no class `peopel`; did you mean `people`?" in ended.out
    (desk.home / "state.toml").write_text(note.replace("peopel", "people"))
    assert "there is no class" not in desk.run("check").out


def test_check_names_a_mistake_in_the_rules_of_release(desk):
    (desk.home / "checklists").mkdir(parents=True)
    (desk.home / "checklists" / "release.toml").write_text(
        '[[class]]\nid = "released"\nfields = []'
    )
    ended = desk.run("check")
    assert ended.code == 1
    assert "release.toml:2: releases what is left out" in ended.out


LOADED = """
import sys
from tui.cli.main import main
main(sys.argv[2:])
print(sys.argv[1] in sys.modules)
"""


@pytest.mark.parametrize(
    ("module", "argv", "loaded"),
    [
        ("textual", ("export", "--case", "26-1182", "--to", "TO"), False),
        ("jinja2", ("export", "--case", "26-1182", "--to", "TO"), True),
        ("jinja2", ("list",), False),
        ("jinja2", ("show", "26-9999"), False),
        ("jinja2", ("verify",), False),
    ],
)
def test_only_this_command_loads_what_makes_pages(desk, case, tmp_path, module, argv, loaded):
    argv = [str(tmp_path / "to") if word == "TO" else word for word in argv]
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, module, *argv], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == str(loaded)


def test_a_case_of_three_is_exported_both_ways_within_seconds(desk, case, tmp_path):
    for purpose in ("case", "public"):
        ended = desk.process(
            "export", "--case", "26-1182", "--for", purpose, "--to", str(tmp_path / purpose),
            timeout=timedelta(seconds=30).total_seconds(),
        )  # fmt: skip
        assert ended.returncode == 0, ended
