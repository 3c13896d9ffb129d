"""Legal holds: which files count, who may lift one, and which sessions one binds."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli_w
from factories.sessions import NOON, answered
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.digests import digest_of
from checklists.errors import NotAllowed, Refused
from checklists.gate.list_rows import listed
from checklists.records import holds as hold_files
from checklists.records import reviews
from checklists.records.codec import read_ended, write_record
from checklists.records.holds import KEPT, HoldFolder
from checklists.session.directory import Directory
from checklists.session.hold import Hold, case_keys
from checklists.session.model import Account
from checklists.workstation.paths import Kind, places_in
from checklists.workstation.policy import FormerSupervisorShape, Policy, SamePersonShape
from checklists.workstation.same_person import SamePerson

CHEN, DIAZ, LEFT = Account("tchen", 1001), Account("rdiaz", 1002), Account("kmoss", 1003)
HOLD = Hold("26-1182", NOON, CHEN, "Smith v. City")
POLICY = Policy(
    blank_after=timedelta(minutes=5),
    supervisors="sups",
    same_person=(SamePersonShape((1001, 1009)),),
)


class Office:
    """A shared home as `setup` makes it, in which files are made as anybody's."""

    def __init__(self, home: Path, kind: Kind = "shared", policy: Policy = POLICY) -> None:
        self.places = places_in(kind, home, home)
        self.policy = policy
        self.places.holds.mkdir(parents=True, exist_ok=True)
        self.places.holds.chmod(0o3775)
        self.made = 0

    @property
    def folder(self) -> HoldFolder:
        people = SamePerson(self.policy, Directory(), lambda _: None, lambda _: None)
        return HoldFolder(self.places, lambda: self.policy, lambda: people)

    def put(self, hold: Hold, *, owner: int | None = None, name: str = "") -> Path:
        """Put a file there, as somebody could by hand."""
        self.made += 1
        name = name or f"20261122T04000000{self.made:04}-{hold.by.uid}.toml"
        table: dict[str, Any] = msgspec.to_builtins(hold, builtin_types=(type(NOON),))
        path = self.places.holds / name
        path.write_text(tomli_w.dumps({"schema": 1, **table}))
        path.chmod(0o644)
        os.chown(path, hold.by.uid if owner is None else owner, 0)
        return path

    @property
    def held(self) -> tuple[Hold, ...]:
        found = self.folder.read()
        assert found.unread == ()
        return found.in_force


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    need_root()
    for module in (reviews, hold_files):
        monkeypatch.setattr(module, "is_member", lambda uid, _: uid in (1001, 1002, 1009))
    return Office(tmp_path / "home")


def lift(by: Account, hold: Hold = HOLD) -> Hold:
    return Hold(hold.case_number, NOON + timedelta(days=1), by, "Settled", digest_of(hold))


def test_a_hold_is_in_force_until_another_supervisor_lifts_it(office: Office) -> None:
    office.put(HOLD)
    assert office.held == (HOLD,)
    office.put(lift(DIAZ))
    assert office.held == ()


@pytest.mark.parametrize(
    "by",
    [CHEN, Account("chen2", 1009), Account("rdiaz", 1002, login_uid=1001), LEFT],
    ids=["who placed it", "by another account", "after a change of accounts", "no supervisor"],
)
def test_nobody_else_lifts_it(office: Office, by: Account) -> None:
    office.put(HOLD)
    office.put(lift(by))
    assert office.held == (HOLD,)


def test_a_lift_is_of_one_hold_and_the_other_stays(office: Office) -> None:
    other = replace(HOLD, by=DIAZ)
    office.put(HOLD)
    office.put(other)
    office.put(lift(DIAZ))
    assert office.held == (other,)


def test_who_is_no_longer_a_supervisor_makes_no_lift_of_an_old_hold(office: Office) -> None:
    office.put(HOLD)
    own = office.put(replace(HOLD, case_number="26-1", by=LEFT))
    assert len(office.held) == 2, "a hold counts whoever placed it"
    office.put(lift(LEFT), name=own.name)
    assert office.held == (HOLD,)
    # Also where the policy names them for as long as they served.
    until = FormerSupervisorShape(LEFT.uid, date(2026, 11, 1))
    office.policy = replace(POLICY, former_supervisors=(until,))
    assert office.held == (HOLD,)


def test_what_root_has_copied_binds_whatever_becomes_of_the_file(office: Office) -> None:
    path = office.put(HOLD)
    office.folder.keep()
    office.folder.keep()
    assert {file.name for file in office.places.holds.iterdir()} == {path.name, KEPT + path.name}
    assert (office.held, office.folder.read().removed) == ((HOLD,), ())
    path.unlink()
    assert (office.held, office.folder.read().removed) == ((HOLD,), (HOLD,))
    office.put(replace(HOLD, case_number="26-9"), name=path.name)
    assert {hold.key for hold in office.held} == {"261182", "269"}
    assert office.folder.read().removed == (HOLD,)
    office.put(lift(DIAZ))
    assert [hold.key for hold in office.held] == ["269"]


def test_a_lift_that_root_has_copied_counts_once_its_supervisor_has_left(office: Office) -> None:
    office.put(HOLD)
    office.put(lift(DIAZ))
    office.folder.keep()
    office.policy = replace(POLICY, supervisors="")
    assert office.held == ()


def test_what_cannot_be_read_may_be_a_hold_and_is_named(office: Office) -> None:
    office.put(HOLD, owner=1002)
    office.put(HOLD, name=f"{KEPT}20261122T040000009999-1001.toml")
    office.put(HOLD, name="20261122T040000009999-1002.toml")
    office.put(replace(HOLD, case_number="--"))
    office.put(HOLD, name="notes")
    (office.places.holds / "20261122T050000000000-1001.toml").write_text("case_number = ")
    (office.places.holds / "20261122T060000000000-1001.toml").symlink_to("/etc/passwd")
    found = office.folder.read()
    assert (len(found.unread), found.in_force) == (7, ())


def test_in_a_folder_that_others_can_replace_a_hold_counts_and_a_lift_does_not(
    office: Office,
) -> None:
    office.put(HOLD)
    office.put(lift(DIAZ))
    office.places.holds.chmod(0o2775)
    assert office.held == (HOLD,)


def test_who_may_place_and_lift_one(office: Office) -> None:
    office.folder.check_writable(1001)
    for uid in (0, 1003):
        with pytest.raises(NotAllowed, match="Not a supervisor"):
            office.folder.check_writable(uid)
    with pytest.raises(NotAllowed, match="Another supervisor"):
        office.folder.check_may_lift(HOLD, frozenset({1009}))
    office.folder.check_may_lift(HOLD, frozenset({1002}))
    office.places.holds.rmdir()
    with pytest.raises(NotAllowed, match="setup"):
        office.folder.check_writable(1001)


def test_in_a_home_of_ones_own_there_is_nobody_else_to_lift_it(tmp_path: Path) -> None:
    need_root()
    office = Office(tmp_path / "own", "own", Policy(blank_after=timedelta(minutes=5)))
    mine = replace(HOLD, by=Account("root", 0))
    office.folder.check_writable(0)
    office.folder.write(mine)
    assert office.held == (mine,)
    office.folder.check_may_lift(mine, frozenset({0}))
    office.folder.write(lift(mine.by, mine))
    assert office.held == ()


def test_one_process_at_a_time_has_the_lock(office: Office) -> None:
    with (
        office.folder.lock(),
        pytest.raises(Refused, match="Busy"),
        office.folder.lock(seconds=0),
    ):
        pass
    with office.folder.lock(seconds=0):
        office.put(HOLD)
    assert office.held == (HOLD,)


def test_a_case_number_that_a_session_had_binds_it_also_in_a_list() -> None:
    walk = answered("traffic-advisory", NOON)
    assert case_keys(walk.session) == {"261182"}
    for number in ("26 2000", "26-3000"):
        changed = changes.set_case_number(walk.session, number, actor=walk.actor, now=NOON)
        walk.session = replace(changed, revision=1)
    assert case_keys(walk.session) == {"261182", "262000", "263000"}
    session = changes.withdraw(walk.session, "Not to be posted", actor=walk.actor, now=NOON)
    # What a list reads of a session that has ended leaves most of it out.
    data = write_record(session)
    brief = read_ended(data, f"{session.id}.toml") or session
    row = listed(brief, walk.checklist, walk.context, NOON)
    assert set(row.cases.split()) == {"261182", "262000", "263000"}
