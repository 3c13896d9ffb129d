"""Whether a post is updated or corrected is asked only of a post, and answered deliberately."""

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.homes import NOON, PIO, TrialHome
from factories.sessions import answered

from checklists.workspace.open_session import OpenSession
from tui.flows.updating import choose_how
from tui.wording.update_words import CHANGE_OPTIONS, NOT_POSTED


@pytest.fixture
def post(tmp_path):
    home = TrialHome(tmp_path / "home")
    session = answered("traffic-serious", NOON, PIO).mark_ready().posted().session
    with OpenSession.create(home.store, session, PIO, lambda: NOON) as opened:
        yield opened


@pytest.mark.parametrize("how", ["update", "correction"])
def test_it_is_the_one_that_was_chosen(post: OpenSession, how):
    dialog = FakeDialog(post, how)
    assert dialog.follow(choose_how(dialog)) == how


def test_going_back_begins_nothing(post: OpenSession):
    dialog = FakeDialog(post, BACK)
    assert dialog.follow(choose_how(dialog)) == BACK


def test_each_choice_is_a_deliberate_act():
    assert all(option.commits for option in CHANGE_OPTIONS)


def test_before_it_went_out_nothing_is_asked(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(choose_how(dialog)) is None
    assert dialog.told == [NOT_POSTED]
