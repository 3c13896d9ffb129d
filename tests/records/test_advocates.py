"""An account of victim services: what it completes counts only where that asked them, and it writes
no session."""

import grp
import os
import pwd

import pytest
from factories.homes import CHECKLIST, ID, PIO, TrialHome, numbered
from factories.sessions import NOON, SOMEBODY, answered
from follow_ups.test_ledger import done, removed
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists.definitions.model import TAKEDOWN
from checklists.errors import NotAllowed
from checklists.follow_ups.ledger import removals
from checklists.index.index import Index
from checklists.index.reader import SessionReader
from checklists.records import dependencies
from checklists.session.completion import NOT_OWED
from checklists.session.list_row import VICTIM_SERVICES
from checklists.setup.groups import Groups
from checklists.setup.setup import needed_places
from checklists.workspace.follow_up import (
    complete_follow_up,
    may_take_back,
    read_follow_ups,
    record_removal,
)
from checklists.workspace.sessions import Workspace
from checklists.workstation import file_state, system_lists
from checklists.workstation.paths import index_file, places_in

LATER = NOON.replace(day=24)
SAID = {"actor": PIO, "now": LATER, "done_at": LATER, "who": SOMEBODY}
OWN_GROUP = grp.getgrgid(os.getgid()).gr_name


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path / "home")


@pytest.fixture
def session(home):
    found = replace(posted(answered("arrest-charge", author=PIO)), revision=1)
    home.store.create(found)
    return found


def set_groups(home, **groups):
    lines = "".join(f'{name} = "{group}"\n' for name, group in groups.items())
    home.places.policy.write_text(f"schema = 1\n{lines}")
    home.store.rules.read_anew()


@pytest.fixture
def advocate(home, session):
    """This account is put into the group of victim services, after it wrote a session."""
    set_groups(home, victim_services=OWN_GROUP)
    return home


def states(home, session):
    found = read_follow_ups(home.store, home.store.find(session.id), LATER)
    return {entry.item.id: entry.state for entry in found.entries}


def test_what_a_post_owes_says_which_role_is_asked(session):
    asked = {item.id: item.ask for item in session.follow_ups}
    assert asked["custody-told"] == VICTIM_SERVICES
    assert asked["comments-read"] != VICTIM_SERVICES


def test_what_they_are_asked_they_complete(advocate, session):
    path = advocate.store.find(session.id)
    complete_follow_up(advocate.store, path, "custody-told", "told", how="phone", **SAID)
    assert states(advocate, session)["custody-told"] == "done"
    assert not advocate.store.completions.of(session).unfit


@pytest.mark.parametrize(
    ("item", "outcome"), [("comments-read", "nothing"), ("taken-down", "down"), ("x", "down")]
)
def test_what_others_are_asked_is_refused(advocate, session, item, outcome):
    path = advocate.store.find(session.id)
    with pytest.raises(NotAllowed, match="not asked"):
        complete_follow_up(advocate.store, path, item, outcome, **SAID)
    assert not advocate.places.completions.exists()


def test_a_file_of_theirs_about_what_others_are_asked_does_not_count(advocate, session):
    """Only where files are read can that be held: the kernel lets them write one."""
    for item in ("comments-read", "taken-down"):
        advocate.store.completions.write(replace(done(session, item, by=PIO)))
    found = advocate.store.completions.of(session)
    assert [one.what for one in found.unfit] == ["victim services were not asked for it"] * 2
    assert states(advocate, session)["comments-read"] == "overdue"


def test_a_removal_of_theirs_is_refused_and_a_file_of_one_does_not_count(advocate, session):
    with pytest.raises(NotAllowed, match="not asked"):
        record_removal(advocate.store, advocate.store.find(session.id), "x", **SAID)
    advocate.store.completions.write(removed(session, "x", actor=PIO))
    found = advocate.store.completions.of(session)
    assert [one.what for one in found.unfit] == ["victim services were not asked for it"]
    assert not removals(session, found.fit)


def test_what_is_no_longer_owed_they_cannot_say(advocate, session):
    theirs = replace(session, author_uid=4242)
    assert may_take_back(advocate.store, theirs, PIO) == (
        "only a supervisor can mark a follow-up as no longer owed"
    )
    advocate.store.completions.write(
        replace(done(session, "custody-told", by=PIO), outcome=NOT_OWED, note="Moved away")
    )
    assert states(advocate, session)["custody-told"] == "overdue"


def test_a_supervisor_who_is_in_their_group_stays_a_supervisor(home, session):
    set_groups(home, victim_services=OWN_GROUP, supervisors=OWN_GROUP)
    path = home.store.find(session.id)
    complete_follow_up(home.store, path, "comments-read", "nothing", **SAID)
    record_removal(home.store, path, "x", **SAID)
    assert states(home, session)["comments-read"] == "done"
    assert home.start(ID).session.id == ID


def test_a_policy_that_others_can_change_keeps_victim_services_where_they_are(advocate, session):
    advocate.places.policy.chmod(0o666)
    advocate.store.rules.read_anew()
    assert advocate.store.policy.untrusted
    with pytest.raises(NotAllowed):
        record_removal(advocate.store, advocate.store.find(session.id), "x", **SAID)


def test_they_write_no_session_whichever_way_they_come(home, session):
    draft = home.start().session
    set_groups(home, victim_services=OWN_GROUP)
    store = home.store
    workspace = Workspace(store, PIO, lambda: LATER)
    before = [store.bytes_of(path) for path in store.paths()]
    for write in (
        lambda: workspace.start("traffic-advisory"),
        lambda: workspace.open(ID),
        lambda: workspace.continue_session(replace(draft, author="tdiaz", author_uid=4242)),
        lambda: workspace.start_again(session, "traffic-advisory"),
        lambda: store.prepare(LATER),
        lambda: store.replace(home.stored(), draft),
        lambda: home.open().apply(numbered(1)),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert [store.bytes_of(path) for path in store.paths()] == before


def test_everybody_else_does_all_of_that(home, session):
    set_groups(home, victim_services="nogroup")
    path = home.store.find(session.id)
    complete_follow_up(home.store, path, "comments-read", "nothing", **SAID)
    record_removal(home.store, path, "x", **SAID)
    assert not home.store.completions.of(session).unfit
    assert TAKEDOWN not in states(home, session)
    assert home.start(ID, CHECKLIST).session.author_uid == PIO.uid


# Lists, which keep what they read


@pytest.fixture
def groups(home, session, monkeypatch):
    """Who is in which group; nobody yet, and files need not grow old first."""
    found = set()
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    for module in (system_lists, dependencies):
        monkeypatch.setattr(module, "is_member", lambda uid, group: (uid, group) in found)
    monkeypatch.setattr("checklists.index.index.named_in", lambda _group: str(sorted(found)))
    set_groups(home, victim_services="advocates")
    return found


def listed(home, session):
    """What a list that is kept on disk shows of what a post owes."""
    store = home.store
    reader = SessionReader(store, store.rules.catalog)
    index = Index(home.places, lambda: reader, index_file(home.places), store.rules.fingerprint)
    try:
        for _ in index.refresh(LATER):
            pass
        rows = {found.listed.id: found.listed for found in index.live(LATER)}
    finally:
        index.close()
    return {due.item for due in rows[session.id].due} if session.id in rows else set()


def test_a_live_row_is_read_again_when_its_completer_changes_groups(home, session, groups):
    path = home.store.find(session.id)
    complete_follow_up(home.store, path, "comments-read", "nothing", **SAID)
    assert "comments-read" not in listed(home, session)
    assert listed(home, session)
    groups.add((PIO.uid, "advocates"))
    assert "comments-read" in listed(home, session)


def test_an_ended_row_is_read_again_when_its_completer_changes_groups(home, groups):
    walk = answered("crime-trend", author=PIO)
    walk.mark_ready()
    trend = replace(posted(walk), revision=1)
    home.store.create(trend)
    complete_follow_up(home.store, home.store.find(trend.id), "comments-read", "nothing", **SAID)
    assert listed(home, trend) == set()
    assert listed(home, trend) == set()
    groups.add((PIO.uid, "advocates"))
    assert listed(home, trend) == {"comments-read"}


def test_setup_makes_no_folder_of_sessions_for_victim_services(tmp_path, monkeypatch):
    pio, advocate, both = (pwd.getpwnam(name) for name in ("root", "daemon", "bin"))
    who = {"root": (pio, advocate, both), "bin": (both,), "daemon": (advocate, both)}
    for module in ("setup", "groups"):
        monkeypatch.setattr(f"checklists.setup.{module}.members", lambda group: who[group])
    places = places_in("shared", tmp_path / "home", tmp_path / "etc")
    needed = needed_places(Groups("root", "bin", "daemon"), places)
    folders = [one.path.name for one in needed if one.path.parent == places.sessions]
    assert folders == ["root", "bin"]
    assert 'victim_services = "daemon"' in "".join(one.text for one in needed)
