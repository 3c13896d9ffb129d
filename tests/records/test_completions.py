"""Which files count as completions: trusted for their place and owner, never for what they say."""

import os
from datetime import timedelta

import pytest
from factories.homes import PIO, TrialHome
from factories.sessions import NOON, SOMEBODY, actor, answered
from follow_ups.test_ledger import done
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

from checklists.errors import NotAllowed
from checklists.follow_ups.ledger import ledger
from checklists.records.codec import Unreadable
from checklists.records.completions import read_completion, write_completion
from checklists.session.completion import NOT_OWED
from checklists.session.model import Actor
from checklists.workspace.follow_up import complete_follow_up, read_follow_ups

LATER = NOON + timedelta(hours=26)


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path / "home")


@pytest.fixture
def session(home):
    walk = answered("arrest-charge", author=PIO)
    found = replace(posted(walk), revision=1)
    home.store.create(found)
    return found


def write(home, session, **changed):
    completion = replace(done(session, "custody-told", by=PIO), **changed)
    home.store.completions.write(completion)
    return next(iter(sorted(home.places.completions.iterdir())))


def state(home, session):
    found = read_follow_ups(home.store, home.store.find(session.id), LATER)
    return next(entry.state for entry in found.entries if entry.item.id == "custody-told")


def why(home, session):
    return [unfit.what for unfit in home.store.completions.of(session).unfit]


def test_one_that_was_written_is_read_and_counts(home, session):
    assert state(home, session) == "overdue"
    path = write(home, session)
    assert state(home, session) == "done"
    assert not why(home, session)
    assert path.stat().st_mode & 0o777 == 0o640
    assert session.id in path.name


def test_it_is_read_as_it_was_written(session):
    completion = replace(done(session, "custody-told"), how="phone", note="Line 2\\[b]")
    assert read_completion(write_completion(completion), "x") == completion


@pytest.mark.parametrize(
    "damage",
    [b"", b"schema = 2\n", b"\xff", b"schema = 1\nsession = 1\n", b"#" * 20_000],
    ids=["empty", "newer", "not text", "not one", "large"],
)
def test_a_damaged_file_does_not_count_and_is_named(home, session, damage):
    path = write(home, session)
    path.write_bytes(damage)
    assert state(home, session) == "overdue"
    assert len(why(home, session)) == 1
    with pytest.raises(Unreadable):
        read_completion(damage, path.name)


def test_a_control_character_in_it_reaches_nobody(home, session):
    path = write(home, session)
    path.write_bytes(path.read_bytes().replace(b"Cpl. Ito", b"Cpl\\u001b[2J"))
    assert state(home, session) == "overdue"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by": Actor("tdiaz", 4242).account}, "it says user ID"),
        ({"session": "20261122-1200-arrest-charge-zzzz"}, "it is about another session"),
        ({"at": NOON - timedelta(days=1), "done_at": NOON - timedelta(days=1)}, "older than"),
        ({"at": NOON.replace(year=2999), "done_at": NOON}, "later than the time its file"),
    ],
)
def test_what_it_says_must_agree_with_what_the_kernel_and_the_post_say(home, session, change, said):
    path = write(home, session)
    named = path.with_name(path.name)
    honest = read_completion(path.read_bytes(), path.name)
    named.write_bytes(write_completion(replace(honest, **change)))
    assert any(said in what for what in why(home, session)), why(home, session)
    assert state(home, session) == "overdue"


@pytest.mark.parametrize(
    "how", ["a second name", "writable by others", "a link", "another owner's name"]
)
def test_a_file_that_others_could_have_made_does_not_count(home, session, how):
    path = write(home, session)
    if how == "a second name":
        os.link(path, path.with_name("kept"))
    elif how == "writable by others":
        path.chmod(0o660)
    elif how == "a link":
        path.rename(path.with_name("kept"))
        path.symlink_to(path.with_name("kept"))
    else:
        path.rename(path.with_name(path.name.replace(f"-{os.getuid()}.toml", "-4242.toml")))
    assert state(home, session) == "overdue"
    assert why(home, session)


def test_the_author_cannot_take_back_what_they_owe(home, session):
    write(home, session, outcome=NOT_OWED, note="Not needed")
    assert state(home, session) == "overdue"
    assert why(home, session) == ["the author marked their own follow-up as no longer owed"]
    with pytest.raises(NotAllowed):
        complete_follow_up(
            home.store,
            home.store.find(session.id),
            "custody-told",
            NOT_OWED,
            actor=PIO,
            now=LATER,
            done_at=LATER,
            who=SOMEBODY,
            note="Not needed",
        )


def test_a_supervisor_can_and_a_colleague_cannot(home, session, monkeypatch):
    theirs = replace(session, author="tdiaz", author_uid=4242)
    folder = home.store.completions
    assert folder.why_not_taken_back(PIO.account, theirs) == (
        "only a supervisor can mark a follow-up as no longer owed"
    )
    monkeypatch.setattr("checklists.records.completions.is_member", lambda uid, group: uid == 1001)
    home.places.policy.write_text('schema = 1\nsupervisors = "sergeants"\n')
    home.store.rules.read_anew()
    supervisor, colleague = Actor("tchen", 1001).account, Actor("dlee", 1002).account
    assert not folder.why_not_taken_back(supervisor, theirs)
    assert folder.why_not_taken_back(colleague, theirs)
    assert folder.why_not_taken_back(supervisor, replace(theirs, author_uid=1001))
    # Which account logged in before, only the file says: it makes nobody a supervisor.
    assert folder.why_not_taken_back(replace(colleague, login_uid=1001), theirs)
    assert folder.why_not_taken_back(replace(supervisor, login_uid=4242), theirs)


def test_what_is_completed_twice_is_refused_the_second_time(home, session):
    path = home.store.find(session.id)
    said = {"actor": PIO, "now": LATER, "done_at": LATER, "who": SOMEBODY, "how": "phone"}
    complete_follow_up(home.store, path, "custody-told", "told", **said)
    with pytest.raises(Exception, match="It is done"):
        complete_follow_up(home.store, path, "custody-told", "told", **said)


def test_a_session_that_owes_nothing_reads_no_completions(home):
    session = posted(answered("community-post", author=PIO))
    assert home.store.completions.of(session).fit == ()
    assert ledger(session, (), NOON) == ()
    assert actor().uid
