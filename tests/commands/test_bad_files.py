"""Files among the sessions that are none that can be read: listed as such, and left alone."""

import os
from pathlib import Path

import pytest
from needs import need_root

from checklists.records.codec import LARGEST


def cut_in_half(path: Path) -> None:
    half = path.stat().st_size // 2
    # Within a sentence: between two lines what is left could be whole TOML.
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"prompt = ", half) + 15])


def newer_schema(path: Path) -> None:
    path.write_text(path.read_text().replace("schema = 1", "schema = 2", 1))


def over_long(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"#" * LARGEST)


def symlink(path: Path) -> None:
    elsewhere = path.with_suffix(".elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def unknown_key(path: Path) -> None:
    path.write_text("approved = true\n" + path.read_text())


def escape_sequence(path: Path) -> None:
    path.write_text(path.read_text().replace("26-1182", "\\u001b]0;owned\\u0007", 1))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut_in_half, "incomplete"),
        (newer_schema, "written by a newer version: schema 2"),
        (over_long, "larger than 1024 KiB"),
        (symlink, "a link"),
        (unknown_key, "unknown"),
        (escape_sequence, "contains an escape (U+001B)"),
    ],
)
def test_it_is_listed_with_the_reason_and_never_ready(desk, damage, said):
    whole = desk.ready("missing-person")
    broken = desk.ready("traffic-serious")
    path = desk.file(broken)
    damage(path)
    before = path.lstat()
    content = path.read_bytes()

    ended = desk.run("list")
    assert ended.code == 0
    assert whole in ended.out
    assert said in " ".join(ended.out.split())
    rows = {row["id"]: row for row in desk.run("list", "--json").json}
    assert rows[whole]["status"] == "ready"
    assert rows[broken]["status"] == "unreadable"
    assert said in rows[broken]["problem"]
    empty = set(rows[whole]) - {"id", "status"}
    assert all(rows[broken][name] is None for name in empty)
    assert [row["id"] for row in desk.run("list", "--json", "--status", "unreadable").json] == [
        broken
    ]
    assert broken in desk.run("list", "--type", "traffic-serious").out

    for command in ("show", "text", "calls", "cancel", "resume"):
        ended = desk.run(command, broken)
        assert ended.code == 3, command
        assert said in ended.err
        assert "\x1b" not in ended.out + ended.err
    shown = desk.run("show", broken, "--json")
    assert shown.code == 3
    assert said in shown.json["problem"]
    assert shown.json["steps"] is None

    ended = desk.run("verify")
    assert ended.code == 1
    assert ended.lines[0].startswith(f"{broken}: file: cannot be read: ")
    assert ended.lines[-1] == "2 sessions checked: 1 problem."
    assert path.read_bytes() == content
    assert path.lstat().st_mtime_ns == before.st_mtime_ns


NEEDS_MORE = {"complete": ["custody-told"], "export": ["--to", "copy"]}


@pytest.mark.parametrize(
    "command",
    ["calls", "cancel", "complete", "continue", "correct", "export", "posted", "resume", "review",
     "show", "takedown", "text", "update"],
)  # fmt: skip
def test_every_command_refuses_a_newer_file_by_name_and_leaves_it(
    desk, command, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    broken = desk.ready()
    path = desk.file(broken)
    newer_schema(path)
    content = path.read_bytes()
    ended = desk.run("--plain", command, broken, *NEEDS_MORE.get(command, []))
    # An export is made all the same, and names what could not be read.
    assert ended.code == (1 if command == "export" else 3), ended
    assert "written by a newer version: schema 2" in " ".join((ended.out + ended.err).split())
    assert path.read_bytes() == content


def test_a_newer_file_is_in_nobodys_way(desk):
    whole, broken = desk.ready("missing-person"), desk.ready()
    newer_schema(desk.file(broken))
    for command in (["waiting"], ["waiting", "--all"], ["followups"], ["followups", "--all"]):
        ended = desk.run(*command)
        assert (ended.code, ended.err) == (0, ""), ended
    for command in ("show", "text", "calls", "verify"):
        assert desk.run(command, whole).code == 0, command
    assert desk.run("list", "--status", "ready").lines[0].startswith(whole)


def test_a_hostile_file_name_reaches_no_terminal(desk):
    session_id = desk.ready()
    name = "20260101-0000-x\x1b[31m\x7f\u202e\udc80-aaaa.toml"
    (desk.file(session_id).parent / name).write_text("nothing")
    for command in (["list"], ["list", "--json"], ["verify"], ["show", "20260101-0000-x"]):
        ended = desk.run(*command)
        said = ended.out + ended.err
        assert not set("\x1b\x7f\u202e\udc80") & set(said), command
    assert "<U+001B>[31m<U+007F><U+202E><U+DC80>" in desk.run("list").out


def test_verify_counts_what_was_changed_and_nothing_else(desk):
    kept, edited = desk.ready("missing-person"), desk.ready("traffic-serious")
    assert desk.run("verify").out == "2 sessions checked: no problems.\n"
    assert desk.run("verify", "--all").code == 0
    desk.edit(edited, "Cpl. Ito, patrol", "Sgt. Ito, patrol")
    assert desk.run("verify", kept) == (0, "1 session checked: no problems.\n", "")
    ended = desk.run("verify", edited, kept)
    assert ended.code == 1
    assert all(line.startswith(f"{edited}: ") for line in ended.lines[:-1])
    assert "Ito" not in ended.out


def test_verify_of_all_reads_other_peoples_sessions_too(desk):
    session_id = desk.ready()
    path = desk.file(session_id)
    colleague = desk.home / "sessions" / "a-colleague" / path.parent.name
    colleague.mkdir(parents=True)
    (colleague / "20261122-0214-traffic-serious-zzzz.toml").write_text("half")
    need_root()
    os.chown(colleague.parent, 1004, 1004)
    assert desk.run("verify").code == 0
    ended = desk.run("verify", "--all")
    assert ended.code == 1
    assert ended.lines[-1].startswith("2 sessions checked")


def test_a_folder_that_may_not_be_entered_stops_no_list_and_is_named(desk, monkeypatch):
    need_root()
    mine = desk.ready("traffic-serious")
    folder = desk.home / "sessions" / "alice"
    (folder / "2026-11").mkdir(parents=True)
    os.chown(folder, 1004, 1004)
    real = os.open

    def opened(name, *how, **where):
        if name == "alice":
            raise PermissionError(13, "Permission denied")
        return real(name, *how, **where)

    monkeypatch.setattr(os, "open", opened)
    ended = desk.run("list")
    assert ended.code == 0
    assert mine in ended.out
    assert "alice/ " in ended.out
    assert "the folder cannot be opened (permission denied)" in " ".join(ended.out.split())
    rows = {row["id"]: row for row in desk.run("list", "--json").json}
    assert rows["alice/"]["status"] == "unreadable"
    assert rows["alice/"]["author"] is None
    assert [row["id"] for row in desk.run("list", "--json", "--status", "ready").json] == [mine]
    assert "alice/" not in desk.run("list", "--by", desk.actor.login).out
    assert desk.run("show", mine[-12:]).code == 0
    ended = desk.run("verify", "--all")
    assert ended.code == 1
    assert f"{folder}: the folder cannot be opened" in ended.out
    assert desk.run("verify").code == 0
