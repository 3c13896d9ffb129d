"""A purge: what goes, what is kept and why, what is left of it, and when nothing is purged."""

import fcntl
import os
from datetime import timedelta
from pathlib import Path

import pytest
from factories.archives import (
    AUTHOR,
    CHEN,
    DIAZ,
    KEPT,
    LATER,
    LONG_AGO,
    POLICY,
    Archive,
    a_post,
    as_supervisors,
    begun,
    canceled,
)
from factories.sessions import catalog
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.errors import CannotReadOrWrite, Refused, WrongUsage
from checklists.export.purge import Outcome, Purger
from checklists.records.codec import write_record
from checklists.records.tombstones import Tombstone, Tombstones
from checklists.session.hold import Hold
from checklists.session.model import Account, Continues
from checklists.workstation.retention import KeepShape, RetentionShape

POST, OTHER = a_post(LONG_AGO), canceled(LONG_AGO, "c2c2")
PURGED = Outcome(POST.id, "kept 5 years, posted")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    need_root()
    as_supervisors(monkeypatch)
    made = Archive(tmp_path / "home")
    made.is_now(LATER)
    return made


def why(archive: Archive) -> str:
    """Why the one session whose time is over is kept; empty where it is purged."""
    (found,) = archive.purge(LATER, dry_run=True)
    assert archive.purge(LATER) == [found]
    return found.kept


def test_what_is_due_goes_whole_and_leaves_a_tombstone(archive: Archive) -> None:
    path = archive.put(POST, LONG_AGO)
    beside = [path.with_name(f"{path.name}.edited-12345678"), path.with_name(f".{POST.id}.lock")]
    beside += [path.with_name(f".{POST.id}.holder"), path.with_name(f".{path.name}.1.a1.tmp")]
    for one in beside:
        one.touch()
    kept = {*archive.files()} - archive.below(path, *beside)
    archive.review(POST, LONG_AGO)
    assert archive.purge(LATER) == [PURGED]
    tombstone = archive.places.purged / f"{POST.id}.toml"
    assert archive.files() == kept | archive.below(tombstone)
    found = archive.store.tombstones.of(POST.id)
    assert isinstance(found, Tombstone)
    assert (found.status, found.rule, found.by) == ("posted", PURGED.rule, Account("root", 0))
    assert (found.last_at, found.purged_at) == (POST.updated_at, LATER)
    assert archive.purge(LATER) == []


def test_a_dry_run_says_the_same_and_removes_nothing(archive: Archive) -> None:
    by = Account("mruiz", AUTHOR.uid)
    later = canceled(LONG_AGO + timedelta(days=1))
    follows = replace(later, continues=Continues(POST.id, by, "sha256:0"))
    for session in (POST, follows, a_post(LONG_AGO, "traffic-advisory")):
        archive.put(session, LONG_AGO)
    before = archive.files()
    said = archive.purge(LATER, dry_run=True)
    assert [bool(one.kept) for one in said] == [False, True, False]
    assert archive.files() == before
    assert archive.purge(LATER) == said


def test_the_first_rule_that_fits_counts_from_the_last_thing_recorded(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    archive.review(POST, LATER.replace(year=2018))
    assert archive.purge(LATER) == []
    closure = a_post(LONG_AGO, "traffic-advisory")
    archive.put(closure, LONG_AGO)
    archive.complete(closure, LATER.replace(year=2013))
    assert archive.purge(LATER) == []
    archive.is_now(then := LATER.replace(year=2023, day=2))
    assert [one.session for one in archive.purge(then)] == [closure.id, POST.id]


def test_on_the_day_itself_it_is_still_kept(archive: Archive) -> None:
    archive.put(OTHER, LONG_AGO)
    for days, purged in ((0, 0), (1, 1)):
        now = LONG_AGO.replace(year=2011) + timedelta(days=days)
        assert len(archive.purge(now)) == purged


@pytest.mark.parametrize(
    ("placed", "is_held"),
    [
        ([("26 1182", CHEN, None)], True),
        ([("26-1182", CHEN, None), ("26-1182", DIAZ, 0)], False),
        ([("26-1182", CHEN, None), ("26-1182", CHEN, 0)], True),
        ([("26-1182", CHEN, None), ("26-1182", DIAZ, None), ("26-1182", DIAZ, 0)], True),
        ([("26-9", CHEN, None)], False),
    ],
)
def test_what_is_held_is_kept(archive: Archive, placed, is_held: bool) -> None:
    archive.put(POST, LONG_AGO)
    made: list[Hold] = []
    for case_number, by, lifts in placed:
        lifted = made[lifts] if lifts is not None else None
        made.append(Hold(case_number, LONG_AGO, by, "Smith v. City"))
        archive.hold(case_number, by, LONG_AGO, lifted)
    assert (why(archive) == "legal hold") == is_held


def test_a_hold_on_a_case_number_that_it_once_had_binds_it(archive: Archive) -> None:
    changed = changes.set_case_number(begun(LONG_AGO), "26-7", actor=AUTHOR, now=LONG_AGO)
    archive.put(changes.withdraw(changed, "No", actor=AUTHOR, now=LONG_AGO), LONG_AGO)
    archive.hold("261182", CHEN, LONG_AGO)
    assert why(archive) == "legal hold"


def test_a_hold_that_its_owner_removed_binds_by_roots_copy(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    path = archive.hold("26-1182", CHEN, LONG_AGO)
    assert why(archive) == "legal hold"
    path.unlink()
    assert why(archive) == "legal hold"


def test_a_hold_that_is_placed_during_the_export_is_seen(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)

    def export(_path: Path) -> str:
        archive.hold("26-1182", CHEN, LATER)
        return "0a4c"

    assert [one.kept for one in archive.purge(LATER, export=export)] == ["legal hold"]


def test_each_thing_that_waits_or_is_not_as_it_was_keeps_it(archive: Archive) -> None:
    closure = replace(a_post(LONG_AGO, "traffic-advisory"))
    path = archive.put(closure, LONG_AGO)
    assert why(archive) == "a follow-up is open"
    archive.complete(closure, LONG_AGO)
    unreviewed = replace(closure.posted[0], review_due=LONG_AGO)
    archive.put(replace(closure, posted=(unreviewed, *closure.posted[1:]), revision=2), LONG_AGO)
    assert why(archive) == "it waits for a supervisor"
    archive.put(replace(closure, revision=3), LONG_AGO)
    path.write_bytes(path.read_bytes().replace(b"revision = 3", b"revision = 3 # mine"))
    assert why(archive) == "it was changed outside the program"
    archive.put(replace(closure, revision=2))
    assert why(archive) == "it differs from what the audit log has seen"
    archive.put(replace(closure, revision=3))
    twin = archive.places.sessions / "dlee" / path.parent.name / path.name
    twin.parent.mkdir(parents=True)
    twin.write_bytes(path.read_bytes())
    assert why(archive) == "two files have its ID"
    twin.unlink()
    archive.put(replace(canceled(LONG_AGO, "dddd"), continues=Continues(
        closure.id, Account("mruiz", AUTHOR.uid), "sha256:0")))  # fmt: skip
    unread = archive.path(begun(LONG_AGO, "bbbb"))
    unread.write_bytes(f'updates = "{closure.id}'.encode())
    kept = [one.kept for one in archive.purge(LATER)]
    assert (kept[0].partition(" ")[2], kept[1]) == ("depends on it", "")
    assert why(archive) == f"{unread.stem} depends on it"
    unread.unlink()
    assert why(archive) == ""


def test_while_somebody_has_it_open_it_is_kept(archive: Archive) -> None:
    path = archive.put(OTHER, LONG_AGO)
    with path.with_name(f".{OTHER.id}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert why(archive) == "it is open in a terminal"
    assert why(archive) == ""


def test_unfinished_sessions_and_what_no_rule_fits_stay_forever(archive: Archive) -> None:
    archive.put(begun(LONG_AGO, "b2b2"), LONG_AGO)
    assert archive.purge(LATER) == []
    archive.policy = replace(POLICY, retention=RetentionShape(keep=KEPT[:1]))
    archive.put(POST, LONG_AGO)
    assert archive.purge(LATER) == []


def test_an_author_who_writes_an_earlier_day_into_the_file_gains_nothing(archive: Archive) -> None:
    recent = canceled(LATER - timedelta(days=30))
    back = replace(canceled(LONG_AGO), id=recent.id)
    archive.put(back)
    assert archive.purge(LATER) == []


@pytest.mark.parametrize(
    ("retention", "words"),
    [
        (RetentionShape(), "no .retention. rules"),
        (RetentionShape(keep=(KeepShape(5, types=("traffic-serius",)),)), "traffic-serius"),
    ],
)
def test_without_rules_that_can_be_meant_nothing_is_purged(
    archive: Archive, retention: RetentionShape, words: str
) -> None:
    archive.put(POST, LONG_AGO)
    archive.policy = replace(POLICY, retention=retention)
    with pytest.raises(Refused, match=words):
        archive.purge(LATER)
    archive.policy = replace(POLICY, untrusted="others can write it")
    with pytest.raises(Refused, match="does not count"):
        archive.purge(LATER)


def test_a_clock_more_than_a_day_past_the_newest_note_purges_nothing(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    for dry_run in (True, False, True, False):
        with pytest.raises(Refused, match="clock"):
            archive.purge(LATER + timedelta(days=1, minutes=1), dry_run=dry_run)
    assert archive.purge(LATER + timedelta(hours=23)) == [PURGED]


def test_what_may_be_a_hold_stops_it(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    (archive.places.holds / "notes").write_text("26-1182")
    with pytest.raises(Refused, match="may be a legal hold"):
        archive.purge(LATER)


def test_a_folder_of_a_month_that_is_none_stops_it(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    (archive.places.sessions / AUTHOR.login / "2020-01").write_text("")
    with pytest.raises(CannotReadOrWrite, match="not a folder"):
        archive.purge(LATER)


def test_a_purged_session_is_no_longer_missing_and_its_month_is_pruned(archive: Archive) -> None:
    path = archive.put(POST, LONG_AGO)
    log = archive.places.audit / f"{LONG_AGO:%Y-%m}.0.log"
    archive.put(OTHER, LONG_AGO)
    archive.hold("26-77", CHEN, LONG_AGO)
    archive.policy = replace(POLICY, retention=RetentionShape(keep=KEPT[:2]))
    assert archive.purge(LATER) == [PURGED]
    assert (archive.store.audit.differences(), log.exists()) == ((), True)
    archive.path(OTHER).unlink()
    assert [found.note.session for found in archive.store.audit.differences()] == [OTHER.id]
    archive.put(OTHER)
    # Whoever puts one there again and removes it by hand is named.
    archive.put(POST, LATER + timedelta(hours=1))
    path.unlink()
    assert [found.note.session for found in archive.store.audit.differences()] == [POST.id]
    log.unlink()
    archive.note(OTHER, LONG_AGO)
    archive.policy = POLICY
    archive.purge(LATER)
    assert not log.exists()
    with pytest.raises(WrongUsage, match="Purged"):
        archive.store.find(POST.id)


@pytest.mark.parametrize("harm", ["owner", "mode", "name", "folder"])
def test_a_tombstone_that_an_author_could_have_written_explains_nothing(
    archive: Archive, harm: str
) -> None:
    archive.put(POST, LONG_AGO)
    archive.put(OTHER, LONG_AGO)
    archive.hold("26-1182", CHEN, LONG_AGO)
    archive.purge(LATER)
    archive.path(OTHER).unlink()
    made = Tombstone(
        OTHER.id, "community-post", "withdrawn", AUTHOR.uid, LONG_AGO, LONG_AGO, LATER,
        Account("root", 0), "by hand", "sha256:0", "0",
    )  # fmt: skip
    archive.store.tombstones.write(made)
    assert archive.store.audit.differences() == ()
    path = archive.places.purged / f"{OTHER.id}.toml"
    if harm == "owner":
        os.chown(path, AUTHOR.uid, 0)
    elif harm == "mode":
        path.chmod(0o662)
    elif harm == "name":
        archive.store.tombstones.write(replace(made, session=POST.id))
        path.with_name(f"{POST.id}.toml").rename(path)
    else:
        archive.places.purged.chmod(0o777)
    assert [found.note.session for found in archive.store.audit.differences()] == [OTHER.id]


def test_a_file_with_other_content_under_the_id_of_a_purged_one_is_left(archive: Archive) -> None:
    archive.put(POST, LONG_AGO)
    archive.purge(LATER)
    archive.put(replace(POST, revision=9))
    assert why(archive) == "another session with its ID was purged"
    archive.path(POST).write_bytes(write_record(POST))
    os.chown(archive.path(POST), AUTHOR.uid, 0)
    assert archive.purge(LATER) == [PURGED], "as after a restore"


def test_where_a_hold_follows_a_purge_that_was_stopped_before_its_first_file_nothing_explains_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.put(POST, LONG_AGO)

    def failing(*_: object, **__: object) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("os.unlink", failing)
        with pytest.raises(CannotReadOrWrite, match="Only partly purged"):
            archive.purge(LATER)
    assert (path.exists(), archive.store.tombstones.of(POST.id) is None) == (True, False)
    archive.hold("26-1182", CHEN, LATER)
    archive.purge(LATER, dry_run=True)
    assert archive.store.tombstones.of(POST.id) is not None
    assert why(archive) == "legal hold"
    path.unlink()
    assert [found.note.session for found in archive.store.audit.differences()] == [POST.id]


def test_what_the_export_noted_of_it_is_explained_too(archive: Archive) -> None:
    archive.put(POST)
    times = [LATER, LATER + timedelta(minutes=9)]

    def export(_path: Path) -> str:
        archive.note(POST, times[-1])
        return "0a4c"

    clock = iter(times)
    purger = Purger(archive.store, catalog(), lambda: next(clock), dry_run=False, export=export)
    assert list(purger.purge()) == [PURGED]
    assert archive.store.audit.differences() == ()


def test_what_is_changed_at_the_last_moment_is_kept_without_a_tombstone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.put(POST, LONG_AGO)
    write = Tombstones.write

    def and_an_edit(self: Tombstones, tombstone: Tombstone) -> None:
        write(self, tombstone)
        path.write_bytes(path.read_bytes() + b"# mine")

    monkeypatch.setattr(Tombstones, "write", and_an_edit)
    assert [found.kept for found in archive.purge(LATER)] == ["it was just changed"]
    assert (path.exists(), archive.store.tombstones.of(POST.id)) == (True, None)


def test_a_tombstone_that_would_not_count_stops_it_with_the_session_there(
    archive: Archive,
) -> None:
    path = archive.put(POST, LONG_AGO)
    archive.places.purged.chmod(0o777)
    with pytest.raises(Refused, match="would not count"):
        archive.purge(LATER)
    assert path.exists()
