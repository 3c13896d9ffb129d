"""What is done with a whole session: nothing happens to it but by a deliberate act."""

from pathlib import Path

import pytest
from drivers.scripted_dialog import BACK, FakeDialog
from factories.homes import TrialHome
from factories.sessions import checklist

from checklists import changes
from checklists.errors import CannotReadOrWrite
from checklists.session.model import Actor
from checklists.workspace.open_session import OpenSession
from tui.flows.whole_session import (
    agree_to_continue,
    agree_to_new_session,
    ask_case_number,
    carry_to_checklist,
    take_over,
    tell_others_of_case,
    withdraw,
)
from tui.wording.questions import FULL
from tui.wording.session_words import IS_YOURS, WRITES_ALREADY


def test_the_case_number_is_saved(opened: OpenSession):
    dialog = FakeDialog(opened, {"case": "26-1182"})
    assert dialog.follow(ask_case_number(dialog)) is True
    assert opened.session.case_number == "26-1182"


def test_what_is_no_case_number_is_refused_and_not_saved(opened: OpenSession):
    before = opened.session
    dialog = FakeDialog(opened, {"case": "26\x1b"}, BACK)
    assert dialog.follow(ask_case_number(dialog)) == BACK
    assert opened.session == before
    assert dialog.refused


def test_another_session_of_the_case_is_named_and_this_one_is_not(
    tmp_path: Path, opened: OpenSession
):
    opened.perform(changes.set_case_number, "26-1182")
    dialog = FakeDialog(opened)
    dialog.follow(tell_others_of_case(dialog))
    assert dialog.told == []
    closure = "20261122-1205-traffic-advisory-k7q3"
    other = TrialHome(tmp_path / "home").start(closure, checklist("traffic-advisory"))
    other.perform(changes.set_case_number, "26 1182")
    other.close()
    dialog.follow(tell_others_of_case(dialog))
    (told,) = dialog.told
    assert "Traffic: road closure only, in-progress." in told
    assert other.actor.login in told


def test_a_home_that_cannot_be_read_does_not_end_what_was_begun(
    opened: OpenSession, monkeypatch: pytest.MonkeyPatch
):
    def refused(*_: object, **__: object) -> None:
        raise CannotReadOrWrite("Cannot read", "The folder of reviews cannot be read.", "")

    monkeypatch.setattr("checklists.index.index.Index.newest", refused)
    opened.perform(changes.set_case_number, "26-1182")
    dialog = FakeDialog(opened)
    dialog.follow(tell_others_of_case(dialog))
    assert dialog.told == []


def test_a_session_is_given_up_only_with_a_reason(opened: OpenSession):
    dialog = FakeDialog(opened, {"reason": ""}, {"reason": "Not needed"})
    assert dialog.follow(withdraw(dialog)) is True
    assert dialog.refused == ["A reason is needed"]
    assert opened.session.withdrawn.reason == "Not needed"
    assert dialog.attested[-1].endswith("Not needed")


def test_going_back_leaves_the_session_as_it_was(opened: OpenSession):
    before = opened.session
    for flow in (ask_case_number, withdraw, carry_to_checklist):
        dialog = FakeDialog(opened, BACK)
        assert dialog.follow(flow(dialog)) == BACK
        assert opened.session == before


def test_what_cannot_be_written_is_not_said_to_be_saved(opened: OpenSession):
    opened.close()
    for flow, answer in ((ask_case_number, {"case": "26-1"}), (withdraw, {"reason": "No"})):
        dialog = FakeDialog(opened, answer)
        assert dialog.follow(flow(dialog)) is False
        assert dialog.refused == ["Read only"]


def test_whoever_writes_already_takes_over_from_nobody(opened: OpenSession):
    dialog = FakeDialog(opened)
    assert dialog.follow(take_over(dialog)) is False
    assert dialog.told == [WRITES_ALREADY]


def test_a_lock_that_is_free_is_taken_and_one_that_is_held_is_not(
    opened: OpenSession, tmp_path: Path
):
    here = TrialHome(tmp_path / "home").open()
    dialog = FakeDialog(here, BACK)
    assert dialog.follow(take_over(dialog)) == BACK
    assert here.read_only
    dialog = FakeDialog(here, "here")
    assert dialog.follow(take_over(dialog)) is False
    assert dialog.refused == ["Still locked"]
    opened.close()
    dialog = FakeDialog(here, "here")
    assert dialog.follow(take_over(dialog)) is True
    assert not here.read_only
    here.close()


def test_a_full_record_goes_on_elsewhere_only_where_somebody_wants_that(opened: OpenSession):
    dialog = FakeDialog(opened, BACK)
    assert dialog.follow(agree_to_new_session(dialog)) == BACK
    dialog = FakeDialog(opened, "new")
    assert dialog.follow(agree_to_new_session(dialog)) is True
    assert dialog.asked == [FULL]


def test_a_colleagues_session_goes_on_in_ones_own_only_where_somebody_wants_that(
    opened: OpenSession, tmp_path: Path
):
    dialog = FakeDialog(opened)
    assert dialog.follow(agree_to_continue(dialog)) is False
    assert dialog.told == [IS_YOURS]
    theirs = TrialHome(tmp_path / "home").open(actor=Actor("tchen", 1001))
    dialog = FakeDialog(theirs, BACK)
    assert dialog.follow(agree_to_continue(dialog)) == BACK
    dialog = FakeDialog(theirs, "continue")
    assert dialog.follow(agree_to_continue(dialog)) is True
    theirs.close()
