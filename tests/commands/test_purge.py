"""`purge` and `list --purged`, as they are typed in a home of one's own."""

import json
import os
from datetime import timedelta

import pytest
from factories.sessions import Walk
from msgspec.structs import replace

from checklists import changes

POLICY = 'schema = 1\n[retention]\n{export}[[retention.keep]]\nyears = 2\nstatus = "{status}"\n'


@pytest.fixture
def old(desk):
    """Three canceled sessions of three years ago, and one of today: the clock is right."""
    then = desk.now - timedelta(days=3 * 366)
    ids = []
    for number in range(3):
        walk = Walk("community-post", then, desk.actor).case_number(f"26-{number}")
        session = changes.withdraw(walk.session, "No", actor=desk.actor, now=then)
        session = replace(session, id=f"{session.id[:-1]}{number}", revision=1)
        ids.append(desk.store.create(session).session.id)
    desk.ready("community-post")
    return ids


def policy(desk, status="canceled", export=""):
    (desk.home / "policy.toml").write_text(POLICY.format(status=status, export=export))


def test_without_rules_nothing_is_purged(desk, old):
    ended = desk.run("purge")
    assert (ended.code, "has no [retention] rules" in ended.err) == (1, True), ended
    policy(desk, "posted")
    assert desk.run("purge").out == "0 sessions purged; 0 kept though their time is over.\n"


def test_what_is_purged_and_kept_is_said_and_stays_listed(desk, old, monkeypatch, tmp_path):
    policy(desk)
    monkeypatch.setattr("sys.stdin.readline", lambda _: "Smith v. City\n", raising=False)
    assert desk.run("hold", "26-1").code == 0
    dry = desk.run("purge", "--dry-run")
    assert dry.code == 0
    assert [path.exists() for path in map(desk.file, old)] == [True] * 3
    ended = desk.run("purge")
    assert dry.lines == [*ended.lines, "This was a dry run. Nothing was removed."]
    assert f"{old[0]:<48}  purged" in ended.lines
    assert ended.lines[ended.lines.index(f"{old[1]:<48}  kept") + 1] == "  legal hold"
    assert ended.lines[-1] == "2 sessions purged; 1 kept though its time is over."
    assert max(map(len, ended.lines)) <= 80
    listed = desk.run("list", "--purged")
    assert listed.lines[0] == f"{old[2]:<48}  purged {desk.now:%Y-%m-%d}"
    assert "kept 2 years, canceled; by" in listed.lines[1]
    rows = json.loads(desk.run("list", "--purged", "--json").out)
    assert [row["session"] for row in rows] == [old[2], old[0]]
    for argv in (["show", old[0]], ["verify", old[0]], ["export", old[0], "--to", "/x"]):
        ended = desk.run(*argv)
        assert (ended.code, "was purged on" in ended.err) == (2, True), ended
    assert desk.run("verify", "--all").code == 0
    ended = desk.run("export", "--since", "2000-01-01", "--to", str(tmp_path / "out"))
    assert (ended.code, f"Purged before: {old[0]}." in ended.lines) == (0, True), ended
    manifest = json.loads((tmp_path / "out" / "MANIFEST.json").read_text())
    assert [found["id"] for found in manifest["purged"]] == [old[2], old[0]]


def test_where_policy_says_so_a_case_copy_is_made_before(desk, old, tmp_path):
    to = tmp_path / "purged"
    policy(desk, export=f'export_first = true\nexport_to = "{to}"\n')
    for argv in (["purge", "--dry-run"], ["purge"]):
        ended = desk.run(*argv)
        assert (ended.code, ended.out) == (1, ""), ended
        assert f"As root: mkdir -m 700 {to}" in " ".join(ended.err.split())
    to.touch()
    assert "is not a folder" in " ".join(desk.run("purge", "--dry-run").err.split())
    to.unlink()
    to.mkdir()
    assert "3 sessions purged" in desk.run("purge", "--dry-run").out
    (to / old[2]).mkdir()
    (to / old[2] / "cut-off").touch()
    bytes_of = {name: desk.file(name).read_bytes() for name in old}
    assert desk.run("purge").code == 0
    assert {path.name for path in to.iterdir()} == {*old, f"{old[2]}-2"}
    for name in old:
        copy = to / (f"{name}-2" if name == old[2] else name)
        (found,) = copy.glob(f"sessions/*/*/{name}.toml")
        assert found.read_bytes() == bytes_of[name]
        assert (copy / "MANIFEST.json").exists()


def test_a_session_that_was_put_back_is_named_by_verify(desk, old):
    policy(desk)
    path = desk.file(old[0])
    data = path.read_bytes()
    desk.run("purge")
    path.write_bytes(data)
    (desk.home / "purged" / "notes").touch()
    ended = desk.run("verify", "--all")
    assert ended.code == 1
    assert f"{old[0]}: purged on {desk.now:%Y-%m-%d}, and its file is there" in ended.lines
    assert any(line.startswith("purged/notes: ") for line in ended.lines)
    listed = desk.run("list", "--purged")
    assert (listed.code, "purged/notes" in listed.err) == (1, True)


def test_what_goes_wrong_halfway_is_said_after_what_was_done(desk, old, monkeypatch):
    policy(desk)
    unlink, names = os.unlink, []

    def failing(name, **more):
        names.append(str(name))
        if str(name).startswith(old[1]):
            raise OSError(5, "input/output error")
        unlink(name, **more)

    monkeypatch.setattr("os.unlink", failing)
    ended = desk.run("purge")
    assert (ended.code, "Only partly purged" in ended.err) == (3, True), ended
    assert ended.lines[-1].startswith("1 session purged")
    monkeypatch.undo()
    monkeypatch.setenv("CLEARTOPOST_HOME", str(desk.home))
    assert desk.run("purge").lines[-1].startswith("2 sessions purged")
