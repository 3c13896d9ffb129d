"""The agency's settings: only root's file counts, and nothing reads as a looser rule."""

import grp
import os
from datetime import date, timedelta

import pytest
from factories.sessions import ALL_TYPES, Walk, answered, catalog
from needs import need_root

from checklists.errors import Refused, WrongUsage
from checklists.session.model import Actor
from checklists.setup.groups import Groups
from checklists.setup.setup import first_policy
from checklists.workstation.account import current_actor, is_shared, known_author, stated_as
from checklists.workstation.paths import find_places
from checklists.workstation.policy import Policy, RenamedShape, load_policy, unknown_types

CLOSURE, CRASH, ARREST = (
    answered(name) for name in ("traffic-advisory", "traffic-serious", "arrest-charge")
)


def rule(policy, walk):
    return policy.approval_rule(walk.session, walk.checklist)


WHOLE = """
schema = 1
pios = "pios"
supervisors = "sups"
needs_approval = ["traffic-serious"]
approval_holds = "2h"
blank_after = "3m"
plain = ["mruiz"]
shared_logins = ["desk"]

[[former_supervisor]]
uid = 1001
name = "Lt. Chen"
until = 2026-11-01
"""


@pytest.fixture
def policy_file(tmp_path):
    def write(text):
        path = tmp_path / "policy.toml"
        path.write_text(text)
        return path

    return write


def test_without_one_the_shipped_settings_hold(tmp_path):
    policy = load_policy(tmp_path / "policy.toml")
    assert policy.problems == ()
    assert not policy.untrusted
    assert (policy.supervisors, policy.needs_approval) == ("", ())
    assert policy.approval_holds == timedelta(hours=12)


def test_roots_file_says_what_holds(policy_file):
    need_root()
    policy = load_policy(policy_file(WHOLE))
    assert policy.problems == ()
    assert (policy.pios, policy.supervisors, policy.plain) == ("pios", "sups", ("mruiz",))
    assert rule(policy, CRASH).needed
    assert rule(policy, CRASH).valid_for == timedelta(hours=2)
    assert not rule(policy, CLOSURE).needed
    assert policy.blank_after == timedelta(minutes=3)
    assert policy.served_until(1001) == date(2026, 11, 1)
    assert policy.served_until(1002) is None
    assert rule(load_policy(policy_file('needs_approval = ["*"]')), CLOSURE).needed


@pytest.mark.parametrize(("owner", "mode"), [(1004, 0o644), (0, 0o664), (0, 0o666)])
def test_a_file_that_others_can_write_names_no_supervisor_and_asks_for_approval(
    policy_file, owner, mode
):
    need_root()
    path = policy_file(WHOLE.replace('"3m"', '"9m"'))
    os.chown(path, owner, 0)
    path.chmod(mode)
    policy = load_policy(path)
    assert policy.untrusted
    assert policy.supervisors == ""
    assert policy.former_supervisors == ()
    assert rule(policy, CLOSURE).needed
    assert policy.family_before_closure
    assert policy.blank_after == timedelta(minutes=5)


def test_so_does_one_in_a_folder_that_others_can_write(policy_file, tmp_path):
    need_root()
    path = policy_file(WHOLE)
    tmp_path.chmod(0o777)
    assert load_policy(path).untrusted
    tmp_path.chmod(0o755)
    assert not load_policy(path).untrusted


@pytest.mark.parametrize(
    "text",
    [
        "needs_aproval = []",
        'approval_holds = "long"',
        "needs_approval = false",
        "schema = 9",
        'needs_approval = ["arrest-charge if chldren"]',
        'needs_approval = ["arrest-charge when listed"]',
        'needs_approval = ["arrest-charge if "]',
        'review_after = ["arrest-charge if listed child"]',
        "needs_approval = [",
        "[[former_supervisor]]\nuid = 1001",
        '[[on_call]]\nuid = 1001\nname = "Lt. Chen"',
        '[[on_call]]\nuid = 1001\nname = "Lt. Chen"\nphone = "-"',
        '[[on_call]]\nuid = 1001\nname = "Lt.\\u001b[2J"\nphone = "555 0134"',
        "phone_approval = true",
    ],
)
def test_with_a_mistake_in_it_every_type_needs_an_approval(policy_file, text):
    policy = load_policy(policy_file(text))
    assert len(policy.problems) == 1
    assert rule(policy, CLOSURE).needed
    assert policy.family_before_closure


def test_the_family_is_told_before_a_closure_where_the_file_says_so(policy_file):
    assert not load_policy(policy_file("")).family_before_closure
    assert load_policy(policy_file("family_before_closure = true")).family_before_closure


CHEN = '[[on_call]]\nuid = 1001\nname = "Lt. Chen"\nphone = "555 0134"\n'


def test_whom_to_call_is_listed_in_order_and_by_phone_nobody_approves_unless_it_says_so(
    policy_file,
):
    assert load_policy(policy_file("")).on_call == ()
    second = CHEN.replace("1001", "1002")
    policy = load_policy(policy_file(f'needs_approval = ["*"]\n{CHEN}{second}'))
    assert [(one.uid, one.name, one.phone) for one in policy.on_call] == [
        (1001, "Lt. Chen", "555 0134"),
        (1002, "Lt. Chen", "555 0134"),
    ]
    assert not rule(policy, Walk("traffic-serious")).by_phone
    on = policy_file(f'needs_approval = ["*"]\nphone_approval = true\n{CHEN}')
    assert rule(load_policy(on), Walk("traffic-serious")).by_phone
    assert not rule(load_policy(on), Walk("custody-death")).by_phone
    # With a mistake in the file nobody does.
    wrong = policy_file(f'needs_aproval = ["*"]\nphone_approval = true\n{CHEN}')
    assert not rule(load_policy(wrong), Walk("traffic-serious")).by_phone


def test_no_variable_moves_the_policy_but_the_one_for_trials(tmp_path, monkeypatch):
    places = find_places({})
    moved = {
        name: str(tmp_path)
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "USER")
    }
    for name, value in moved.items():
        monkeypatch.setenv(name, value)
    assert find_places(moved).policy == places.policy
    assert find_places(moved).checklists == places.checklists
    trial = find_places({"CLEARTOPOST_HOME": str(tmp_path)})
    assert trial.kind == "trial"
    assert {trial.home, trial.policy.parent, trial.reviews.parent} == {tmp_path}
    with pytest.raises(WrongUsage):
        find_places({"CLEARTOPOST_HOME": "here"})


def test_who_is_there_is_not_asked_of_the_environment(monkeypatch):
    before = current_actor()
    for name in ("USER", "LOGNAME", "SUDO_USER", "HOME"):
        monkeypatch.setenv(name, "somebody")
    assert current_actor() == before
    assert before.uid == os.getuid()


def test_a_shared_login_says_who_is_there_and_it_is_recorded_as_stated(policy_file):
    need_root()
    policy = load_policy(policy_file(WHOLE))
    desk = Actor("desk", 1010)
    assert is_shared(desk, policy)
    assert not is_shared(Actor("mruiz", 1004), policy)
    stated = stated_as(desk, " Maria Ruiz ")
    assert str(stated.account) == "desk (1010), stated Maria Ruiz"
    assert stated.account.uids == {1010}
    assert "Maria Ruiz" in stated.names
    for nobody in ("", " ", "--", "Maria (1001)", "x" * 61, "\x1b"):
        with pytest.raises(Refused):
            stated_as(desk, nobody)


def test_a_renamed_account_keeps_its_former_login_up_to_its_last_day(policy_file):
    need_root()
    renamed = '[[renamed]]\nuid = 1004\nlogin = "mruiz"\nuntil = 2026-11-22\n'
    policy = load_policy(policy_file(f"schema = 1\n{renamed}"))
    assert policy.problems == ()
    assert policy.former_logins(1004, date(2026, 11, 22)) == ("mruiz",)
    assert policy.former_logins(1004, date(2026, 11, 23)) == ()
    assert policy.former_logins(1005, date(2026, 11, 22)) == ()


def test_the_owner_of_a_file_is_called_as_the_system_says_and_as_policy_says_they_were():
    policy = Policy(
        blank_after=timedelta(minutes=5), renamed=(RenamedShape(0, "admin", date(2026, 11, 22)),)
    )
    reader = Actor("mruiz", 1004, ("Maria Ruiz",))
    day = date(2026, 11, 22)
    assert known_author(0, day, policy, reader).logins == ("root", "admin")
    assert known_author(0, day + timedelta(days=1), policy, reader).logins == ("root",)
    assert known_author(1004, day, policy, reader).names == ("Maria Ruiz",)
    assert known_author(4_000_000, day, policy, reader) is None


def test_the_accounts_of_one_person_go_together(policy_file):
    rows = "[[same_person]]\nuids = [1004, 1009]\n[[same_person]]\nuids = [1010, 1011]\n"
    policy = load_policy(policy_file(f"schema = 1\n{rows}"))
    assert policy.problems == ()
    assert policy.with_other_accounts([1009, 7]) == {1004, 1009, 7}
    assert policy.with_other_accounts([7]) == {7}
    mistaken = load_policy(policy_file(f"schema = 1\nblank_after = 'soon'\n{rows}"))
    assert mistaken.with_other_accounts([1004]) == {1004, 1009}


def test_the_clipboard_is_off_until_a_policy_that_counts_turns_it_on(policy_file, tmp_path):
    need_root()
    assert not load_policy(tmp_path / "policy.toml").clipboard
    assert not load_policy(policy_file(WHOLE)).clipboard
    assert load_policy(policy_file("clipboard = true\n")).clipboard
    assert not load_policy(policy_file('clipboard = true\nblank_after = "soon"\n')).clipboard
    path = policy_file("clipboard = true\n")
    path.chmod(0o666)
    assert not load_policy(path).clipboard


def test_the_first_policy_asks_what_a_workstation_begins_with(policy_file):
    need_root()
    group = grp.getgrgid(os.getgid()).gr_name
    policy = load_policy(policy_file(first_policy(Groups(group, group))))
    assert policy.problems == ()
    assert unknown_types(policy_file(""), policy, catalog().checklists) == ()
    asked = {}
    for name in ALL_TYPES:
        found = rule(policy, answered(name))
        asked.setdefault((found.needed, found.afterward), set()).add(name)
    assert asked[True, False] == {
        "traffic-serious", "death-investigation", "custody-death", "officer-incident",
        "release-status", "wanted-suspect", "unidentified-suspect", "video-release",
        "arrest-charge",
    }  # fmt: skip
    assert {"life-safety-alert", "holding-statement", "missing-person"} <= asked[False, True]
    assert asked[False, True] <= {
        "life-safety-alert", "holding-statement", "missing-person", "traffic-advisory",
    }  # fmt: skip


def test_a_word_that_a_key_does_not_accept_is_told_with_those_that_it_does(policy_file):
    (found,) = load_policy(policy_file('[[retention.keep]]\nyears = 1\nstatus = "closed"')).problems
    assert str(found).endswith(
        "`status` does not accept 'closed'; write one of `posted`, `canceled`"
    )
