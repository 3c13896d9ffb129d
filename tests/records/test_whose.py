"""Whose a session is: the user ID decides, and a login that it never had is named first.

Real accounts are renamed in tests/shared_workstation.
"""

from datetime import date, timedelta

import pytest
from factories.homes import ID, PIO, TrialHome, numbered
from factories.sessions import NOON, FixedRules
from msgspec.structs import replace

from checklists.index.index import open_index
from checklists.index.watch import OwnWatch
from checklists.records.store import Store
from checklists.workspace.open_session import OpenSession, ReadOnly
from checklists.workstation.policy import Policy, RenamedShape

RENAMED = replace(PIO, login="mlee", names=("Maria Lee",))


@pytest.fixture
def home(tmp_path):
    made = TrialHome(tmp_path)
    made.start().close()
    return made


def store(home, *renamed):
    policy = Policy(blank_after=timedelta(minutes=5), renamed=renamed)
    return Store(home.places, RENAMED, FixedRules(home.places, policy))


def opened(home, *renamed):
    found = store(home, *renamed)
    return OpenSession(found, found.read(found.find(ID)), RENAMED, lambda: NOON)


WAS_MRUIZ = RenamedShape(PIO.uid, PIO.login, date(2999, 1, 1))


@pytest.mark.parametrize("renamed", [(), (WAS_MRUIZ,)])
def test_an_account_with_another_login_finds_its_sessions(home, renamed):
    index = open_index(home.places, store(home, *renamed))
    watch = OwnWatch(index, RENAMED)
    assert list(watch.refresh(NOON))
    watch.close()
    assert [found.listed.id for found in watch.found] == [ID]


def test_one_that_the_policy_names_goes_on_in_the_file_where_it_is(home):
    with opened(home, WAS_MRUIZ) as session:
        assert session.is_own
        session.apply(numbered("1182"))
    assert home.on_disk().case_number == "26-1182"


def test_one_that_it_does_not_name_is_told_so_and_writes_nothing(home):
    before = home.path().read_bytes()
    beside = home.beside()
    named = "names mruiz as its author, but its owner's account is mlee"
    with opened(home) as session:
        assert (session.is_own, session.read_only) == (False, True)
        with pytest.raises(ReadOnly, match=named):
            session.apply(numbered("1182"))
        with pytest.raises(ReadOnly, match=named):
            session.take_over()
    assert home.path().read_bytes() == before
    assert home.beside() == beside


def test_that_the_policy_names_it_is_seen_while_it_is_open(home):
    with opened(home) as session:
        session._store.rules = FixedRules(
            home.places, Policy(blank_after=timedelta(minutes=5), renamed=(WAS_MRUIZ,))
        )
        assert session.try_lock()
        session.apply(numbered("1182"))
