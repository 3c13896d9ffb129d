"""A session that is open goes by what is on disk now: originals, reviews, policy, definitions.

What counts (marking, showing the text, recording a post, a review) reads all of it anew; what is
only drawn sees within one look that something changed.
"""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from factories import sessions
from factories.agency_folder import STRICTER
from factories.homes import ID, PIO, TrialHome
from factories.sessions import NOON, Walk
from needs import need_root

from checklists import changes
from checklists.changes import NotReady
from checklists.definitions.catalog import SHIPPED
from checklists.errors import CannotReadOrWrite, NotAllowed, Refused
from checklists.records.codec import Unreadable, write_record
from checklists.records.store import Store
from checklists.session.fingerprints import content_digest
from checklists.session.model import Actor
from checklists.workspace.give_review import give_review
from checklists.workspace.open_session import AlreadyReady, NotToBePosted, OpenSession
from checklists.workstation import file_state
from checklists.workstation import rules as index_basis
from checklists.workstation.file_state import GRAIN_NS, FileState, state_of

COLLEAGUE = Actor("okim", PIO.uid, ("Oh Kim",))
TYPE = "traffic-serious"
STEP = "kin-notified"
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path / "home")


def saved(home, walk, who=PIO):
    """The walk on disk and open, at a clock that can be set."""
    store = Store(home.places, who)
    return OpenSession.create(store, walk.session, who, lambda: walk.now)


def ready(home):
    walk = sessions.answered(TYPE, NOON, PIO).later(minutes=1)
    opened = saved(home, walk)
    opened.mark_ready(content_digest(opened.session))
    assert opened.status().is_ready
    return opened


def continued(home):
    """A colleague's session with the author's answers, and the author's, both open."""
    # Both authors have one account here: files of several need root.
    home.places.policy.parent.mkdir(parents=True, exist_ok=True)
    home.places.policy.write_text(
        f'schema = 1\n[[renamed]]\nuid = {PIO.uid}\nlogin = "{PIO.login}"\nuntil = 2999-01-01\n',
        encoding="utf-8",
    )
    original = saved(home, sessions.answered(TYPE, NOON, PIO))
    walk = Walk(sessions.checklist(TYPE), LATER, COLLEAGUE)
    walk.session = changes.continue_session(
        original.session,
        walk.checklist,
        f"20261122-1205-{TYPE}-m3p9",
        actor=COLLEAGUE,
        now=LATER,
    )
    opened = saved(home, walk.questions_no(), COLLEAGUE)
    assert opened.blockers() == ()
    return original, opened


def answer_again(opened):
    walk = Walk.going_on(sessions.checklist(TYPE), opened.session, NOON, PIO)
    walk.later(minutes=1)
    records = walk.whole(STEP)
    opened.apply(
        lambda session: changes.confirm(
            session, walk.checklist, STEP, records, actor=PIO, now=walk.now
        )
    )


def ask_for_approvals(home):
    home.places.policy.write_text('schema = 1\nneeds_approval = ["*"]\n', encoding="utf-8")


def add_a_step(home):
    """The agency's own step, asked before a serious crash is posted."""
    steps = home.places.checklists / "steps"
    steps.mkdir(parents=True)
    (steps / "ours.toml").write_text(STRICTER, encoding="utf-8")
    text = (SHIPPED / "incidents" / f"{TYPE}.toml").read_text(encoding="utf-8")
    own = text.replace('"kin-notified"', '"kin-notified", "chaplain-told"', 1)
    assert own != text
    incidents = home.places.checklists / "incidents"
    incidents.mkdir()
    (incidents / f"{TYPE}.toml").write_text(own, encoding="utf-8")


# The originals of carried answers


def test_an_answer_given_anew_in_the_original_is_seen_when_the_other_is_marked_ready(home):
    original, opened = continued(home)
    answer_again(original)
    with pytest.raises(NotReady) as refused:
        opened.mark_ready(content_digest(opened.session))
    assert [blocker.step for blocker in refused.value.blockers] == [STEP]
    assert opened.session.ready is None
    assert home.store.look(Path(opened.path)).session == opened.session


def test_it_is_seen_by_one_look(home):
    original, opened = continued(home)
    answer_again(original)
    assert opened.refresh()
    assert {blocker.step for blocker in opened.blockers()} == {STEP}
    assert not opened.refresh()


def test_the_text_of_what_was_marked_ready_is_not_given_out_after_it(home):
    original, opened = continued(home)
    opened.mark_ready(content_digest(opened.session))
    answer_again(original)
    with pytest.raises(NotToBePosted, match="something"):
        opened.check_may_be_posted()
    assert opened.status().status == "lapsed"


def test_a_post_that_is_recorded_then_is_recorded_as_early(home):
    original, opened = continued(home)
    opened.mark_ready(content_digest(opened.session))
    assert opened.check_may_be_posted() == opened.session
    answer_again(original)
    opened.record_posted(
        "facebook", at=opened.clock(), reason="It went out already", ordered_by="Chief Boyd, police"
    )
    (posted,) = opened.session.posted
    assert posted.early == "ready"


def test_an_original_that_is_taken_away_is_seen(home):
    original, opened = continued(home)
    Path(original.path).unlink()
    with pytest.raises(NotReady):
        opened.mark_ready(content_digest(opened.session))


# Policy, definitions, groups


def test_a_policy_that_comes_to_ask_for_approvals_keeps_the_text_back(home):
    opened = ready(home)
    ask_for_approvals(home)
    with pytest.raises(NotToBePosted, match="A supervisor must approve it"):
        opened.check_may_be_posted()
    opened.record_posted(
        "facebook", at=opened.clock(), reason="It went out already", ordered_by="Chief Boyd, police"
    )
    assert opened.session.posted[0].early == "approval"


def test_a_policy_that_changes_is_seen_by_one_look(home):
    opened = ready(home)
    ask_for_approvals(home)
    assert opened.refresh()
    assert opened.status().awaits_approval


def test_a_victim_related_step_that_the_agency_adds_is_asked_of_what_is_open(home):
    walk = sessions.answered(TYPE, NOON, PIO)
    opened = saved(home, walk)
    add_a_step(home)
    with pytest.raises(NotReady) as refused:
        opened.mark_ready(content_digest(opened.session))
    found = {(blocker.code, blocker.step) for blocker in refused.value.blockers}
    assert found == {("checklist-changed", ""), ("open", "chaplain-told")}


def test_and_the_text_of_what_was_ready_is_not_given_out(home):
    opened = ready(home)
    add_a_step(home)
    with pytest.raises(NotToBePosted):
        opened.check_may_be_posted()


def test_a_type_that_is_out_while_a_session_is_open_keeps_its_text_back(home):
    opened = ready(home)
    incidents = home.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    (incidents / f"{TYPE}.toml").write_text("schema = ", encoding="utf-8")
    with pytest.raises(NotToBePosted):
        opened.check_may_be_posted()
    assert opened.checklist is None


def test_a_file_put_back_while_it_is_open_is_read_before_its_text_is_given_out(home):
    opened = ready(home)
    path = home.path(opened.session.id)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Route 9", "Route 8"), encoding="utf-8")
    with pytest.raises(NotToBePosted):
        opened.check_may_be_posted()


def test_a_file_that_an_editor_changed_is_seen_by_one_look_of_whoever_writes_in_it(home):
    opened = ready(home)
    path = home.path(opened.session.id)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Route 9", "Route 8"), encoding="utf-8")
    assert opened.refresh()
    assert "edited-outside" in {blocker.code for blocker in opened.blockers()}
    assert not opened.status().may_be_posted
    assert not opened.refresh()


def test_a_file_that_is_taken_away_is_seen_by_one_look(home):
    opened = ready(home)
    home.path(opened.session.id).unlink()
    with pytest.raises(Unreadable):
        opened.refresh()


def test_who_may_approve_is_asked_of_the_policy_of_now(home):
    need_root()
    walk = sessions.answered(TYPE, NOON, sessions.actor()).mark_ready()
    folder = home.places.sessions / "mruiz" / "2026-11"
    folder.mkdir(parents=True)
    path = folder / f"{walk.session.id}.toml"
    path.write_bytes(write_record(walk.session))
    os.chown(path, sessions.actor().uid, 0)
    home.places.reviews.mkdir()
    home.places.reviews.chmod(0o3775)
    supervisor = Actor("root", 0)

    def policy(group):
        home.places.policy.write_text(
            f'schema = 1\nsupervisors = "{group}"\nneeds_approval = ["*"]\n', encoding="utf-8"
        )

    policy("root")
    store = Store(home.places, supervisor)
    assert store.policy.supervisors == "root"
    policy("nogroup")
    with pytest.raises(NotAllowed, match="Not a supervisor"):
        give_review(
            store,
            path,
            "approved",
            shown=content_digest(walk.session),
            known=(),
            actor=supervisor,
            now=walk.now,
        )
    assert list(home.places.reviews.iterdir()) == []


# Two changes too near to each other for a file's times, and two at once


def test_a_policy_that_changes_twice_within_a_step_of_the_clock_of_files_is_seen(home, monkeypatch):
    """Some file systems keep whole seconds: the second change leaves state and size as they are."""

    def coarse(path, *, through_links=False):
        state = state_of(path, through_links=through_links)
        floored = (time_ns // GRAIN_NS * GRAIN_NS for time_ns in (state.mtime_ns, state.ctime_ns))
        return FileState(state.ino, state.size, *floored)

    monkeypatch.setattr(index_basis, "state_of", coarse)
    opened = ready(home)
    while time.time_ns() % GRAIN_NS > GRAIN_NS / 2:
        time.sleep(0.05)
    home.places.policy.write_text("schema = 1\nneeds_approval = []   \n", encoding="utf-8")
    opened.refresh()
    assert not opened.status().awaits_approval
    ask_for_approvals(home)
    assert opened.refresh()
    assert opened.status().awaits_approval


def test_rules_that_another_screen_reads_in_the_same_moment_are_not_missed(home, monkeypatch):
    # A file that was changed just now is read again in any case.
    monkeypatch.setattr(file_state, "GRAIN_NS", 0)
    opened = saved(home, sessions.answered(TYPE, NOON, PIO))
    reads = Store.context
    others = iter([lambda: add_a_step(home), lambda: None])

    def and_meanwhile(store, stored):
        next(others)()
        store.rules.read_anew()
        return reads(store, stored)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Store, "context", and_meanwhile)
        home.places.policy.write_text("schema = 1\n", encoding="utf-8")
        opened.refresh()
    opened.refresh()
    assert "chaplain-told" in {blocker.step for blocker in opened.blockers()}


def test_a_type_that_is_out_is_drawn_by_what_was_known_and_is_not_marked(home):
    walk = sessions.answered(TYPE, NOON, PIO)
    opened = saved(home, walk)
    incidents = home.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    (incidents / f"{TYPE}.toml").write_text("schema = ", encoding="utf-8")
    with pytest.raises(Refused, match="cannot be used now"):
        opened.mark_ready(content_digest(opened.session))
    assert opened.checklist is None
    assert [blocker.code for blocker in opened.blockers()] == ["checklist-changed"]
    assert opened.known_checklist() == walk.checklist
    assert set(opened.states()) == {step.id for step in walk.checklist.steps}
    with pytest.raises(Refused, match="cannot be used now"):
        opened.usable_checklist()


def test_what_is_ready_is_not_marked_once_more_to_make_it_last(home):
    opened = ready(home)
    with pytest.raises(AlreadyReady):
        opened.mark_ready(content_digest(opened.session))
    assert [entry.did for entry in opened.session.history].count("marked-ready") == 1


# Locks


def test_what_fails_while_it_is_opened_keeps_no_lock(home, monkeypatch):
    opened = saved(home, sessions.answered(TYPE, NOON, PIO))
    opened.close()

    def fails(*_):
        raise CannotReadOrWrite("Cannot read the reviews", "input/output error.", "Try again.")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "context", fails)
        with pytest.raises(CannotReadOrWrite, match="input/output error"):
            home.open(opened.session.id)
    again = home.open(opened.session.id)
    assert not again.read_only
    again.close()


def test_whoever_opens_it_with_a_block_gives_the_lock_back(home):
    saved(home, sessions.answered(TYPE, NOON, PIO)).close()
    with pytest.raises(RuntimeError), home.open(ID):
        raise RuntimeError
    with home.open(ID) as again:
        assert not again.read_only
