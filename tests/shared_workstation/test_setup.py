"""What `setup` makes, that it can be run again, and what `doctor` finds and mends."""

import pytest
from drivers.workstation import (
    HOME,
    OUTSIDER,
    PIO1,
    PIOS,
    POLICY,
    SUPERVISOR,
    SUPERVISORS,
)

pytestmark = pytest.mark.slow


def setup(workstation, *more, who="root"):
    return workstation.cleartopost(
        who, "setup", "--pios", PIOS, "--supervisors", SUPERVISORS, *more
    )


def test_every_place_has_its_owner_group_and_mode(workstation):
    found = workstation.shell("root", f"cd {HOME} && stat -c '%n %U:%G %a' . * sessions/*")
    assert found.out.splitlines() == [
        f". root:{PIOS} 750",
        f"reviews root:{SUPERVISORS} 3775",
        f"sessions root:{PIOS} 750",
        *(
            f"sessions/{user} {user}:{PIOS} 2750"
            for user in ("t_pio1", "t_pio2", "t_sup1", "t_sup2")
        ),
    ]
    policy = workstation.shell("root", f"stat -c '%U:%G %a' {POLICY} {POLICY.parent}")
    assert policy.out.splitlines() == ["root:root 644", "root:root 755"]


def test_again_it_changes_nothing(workstation):
    again = setup(workstation)
    assert again.code == 0
    assert again.out == "Everything stands as it must.\n"


def test_a_dry_run_says_what_it_would_do_and_a_run_mends_it(workstation):
    workstation.shell("root", f"chmod 777 {HOME}/reviews; rm -r {HOME}/sessions/t_sup2")
    dry = setup(workstation, "--dry-run")
    assert dry.out.splitlines() == [
        f"would make {HOME}/sessions/t_sup2  t_sup2:{PIOS} 2750  (is not there)",
        f"would mend {HOME}/reviews  root:{SUPERVISORS} 3775  (has the mode 2777, not 3775)",
        "Nothing was changed.",
    ]
    assert setup(workstation).code == 0
    assert setup(workstation).out == "Everything stands as it must.\n"


def test_only_root_and_only_groups_that_exist_and_agree(workstation):
    assert setup(workstation, who=PIO1).code == 4
    ended = workstation.cleartopost("root", "setup", "--pios", "nope", "--supervisors", SUPERVISORS)
    assert (ended.code, "groupadd nope" in ended.err) == (2, True)
    ended = workstation.cleartopost("root", "setup", "--pios", PIOS, "--supervisors", PIOS)
    assert ended.code == 2
    ended = workstation.cleartopost("root", "setup", "--pios", SUPERVISORS, "--supervisors", PIOS)
    assert (ended.code, "names t_pios and t_sups" in ended.err) == (1, True)


def doctor(workstation, who):
    ended = workstation.cleartopost(who, "--plain", "doctor")
    return [line for line in ended.out.splitlines() if "keyboard" not in line]


@pytest.mark.parametrize(
    ("harm", "found", "mend"),
    [
        (f"chmod 775 {HOME}", "has the mode 0775, not 0750", f"chmod 0750 {HOME}"),
        (f"chown {PIO1} {HOME}/reviews", "belongs to t_pio1", f"chown root:{SUPERVISORS}"),
        (f"chgrp {PIOS} {HOME}/reviews", "is in the group t_pios", f"chown root:{SUPERVISORS}"),
        (f"chmod 666 {POLICY}", "does not count", "chmod go-w"),
        (f"rmdir {HOME}/sessions/t_sup2", "sessions/t_sup2 is not there", "mkdir"),
        (f"gpasswd -d {SUPERVISOR} {PIOS}", "may not enter: not in t_pios", "usermod -aG t_pios"),
    ],
)
def test_doctor_names_what_is_wrong_with_the_command_that_mends_it(workstation, harm, found, mend):
    before = doctor(workstation, "root")
    try:
        assert workstation.shell("root", harm).code == 0
        lines = doctor(workstation, "root")
        new = "\n".join(line for line in lines if line not in before)
        assert found in " ".join(new.split())
        commands = [line.split("mend: ")[1] for line in lines if "mend: " in line]
        assert any(mend in command for command in commands)
        for command in commands:
            if mend in command:
                workstation.shell("root", command)
    finally:
        workstation.shell("root", f"usermod -aG {PIOS} {SUPERVISOR}; chmod 644 {POLICY}")
        setup(workstation)
    assert doctor(workstation, "root") == before


def test_an_outsider_is_told_whom_to_ask_by_every_command(workstation):
    for argv in (["list"], ["start", "traffic-advisory"], ["verify"], ["review"]):
        ended = workstation.cleartopost(OUTSIDER, "--plain", *argv)
        assert ended.code == 4, (argv, ended)
        assert "Ask whoever keeps the accounts" in " ".join(ended.err.split())
    assert not workstation.seen_from_here(f"/home/{OUTSIDER}/.local").exists()
    lines = doctor(workstation, OUTSIDER)
    assert any(f"usermod -aG {PIOS} {OUTSIDER}" in line for line in lines)


def test_where_tells_an_outsider_which_places_are_closed_to_them(workstation):
    ended = workstation.cleartopost(OUTSIDER, "where")
    assert (ended.code, ended.err) == (0, "")
    [sessions] = [line for line in ended.out.splitlines() if line.startswith("sessions")]
    assert sessions.endswith(f"{HOME}/sessions  (closed to you)")


def test_doctor_names_a_home_that_is_roots_alone(workstation):
    workstation.shell("root", f"chmod 700 {HOME}")
    try:
        for who in (PIO1, SUPERVISOR, "root"):
            ended = workstation.cleartopost(who, "doctor")
            assert (ended.code, ended.err) == (1, ""), who
            assert f"chmod 0750 {HOME}" in ended.out, who
        assert f"{PIO1} may not enter {HOME}" in workstation.cleartopost(PIO1, "doctor").out
        assert workstation.cleartopost(PIO1, "where").code == 0
        assert workstation.cleartopost(PIO1, "list").code == 4
    finally:
        setup(workstation)


def test_a_new_member_without_a_folder_is_told_who_makes_it(workstation):
    workstation.shell("root", "useradd -m t_new1; usermod -aG t_pios t_new1")
    try:
        ended = workstation.cleartopost("t_new1", "--plain", "start", "traffic-advisory")
        assert ended.code == 4
        assert "run `cleartopost setup` again" in " ".join(ended.err.split())
        assert setup(workstation).code == 0
        assert workstation.drive("t_new1", "walk", "traffic-advisory").code == 0
    finally:
        workstation.shell("root", f"rm -rf {HOME}/sessions/t_new1; userdel -r t_new1")
