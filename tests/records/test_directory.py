"""The agency's directory of names: what is read, what is left out, and who is proposed."""

import os
import time
from datetime import timedelta

import pytest
from factories.homes import PIO, TrialHome
from factories.sessions import Walk
from msgspec.structs import replace
from needs import need_root

from checklists import changes
from checklists.definitions.catalog import SHIPPED, load_catalog
from checklists.definitions.model import Role
from checklists.errors import Refused
from checklists.gate.blockers import blockers
from checklists.records.store import Store
from checklists.session.directory import names_beginning
from checklists.session.evidence import is_the_author
from checklists.session.form import names_for
from checklists.session.model import Actor
from checklists.workspace.open_session import OpenSession
from checklists.workspace.sessions import Workspace
from checklists.workstation.account import current_actor
from checklists.workstation.directory import LARGEST_DIRECTORY, load_directory
from checklists.workstation.policy import Policy, SamePersonShape
from checklists.workstation.rules import Rules
from checklists.workstation.same_person import SamePerson

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


def test_it_is_read_again_where_it_changed_and_so_are_lists(tmp_path):
    home = TrialHome(tmp_path / "home")
    rules = Store(home.places, PIO).rules
    fingerprint = rules.fingerprint
    assert rules.directory.people == ()
    home.places.directory.parent.mkdir(parents=True, exist_ok=True)
    home.places.directory.write_text(WHOLE, encoding="utf-8")
    assert len(rules.directory.people) == 3
    assert rules.directory is rules.directory
    assert Store(home.places, PIO).rules.fingerprint != fingerprint
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


# Who is one person


ITOS = {1004: "kito", 1009: "kito-adm", 1003: "jbaker", 1011: "kito-old"}


def people(read, text=WHOLE, **policy):
    uids = {login: uid for uid, login in ITOS.items()}
    rules = Policy(blank_after=timedelta(minutes=5), **policy)
    return SamePerson(rules, read(text).directory, ITOS.get, uids.get)


def test_the_accounts_of_one_entry_are_one_person_and_policy_adds_others(read):
    assert people(read).uids([1004]) == {1004, 1009}
    assert people(read).uids([1003]) == {1003}
    assert people(read, "schema = 1").uids([1004]) == {1004}
    same = (SamePersonShape(uids=(1009, 1011)),)
    assert people(read, same_person=same).uids([1004]) == {1004, 1009, 1011}


def test_somebody_is_called_what_the_directory_calls_them_and_by_their_other_logins(read):
    assert people(read).names(1004, ("kito",)) == ("Cpl. Ito", "kito-adm")
    assert people(read).names(1003, ("jbaker",)) == ()
    # A former login still finds the entry.
    assert "Cpl. Ito" in people(read).names(1012, ("renamed", "kito"))


@pytest.mark.parametrize(
    ("typed", "is_ito"),
    [
        ("Cpl. Ito, family liaison", True),
        ("ITO, patrol", True),
        ("Ito", True),
        ("kito-adm, records", True),
        ("Sgt. Ito, patrol", False),
        ("Lee Ito, patrol", False),
        ("Sgt. Brown, patrol", False),
        ("family liaison, patrol", False),
    ],
)
def test_a_rank_may_be_left_out_of_the_authors_name_and_a_role_is_no_name(read, typed, is_ito):
    author = Actor("kito", 1004, people(read).names(1004, ("kito",)))
    assert is_the_author(typed, author) is is_ito


def test_whoever_is_not_listed_is_known_as_such(read):
    directory = read(WHOLE).directory
    assert directory.lists("Ito, anything")
    assert not directory.lists("Sgt. Fox, patrol")
    assert directory.is_in_house(role("family-liaison"))
    assert not directory.is_in_house(role("victim-services"))
    assert not directory.is_in_house(role("scene"))


def test_the_author_under_the_directorys_name_verifies_nothing_in_form_gate_or_file(desk_of):
    """One home, where the account that runs the tests is Cpl. Ito."""
    store, walk = desk_of
    with OpenSession(store, store.create(walk.session), store.actor, lambda: walk.now) as opened:
        (record,) = walk.whole("release-authority")
        own = {**record, "read-by": "Cpl. Ito, family liaison"}
        with pytest.raises(Refused, match="somebody other than yourself"):
            opened.perform(changes.confirm, "release-authority", (own,))
        other = {**record, "read-by": "Sgt. Fox, patrol"}
        opened.perform(changes.confirm, "release-authority", (other,))
        assert not [b for b in opened.blockers() if b.step == "release-authority"]
        steps = tuple(
            replace(a, evidence=(own,)) if a.id == "release-authority" else a
            for a in opened.session.steps
        )
        by_hand = replace(opened.session, steps=steps)
        found = blockers(by_hand, opened.known_checklist(), opened.context, walk.now)
        assert [b.code for b in found if b.step == "release-authority"] == ["open"]


@pytest.fixture
def desk_of(tmp_path):
    actor = current_actor()
    home = TrialHome(tmp_path / "home")
    home.places.directory.parent.mkdir(parents=True, exist_ok=True)
    text = WHOLE.replace('["kito", ', f'["{actor.login}", ')
    home.places.directory.write_text(text, encoding="utf-8")
    store = Store(home.places, actor)
    walk = Walk("traffic-serious", author=actor).case_number().write().post_on("x")
    return store, walk.list_who_is_needed()


def test_whoever_verified_something_under_that_name_cannot_become_the_author(desk_of):
    store, walk = desk_of
    ito = "Cpl. Ito, family liaison"
    removed = tuple(
        replace(person, removed=True, removed_because="Not hers", removed_verified_by=ito)
        for person in walk.session.people
    )
    original = replace(walk.session, people=removed, author="mruiz", author_uid=4711)
    with pytest.raises(Refused, match="You verified that"):
        Workspace(store, store.actor).start_again(original, "traffic-serious")
