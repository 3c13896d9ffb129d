"""The life of a session: started, opened, continued, started again; no way out keeps its lock."""

import errno
import os

import pytest
from factories.homes import NOON, PIO, TrialHome
from factories.sessions import TEXT, Walk, answered, checklist
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.errors import CannotReadOrWrite, Refused
from checklists.gate.audit.findings import findings
from checklists.records.codec import TooLarge, write_record
from checklists.records.store import Store
from checklists.session.model import Actor
from checklists.workspace.open_session import OpenSession, ReadOnly
from checklists.workspace.sessions import NotWithdrawn, Workspace

TYPE = "traffic-serious"
OTHER = "traffic-advisory"


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path / "home")


@pytest.fixture
def workspace(home):
    return Workspace(Store(home.places, PIO), PIO, lambda: NOON)


def on_disk(home):
    return sorted(home.store.look(path).session.id for path in home.store.paths())


def has_lock(opened):
    return not opened.read_only


def files(home):
    return [path.name for path in home.places.home.rglob("*") if path.is_file()]


def test_a_session_in_which_nothing_is_entered_leaves_no_file(home, workspace):
    with workspace.start(TYPE) as opened:
        assert opened.is_new
        assert not opened.read_only
        assert not opened.refresh()
        assert opened.perform(changes.type_draft, "", {}) == opened.session
        assert opened.retry()
        assert opened.blockers()
    assert files(home) == []


def test_its_first_letter_makes_its_file_and_takes_its_lock(home, workspace):
    with workspace.start(TYPE) as opened:
        opened.perform(changes.type_draft, "R", {})
        assert not opened.is_new
        assert opened.session.revision == 1
        assert on_disk(home) == [opened.session.id]
        with Workspace(Store(home.places, PIO), PIO, lambda: NOON).open(opened.session.id) as other:
            assert other.read_only
            assert other.session == opened.session
        opened.perform(changes.type_draft, "Ro", {})
        assert opened.session.revision == 2
    with workspace.open(on_disk(home)[0]) as again:
        assert has_lock(again)


def test_a_session_that_is_given_a_text_is_on_disk_before_anybody_sees_it(home, workspace):
    with workspace.start(TYPE, TEXT) as opened:
        assert on_disk(home) == [opened.session.id]
        assert opened.session.draft.typed.text == TEXT
        assert has_lock(opened)


@pytest.mark.parametrize("where", ["link", "flush of the folder"])
def test_a_first_letter_that_could_not_be_saved_is_saved_by_a_retry(
    home, workspace, monkeypatch, where
):
    with workspace.start(TYPE) as opened:
        made = []

        def fails(real):
            def call(*given, **more):
                if where != "link":
                    real(*given, **more)
                made.append(where)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            return call

        with monkeypatch.context() as full:
            full.setattr(os, "link", fails(os.link))
            with pytest.raises(CannotReadOrWrite):
                opened.perform(changes.type_draft, "R", {})
            assert opened.is_new
            assert opened.unsaved.draft.typed.text == "R"
            assert not opened.read_only
        assert made
        assert opened.retry()
        assert has_lock(opened)
        assert on_disk(home) == [opened.session.id]
        opened.perform(changes.type_draft, "Ro", {})
        assert home.store.look(next(iter(home.store.paths()))).session.draft.typed.text == "Ro"


def test_one_whose_type_is_out_keeps_no_lock(home, workspace):
    with workspace.start(TYPE, TEXT) as opened:
        name = opened.session.id
    incidents = home.places.checklists / "incidents"
    incidents.mkdir(parents=True)
    broken = incidents / f"{TYPE}.toml"
    broken.write_text("schema = ", encoding="utf-8")
    strict = Workspace(Store(home.places, PIO), PIO, lambda: NOON)
    with pytest.raises(Refused, match="cannot be used now"):
        strict.open(name)
    broken.unlink()
    with Workspace(Store(home.places, PIO), PIO, lambda: NOON).open(name) as again:
        assert has_lock(again)


def test_a_type_that_is_out_is_not_started(home, workspace):
    with pytest.raises(Refused, match="cannot be used now"):
        workspace.start("no-such-type")
    assert on_disk(home) == []


def begun(home, workspace):
    opened = workspace.start(TYPE)
    opened.apply(lambda s: changes.accept_draft(s, checklist(TYPE), TEXT, {}, actor=PIO, now=NOON))
    return opened


def test_another_type_takes_the_post_along_and_withdraws_what_it_was(home, workspace):
    before = begun(home, workspace)
    with workspace.change_type(before, OTHER) as after:
        assert after.session.draft.text == TEXT
        assert after.session.id in before.session.withdrawn.reason
        assert on_disk(home) == sorted([before.session.id, after.session.id])


def test_where_the_old_one_cannot_be_written_nothing_is_started(home, workspace):
    begun(home, workspace)
    name = on_disk(home)[0]
    reader = Workspace(Store(home.places, PIO), PIO, lambda: NOON).open(name)
    assert reader.read_only
    with pytest.raises(ReadOnly):
        workspace.change_type(reader, OTHER)
    assert on_disk(home) == [name]


def test_where_the_withdrawal_is_not_saved_both_stand_and_it_waits(home, workspace, monkeypatch):
    before = begun(home, workspace)

    def full(*_):
        raise CannotReadOrWrite("Cannot save", "no space left on device.", "Free up space.")

    with monkeypatch.context() as disk:
        disk.setattr(Store, "replace", full)
        with pytest.raises(NotWithdrawn, match="no space left") as refused:
            workspace.change_type(before, OTHER)
    assert before.session.withdrawn is None
    assert before.unsaved.withdrawn is not None
    (new,) = set(on_disk(home)) - {before.session.id}
    assert new in refused.value.message
    with workspace.open(new) as after:
        assert has_lock(after)
    assert before.retry()
    assert before.session.withdrawn is not None


def test_what_waits_to_be_saved_comes_along_to_another_type(home, workspace, monkeypatch):
    before = begun(home, workspace)

    def full(*_):
        raise CannotReadOrWrite("Cannot save", "no space left on device.", "Free up space.")

    def last_words(session):
        return changes.set_case_number(session, "26-1183", actor=PIO, now=NOON)

    names = on_disk(home)
    with monkeypatch.context() as disk:
        disk.setattr(Store, "replace", full)
        for change in (before.apply, lambda _: workspace.change_type(before, OTHER)):
            with pytest.raises(CannotReadOrWrite, match="no space left"):
                change(last_words)
    assert on_disk(home) == names
    with workspace.change_type(before, OTHER) as after:
        assert after.session.case_number == "26-1183"
    assert before.session.withdrawn is not None


SMALL = 96 * 1024


def a_full_record():
    """25 families told one by one and asked again, as far as a small record holds that."""
    walk = Walk(TYPE, NOON, PIO)
    walk.case_number().write().post_on("x").questions_no()
    died = walk.list_person("deceased")
    for _ in range(25):
        walk.list_person("next-of-kin", died)
    for step in walk.checklist.steps:
        records = walk.whole(step.id)
        for told in range(1, len(records) + 1):
            walk.confirm(step.id, *records[:told])
    before = walk.session
    try:
        while len(write_record(walk.session)):
            before = walk.session
            walk.confirm("whom-to-call")
    except TooLarge:
        return before


def test_a_full_record_goes_on_in_a_session_with_its_answers_and_room(workspace, monkeypatch):
    monkeypatch.setattr("checklists.records.codec.LARGEST", SMALL)
    full = workspace.store.create(replace(a_full_record(), revision=1))
    assert full.size > 0.97 * SMALL
    with (
        workspace.open(full.session.id) as before,
        workspace.go_on_elsewhere(before) as opened,
    ):
        assert [a.as_given for a in opened.session.steps] == list(full.session.steps)
        assert opened.session.people == full.session.people
        assert len(write_record(opened.session)) < SMALL / 2
        walk = Walk.going_on(checklist(TYPE), opened.session, NOON, PIO).questions_no()
        opened.apply(lambda _: walk.confirm("whom-to-call").session)
        left = {blocker.step for blocker in opened.blockers()}
        assert not left & {answer.id for answer in full.session.steps}
        assert findings(opened.session, checklist(TYPE), opened.context, NOON) == ()


def test_a_full_record_that_was_posted_is_started_again_for_another_platform(workspace):
    posted = workspace.store.create(
        replace(answered(TYPE, NOON, PIO).mark_ready().session, revision=1)
    )
    with workspace.open(posted.session.id) as full:
        full.record_posted("x", at=NOON)
        with workspace.go_on_elsewhere(full) as opened:
            assert opened.session.draft.text == full.session.draft.text
            assert opened.session.steps == ()


def test_a_colleagues_session_is_continued_in_ones_own(home, workspace):
    need_root()
    colleague = Actor("okim", 1005, ("Oh Kim",))
    original = answered(TYPE, NOON, colleague).session
    os.chown(Store(home.places, colleague).create(original).path, colleague.uid, -1)
    with workspace.continue_session(original) as opened:
        assert opened.session.author == PIO.login
        assert [answer.carried_from for answer in opened.session.steps] == [original.id] * len(
            original.steps
        )
        assert {b.code for b in opened.blockers()} <= {"question"}


@pytest.mark.parametrize("text", ["", TEXT])
def test_a_change_after_the_lock_is_given_back_is_refused(home, workspace, text):
    with workspace.start(TYPE, text) as opened:
        pass
    with pytest.raises(ReadOnly):
        opened.apply(lambda s: Walk.going_on(checklist(TYPE), s, NOON, PIO).write().session)
    assert isinstance(opened, OpenSession)
