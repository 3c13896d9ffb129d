"""The index answers lists, and nobody can tell by the answer that there is one."""

import errno
import os
import random
import re
import shutil
import sqlite3
import stat
import threading
import time
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest
from factories import sessions
from factories.homes import PIO
from factories.sessions import NOON, SUPERVISOR, Walk, a_long_night
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.index import database, index
from checklists.index.database import IndexFile
from checklists.index.index import Index
from checklists.index.reader import SessionReader
from checklists.index.watch import QueueWatch
from checklists.records import dependencies as index_look
from checklists.records import review_names
from checklists.records import reviews as review_files
from checklists.records import store as store_module
from checklists.records.codec import write_record
from checklists.records.review_names import ReviewNames, file_name
from checklists.records.reviews import write_review
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest, history_digest
from checklists.session.list_row import unreadable
from checklists.session.review import Review
from checklists.workspace.open_session import OpenSession
from checklists.workstation import file_state
from checklists.workstation import rules as index_basis
from checklists.workstation.paths import index_file, places_in
from checklists.workstation.policy import Policy, RenamedShape
from checklists.workstation.rules import environment_fingerprint

AUTHOR = replace(PIO, login="mruiz")
COLLEAGUE = replace(PIO, login="jdoe")
POLICY = Policy(
    blank_after=timedelta(minutes=5),
    supervisors="sups",
    needs_approval=("traffic-serious",),
    # Both authors have one account here: files of several need root.
    renamed=(RenamedShape(PIO.uid, COLLEAGUE.login, date(2999, 1, 1)),),
)


def answered(incident_type):
    return sessions.answered(incident_type, NOON, AUTHOR)


class CountingReader(SessionReader):
    """Reads sessions, and counts how many."""

    def __init__(self, store, catalog):
        super().__init__(store, catalog)
        self.read_now = []

    def look(self, path, now):
        self.read_now.append(path.stem)
        return super().look(path, now)


class Agency:
    """A home with sessions of several years, and the index of whoever lists them."""

    def __init__(self, home: Path) -> None:
        self.places = places_in("trial", home, home)
        self.kept_in = index_file(self.places)
        # Not the very second of a record: at that one nothing is kept.
        self.now = NOON + timedelta(seconds=1)
        self.policy = POLICY
        self.catalog = sessions.catalog()
        self.opened = []

    def store(self):
        return Store(self.places, AUTHOR, sessions.FixedRules(self.places, self.policy))

    def reader(self):
        return CountingReader(self.store(), self.catalog)

    def put(self, walk, number, when=NOON, author=AUTHOR, then=lambda walk: walk):
        """Save a walk as the session of some day, after what is then done in it."""
        kind = walk.session.incident_type
        name = f"{when:%Y%m%d-%H%M}-{kind}-{number:04d}"
        walk.session = replace(sessions.as_if_by(walk.session, author, name), revision=1)
        session = then(walk).session
        folder = self.places.sessions / author.login / f"{when:%Y-%m}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{session.id}.toml"
        path.write_bytes(write_record(session))
        return path

    def index(self, reader, *kept_in):
        """As a program has it that begins now; closed when the test ends."""
        opened = Index(
            self.places,
            lambda: reader,
            *(kept_in or (self.kept_in,)),
            environment_fingerprint(self.places),
        )
        self.opened.append(opened)
        return opened

    def close(self):
        for opened in self.opened:
            opened.close()

    def with_index(self):
        """What a list says, and which files had to be read for it."""
        reader = self.reader()
        kept = self.index(reader)
        rows = [(f.path.name, f.listed) for f in kept.newest(self.now)]
        kept.close()
        return rows, reader.read_now

    def without_index(self):
        fresh = self.index(self.reader(), None)
        return [(f.path.name, f.listed) for f in fresh.newest(self.now)]

    def live_with_index(self):
        """What home and the queue are shown, and which files had to be read for it."""
        reader = self.reader()
        kept = self.index(reader)
        for _ in chain(kept.refresh(self.now), kept.refresh_ended(self.now)):
            pass
        rows = sorted((f.path.name, f.listed) for f in kept.live(self.now))
        kept.close()
        return rows, reader.read_now

    def live_without_index(self):
        fresh = self.index(self.reader(), None)
        for _ in fresh.refresh(self.now):
            pass
        return sorted((f.path.name, f.listed) for f in fresh.live(self.now))

    def check(self):
        """The same is said with the index and without."""
        rows, read = self.with_index()
        assert rows == self.without_index()
        live, _ = self.live_with_index()
        assert live == self.live_without_index()
        return read

    def review(self, path, verdict="approved", by=SUPERVISOR):
        session = self.store().read(path).session
        review = Review(
            session=session.id,
            verdict=verdict,
            digest=content_digest(session),
            at=NOON,
            by=by.account,
            comment="Read it" if verdict == "returned" else "",
            history_length=len(session.history),
            history_digest=history_digest(session.history),
        )
        where = self.places.reviews / file_name(session.id, NOON, by.uid)
        where.write_bytes(write_review(review))
        where.chmod(0o644)
        os.chown(where, by.uid, 0)
        return where


def take_back(path):
    """Edit in place, as with an editor: a session that was given up goes on."""
    text = path.read_text(encoding="utf-8")
    with path.open("r+", encoding="utf-8") as file:
        file.write(re.sub(r"\[withdrawn\]\n(.+\n)+\n", "", text, count=1))
        file.truncate()


@pytest.fixture(scope="module")
def several_years(tmp_path_factory):
    """The home of the tests below, which each test has a copy of."""
    agency = Agency(tmp_path_factory.mktemp("several_years"))
    agency.places.reviews.mkdir(parents=True)
    agency.places.reviews.chmod(0o3775)
    for number in range(4):
        long_ago = NOON - timedelta(days=400 * number)
        agency.put(answered("traffic-serious").withdraw(), 10 + number, long_ago)
        agency.put(answered("missing-person"), 20 + number, long_ago, COLLEAGUE)
    waiting = agency.put(answered("traffic-serious"), 30, then=Walk.mark_ready)
    agency.put(answered("traffic-serious").ask_exception("kin-notified"), 31)
    agency.put(a_long_night(), 32)
    (waiting.parent / "20261122-0001-traffic-serious-zzzz.toml").write_text("no record\n")
    return agency.places.home, waiting.relative_to(agency.places.home)


@pytest.fixture
def agency(several_years, tmp_path, monkeypatch):
    """Files do not have to grow two seconds old first; a test of that says so."""
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    home, waiting = several_years
    shutil.copytree(home, tmp_path / "home")
    agency = Agency(tmp_path / "home")
    agency.waiting = tmp_path / "home" / waiting
    yield agency
    agency.close()


# Nothing is read twice


def test_the_second_list_reads_no_file(agency):
    rows, read = agency.with_index()
    assert len(rows) == len(read) == 12
    assert agency.with_index() == (rows, [])
    assert agency.live_with_index()[1] == []
    assert rows == agency.without_index()


def test_what_is_first_asked_by_the_queue_is_there_for_the_list(agency):
    live, read = agency.live_with_index()
    assert len(read) == 12
    assert {row.status for _, row in live} == {"ready", "in-progress", "unreadable"}
    assert agency.with_index()[1] == []


def test_only_as_many_files_are_read_as_are_asked_for(agency):
    reader = agency.reader()
    kept = agency.index(reader)
    newest = kept.newest(agency.now)
    first = [next(newest).path.stem for _ in range(3)]
    newest.close()
    assert reader.read_now == first
    assert agency.check()


def test_of_one_user_nobody_elses_folder_is_looked_at(agency):
    shutil.rmtree(agency.places.sessions / "mruiz")
    (agency.places.sessions / "mruiz").mkdir()
    reader = agency.reader()
    kept = agency.index(reader)
    rows = [
        found.listed.author
        for found in kept.newest(agency.now, whose=lambda folder: folder.name == "jdoe")
    ]
    assert rows == ["jdoe"] * 4


def test_the_index_holds_nothing_of_the_text_or_of_the_people(agency):
    agency.with_index()
    held = agency.kept_in.read_bytes()
    session = agency.store().read(agency.waiting).session
    told = [session.draft.text, *(answer.note for answer in session.steps if answer.note)]
    told += [str(v) for answer in session.steps for r in answer.evidence for v in r.values()]
    values = {word for text in told for word in [text.strip()] if len(word) > 8}
    assert len(values) > 10
    assert not [word for word in values if word.encode() in held]
    assert stat.S_IMODE(agency.kept_in.stat().st_mode) == 0o600
    assert stat.S_IMODE(agency.kept_in.parent.stat().st_mode) == 0o700


# Whatever changes is seen


def test_a_new_session_is_seen(agency):
    agency.check()
    path = agency.put(answered("arrest-charge"), 40)
    assert agency.check() == [path.stem]


def test_one_that_is_gone_is_seen(agency):
    agency.check()
    agency.waiting.unlink()
    assert agency.check() == []


def test_a_save_is_seen(agency):
    agency.check()
    stored = agency.store().read(agency.waiting)
    agency.store().replace(stored, replace(stored.session, case_number="26-9", revision=2))
    assert agency.check() == [agency.waiting.stem]


def test_an_edit_in_place_in_an_old_month_is_shown_as_what_it_now_is(agency):
    """A person with an editor that writes in place, and who puts the times back."""
    agency.check()
    (old,) = (agency.places.sessions / "jdoe" / "2023-08").iterdir()
    month = file_state.state_of(old.parent)
    times = old.stat()
    text = old.read_text(encoding="utf-8")
    with old.open("r+", encoding="utf-8") as file:
        file.write(text.replace('case_number = "26-1182"', 'case_number = "26-1183"', 1))
    os.utime(old, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file_state.state_of(old.parent) == month
    assert agency.check() == [old.stem]
    row = dict(agency.with_index()[0])[old.name]
    assert row.case_number == "26-1183"
    assert row.blockers == 1


@pytest.mark.parametrize("how", ["goes on", "broken"])
def test_what_was_over_and_is_edited_in_place_is_shown_by_home_and_queue(agency, how):
    """The folder's state tells nothing of it, and nobody lists what is over."""
    old = NOON - timedelta(days=100)
    ended = agency.put(answered("traffic-serious").withdraw(), 60, old)
    agency.check()
    month = file_state.state_of(ended.parent)
    if how == "goes on":
        take_back(ended)
    else:
        with ended.open("r+") as file:
            file.truncate(100)
    assert file_state.state_of(ended.parent) == month
    status = {"goes on": "in-progress", "broken": "unreadable"}[how]
    home = agency.index(agency.reader())
    list(home.refresh(agency.now, whose=lambda folder: folder.name == "mruiz"))
    list(home.refresh_ended(agency.now, whose=lambda folder: folder.name == "mruiz"))
    own = {f.path.name: f.listed.status for f in home.live(agency.now)}
    assert own[ended.name] == status
    home.close()
    agency.check()


def test_an_open_queue_sees_what_was_over_a_few_folders_at_a_time(agency):
    old = NOON - timedelta(days=100)
    asked = answered("traffic-serious").ask_exception("kin-notified")
    ended = agency.put(asked.withdraw(), 60, old)
    agency.check()
    watch = QueueWatch(agency.index(agency.reader()), COLLEAGUE, at_a_time=0.0)
    list(watch.refresh(agency.now))
    take_back(ended)
    looks = 0
    while ended.stem not in {row.session for row in watch.rows}:
        list(watch.refresh(agency.now))
        looks += 1
        assert looks < 20
    # Not before its first rows, and a folder at each look.
    assert looks > 1
    assert agency.check() == []


def test_a_review_that_comes_or_goes_is_seen(agency, monkeypatch):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    agency.check()
    given = agency.review(agency.waiting)
    assert agency.check() == [agency.waiting.stem]
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "approved"
    given.unlink()
    assert agency.check() == [agency.waiting.stem]
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "ready"


def test_a_review_that_is_rewritten_in_place_is_seen(agency, monkeypatch):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    given = agency.review(agency.waiting)
    agency.check()
    text = given.read_text().replace('"approved"', '"returned"')
    with given.open("r+") as file:
        file.write(text)
    assert agency.check() == [agency.waiting.stem]
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "returned"


def test_a_supervisor_who_is_none_any_more_is_seen(agency, monkeypatch):
    need_root()
    supervisors = {SUPERVISOR.uid}
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid in supervisors)
    agency.review(agency.waiting)
    agency.check()
    supervisors.clear()
    assert agency.check() == [agency.waiting.stem]
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "ready"


def test_a_queue_that_stays_open_sees_who_is_a_supervisor_now(agency, monkeypatch):
    need_root()
    supervisors = {SUPERVISOR.uid}
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid in supervisors)
    agency.review(agency.waiting)
    watch = QueueWatch(agency.index(agency.reader()), COLLEAGUE)
    list(watch.refresh(agency.now))
    assert agency.waiting.stem not in {row.session for row in watch.rows}
    supervisors.clear()
    list(watch.refresh(agency.now))
    assert agency.waiting.stem in {row.session for row in watch.rows}


def test_a_folder_of_reviews_that_is_unsafe_for_a_while_is_seen_and_no_lasting_fact(
    agency, monkeypatch
):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    agency.review(agency.waiting)
    watch = QueueWatch(agency.index(agency.reader()), COLLEAGUE)
    list(watch.refresh(agency.now))
    assert agency.waiting.stem not in {row.session for row in watch.rows}
    agency.places.reviews.chmod(0o777)
    list(watch.refresh(agency.now))
    assert agency.waiting.stem in {row.session for row in watch.rows}
    agency.places.reviews.chmod(0o3775)
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "approved"


def path_of(descriptor):
    return Path(f"/proc/self/fd/{descriptor}").readlink()


@pytest.mark.parametrize("front", ["list", "queue"])
def test_just_after_a_review_the_folder_of_reviews_is_listed_once_a_look(
    agency, monkeypatch, front
):
    agency.check()
    monkeypatch.setattr(file_state, "GRAIN_NS", 3_600_000_000_000)
    agency.places.reviews.touch()
    listed = []
    real = os.scandir

    def scandir(folder):
        if isinstance(folder, int) and path_of(folder) == agency.places.reviews:
            listed.append(folder)
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    kept = agency.index(agency.reader())
    monkeypatch.setattr(kept, "_read", lambda *_: unreadable("", ""))
    queue = chain(kept.refresh(agency.now), kept.live(agency.now))
    list(kept.newest(agency.now) if front == "list" else queue)
    assert len(listed) == 1


def test_a_folder_of_reviews_that_others_can_write_in_is_seen(agency, monkeypatch):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    agency.review(agency.waiting)
    agency.check()
    agency.places.reviews.chmod(0o777)
    assert agency.waiting.stem in agency.check()
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "ready"


def test_an_original_that_changes_is_seen_in_what_continues_it(agency):
    need_root()
    path = continued(agency)
    agency.check()
    held = dict(agency.with_index()[0])[path.name].blockers
    agency.waiting.unlink()
    assert agency.check() == [path.stem]
    assert dict(agency.with_index()[0])[path.name].blockers > held


def test_a_policy_and_a_definition_that_change_are_seen(agency):
    agency.check()
    agency.places.policy.write_text("schema = 1\n", encoding="utf-8")
    assert len(agency.check()) == 12
    agency.places.checklists.mkdir()
    assert len(agency.check()) == 12
    (agency.places.checklists / "note.toml").write_text("", encoding="utf-8")
    assert len(agency.check()) == 12
    assert agency.check() == []


def test_another_time_zone_of_the_workstation_is_seen(agency, monkeypatch, tmp_path):
    """A former supervisor's last day is a day in it."""
    zone = tmp_path / "localtime"
    zone.symlink_to("/usr/share/zoneinfo/America/New_York")
    monkeypatch.setattr(index_basis, "ZONE_FILE", zone)
    agency.check()
    zone.unlink()
    zone.symlink_to("/usr/share/zoneinfo/America/Los_Angeles")
    assert len(agency.check()) == 12
    assert agency.check() == []


def moved_behind_a_link(place, elsewhere):
    """As an administrator does who keeps /etc in a repository, or the home on another disk."""
    place.rename(elsewhere)
    place.symlink_to(elsewhere)


@pytest.mark.slow
def test_a_policy_and_definitions_behind_links_that_change_are_seen(agency, tmp_path):
    agency.places.policy.write_text("schema = 1\n", encoding="utf-8")
    moved_behind_a_link(agency.places.policy, tmp_path / "policy")
    incidents = agency.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    (incidents / "one.toml").write_text("# one\n", encoding="utf-8")
    (incidents / "two.toml").write_text("# two\n", encoding="utf-8")
    moved_behind_a_link(incidents / "one.toml", tmp_path / "one")
    moved_behind_a_link(incidents, tmp_path / "incidents")
    # One that leads back up is no way to get lost.
    (tmp_path / "incidents" / "loop").symlink_to(agency.places.checklists)
    agency.check()
    for real in ("policy", "one", "incidents/two.toml"):
        (tmp_path / real).write_text("schema = 1 # other\n", encoding="utf-8")
        assert len(agency.check()) == 12, real
        assert agency.check() == []
    (tmp_path / "incidents" / "three.toml").write_text("", encoding="utf-8")
    assert len(agency.check()) == 12
    assert agency.check() == []


def test_a_review_in_a_home_behind_a_link_is_seen(agency, tmp_path, monkeypatch):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    moved_behind_a_link(agency.places.home, tmp_path / "elsewhere")
    agency.check()
    gate = agency.store()
    waiting = gate.read(agency.waiting)
    assert gate.context(waiting).reviews == ()
    agency.review(agency.waiting)
    assert agency.check() == [agency.waiting.stem]
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "approved"
    # And by what has been open all the time.
    assert len(gate.context(waiting).reviews) == 1


@pytest.mark.parametrize("which", ["getgroups", "getegid"])
def test_what_another_group_could_not_read_is_read_again(agency, monkeypatch, which):
    agency.check()
    was = getattr(os, which)()
    monkeypatch.setattr(os, which, lambda: [*was, 4321] if which == "getgroups" else 4321)
    assert len(agency.check()) == 12


@pytest.mark.sweep(2)
@pytest.mark.parametrize("minutes", [1, 25, 61, 12 * 60, 13 * 60, 60 * 24 * 30, -5])
def test_what_time_alone_changes_is_seen(agency, minutes):
    agency.check()
    agency.now += timedelta(minutes=minutes)
    agency.check()


def test_a_row_is_not_believed_before_the_moment_at_which_it_was_made(agency):
    _, read = agency.with_index()
    agency.now -= timedelta(seconds=30)
    assert agency.with_index()[1] == read
    agency.check()


def test_what_changed_a_moment_ago_is_read_again_until_its_times_can_be_told_apart(
    agency, monkeypatch
):
    monkeypatch.setattr(file_state, "GRAIN_NS", 3_600_000_000_000)
    rows, read = agency.with_index()
    assert agency.with_index() == (rows, read)
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    agency.with_index()
    assert agency.with_index() == (rows, [])


class WholeSeconds:
    """A file system that keeps whole seconds and no sizes, and a clock that the test moves."""

    def __init__(self, monkeypatch):
        real = file_state.state_of
        self.now_ns = 1_800_000_000_100_000_000
        monkeypatch.setattr(file_state, "GRAIN_NS", 2_000_000_000)
        monkeypatch.setattr(time, "time_ns", lambda: self.now_ns)

        def state_of(path, **how):
            found = real(path, **how)
            if found == file_state.NOTHING:
                return found
            second = 1_800_000_000_000_000_000
            return found._replace(size=0, mtime_ns=second, ctime_ns=second)

        for module in (index, index_look, review_names):
            monkeypatch.setattr(module, "state_of", state_of)


def test_what_comes_while_a_slow_disk_lists_a_folder_is_seen_the_next_time(agency, monkeypatch):
    """Whether a state tells later changes apart is judged when it is taken: three seconds of
    listing later every time looks old, and a session that came meanwhile never showed."""
    disk = WholeSeconds(monkeypatch)
    real = index.names_in

    def slow(month):
        names = real(month)
        if month == agency.waiting.parent:
            agency.put(answered("arrest-charge"), 40)
            disk.now_ns += 3_000_000_000
        return names

    monkeypatch.setattr(index, "names_in", slow)
    assert len(agency.with_index()[0]) == 12
    monkeypatch.setattr(index, "names_in", real)
    assert len(agency.with_index()[0]) == 13


def test_a_review_in_the_second_of_another_is_seen_when_the_second_is_over(tmp_path, monkeypatch):
    disk = WholeSeconds(monkeypatch)
    names = ReviewNames(tmp_path)
    (tmp_path / file_name("20261122-1200-a-aaaa", NOON, 5)).write_text("")
    assert len(names.by_session()) == 1
    (tmp_path / file_name("20261122-1200-a-bbbb", NOON, 5)).write_text("")
    disk.now_ns += 3_000_000_000
    assert len(names.by_session()) == 2


# A folder that this account may not enter


def refuse(monkeypatch, *, enter=(), within=()):
    """`enter`: folders whose names cannot be listed, as with mode 0700 of somebody else's;
    `within`: those in which nothing can be looked at, as with mode 0744. Root may do both."""
    scandir, stat_of, opened = os.scandir, os.stat, os.open
    shut = PermissionError(errno.EACCES, "Permission denied")

    def is_in(path, folders):
        return any(folder in Path(path).parents for folder in folders)

    def scanned(folder):
        if (path_of(folder) if isinstance(folder, int) else Path(folder)) in enter:
            raise shut
        return scandir(folder)

    def looked(path, **how):
        if not isinstance(path, int) and is_in(path, (*enter, *within)):
            raise shut
        return stat_of(path, **how)

    def read(name, flags, *mode, **where):
        if where and is_in(path_of(where["dir_fd"]) / name, within):
            raise shut
        return opened(name, flags, *mode, **where)

    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(os, "stat", looked)
    monkeypatch.setattr(os, "open", read)


def test_a_session_that_cannot_be_looked_at_is_not_taken_for_one_that_is_gone(agency, monkeypatch):
    agency.check()
    month = agency.places.sessions / "jdoe" / "2026-11"
    (name,) = (path.name for path in month.iterdir())
    with monkeypatch.context() as refused:
        refuse(refused, within=[month])
        for rows in (agency.with_index, agency.live_with_index):
            found = dict(rows()[0])
            assert found[name].status == "unreadable"
            assert found[name].problem == "permission denied"
    agency.check()


@pytest.mark.sweep
@pytest.mark.parametrize("shut", ["jdoe", "jdoe/2026-11"])
def test_a_folder_that_cannot_be_entered_has_a_row_and_stops_nothing(agency, monkeypatch, shut):
    agency.check()
    folder = agency.places.sessions / shut
    hidden = {path.name for path in folder.rglob("*.toml")}
    seen, live = agency.with_index()[0], agency.live_with_index()[0]
    with monkeypatch.context() as refused:
        folder.chmod(0o700)
        refuse(refused, enter=[folder])
        for rows, before in ((agency.with_index, seen), (agency.live_with_index, live)):
            for _ in range(2):
                found = rows()[0]
                names = [name for name, _ in found]
                assert set(names) == {n for n, _ in before} - hidden | {folder.name}
                assert len(names) == len(set(names))
                row = dict(found)[folder.name]
                assert (row.id, row.status) == (f"{shut}/", "unreadable")
                assert row.problem == (
                    "the folder cannot be opened (permission denied); check who has access to it"
                )
        watch = QueueWatch(agency.index(agency.reader()), COLLEAGUE)
        list(watch.refresh(agency.now))
        assert {row.session for row in watch.rows} >= {agency.waiting.stem}
        assert [row.id for row in watch.inaccessible] == [f"{shut}/"]
    agency.check()


def test_one_that_may_not_be_entered_once_is_not_read_anew_afterwards(agency, monkeypatch):
    agency.check()
    with monkeypatch.context() as refused:
        refuse(refused, enter=[agency.places.sessions / "jdoe"])
        agency.with_index()
        agency.live_with_index()
    assert agency.check() == []


def test_what_a_file_system_check_leaves_is_nobodys_folder(agency, monkeypatch):
    (agency.places.sessions / "lost+found").mkdir()
    refuse(monkeypatch, enter=[agency.places.sessions / "lost+found"])
    assert len(agency.with_index()[0]) == 12
    assert agency.store().find(agency.waiting.stem) == agency.waiting


# A disk that fails once


def fails_once(monkeypatch, path, error=errno.EIO):
    """The next opening of a file fails, as on a bad cable or with too many files open."""
    real, left = os.open, [path.name]

    def opened(name, flags, *mode, **where):
        if left and Path(name).name == left[0]:
            left.clear()
            raise OSError(error, os.strerror(error))
        return real(name, flags, *mode, **where)

    monkeypatch.setattr(os, "open", opened)
    return left


@pytest.mark.sweep
@pytest.mark.parametrize("error", [errno.EIO, errno.EMFILE, errno.EACCES])
def test_a_session_that_could_not_be_read_once_is_read_again(agency, monkeypatch, error):
    left = fails_once(monkeypatch, agency.waiting, error)
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "unreadable"
    assert left == []
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "ready"
    agency.check()


def test_a_review_that_could_not_be_read_once_is_read_again(agency, monkeypatch):
    need_root()
    for module in (index_look, review_files):
        monkeypatch.setattr(module, "is_member", lambda uid, group: uid == SUPERVISOR.uid)
    given = agency.review(agency.waiting)
    gate = agency.store()
    opened = OpenSession(gate, gate.read(agency.waiting), COLLEAGUE)
    assert len(opened.reviews) == 1
    fails_once(monkeypatch, given)
    # It may be a return: until it can be read nothing is ready.
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "lapsed"
    assert dict(agency.with_index()[0])[agency.waiting.name].status == "approved"
    # Nor is it a fact for whoever has the session open all the time.
    agency.waiting.touch()
    fails_once(monkeypatch, given)
    opened.refresh()
    assert opened.reviews == ()
    opened.refresh()
    assert len(opened.reviews) == 1


def continued(agency):
    """A colleague's session that carries answers from the one that waits."""
    original = agency.store().read(agency.waiting).session
    colleague = replace(COLLEAGUE, uid=PIO.uid + 4000)
    session = changes.continue_session(
        original,
        sessions.checklist(original.incident_type),
        "20261122-1205-traffic-serious-cccc",
        actor=colleague,
        now=NOON,
    )
    path = agency.places.sessions / "jdoe" / "2026-11" / f"{session.id}.toml"
    path.write_bytes(write_record(replace(session, revision=1)))
    os.chown(path, colleague.uid, 0)
    return path


def test_an_original_that_could_not_be_read_once_is_read_again(agency, monkeypatch):
    need_root()
    path = continued(agency)
    blockers = dict(agency.without_index())[path.name].blockers
    agency.with_index()
    path.touch()
    fails_once(monkeypatch, agency.waiting)
    assert dict(agency.with_index()[0])[path.name].blockers > blockers
    assert dict(agency.with_index()[0])[path.name].blockers == blockers


def test_an_original_whose_folder_could_not_be_entered_once_is_read_again(agency, monkeypatch):
    need_root()
    path = continued(agency)
    blockers = dict(agency.without_index())[path.name].blockers
    agency.with_index()
    path.touch()
    with monkeypatch.context() as failing:
        failing.setattr(store_module, "state_of", lambda path: file_state.NOTHING)
        agency.with_index()
    assert dict(agency.with_index()[0])[path.name].blockers == blockers


# Whatever becomes of its file


def damaged(data, seed):
    """The bytes of the file with something wrong in them."""
    chance = random.Random(seed)  # noqa: S311  # nothing is kept secret with it
    kind = seed % 5
    data = bytearray(data)
    if kind == 0:
        del data[chance.randrange(len(data)) :]
    elif kind == 1:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 2:
        for _ in range(200):
            data[chance.randrange(len(data))] = chance.randrange(256)
    elif kind == 3:
        at = chance.randrange(0, len(data), 4096)
        data[at : at + 4096] = chance.randbytes(4096)
    else:
        # Letters within the rows alone, where SQLite notices nothing.
        places = [n for n in range(len(data)) if chr(data[n]).isalnum()]
        data[chance.choice(places)] = ord("x")
    return bytes(data)


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(100))
def test_damaged_in_any_way_it_changes_no_answer(agency, part, counted):
    rows, live = agency.without_index(), agency.live_without_index()
    agency.with_index()
    whole = agency.kept_in.read_bytes()
    for seed in range(part * 3, part * 3 + 3):
        agency.kept_in.write_bytes(damaged(whole, seed))
        assert agency.with_index()[0] == rows, seed
        agency.kept_in.write_bytes(damaged(whole, seed))
        assert agency.live_with_index()[0] == live, seed
        # And it is mended: at the latest the third list reads nothing.
        assert agency.with_index()[0] == rows, seed
        assert agency.with_index()[0] == rows, seed
        assert agency.with_index() == (rows, []), seed
    counted(f"index damaged, part {part + 1} of 100: 3 times, no other answer")


@pytest.mark.sweep(2)
@pytest.mark.parametrize(
    "data",
    [None, b"not a database" * 1000, b"", b"SQLite format 3\0"],
    ids=["deleted", "no database", "empty", "cut"],
)
def test_deleted_empty_or_no_database_at_all_it_changes_no_answer(agency, data):
    agency.check()
    agency.kept_in.unlink()
    if data is not None:
        agency.kept_in.write_bytes(data)
    assert len(agency.check()) == 12


def test_an_old_copy_put_back_changes_no_answer(agency):
    agency.check()
    old = agency.kept_in.read_bytes()
    agency.put(answered("arrest-charge"), 50)
    agency.waiting.unlink()
    agency.check()
    agency.kept_in.write_bytes(old)
    agency.check()


def test_another_homes_index_changes_no_answer(agency, tmp_path):
    other = Agency(tmp_path / "other")
    other.put(answered("arrest-charge"), 1)
    other.with_index()
    other.close()
    agency.check()
    shutil.copy(other.kept_in, agency.kept_in)
    assert len(agency.check()) == 12


def test_of_another_account_it_is_not_believed(agency):
    need_root()
    agency.check()
    os.chown(agency.kept_in, 4321, 4321)
    assert len(agency.check()) == 12
    assert agency.kept_in.stat().st_uid == os.getuid()


def test_in_another_accounts_folder_nothing_is_believed_and_nothing_touched(agency):
    need_root()
    agency.check()
    before = agency.kept_in.stat()
    os.chown(agency.kept_in.parent, 4321, 4321)
    assert len(agency.check()) == 12
    assert agency.kept_in.stat().st_ino == before.st_ino
    assert agency.kept_in.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.sweep(2)
@pytest.mark.parametrize("planted", ["link", "hard link", "folder", "pipe"])
def test_what_is_planted_in_its_place_is_taken_away_and_not_written_to(agency, tmp_path, planted):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("keep this")
    agency.kept_in.parent.mkdir(mode=0o700)
    if planted == "link":
        agency.kept_in.symlink_to(elsewhere)
    elif planted == "hard link":
        agency.kept_in.hardlink_to(elsewhere)
    elif planted == "folder":
        agency.kept_in.mkdir()
    else:
        os.mkfifo(agency.kept_in)
    assert len(agency.with_index()[1]) == 12
    # A folder stays: the index is then kept nowhere.
    assert len(agency.with_index()[1]) == (12 if planted == "folder" else 0)
    agency.check()
    assert elsewhere.read_text() == "keep this"


def test_a_folder_that_others_can_write_in_is_not_used(agency):
    agency.kept_in.parent.mkdir()
    agency.kept_in.parent.chmod(0o777)
    agency.check()
    assert not agency.kept_in.exists()


def test_where_there_is_no_room_for_it_lists_go_on(agency):
    agency.kept_in.parent.write_text("a file, where the folder would be")
    assert len(agency.check()) == 12


@pytest.mark.slow
def test_two_who_build_it_at_once_both_get_the_right_answer(agency):
    rows = agency.without_index()
    wrong = []

    def build():
        for _ in range(6):
            if (said := agency.with_index()[0]) != rows:
                wrong.append(said)
            if (said := agency.live_with_index()[0]) != live:
                wrong.append(said)

    live = agency.live_without_index()
    builders = [threading.Thread(target=build) for _ in range(4)]
    for one in builders:
        one.start()
    for step in range(20):
        if step % 4 == 0:
            agency.kept_in.unlink(missing_ok=True)
        agency.with_index()
    for one in builders:
        one.join()
    assert wrong == []
    assert agency.with_index() == (rows, [])


def test_a_screen_from_before_a_change_and_a_new_list_do_not_take_each_others_file_away(agency):
    """A policy that changes while a queue is open: each used to delete the other's index, and to
    read every session again, for as long as the queue stayed open."""
    screen_reader, list_reader = agency.reader(), agency.reader()
    before = environment_fingerprint(agency.places)
    screen = agency.index(screen_reader)
    list(screen.refresh(agency.now))
    agency.places.policy.write_text("schema = 1\n", encoding="utf-8")
    assert len(agency.with_index()[1]) == 12
    kept = agency.kept_in.stat().st_ino
    for number in range(3):
        agency.waiting.touch()
        list(screen.refresh(agency.now))
        list(screen.live(agency.now))
        assert agency.with_index()[1] == [agency.waiting.stem], number
    assert agency.kept_in.stat().st_ino == kept
    # It has read the live ones again for itself, once.
    assert len(screen_reader.read_now) <= 12 + 12 + 3
    # Neither does a screen that is opened later in the same program.
    queue = Index(agency.places, lambda: list_reader, agency.kept_in, before)
    assert len(list(queue.newest(agency.now))) == 12
    queue.close()
    assert agency.kept_in.stat().st_ino == kept
    assert agency.with_index()[1] == []


def test_of_two_that_begin_it_at_once_neither_takes_the_others_away(agency, monkeypatch):
    """Each finds no tables, and one is sooner."""
    real = database._stored_fingerprint
    rows = agency.without_index()
    other = []

    def then_another_is_sooner(connection):
        found = real(connection)
        monkeypatch.setattr(database, "_stored_fingerprint", real)
        other.append(agency.with_index()[0])
        return found

    monkeypatch.setattr(database, "_stored_fingerprint", then_another_is_sooner)
    assert agency.with_index() == (rows, [])
    assert other == [rows]


def test_a_session_that_another_list_moves_between_the_two_parts_is_not_lost(agency, monkeypatch):
    """A queue has read the live parts; a list finds a session in its folder over or not over any
    more, and keeps both; then the queue writes what it knows."""
    ended = agency.put(answered("traffic-serious").withdraw(), 60, NOON - timedelta(days=100))
    agency.put(answered("traffic-serious"), 61, NOON - timedelta(days=100), then=Walk.mark_ready)
    agency.check()
    reader = agency.reader()
    queue = agency.index(reader)
    real = IndexFile.live

    def then_another_lists(file, *which):
        parts = real(file, *which)
        monkeypatch.setattr(IndexFile, "live", real)
        take_back(ended)
        agency.with_index()
        return parts

    monkeypatch.setattr(IndexFile, "live", then_another_lists)
    # A day later, so that the other row of the folder is over by time alone and must be written.
    agency.now += timedelta(days=1)
    list(queue.live(agency.now))
    queue.close()
    agency.now -= timedelta(days=1)
    names = [name for name, _ in agency.with_index()[0]]
    assert ended.name in names
    agency.check()


def test_while_another_writes_in_it_a_list_does_without(agency):
    agency.check()
    holder = sqlite3.connect(agency.kept_in)
    holder.execute("BEGIN EXCLUSIVE")
    assert len(agency.with_index()[1]) == 12
    holder.rollback()
    holder.close()
    assert agency.with_index()[1] == []


# Reading for the first time


def test_reading_says_how_far_it_has_come_and_goes_on_where_it_was_left(agency):
    reader = agency.reader()
    kept = agency.index(reader)
    steps = kept.refresh(agency.now)
    folders = len(list(agency.places.sessions.glob("*/*")))
    # It may be left after each folder, too: ten years of them take longer than a first frame may.
    found = [tuple(next(steps)) for _ in range(folders)]
    assert [read for read, _ in found] == [0] * folders
    assert [of for _, of in found] == sorted(of for _, of in found)
    assert found[-1] == (0, 12)
    assert [tuple(next(steps)) for _ in range(5)] == [(n, 12) for n in range(1, 6)]
    steps.close()
    kept.close()
    again = agency.live_with_index()[1]
    assert len(again) == 7
    assert not set(again) & set(reader.read_now)
    assert [name[:4] for name in reader.read_now] == ["2026"] * 5


def test_the_first_rows_of_the_queue_are_no_part_of_those_that_somebody_still_reads(agency):
    kept = agency.index(agency.reader())
    steps = kept.refresh(agency.now)
    while next(steps).read < 5:
        pass
    steps.close()
    kept.close()
    watch = QueueWatch(agency.index(agency.reader()), COLLEAGUE)
    assert not watch.first_rows(agency.now, 60)
    assert watch.rows == ()
    list(watch.refresh(agency.now))
    whole = watch.rows
    watch.close()
    again = QueueWatch(agency.index(agency.reader()), COLLEAGUE)
    assert again.first_rows(agency.now, 60)
    assert again.rows == whole != ()


def test_a_folder_of_sessions_that_is_gone_is_forgotten(agency):
    agency.check()
    shutil.rmtree(agency.places.sessions / "jdoe")
    agency.check()
    kept = agency.index(agency.reader())
    assert not [path for path in kept._file.live() if path.startswith("jdoe/")]


def test_a_name_that_is_not_utf8_is_no_trouble(agency):
    folder = agency.places.sessions / os.fsdecode(b"\xff\xfe") / "2026-11"
    folder.mkdir(parents=True)
    (folder / "20261122-0002-traffic-serious-yyyy.toml").write_text("")
    agency.check()
    assert agency.with_index()[1] == []
