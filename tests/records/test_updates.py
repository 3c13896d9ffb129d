"""Updates and corrections on disk: made in a file of one's own, and found from the post."""

from contextlib import closing

import pytest
from factories.homes import NOON, PIO, TrialHome
from factories.sessions import answered, checklist
from msgspec.structs import replace

from checklists import changes
from checklists.errors import Refused
from checklists.gate.audit.findings import findings
from checklists.index.index import open_index
from checklists.index.updates import changed_by, find_changed_by
from checklists.records.store import Store
from checklists.workspace.sessions import Workspace

TYPE = "traffic-serious"


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path / "home")


@pytest.fixture
def store(home):
    return Store(home.places, PIO)


@pytest.fixture
def workspace(store):
    return Workspace(store, PIO, lambda: NOON)


@pytest.fixture
def post(store):
    return store.create(answered(TYPE, NOON, PIO).mark_ready().posted().session).session


def found(store, post):
    return [(one.listed.id, one.how) for one in find_changed_by(store, post, NOON)]


def test_a_correction_is_on_disk_at_once_and_its_checklist_asks_more(workspace, store, post):
    with workspace.update_session(post, "correction") as opened:
        on_disk = store.read(store.find(opened.session.id)).session
        assert on_disk == opened.session
        assert opened.known_checklist() == checklist(TYPE, "correction")
        assert opened.known_checklist().step("correction-told") is not None
        assert [text.text for text in opened.earlier_texts] == [post.draft.text]
        assert findings(on_disk, opened.checklist, opened.context, NOON) == ()
    assert store.read(store.find(post.id)).session == post


def test_the_post_finds_what_changed_it_without_a_word_in_its_own_file(workspace, store, post):
    assert found(store, post) == []
    ids = []
    for how in ("correction", "update"):
        with workspace.update_session(post, how) as opened:
            ids.append((opened.session.id, how))
    assert sorted(found(store, post)) == sorted(ids)
    with closing(open_index(store.places, store)) as index:
        assert len(changed_by(index, store, post, NOON)) == 2


def test_a_session_that_names_another_content_of_the_post_is_not_shown_there(
    workspace, store, post, home
):
    with workspace.update_session(post, "correction") as opened:
        other = opened.session
    wrong = replace(other.updates, digest="sha256:" + "0" * 64)
    store.create(replace(other, id=other.id[:-4] + "zzzz", updates=wrong))
    assert found(store, post) == [(other.id, "correction")]


def test_what_is_canceled_is_found_as_canceled(workspace, store, post):
    with workspace.update_session(post, "update") as opened:
        opened.perform(changes.withdraw, "It was right after all")
    (one,) = find_changed_by(store, post, NOON)
    assert one.listed.status == "withdrawn"


def test_whoever_starts_a_correction_as_another_type_goes_on_correcting(workspace, post):
    with (
        workspace.update_session(post, "correction") as before,
        workspace.change_type(before, "death-investigation") as opened,
    ):
        assert opened.session.updates == before.session.updates
        assert opened.known_checklist() == checklist("death-investigation", "correction")
        codes = {blocker.code for blocker in opened.blockers()}
        assert "checklist-changed" not in codes
        assert "edited-outside" not in codes


def test_only_a_post_is_updated(workspace):
    with workspace.start(TYPE, "Route 9") as opened, pytest.raises(Refused, match="Not posted"):
        workspace.update_open(opened, "update")
