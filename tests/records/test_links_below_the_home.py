"""Nothing follows a link below the home, and nothing that is behind one is silently gone."""

import os
from pathlib import Path

import pytest
from factories.homes import CHECKLIST, ID, PIO, TrialHome, numbered
from factories.sessions import NOON

from checklists import changes
from checklists.errors import CannotReadOrWrite, WrongUsage
from checklists.records.codec import Unreadable
from checklists.records.layout import FolderInaccessible
from checklists.records.store import Broken, Store
from checklists.workstation.paths import Places, find_places
from tui.cli.main import main

WHAT = "a link or a file, not a folder"
NEW = "20261122-1300-traffic-serious-zzzz"


def moved_behind_a_link(folder: Path) -> Path:
    """As an author does who wants a month out of everybody's sight."""
    [home] = (above for above in folder.parents if above.name == "home")
    elsewhere = home.with_name("elsewhere")
    elsewhere.mkdir(exist_ok=True)
    folder.rename(elsewhere / folder.name)
    folder.symlink_to(elsewhere / folder.name)
    return elsewhere / folder.name


def replaced_by_a_file(folder: Path) -> Path:
    elsewhere = folder.with_name(".away")
    folder.rename(elsewhere)
    folder.write_text("")
    return elsewhere


@pytest.fixture
def walked(home: TrialHome, monkeypatch: pytest.MonkeyPatch) -> TrialHome:
    """A home with one session of one PIO."""
    monkeypatch.setenv("CLEARTOPOST_HOME", str(home.places.home))
    home.start().close()
    return home


LEVELS = ["mruiz", "mruiz/2026-11"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("harm", [moved_behind_a_link, replaced_by_a_file])
def test_it_is_named_in_every_list(walked, capsys, level, harm):
    main(["list"])
    main(["review"])
    harm(walked.places.sessions / level)
    for argv in (["list"], ["list", "--json"], ["list", "--by", "mruiz"], ["review"]):
        capsys.readouterr()
        main(argv)
        said = " ".join(capsys.readouterr().out.split())
        assert f"{level}/" in said, argv
        assert f"({WHAT}); restore the original folder" in said, argv
        assert ID not in said, argv
    assert main(["verify", "--all"]) == 1
    assert f"{walked.places.sessions / level}: the folder cannot be opened ({WHAT})" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("harm", [moved_behind_a_link, replaced_by_a_file])
def test_the_others_are_still_listed(walked, capsys, harm):
    other = changes.start(
        CHECKLIST, ID.replace("202611", "202612"), actor=PIO, now=NOON.replace(month=12)
    )
    walked.store.create(other)
    harm(walked.places.sessions / "mruiz" / "2026-11")
    main(["list"])
    assert other.id in capsys.readouterr().out
    told: list[FolderInaccessible] = []
    assert [path.stem for path in walked.store.paths(told.append)] == [other.id]
    assert [shut.folder.name for shut in told] == ["2026-11"]


@pytest.mark.parametrize("level", LEVELS)
def test_a_session_behind_it_is_neither_found_nor_read_nor_printed(walked, capsys, level):
    path = walked.path()
    moved_behind_a_link(walked.places.sessions / level)
    assert path.exists()
    for typed in (ID, ID[-4:]):
        with pytest.raises(WrongUsage, match=WHAT):
            walked.store.find(typed)
    with pytest.raises(Unreadable, match=f"its folder is {WHAT}"):
        walked.store.read(path)
    assert walked.store.bytes_of(path) == b""
    found = walked.store.look(path)
    assert isinstance(found, Broken)
    assert not found.is_transient
    assert main(["text", ID]) == 2
    assert f"{level}: {WHAT}." in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_saved_or_made_through_it(walked, level):
    stored = walked.stored()
    real = moved_behind_a_link(walked.places.sessions / level)
    [file] = real.rglob("*.toml")
    before = file.read_bytes()
    leftover = file.with_name(f".{file.name}.1.aaaaaaaa.tmp")
    leftover.write_text("")
    with pytest.raises(CannotReadOrWrite, match=WHAT):
        walked.store.replace(stored, numbered(1)(stored.session))
    with pytest.raises(CannotReadOrWrite, match=WHAT):
        walked.store.create(changes.start(CHECKLIST, NEW, actor=PIO, now=NOON))
    with pytest.raises(CannotReadOrWrite, match=WHAT):
        walked.store.prepare(NOON)
    walked.store.clear_leftovers(stored)
    assert {found.name for found in real.rglob("*.toml")} == {file.name}
    assert leftover.exists()
    assert file.read_bytes() == before


def test_a_session_that_is_open_saves_nothing_through_it(walked):
    opened = walked.open()
    real = moved_behind_a_link(walked.path().parent)
    before = (real / walked.path().name).read_bytes()
    with pytest.raises(CannotReadOrWrite, match=WHAT):
        opened.apply(numbered(7))
    assert (real / walked.path().name).read_bytes() == before
    opened.close()


def test_a_link_to_a_colleagues_month_blocks_nobody(walked):
    (walked.places.sessions / "jdoe").mkdir()
    (walked.places.sessions / "jdoe" / "2026-11").symlink_to(walked.path().parent)
    assert walked.store.find(ID) == walked.path()


@pytest.mark.parametrize("name", ["sessions", "reviews"])
def test_the_two_folders_of_the_home_are_not_followed_either(walked, capsys, tmp_path, name):
    folder = walked.places.home / name
    folder.mkdir(exist_ok=True)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    for argv in (["list"], ["verify", "--all"], ["review"], ["text", ID]):
        assert main(argv) == 3, argv
        out, err = capsys.readouterr()
        assert out == "", argv
        assert f"{folder}: {WHAT}" in " ".join(err.split()), argv


def test_the_home_itself_may_be_a_link(walked, tmp_path, monkeypatch):
    walked.places.home.rename(tmp_path / "elsewhere")
    walked.places.home.symlink_to(tmp_path / "elsewhere")
    store = Store(walked.places, PIO)
    stored = store.read(store.find(ID))
    store.replace(stored, numbered(1)(stored.session))
    store.create(changes.start(CHECKLIST, NEW, actor=PIO, now=NOON))
    assert len(list(store.paths())) == 2


# Whose folders are whose


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_folders_above_the_home_are_made_as_the_umask_says(tmp_path, umask):
    above = tmp_path / ".local" / "share"
    places: Places = find_places({"CLEARTOPOST_HOME": str(above / "cleartopost")})
    before = os.umask(umask)
    try:
        Store(places, PIO).prepare(NOON)
    finally:
        os.umask(before)
    modes = {path: path.stat().st_mode & 0o7777 for path in (above.parent, above)}
    assert modes == {above.parent: 0o777 & ~umask, above: 0o777 & ~umask}
    ours = (places.home, places.sessions, places.sessions / "mruiz")
    assert {path.stat().st_mode & 0o7777 for path in ours} == {0o2750}
