"""Never an empty list for a folder that is not there."""

import shutil
from pathlib import Path

import pytest

from checklists.records.store import Store
from checklists.session.model import Actor
from checklists.workstation import paths as places_module
from checklists.workstation.paths import find_places, places_in

COMMANDS = (
    ("list",),
    ("list", "--json"),
    ("verify", "--all"),
    ("verify",),
    ("review",),
    ("show", "k7q2"),
    ("text", "k7q2"),
    ("resume",),
)


@pytest.fixture
def shared(desk, monkeypatch):
    """The desk's home as the workstation's shared one."""
    monkeypatch.delenv("CLEARTOPOST_HOME")
    monkeypatch.setattr(places_module, "SHARED_HOME", desk.home)
    monkeypatch.setattr(places_module, "SITE_POLICY", desk.home / "policy")
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk.home.parent / "cache"))
    for folder in ("sessions", "reviews", f"sessions/{desk.actor.login}"):
        (desk.home / folder).mkdir(parents=True)
    return desk


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("gone", ["sessions", "reviews", "everybody"])
def test_what_is_missing_in_the_shared_home_is_said_by_every_command(shared, command, gone):
    shared.ready()
    assert shared.run("list").code == 0
    folder = shared.home / ("sessions" if gone == "everybody" else gone)
    shutil.rmtree(folder)
    if gone == "everybody":
        folder.mkdir()
        (folder / "lost+found").mkdir()
    ended = shared.run(*command)
    assert (ended.code, ended.out) == (3, "")
    said = " ".join(ended.err.split())
    assert said.startswith("The shared home is incomplete")
    assert str(folder) in said
    assert "Ask the administrator to mount its disk, restore a backup" in said


@pytest.mark.parametrize("command", [*COMMANDS, ("start", "traffic-advisory")], ids=" ".join)
def test_while_the_shared_home_is_gone_nobody_works_in_one_of_their_own(
    shared, command, monkeypatch, tmp_path
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    policy = tmp_path / "policy"
    policy.mkdir()
    monkeypatch.setattr(places_module, "SITE_POLICY", policy)
    (policy / "policy.toml").write_text('schema = 1\npios = "pios"\nsupervisors = "sups"\n')
    shutil.rmtree(shared.home)
    ended = shared.run(*command)
    assert (ended.code, ended.out) == (3, "")
    assert " ".join(ended.err.split()).startswith("The shared home is incomplete")
    assert not (tmp_path / "data").exists()
    # A policy that names no group is for homes of one's own.
    (policy / "policy.toml").write_text('schema = 1\npios = ""\n# pios = "pios"\n')
    assert find_places().kind == "own"


def test_a_store_that_was_opened_before_says_so_too(shared):
    store = shared.store
    stored = store.read(store.find(shared.ready()))
    shutil.rmtree(shared.home / "reviews")
    for look in (lambda: store.context(stored), lambda: list(store.paths())):
        with pytest.raises(places_module.CannotReadOrWrite, match="incomplete"):
            look()


def test_a_whole_shared_home_without_a_session_is_an_empty_list(shared):
    assert shared.run("list") == (0, "No sessions yet.\n", "")
    assert shared.run("verify", "--all").code == 0


def test_without_a_folder_of_sessions_list_says_where_it_looked(desk):
    folder = desk.home / "sessions"
    ended = desk.run("list")
    assert (ended.code, " ".join(ended.out.split())) == (
        0,
        f"No sessions yet. There is no folder {folder}.",
    )
    folder.mkdir(parents=True)
    assert desk.run("list").out == "No sessions yet.\n"


def test_ones_own_home_needs_no_reviews(tmp_path: Path):
    home = places_in("own", tmp_path / "home", tmp_path)
    store = Store(home, Actor("mruiz", 1001))
    assert list(store.paths()) == []
    assert find_places({"CLEARTOPOST_HOME": str(tmp_path)}).kind == "trial"


@pytest.mark.parametrize(
    "command", [("list",), ("list", "--json"), ("verify", "--all"), ("review",)]
)
def test_a_home_of_ones_own_without_its_sessions_says_so_too(desk, command):
    desk.ready()
    shutil.rmtree(desk.home / "sessions")
    ended = desk.run(*command)
    assert ended.code == 0
    assert f"There is no folder {desk.home / 'sessions'}." in " ".join(
        (ended.out + ended.err).split()
    )
