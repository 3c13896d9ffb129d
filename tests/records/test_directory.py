"""The agency's directory of names: what is read, what is left out, and who is proposed."""

import os
import time

import pytest
from factories.homes import PIO, TrialHome
from factories.sessions import Walk
from needs import need_root

from checklists.definitions.catalog import SHIPPED, load_catalog
from checklists.definitions.model import Role
from checklists.records.store import Store
from checklists.session.directory import names_beginning
from checklists.session.form import names_for
from checklists.workstation.directory import LARGEST_DIRECTORY, load_directory
from checklists.workstation.rules import Rules

ROLES = load_catalog().roles
ITO, BROWN, HALL = "Cpl. Ito, family liaison", "Sgt. Brown, patrol", "Amy Hall, advocate"

WHOLE = """
schema = 1

[[person]]
name = "Amy Hall"
role = "advocate"
answers_for = ["victim-services", "family-liaison"]
in_house = false

[[person]]
name = "Cpl. Ito"
role = "family liaison"
answers_for = ["family-liaison"]
logins = ["kito", "kito-adm"]

[[person]]
name = "Sgt. Brown"
role = "patrol"
"""


def entry(**keys):
    lines = "".join(f"{key} = {value}\n" for key, value in keys.items())
    return f"\n[[person]]\n{lines}"


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "directory.toml"
        path.write_text(text, encoding="utf-8")
        return load_directory(path, ROLES)

    return read


def role(role_id):
    return Role(role_id, role_id)


# Reading


def test_without_a_file_there_is_nobody_and_nothing_is_wrong(tmp_path):
    found = load_directory(tmp_path / "directory.toml", ROLES)
    assert (found.directory.people, found.directory.has_mistakes, found.problems) == ((), False, ())


def test_those_in_house_come_first(read):
    found = read(WHOLE)
    assert found.problems == ()
    assert not found.directory.has_mistakes
    assert [person.named for person in found.directory.people] == [ITO, BROWN, HALL]
    assert [person.in_house for person in found.directory.people] == [True, True, False]


def test_the_shipped_file_lists_nobody_and_its_example_is_an_entry(read):
    text = (SHIPPED / "directory.toml").read_text(encoding="utf-8")
    assert read(text).directory.people == ()
    lines = text.splitlines()
    first = lines.index("#   [[person]]")
    example = [line.removeprefix("#") for line in lines[first : lines.index("#", first)]]
    found = read("schema = 1\n" + "\n".join(example))
    assert found.problems == ()
    assert [person.named for person in found.directory.people] == [ITO]


@pytest.mark.parametrize(
    ("bad", "line", "said"),
    [
        (entry(role='"patrol"'), 20, "`name` is missing"),
        (entry(name='"Sgt. Fox"'), 20, "`role` is missing"),
        (entry(name="7", role='"patrol"'), 21, "`name` should be text in quotes"),
        (entry(name='" - "', role='"patrol"'), 21, "`name` has no letters"),
        (entry(name='"Fox\\u001b[2J"', role='"patrol"'), 21, "`name` contains an escape (U+001B)"),
        (entry(name='"Fox"', role='"\\u202epatrol"'), 22, "`role` contains right-to-left override"),
        (entry(name=f'"{"F" * 70}"', role='"a long role"'), 21, "name and role have 83 characters"),
        (entry(name='"SGT. BROWN"', role='"Patrol"'), 21, "appears twice"),
        (entry(name='"Fox"', role='"k9"', answers_for='["scenes"]'), 23, "did you mean `scene`?"),
        (entry(name='"Fox"', role='"k9"', answers_for='["moon"]'), 23, "there is no role `moon`"),
        (entry(name='"Fox"', role='"k9"', logins='["kito"]'), 23, "the login `kito` appears"),
        (entry(name='"Fox"', role='"k9"', in_house='"yes"'), 23, "`in_house` should be true or"),
        (entry(name='"Fox"', role='"k9"', inhouse="true"), 23, "did you mean `in_house`?"),
        ("\n[people]\n", 20, "unknown key `people`"),
    ],
)
def test_a_mistake_is_one_line_and_the_other_entries_stay(read, bad, line, said):
    found = read(WHOLE + bad)
    (problem,) = map(str, found.problems)
    assert f"directory.toml:{line}: " in problem
    assert said in problem
    assert "\n" not in problem
    assert found.directory.has_mistakes
    assert [person.named for person in found.directory.people] == [ITO, BROWN, HALL]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[person", "not TOML"),
        ('person = "Sgt. Brown"', "should be a list of tables"),
        ("schema = 2\n" + entry(name='"Fox"', role='"k9"'), "schema 2 is not known"),
        ("#" * (LARGEST_DIRECTORY + 1), "larger than 2048 KiB"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_names_nobody(read, text, said):
    found = read(text)
    (problem,) = map(str, found.problems)
    assert said in problem
    assert found.directory.people == ()
    assert found.directory.has_mistakes


def test_a_folder_a_pipe_or_bytes_in_its_place_name_nobody(tmp_path):
    path = tmp_path / "directory.toml"
    path.mkdir()
    assert len(load_directory(path, ROLES).problems) == 1
    path.rmdir()
    os.mkfifo(path)
    assert len(load_directory(path, ROLES).problems) == 1
    path.unlink()
    path.write_bytes(b"\xff\xfe")
    assert len(load_directory(path, ROLES).problems) == 1


def test_one_that_others_can_write_names_nobody(tmp_path):
    need_root()
    home = TrialHome(tmp_path / "home")
    home.places.directory.parent.mkdir(parents=True, exist_ok=True)
    home.places.directory.write_text(WHOLE, encoding="utf-8")
    assert len(Rules(home.places).directory.people) == 3
    home.places.directory.chmod(0o666)
    found = Rules(home.places).directory
    assert (found.people, found.has_mistakes) == ((), True)


def test_it_is_read_again_where_it_changed_and_lists_are_not(tmp_path):
    home = TrialHome(tmp_path / "home")
    rules = Store(home.places, PIO).rules
    fingerprint = rules.fingerprint
    assert rules.directory.people == ()
    home.places.directory.parent.mkdir(parents=True, exist_ok=True)
    home.places.directory.write_text(WHOLE, encoding="utf-8")
    assert len(rules.directory.people) == 3
    assert rules.directory is rules.directory
    home.places.directory.unlink()
    assert rules.directory.people == ()
    assert Store(home.places, PIO).rules.fingerprint == fingerprint


# Proposing


def test_who_answers_for_a_role_is_named_for_it_and_whoever_has_none_for_all(read):
    directory = read(WHOLE).directory
    assert directory.names_for((role("family-liaison"),), "") == (ITO, BROWN, HALL)
    assert directory.names_for((role("victim-services"),), "") == (BROWN, HALL)
    assert directory.names_for((role("scene"), role("victim-services")), "") == (BROWN, HALL)
    assert directory.names_for((), "") == (ITO, BROWN, HALL)


def test_the_author_is_not_proposed_but_where_the_author_is_asked(read):
    directory = read(WHOLE).directory
    assert directory.names_for((role("family-liaison"),), "kito-adm") == (BROWN, HALL)
    assert directory.names_for((), "kito") == (BROWN, HALL)
    assert directory.names_for((role("self"),), "kito") == (ITO, BROWN, HALL)
    assert directory.only_one_for(role("family-liaison"), "kito") == HALL


def test_one_person_is_proposed_for_a_role_and_never_one_of_several(read):
    directory = read(WHOLE).directory
    assert directory.only_one_for(role("family-liaison"), "") == ITO
    assert directory.only_one_for(role("victim-services"), "") == HALL
    assert directory.only_one_for(role("scene"), "") == ""
    second = entry(name='"Sgt. Fox"', role='"patrol"', answers_for='["family-liaison"]')
    assert read(WHOLE + second).directory.only_one_for(role("family-liaison"), "") == ""


def test_names_of_the_session_come_before_the_directorys_each_once(read):
    walk = Walk("traffic-serious").case_number().write().post_on("x").list_who_is_needed()
    (record,) = walk.whole("facts-verified")
    walk.confirm("facts-verified", {**record, "checked-with": "sgt. brown, PATROL"})
    directory = read(WHOLE).directory
    scene = (role("family-liaison"),)
    names = names_for(walk.session, walk.checklist, directory, walk.actor, scene)
    assert names == ("sgt. brown, PATROL", ITO, HALL)


def test_first_letters_in_any_case_name_those_who_begin_so():
    names = (BROWN, ITO, "Sgt. Park, traffic")
    assert names_beginning(names, "SGT. b") == (BROWN,)
    assert names_beginning(names, "sg") == (BROWN, "Sgt. Park, traffic")
    assert names_beginning(names, "s") == ()
    assert names_beginning(names, "Brown") == ()


def test_five_thousand_people_are_read_and_searched_at_each_letter_in_time(read):
    people = (
        entry(name=f'"Sgt. Number{at}"', role='"patrol"', answers_for='["scene"]')
        for at in range(5000)
    )
    directory = read("schema = 1\n" + "".join(people)).directory
    names = directory.names_for((role("scene"),), "")
    assert len(names) == 5000
    began = time.process_time()
    for _ in range(20):
        assert len(names_beginning(names, "sgt. number4999")) == 1
    # A fiftieth of a second each, on the slowest machine: nobody sees a letter come late.
    assert time.process_time() - began < 20 * 0.02
