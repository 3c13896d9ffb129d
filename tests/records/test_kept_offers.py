"""What home lists before any definition is read: kept for exactly the files it was read from."""

import json
import os

import pytest
from factories.agency_folder import shipped_text
from factories.homes import TrialHome

from checklists.index.offers import Offers, offers_now
from checklists.workstation.paths import index_file
from checklists.workstation.rules import Rules


def offers(home: TrialHome) -> tuple[Offers, bool]:
    """What a new program lists, and whether it read the definitions for that."""
    rules = Rules(home.places)
    found = offers_now(home.places, rules)
    return found, "catalog" in vars(rules._read)


@pytest.fixture
def home(tmp_path):
    return TrialHome(tmp_path)


@pytest.fixture
def kept(home):
    """The file, once a program has read the definitions."""
    _, was_read = offers(home)
    assert was_read
    return index_file(home.places).with_suffix(".types")


def test_the_next_program_lists_the_same_and_reads_no_definition(home, kept):
    found, was_read = offers(home)
    assert not was_read
    assert found == Offers(Rules(home.places).catalog.offered, ())
    assert kept.stat().st_mode & 0o077 == 0


def test_once_a_file_of_the_definitions_changes_they_are_read(home, kept):
    home.places.checklists.mkdir(parents=True)
    (home.places.checklists / "incidents").mkdir()
    own = shipped_text("incidents/traffic-advisory.toml").replace(
        'id = "traffic-advisory"', 'id = "our-closure"'
    )
    (home.places.checklists / "incidents" / "our-closure.toml").write_text(own, encoding="utf-8")
    found, was_read = offers(home)
    assert was_read
    assert "our-closure" in {*(offer.id for offer in found.usable), *found.out}


@pytest.mark.parametrize(
    "becomes",
    [
        b"",
        b"\xff{",
        b'{"read_from": "", "offers": {"usable": [], "out": []}}',
        lambda data: data[:-20],
        lambda data: data.replace(b"sha256:", b"sha256:0", 1),
        lambda data: json.dumps(
            {**json.loads(data), "offers": {"usable": [], "out": ["\x1b]0;owned\x07"]}}
        ).encode(),
    ],
)
def test_what_is_not_as_it_was_kept_is_not_listed(home, kept, becomes):
    right = kept.read_bytes()
    kept.write_bytes(becomes if isinstance(becomes, bytes) else becomes(right))
    assert offers(home) == (Offers(Rules(home.places).catalog.offered, ()), True)
    assert kept.read_bytes() == right


def test_a_link_a_pipe_and_a_folder_there_are_not_read_and_nothing_hangs(home, kept):
    elsewhere = kept.with_name("elsewhere")
    kept.rename(elsewhere)
    kept.symlink_to(elsewhere)
    assert offers(home)[1]
    kept.unlink()
    os.mkfifo(kept)
    assert offers(home)[1]
    kept.unlink()
    kept.mkdir()
    assert offers(home)[1]
    assert offers(home)[1]


def test_a_type_that_is_only_listed_there_cannot_be_started(home, kept):
    """The file is its owner's own: it can change what is listed and nothing of what is asked."""
    held = json.loads(kept.read_bytes())
    made_up = {**held["offers"]["usable"][0], "id": "nothing-asked", "steps": 0}
    held["offers"]["usable"].append(made_up)
    kept.write_text(json.dumps(held), encoding="utf-8")
    listed, was_read = offers(home)
    assert (listed.usable[-1].id, was_read) == ("nothing-asked", False)
    assert "nothing-asked" not in Rules(home.places).catalog.checklists
