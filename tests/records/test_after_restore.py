"""What a restore has lost, of files that are where they belong: said once, with what to do.

With real accounts and tools: tests/shared_workstation/test_backup.py.
"""

import os
import time
from datetime import date, timedelta

import pytest
from factories.sessions import NOON
from msgspec.structs import replace
from needs import need_root
from records.test_review_files import POLICY, SUPERVISORS, TYPE, SessionPrompt

from checklists.changes import record_posted
from checklists.records import reviews as review_files
from checklists.records.codec import write_record
from checklists.records.store import Store
from checklists.records.tombstones import Tombstone
from checklists.session.model import Account, Actor
from checklists.setup import after_restore
from checklists.setup.after_restore import authors_named, lost_issues, number_issues
from checklists.workstation.policy import RenamedShape

ROOT = Actor("root", 0)
OTHER = Account("pdiaz", 1002)


class Office(SessionPrompt):
    """A shared home with a session that is ready, as somebody restored it."""

    def __init__(self, home):
        super().__init__(home)
        self.places.audit.mkdir()
        self.places.completions.mkdir()
        (home / "policy.toml").write_text(
            'schema = 1\nsupervisors = "sups"\nneeds_approval = ["*"]\n'
        )
        self.save()

    def save(self, login="mruiz", owner=1004):
        folder = self.places.sessions / login / "2026-11"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.walk.session.id}.toml"
        path.write_bytes(write_record(self.walk.session))
        os.chown(path, owner, 0)
        return path

    @property
    def store(self):
        return Store(self.places, ROOT)

    def said(self):
        checklist = self.walk.checklist
        return list(lost_issues(self.store, lambda _: checklist, NOON + timedelta(hours=1)))


@pytest.fixture
def office(tmp_path, monkeypatch):
    need_root()
    monkeypatch.setattr(review_files, "is_member", lambda uid, _: uid in SUPERVISORS)
    return Office(tmp_path / "home")


def test_of_what_was_restored_well_nothing_is_said(office):
    office.put()
    assert office.store.audit.look_at(office.save()) is None
    assert office.said() == []


@pytest.mark.parametrize("lost", [True, False])
def test_an_approval_that_no_longer_comes_after_the_return_is_said(office, lost):
    returned = office.review(verdict="returned", comment="No", by=OTHER, at=NOON)
    approved = office.review(at=NOON + timedelta(minutes=5))
    for review in (approved, returned) if lost else (returned, approved):
        office.put(review)
        time.sleep(0.02)
    said = [(issue.what.partition(":")[2].strip(), issue.fix) for issue in office.said()]
    again = "cleartopost review ID   (as a supervisor, who decides again)"
    assert said == ([(office.walk.session.id, again)] if lost else [])


@pytest.mark.parametrize("posted", [False, True])
def test_a_former_supervisors_reviews_are_lost_and_cannot_be_given_again_after_the_post(
    office, posted
):
    if posted:
        walk = office.walk
        walk.session = record_posted(
            walk.session, walk.status_now, "x", at=NOON, actor=walk.actor, now=NOON,
            reason="On the air already", ordered_by="Sgt. Park, patrol",
        )  # fmt: skip
        office.save()
    left = date.today() - timedelta(days=1)  # noqa: DTZ011  # by this computer's zone
    with (office.places.home / "policy.toml").open("a") as policy:
        policy.write(f"[[former_supervisor]]\nuid = 1007\nuntil = {left}\n")
    path = office.put(office.review(by=Account("tdiaz", 1007), history_length=0, history_digest=""))
    (issue,) = office.said()
    assert issue.what == (f"These do not count (user ID 1007 is not a supervisor): {path.name}")
    assert issue.is_lost == posted


def test_what_has_another_owner_is_said_once_and_not_as_gone_or_unreadable(office):
    office.store.audit.look_at(office.save())
    os.chown(office.put(), 0, 0)
    assert office.said() == []
    office.save(owner=0)
    assert office.said() == []


def test_an_older_copy_than_the_audit_log_has_seen_is_said_and_so_is_one_that_is_gone(office):
    path = office.save()
    old = office.walk.session
    later = office.walk.later(minutes=1).case_number("26-9").session
    office.walk.session = replace(later, revision=old.revision + 1)
    office.store.audit.look_at(office.save())
    before = min(office.places.audit.iterdir()).read_bytes()
    office.walk.session = old
    office.save()
    for harm in (lambda: None, path.unlink):
        harm()
        (issue,) = office.said()
        assert issue.what.endswith(f"seen of them: {old.id}")
        assert "cleartopost audit" in issue.fix
    assert min(office.places.audit.iterdir()).read_bytes() == before, "nothing is noted"


def test_a_tombstone_that_is_no_longer_roots_is_said(office):
    name = "20261121-1200-traffic-serious-k7q2"
    office.places.purged.mkdir()
    office.store.tombstones.write(
        Tombstone(
            name, TYPE, "posted", 1004, NOON, NOON, NOON, Account("root", 0), "keep", "x", "x"
        )
    )
    assert office.said() == []
    os.chown(office.places.purged / f"{name}.toml", 1004, -1)
    (issue,) = office.said()
    assert issue.what.endswith(f"cannot be read: {name}.toml")
    assert issue.fix.startswith("tar --numeric-owner -xpf BACKUP.tar -C / ")


def test_half_a_file_is_said(office):
    path = office.save()
    path.write_bytes(path.read_bytes()[:900])
    (issue,) = office.said()
    assert issue.what == f"These sessions cannot be read: {path.stem}"


# Whose the sessions are


def test_an_account_with_another_number_gets_its_own_back(office, monkeypatch):
    monkeypatch.setattr(after_restore, "user_id_of", {"mruiz": 1009}.get)
    monkeypatch.setattr(after_restore, "login_of", {1004: "dlee"}.get)
    named = authors_named(office.store)
    (issue,) = number_issues(named, POLICY)
    assert "Here that is dlee, who needs another one first" in issue.what
    assert issue.fix.startswith("usermod -u NEW_UID dlee && usermod -u 1004 mruiz ")
    renamed = (RenamedShape(uid=1004, login="mruiz", until=NOON.date()),)
    assert list(number_issues(named, replace(POLICY, renamed=renamed))) == []
    assert list(number_issues({"mruiz": 1009}, POLICY)) == []


def test_a_forged_or_edited_file_names_nobody(office):
    assert authors_named(office.store) == {"mruiz": 1004}
    path = office.save("okim", owner=1005)
    path.write_bytes(path.read_bytes().replace(b"author_uid = 1004", b"author_uid = 1005"))
    assert authors_named(office.store) == {"mruiz": 1004}
