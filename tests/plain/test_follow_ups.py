"""What is owed after posts at the prompts: numbered at home, and completed line by line."""

from datetime import timedelta

import pytest
from factories.sessions import SOMEBODY, answered
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace


@pytest.fixture
def sent(desk):
    """A post of two hours ago whose comments nobody has read."""
    walk = answered("crime-trend", desk.now - timedelta(hours=2), desk.actor)
    walk.mark_ready()
    session = replace(posted(walk, at=walk.now), revision=1)
    desk.store.create(session)
    return session


def files(desk):
    folder = desk.places.completions
    return list(folder.iterdir()) if folder.exists() else []


def test_it_comes_first_at_home_and_is_completed_by_its_number(desk, sent):
    said = desk.talk("1", "1", SOMEBODY, "", "", "yes", "quit")
    assert "After your posts" in said.text
    assert "1 OVERDUE since 01:14" in said.text
    assert "Confirm: Read: nothing against anyone; Cpl. Ito, patrol, now" in said.flowing
    assert "Completed and saved to disk." in said.text
    assert "1 due 2026-11-23 00:14" in said.text
    assert len(files(desk)) == 1


@pytest.mark.parametrize(
    "lines", [("1", "back"), ("1", "1", SOMEBODY, "back"), ("1", "1", SOMEBODY, "", "", "back")]
)
def test_back_changes_nothing_and_the_program_goes_on(desk, sent, lines):
    said = desk.talk(*lines, "quit")
    assert said.code == 0
    assert "Nothing was changed." in said.text
    assert not files(desk)


def test_what_is_refused_is_one_line_and_home_goes_on(desk, sent):
    said = desk.talk("1", "1", "-", "", "", "yes", "quit")
    assert "! Who?" in said.text
    assert said.code == 0
    assert not files(desk)


def test_where_the_input_ends_nothing_is_recorded(desk, sent):
    assert desk.talk("1", "1", SOMEBODY, "", "").code == 0
    assert not files(desk)


def test_a_removal_is_recorded_from_its_session(desk, sent):
    said = desk.talk("takedown", "1", SOMEBODY, "", "", "yes", "quit", session_id=sent.id)
    assert "Confirm: The post on " in said.text
    assert "Recorded and saved to disk." in said.text
    assert len(files(desk)) == 1


@pytest.mark.parametrize("lines", [("back",), ("1", SOMEBODY, "", "", "back")])
def test_back_records_no_removal(desk, sent, lines):
    assert "Nothing was changed." in desk.talk("takedown", *lines, session_id=sent.id).text
    assert not files(desk)
