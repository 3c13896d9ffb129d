"""Home of an account of victim services at the prompts: what they are asked, and nothing else."""

import grp
import os
from datetime import timedelta

import pytest
from factories.sessions import SOMEBODY, answered
from follow_ups.test_what_is_owed import posted
from msgspec.structs import replace

GROUP = grp.getgrgid(os.getgid()).gr_name


@pytest.fixture
def advocate(desk):
    """An arrest and a trend of 30 hours ago; from now on this account is victim services'."""
    for incident_type in ("arrest-charge", "crime-trend"):
        walk = answered(incident_type, desk.now - timedelta(hours=30), desk.actor)
        walk.mark_ready()
        desk.store.create(replace(posted(walk, at=walk.now), revision=1))
    desk.places.policy.write_text(f'schema = 1\nvictim_services = "{GROUP}"\n')
    return desk


def files(desk):
    folder = desk.places.completions
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_what_they_are_asked_is_completed_by_its_number(advocate):
    said = advocate.talk("1", "1", "2", SOMEBODY, "", "", "yes", "quit")
    assert said.code == 0
    assert "1 OVERDUE since" in said.text
    assert "For V1, K1. By: Victim services." in said.flowing
    assert "Completed and saved to disk." in said.text
    assert "Victim services have nothing to do now." in said.text
    assert "comments" not in said.text
    assert [name.split(".")[1] for name in files(advocate)] == ["custody-told"]


@pytest.mark.parametrize("word", ["traffic-advisory", "review", "find 26-1182", "2", "resume"])
def test_nothing_else_is_offered_or_done(advocate, word):
    said = advocate.talk(word, "help", "list", "quit")
    assert said.code == 0
    assert "! A number from 1 to 1, or quit." in said.text
    assert "Type a number to complete" in said.flowing
    assert said.text.count("1 OVERDUE since") == 2
    assert not files(advocate)
