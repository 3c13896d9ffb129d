"""The folder of sessions: what is saved, what is listed, and what is never touched."""

import os
import signal
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from factories.homes import CHECKLIST, ID, PIO, TrialHome, numbered
from factories.sessions import NOON

from checklists import changes
from checklists.errors import CannotReadOrWrite, ExitCode, WrongUsage
from checklists.records.atomic import clear_leftovers, folder_descriptor, read_safely, write_durably
from checklists.records.codec import LARGEST, Unreadable
from checklists.records.layout import month_of
from checklists.records.store import Broken, ChangedOutside, Store, Stored, new_id
from checklists.session.model import Actor


@pytest.fixture(params=[0o022, 0o027, 0o077], ids=["umask 022", "umask 027", "umask 077"])
def any_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def reasons(home: TrialHome) -> dict[str, str]:
    return {found.id: found.problem for found in home.store.listing() if isinstance(found, Broken)}


# Saving


def test_a_new_session_is_saved_under_its_author_and_month(home: TrialHome) -> None:
    home.start().close()
    assert home.path() == home.places.sessions / "mruiz" / "2026-11" / f"{ID}.toml"
    assert home.on_disk().id == ID
    assert home.on_disk().revision == 1
    assert home.on_disk().sealed


@pytest.mark.usefixtures("any_umask")
def test_supervisors_can_read_whatever_the_umask_says(home: TrialHome) -> None:
    opened = home.start()
    opened.apply(numbered(1))
    opened.close()
    assert mode_of(home.path()) == 0o640
    assert mode_of(home.path().with_name(f".{ID}.lock")) == 0o600
    assert mode_of(home.path().with_name(f".{ID}.holder")) == 0o640
    above = home.path().parent.parent
    for folder in (home.path().parent, above, home.places.sessions, home.places.home):
        assert mode_of(folder) == 0o2750


@pytest.mark.usefixtures("any_umask")
def test_a_folder_that_was_left_half_made_gets_its_mode(home: TrialHome) -> None:
    home.path().parent.mkdir(parents=True)
    home.store.prepare(NOON)
    assert mode_of(home.path().parent) == 0o2750


def test_a_save_flushes_exactly_twice(home: TrialHome, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = home.start()
    flushed: list[str] = []
    real = os.fsync

    def counted(descriptor: int) -> None:
        mode = os.fstat(descriptor).st_mode
        flushed.append("folder" if stat.S_ISDIR(mode) else "file")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    opened.apply(numbered(1))
    opened.close()
    assert flushed == ["file", "folder"]


def test_the_file_is_flushed_before_it_gets_its_name_and_the_folder_after(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = home.start()
    calls: list[str] = []

    def note(name: str) -> None:
        real = getattr(os, name)

        def noted(*given: Any, **more: Any) -> Any:
            calls.append(name)
            return real(*given, **more)

        monkeypatch.setattr(os, name, noted)

    for name in ("fchmod", "write", "fsync", "rename"):
        note(name)
    opened.apply(numbered(1))
    opened.close()
    assert calls == ["fchmod", "write", "fsync", "rename", "fsync"]


def test_a_save_leaves_nothing_but_the_file(home: TrialHome) -> None:
    opened = home.start()
    for number in range(5):
        opened.apply(numbered(number))
    opened.close()
    assert home.beside() == {f"{ID}.toml", f".{ID}.lock", f".{ID}.holder"}


def test_a_session_never_replaces_another_of_the_same_id(home: TrialHome) -> None:
    home.start().close()
    before = home.path().read_bytes()
    with pytest.raises(CannotReadOrWrite, match="file exists"):
        home.start()
    assert home.path().read_bytes() == before


def test_a_temporary_name_that_is_planted_as_a_link_is_not_followed(
    home: TrialHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.start().close()
    target = tmp_path / "target"
    target.write_text("mine")
    monkeypatch.setattr(os, "urandom", bytes)
    planted = home.path().with_name(f".{ID}.toml.{os.getpid()}.00000000.tmp")
    planted.symlink_to(target)
    with folder_descriptor(planted.parent) as folder, pytest.raises(FileExistsError):
        write_durably(folder, f"{ID}.toml", b"theirs", new=False)
    assert target.read_text() == "mine"


def test_a_temporary_name_that_is_planted_as_a_file_is_not_written_into(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.start().close()
    before = home.path().read_bytes()
    monkeypatch.setattr(os, "urandom", bytes)
    planted = home.path().with_name(f".{ID}.toml.{os.getpid()}.00000000.tmp")
    planted.write_text("mine")
    elsewhere = home.path().with_name("elsewhere")
    os.link(planted, elsewhere)
    with folder_descriptor(planted.parent) as folder, pytest.raises(FileExistsError):
        write_durably(folder, f"{ID}.toml", b"theirs", new=False)
    assert elsewhere.read_text() == "mine"
    assert home.path().read_bytes() == before


def test_a_folder_that_cannot_be_written_is_found_before_the_first_question(
    home: TrialHome,
) -> None:
    home.places.sessions.mkdir(parents=True)
    (home.places.sessions / "mruiz").write_text("a file where the folder should be")
    with pytest.raises(CannotReadOrWrite) as problem:
        home.store.prepare(NOON)
    assert "mruiz" in problem.value.message
    assert "a link or a file, not a folder" in problem.value.message
    assert "Free up space or fix the folder" in problem.value.what_to_do
    assert problem.value.exit_code == ExitCode.CANNOT_READ_OR_WRITE


def test_preparing_leaves_nothing_behind(home: TrialHome) -> None:
    home.store.prepare(NOON)
    assert home.beside() == set()


# A file that changed under the program


def test_a_file_that_was_edited_meanwhile_is_not_replaced(home: TrialHome) -> None:
    home.start().close()
    stored = home.stored()
    edited = home.edit('author = "mruiz"', 'author = "mruiz" # by hand')
    with pytest.raises(ChangedOutside) as problem:
        home.store.replace(stored, numbered(1)(stored.session))
    assert home.path().read_bytes() == edited
    assert ID in problem.value.message


def test_a_file_that_is_gone_is_not_made_again(home: TrialHome) -> None:
    home.start().close()
    stored = home.stored()
    home.path().unlink()
    with pytest.raises(CannotReadOrWrite, match="no such file"):
        home.store.replace(stored, numbered(1)(stored.session))
    assert not home.path().exists()


def test_a_link_in_the_files_place_is_not_written_through(home: TrialHome, tmp_path: Path) -> None:
    home.start().close()
    stored = home.stored()
    moved = tmp_path / "moved.toml"
    home.path().rename(moved)
    home.path().symlink_to(moved)
    with pytest.raises(CannotReadOrWrite):
        home.store.replace(stored, numbered(1)(stored.session))
    assert home.path().is_symlink()


def test_the_bytes_of_a_hand_edit_are_kept_before_they_are_replaced(home: TrialHome) -> None:
    home.start().close()
    edited = home.edit('author = "mruiz"', 'author = "mruiz" # checked by phone')
    stored = home.stored()
    assert not stored.session.sealed
    taken = changes.take_over_hand_edit(stored.session, actor=PIO, now=NOON)
    home.store.replace(stored, taken)
    [kept] = [name for name in home.beside() if ".edited-" in name]
    assert kept == f"{ID}.toml.edited-{stored.bytes_digest[:8]}"
    assert home.path().with_name(kept).read_bytes() == edited
    assert mode_of(home.path().with_name(kept)) == 0o640
    assert home.on_disk().sealed
    assert [path.stem for path in home.store.paths()] == [ID]


# Listing


def test_sessions_are_listed_newest_first_over_all_authors_and_months(home: TrialHome) -> None:
    ids = [
        "20260930-2359-crime-trend-aaaa",
        "20261122-0214-traffic-serious-bbbb",
        "20261122-0215-traffic-serious-cccc",
        "20261201-0000-crime-trend-dddd",
    ]
    for number, session_id in enumerate(ids):
        author = Actor(("mruiz", "okim")[number % 2], PIO.uid)
        session = changes.start(CHECKLIST, session_id, actor=author, now=NOON)
        Store(home.places, author).create(session)
    assert [found.id for found in home.store.listing() if isinstance(found, Broken)] == []
    listed = [found.session.id for found in home.store.listing() if isinstance(found, Stored)]
    assert listed == ids[::-1]


def test_a_home_that_is_not_there_yet_lists_nothing_and_is_not_made(home: TrialHome) -> None:
    assert list(home.store.listing()) == []
    assert not home.places.home.exists()


def test_only_sessions_in_months_are_listed(home: TrialHome) -> None:
    home.start().close()
    folder = home.path().parent
    (folder / "notes.txt").write_text("x")
    (folder / f".{ID}.toml.99.aaaaaaaa.tmp").write_text("x")
    (folder.parent / "drafts").mkdir()
    (folder.parent / "drafts" / "x.toml").write_text("x")
    (home.places.sessions / ".stray").write_text("x")
    assert [path.name for path in home.store.paths()] == [f"{ID}.toml"]


def test_a_folder_that_cannot_be_entered_is_named(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.start().close()
    real = os.open

    def refused(name: str, *how: int, **where: int) -> int:
        if name == "2026-11":
            raise PermissionError(13, "Permission denied")
        return real(name, *how, **where)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(CannotReadOrWrite, match="2026-11: permission denied"):
        list(home.store.listing())


# What cannot be read: listed with the reason, and left alone

OTHER = "20261121-0900-crime-trend-zzzz"


def half_written(home: TrialHome, path: Path) -> str:
    data = home.path().read_bytes()
    path.write_bytes(data[: len(data) // 2].rstrip(b"\n") + b'\nnote = "half')
    return "it is incomplete or not TOML"


def of_a_newer_program(home: TrialHome, path: Path) -> str:
    path.write_bytes(home.path().read_bytes().replace(b"schema = 1", b"schema = 2", 1))
    return "written by a newer version: schema 2"


def a_link(home: TrialHome, path: Path) -> str:
    path.symlink_to(home.path())
    return "it is a link or a device, not a file"


def a_dangling_link(home: TrialHome, path: Path) -> str:
    path.symlink_to("nowhere")
    return "it is a link or a device, not a file"


def a_pipe(home: TrialHome, path: Path) -> str:
    os.mkfifo(path)
    return "not a regular file"


def a_folder(home: TrialHome, path: Path) -> str:
    path.mkdir()
    return "not a regular file"


def too_large(home: TrialHome, path: Path) -> str:
    path.write_bytes(home.path().read_bytes() + b"#" * LARGEST)
    return "larger than 1024 KiB"


def endless_hole(home: TrialHome, path: Path) -> str:
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    return "larger than 1024 KiB"


def another_name(home: TrialHome, path: Path) -> str:
    path.write_bytes(home.path().read_bytes())
    return "its ID does not match the name of its file"


def not_text(home: TrialHome, path: Path) -> str:
    path.write_bytes(b"\xff\xfe\x00")
    return "not UTF-8 text"


def nothing(home: TrialHome, path: Path) -> str:
    path.write_bytes(b"")
    return "has no schema"


def an_escape(home: TrialHome, path: Path) -> str:
    text = home.path().read_text().replace('"mruiz"', '"mruiz\\u001b[2J"', 1)
    path.write_text(text)
    return "contains an escape (U+001B)"


def a_file_of_another_account(home: TrialHome, path: Path) -> str:
    if os.getuid() != 0:
        pytest.skip("needs root, to give a file to another account")
    text = home.path().read_text().replace(ID, OTHER)
    path.write_text(text)
    os.chown(path, 4711, -1)
    return f"copied: it says user ID {PIO.uid}, but the file belongs to user ID 4711"


@pytest.mark.parametrize(
    "plant",
    [
        half_written, of_a_newer_program, a_link, a_dangling_link, a_pipe, a_folder, too_large,
        endless_hole, another_name, not_text, nothing, an_escape, a_file_of_another_account,
    ],
    ids=lambda plant: plant.__name__.replace("_", " "),
)  # fmt: skip
def test_what_cannot_be_read_is_listed_with_the_reason_and_left_alone(
    home: TrialHome, plant: object
) -> None:
    home.start().close()
    path = home.path(OTHER)
    reason = plant(home, path)  # type: ignore[operator]
    before = path.lstat()
    signal.alarm(20)  # a pipe that is waited for ends the run instead of holding it up
    assert list(reasons(home)) == [OTHER]
    assert reasons(home)[OTHER].endswith(reason)
    assert [found.session.id for found in home.store.listing() if isinstance(found, Stored)] == [ID]
    after = path.lstat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size, after.st_mode) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_size,
        before.st_mode,
    )
    with pytest.raises(Unreadable) as problem:
        home.store.read(path)
    assert problem.value.what_to_do
    assert "\x1b" not in str(problem.value)
    signal.alarm(0)


# Finding


def test_a_session_is_found_by_its_id_or_by_an_end_that_only_one_has(home: TrialHome) -> None:
    other = "20261122-0215-traffic-serious-m3x9"
    home.start().close()
    home.start(other).close()
    assert home.store.find(ID) == home.path()
    assert home.store.find("k7q2") == home.path()
    assert home.store.find("serious-m3x9") == home.path(other)


@pytest.mark.parametrize("typed", ["", "2", "7q2", "nonsense", "../../etc/passwd", ID + "x"])
def test_what_finds_no_session_is_refused(home: TrialHome, typed: str) -> None:
    home.start().close()
    with pytest.raises(WrongUsage) as problem:
        home.store.find(typed)
    assert problem.value.exit_code == ExitCode.WRONG_USAGE


def test_an_end_that_two_sessions_have_names_both(home: TrialHome) -> None:
    ids = ["20261122-0214-traffic-serious-k7q2", "20261123-0214-traffic-serious-k7q2"]
    for session_id in ids:
        home.start(session_id).close()
    with pytest.raises(WrongUsage) as problem:
        home.store.find("k7q2")
    assert problem.value.lines == (ids[1], ids[0])


@pytest.mark.parametrize("typed", [ID.replace("k7q2", "k7q3"), "k7q3", ID[:-1]])
def test_a_mistyped_id_names_the_nearest(home: TrialHome, typed: str) -> None:
    home.start().close()
    with pytest.raises(WrongUsage) as problem:
        home.store.find(typed)
    assert ID in problem.value.what_to_do


def test_the_first_session_of_all_says_that_there_are_none(home: TrialHome) -> None:
    with pytest.raises(WrongUsage, match="There are no sessions yet"):
        home.store.find("k7q2")


# IDs


def test_ids_sort_by_time_and_hold_nothing_that_is_misread() -> None:
    early = new_id("traffic-serious", datetime(2026, 11, 22, 2, 14, tzinfo=NOON.tzinfo))
    late = new_id("crime-trend", datetime(2026, 11, 22, 14, 2, tzinfo=NOON.tzinfo))
    assert early.startswith("20261122-0214-traffic-serious-")
    assert early < late
    assert month_of(early) == "2026-11"
    letters = "".join(new_id("x", NOON)[-4:] for _ in range(500))
    assert not set(letters) & set("01lio")
    assert len({new_id("x", NOON) for _ in range(200)}) > 195


# The files underneath


def test_leftovers_of_one_session_are_cleared_and_no_others(home: TrialHome) -> None:
    home.start().close()
    folder = home.path().parent
    own = folder / f".{ID}.toml.4711.deadbeef.tmp"
    other = folder / f".{OTHER}.toml.4711.deadbeef.tmp"
    own.write_text("half")
    other.write_text("half")
    with folder_descriptor(folder) as descriptor:
        clear_leftovers(descriptor, f"{ID}.toml")
    assert not own.exists()
    assert other.exists()


def test_a_long_write_that_the_system_cuts_short_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:1000]))
    with folder_descriptor(tmp_path) as folder:
        write_durably(folder, "file", b"x" * 10_500, new=True)
        assert read_safely(folder, "file", 20_000)[0] == b"x" * 10_500


def test_at_most_one_byte_more_than_allowed_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 5000)
    with folder_descriptor(tmp_path) as folder:
        assert len(read_safely(folder, "file", 100)[0]) == 101
