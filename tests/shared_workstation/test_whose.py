"""Whose a session is: the user ID decides, and one that was given to somebody else is named.

Each test renames an account or gives its number away, and puts everything back.
"""

from collections.abc import Iterator

import pytest
from drivers.workstation import HOME, PIO1, PIO2, PIOS, POLICY, SUPERVISORS, Workstation

pytestmark = pytest.mark.slow

NEW = "t_new1"
NAMED_IN_POLICY = f'[[renamed]]\nuid = {{uid}}\nlogin = "{PIO1}"\nuntil = 2999-01-01\n'


def as_one_line(text: str) -> str:
    return " ".join(text.split())


def begun(workstation: Workstation, user: str = PIO1) -> str:
    """The ID of a session that is not finished."""
    ended = workstation.cleartopost(user, "--plain", "start", "traffic-advisory", typed="26-1182\n")
    assert ended.code == 0, ended
    return ended.out.split()[-1]


@pytest.fixture
def renamed(workstation: Workstation) -> Iterator[str]:
    """An unfinished session of an account that has another login now."""
    session_id = begun(workstation)
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    # Not with `usermod`, which refuses while another test has processes of that user ID.
    lists = "/etc/passwd /etc/shadow /etc/group /etc/gshadow"
    rename = rf"sed -i 's/\b{{0}}\b/{{1}}/g' {lists} && mv /home/{{0}} /home/{{1}}"
    assert workstation.shell("root", rename.format(PIO1, NEW)).code == 0
    try:
        yield session_id
    finally:
        policy.write_text(before)
        assert workstation.shell("root", rename.format(NEW, PIO1)).code == 0
        workstation.shell("root", f"rm -rf {HOME}/sessions/{NEW}")
        workstation.forget()


def name_in_policy(workstation: Workstation) -> None:
    policy = workstation.seen_from_here(POLICY)
    policy.write_text(policy.read_text() + NAMED_IN_POLICY.format(uid=workstation.uid(NEW)))


def run_setup(workstation: Workstation) -> None:
    ended = workstation.cleartopost("root", "setup", "--pios", PIOS, "--supervisors", SUPERVISORS)
    assert ended.code == 0, ended


@pytest.mark.parametrize("has_new_folder", [False, True])
def test_a_renamed_account_goes_on_in_its_sessions(workstation, renamed, has_new_folder):
    name_in_policy(workstation)
    if has_new_folder:
        run_setup(workstation)
    file = workstation.seen_from_here(workstation.file_of(renamed, PIO1))
    before = file.read_bytes()
    at_home = workstation.cleartopost(NEW, "--plain", typed="quit\n")
    assert "Traffic: road closure only, 26-1182, 11 open" in as_one_line(at_home.out), at_home
    listed = workstation.cleartopost(NEW, "list", "--by", NEW)
    assert renamed in listed.out
    resumed = workstation.cleartopost(NEW, "--plain", "resume", typed="case\n26-1182\nquit\n")
    assert resumed.code == 0, resumed
    assert renamed in resumed.out
    assert "READ ONLY" not in resumed.out
    assert "26-1182" in file.read_text()
    assert file.read_bytes() != before
    again = workstation.cleartopost(NEW, "continue", renamed)
    assert again.code != 0
    assert f"cleartopost resume {renamed}" in as_one_line(again.err)
    # Other tests may have left sessions of this account.
    verified = workstation.cleartopost(NEW, "verify")
    assert verified.code == 0, verified
    assert not verified.out.startswith("0 ")


def test_a_user_id_that_was_given_to_somebody_else_is_named_and_writes_nothing(
    workstation, renamed
):
    run_setup(workstation)
    file = workstation.seen_from_here(workstation.file_of(renamed, PIO1))
    before = file.read_bytes()
    named = f"The file names {PIO1} as its author, but its owner's account is {NEW}"
    resumed = workstation.cleartopost(
        NEW, "--plain", "resume", renamed, typed="case\n26-1182\nmedia\n\nquit\n"
    )
    assert f"READ ONLY: {named}" in as_one_line(resumed.out), resumed
    ended = workstation.cleartopost(NEW, "cancel", renamed, typed="not mine\n")
    assert ended.code == 4, ended
    assert named in as_one_line(ended.err)
    assert file.read_bytes() == before
    continued = workstation.cleartopost(NEW, "continue", renamed)
    assert continued.code == 0, continued
    assert file.read_bytes() == before


def test_without_a_folder_of_ones_own_it_is_said_whose_sessions_the_user_id_has(
    workstation, renamed
):
    ended = workstation.cleartopost(NEW, "--plain", "start", "traffic-advisory")
    assert ended.code == 4
    said = as_one_line(ended.err)
    assert f"({workstation.uid(NEW)}) has the sessions of {PIO1}" in said
    assert "[[renamed]]" in said


def test_doctor_names_a_folder_whose_owner_has_another_login(workstation, renamed):
    said = as_one_line(workstation.cleartopost("root", "doctor").out)
    assert f"{HOME}/sessions/{PIO1} belongs to {NEW}" in said
    name_in_policy(workstation)
    said = as_one_line(workstation.cleartopost("root", "doctor").out)
    assert f"{HOME}/sessions/{PIO1} belongs to {NEW}" not in said


def test_a_colleague_is_no_owner_of_what_is_in_a_folder(workstation):
    session_id = begun(workstation)
    assert "0 sessions checked" in workstation.cleartopost(PIO2, "verify").out
    assert workstation.cleartopost(PIO2, "continue", session_id).code == 0
    workstation.forget()
