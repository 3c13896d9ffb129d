"""Two files with one ID in two folders: nobody's own is hidden, and no other is guessed."""

import os
from datetime import timedelta

import pytest
from factories.sessions import NOON, FixedRules, as_if_by, ready
from needs import need_root

from checklists.errors import WrongUsage
from checklists.index.index import open_index
from checklists.index.watch import QueueWatch
from checklists.records.codec import write_record
from checklists.records.store import Broken, Store
from checklists.session.model import Actor
from checklists.workstation.account import current_actor
from checklists.workstation.paths import places_in
from checklists.workstation.policy import EVERY_TYPE, Policy

ID = "20261122-0214-traffic-serious-k7q2"


@pytest.fixture
def home(tmp_path):
    for user in ("aaa", "zzz"):
        folder = tmp_path / "sessions" / user / "2026-11"
        folder.mkdir(parents=True)
        (folder / f"{ID}.toml").write_text("")
    return tmp_path


def store(home, login):
    return Store(places_in("trial", home, home), Actor(login, current_actor().uid))


@pytest.mark.parametrize("login", ["aaa", "zzz"])
@pytest.mark.parametrize("named", [ID, "k7q2"])
def test_ones_own_is_found(home, login, named):
    assert store(home, login).find(named).parts[-3] == login


@pytest.mark.parametrize("named", [ID, "k7q2"])
def test_of_two_others_none_is_guessed(home, named):
    with pytest.raises(WrongUsage, match="folders of") as refused:
        store(home, "mmm").find(named)
    assert "aaa" in refused.value.message
    assert "zzz" in refused.value.message


# A copy in a colleague's folder is in nobody's way


@pytest.fixture
def copied(tmp_path):
    """A session of one account, and its file copied by another into their own folder."""
    need_root()
    session = ready("traffic-serious").session
    for login, uid in (("mruiz", 1004), ("okim", 1005)):
        folder = tmp_path / "sessions" / login / "2026-11"
        folder.mkdir(parents=True)
        path = folder / f"{session.id}.toml"
        path.write_bytes(write_record(session))
        os.chown(path, uid, uid)
    return tmp_path, session


@pytest.mark.parametrize("end", ["", "k7q2"])
def test_a_copy_is_listed_as_one_and_blocks_nobody(copied, end):
    home, session = copied
    supervisor = store(home, "lchen")
    assert supervisor.find(end or session.id).parts[-3] == "mruiz"
    looked_at = [supervisor.look(path) for path in supervisor.paths()]
    (copy,) = [found for found in looked_at if isinstance(found, Broken)]
    assert "copied" in copy.problem
    assert copy.path.parts[-3] == "okim"


def test_neither_is_a_copy_that_says_it_is_the_colleagues_own(copied):
    home, session = copied
    stolen = as_if_by(session, Actor("okim", 1005))
    path = home / "sessions" / "okim" / "2026-11" / f"{session.id}.toml"
    path.write_bytes(write_record(stolen))
    supervisor = store(home, "lchen")
    with pytest.raises(WrongUsage, match="Two sessions have this ID") as refused:
        supervisor.find(session.id)
    assert f"mruiz/{session.id}" in refused.value.what_to_do
    named = supervisor.find(f"mruiz/{session.id}")
    assert supervisor.read(named).session == session
    assert supervisor.find(f"okim/{session.id}").parts[-3] == "okim"


def test_the_queue_reads_the_one_that_it_shows(copied):
    home, _ = copied
    places = places_in("trial", home, home)
    policy = Policy(blank_after=timedelta(minutes=5), needs_approval=(EVERY_TYPE,))
    supervisor = Store(places, Actor("lchen", 0), FixedRules(places, policy))
    index = open_index(places, supervisor)
    watch = QueueWatch(index, Actor("lchen", 0))
    for _ in watch.refresh(NOON):
        pass
    index.close()
    (row,) = watch.rows
    assert supervisor.find(f"{row.folder}/{row.session}").parts[-3] == "mruiz"
