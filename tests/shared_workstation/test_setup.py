"""What `setup` makes, that it can be run again, and what `doctor` finds and mends."""

import pytest
from drivers.workstation import (
    ADVOCATE,
    ADVOCATES,
    HOME,
    OUTSIDER,
    PIO1,
    PIO2,
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
        f"audit root:{SUPERVISORS} 3775",
        f"completions root:{PIOS} 3775",
        f"holds root:{SUPERVISORS} 3775",
        f"purged root:{PIOS} 750",
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
    assert again.out == "Everything is set up correctly.\n"


def test_a_dry_run_says_what_it_would_do_and_a_run_mends_it(workstation):
    workstation.shell("root", f"chmod 777 {HOME}/reviews; rm -r {HOME}/sessions/t_sup2")
    dry = setup(workstation, "--dry-run")
    assert dry.out.splitlines() == [
        f"would make {HOME}/sessions/t_sup2  t_sup2:{PIOS} 2750  (is not there)",
        f"would fix {HOME}/reviews  root:{SUPERVISORS} 3775  (has the mode 2777, not 3775)",
        "Nothing was changed.",
    ]
    assert setup(workstation).code == 0
    assert setup(workstation).out == "Everything is set up correctly.\n"


def test_only_root_and_only_groups_that_exist_and_agree(workstation):
    assert setup(workstation, who=PIO1).code == 4
    ended = workstation.cleartopost("root", "setup", "--pios", "nope", "--supervisors", SUPERVISORS)
    assert (ended.code, "groupadd nope" in ended.err) == (2, True)
    ended = workstation.cleartopost("root", "setup", "--pios", PIOS, "--supervisors", PIOS)
    assert ended.code == 2
    for group in (PIOS, SUPERVISORS):
        assert setup(workstation, "--victim-services", group).code == 2
    assert "groupadd nope" in setup(workstation, "--victim-services", "nope").err
    ended = workstation.cleartopost("root", "setup", "--pios", SUPERVISORS, "--supervisors", PIOS)
    assert (ended.code, "names t_pios and t_sups and t_advs" in ended.err) == (1, True)


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
        (f"rm -r {HOME}/sessions", f"{HOME}/sessions is not there", "mkdir"),
        (
            f"gpasswd -d {SUPERVISOR} {PIOS}",
            "but is not in t_pios, and so has no access",
            "usermod -aG t_pios",
        ),
        (
            f"gpasswd -d {ADVOCATE} {PIOS}",
            "t_adv1 is victim services and may not enter",
            "usermod -aG t_pios",
        ),
        (
            f"usermod -aG {ADVOCATES} {PIO2}",
            "t_pio2 is victim services and has a folder of sessions",
            f"gpasswd -d {PIO2} {ADVOCATES}",
        ),
        (f"gpasswd -d {ADVOCATE} {ADVOCATES}", "Nobody is in the group t_advs", "usermod -aG"),
    ],
)
def test_doctor_names_what_is_wrong_with_the_command_that_mends_it(workstation, harm, found, mend):
    before = doctor(workstation, "root")
    try:
        assert workstation.shell("root", harm).code == 0
        lines = doctor(workstation, "root")
        new = "\n".join(line for line in lines if line not in before)
        assert found in " ".join(new.split())
        commands = [line.split("fix: ")[1] for line in lines if "fix: " in line]
        assert any(mend in command for command in commands)
        for command in commands:
            if mend in command:
                workstation.shell("root", command.split("   or")[0].replace("LOGIN", ADVOCATE))
    finally:
        workstation.shell(
            "root",
            f"usermod -aG {PIOS} {SUPERVISOR}; usermod -aG {PIOS},{ADVOCATES} {ADVOCATE}; "
            f"gpasswd -d {PIO2} {ADVOCATES}; chmod 644 {POLICY}; rmdir {HOME}/sessions/{ADVOCATE}",
        )
        setup(workstation)
    assert doctor(workstation, "root") == before


def test_an_outsider_is_told_whom_to_ask_by_every_command(workstation):
    for argv in (["list"], ["start", "traffic-advisory"], ["verify"], ["review"]):
        ended = workstation.cleartopost(OUTSIDER, "--plain", *argv)
        assert ended.code == 4, (argv, ended)
        assert "Ask whoever manages the accounts" in " ".join(ended.err.split())
    assert not workstation.seen_from_here(f"/home/{OUTSIDER}/.local").exists()
    lines = doctor(workstation, OUTSIDER)
    assert any(f"usermod -aG {PIOS} {OUTSIDER}" in line for line in lines)


def test_where_tells_an_outsider_which_places_are_closed_to_them(workstation):
    ended = workstation.cleartopost(OUTSIDER, "where")
    assert (ended.code, ended.err) == (0, "")
    [sessions] = [line for line in ended.out.splitlines() if line.startswith("sessions")]
    assert sessions.endswith(f"{HOME}/sessions  (you have no access)")


def test_doctor_names_a_home_that_is_roots_alone(workstation):
    workstation.shell("root", f"chmod 700 {HOME}")
    try:
        for who in (PIO1, SUPERVISOR, "root"):
            ended = workstation.cleartopost(who, "doctor")
            assert (ended.code, ended.err) == (1, ""), who
            assert f"chmod 0750 {HOME}" in ended.out, who
        assert f"{PIO1} has no access to {HOME}" in workstation.cleartopost(PIO1, "doctor").out
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


# Below the folders that setup makes


@pytest.fixture
def kept(workstation):
    """A session and a review of it, on a workstation on which nothing is wrong otherwise."""
    session_id = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    file = workstation.file_of(session_id, PIO1)
    review = f"{HOME}/reviews/{session_id}.20261122T040000000000-{workstation.uid(SUPERVISOR)}.toml"
    assert workstation.shell(SUPERVISOR, f"touch {review}", umask="022").code == 0
    yield file
    workstation.forget()
    workstation.shell("root", f"rm -rf {HOME}/sessions/{PIO1}/* {HOME}/sessions/link")
    setup(workstation)


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("chown root {file}", "Under {home}/sessions/t_pio1, these do not belong to t_pio1:t_pios"),
        ("chmod 600 {file}", "0640 for sessions: {month}/{name}"),
        ("chmod 700 {folder}", "2750 for folders and 0640 for sessions: {month}"),
        ("chgrp root {folder} {file}", "0640 for sessions: {month}, {month}/{name}"),
        (
            "chown -R root:root {user}",
            "Under {home}/sessions/t_pio1, these do not belong to t_pio1:t_pios",
        ),
        ("chmod 600 {home}/reviews/*", "not in the group t_sups or do not have the mode 0644"),
        (
            "chown t_pio1 {home}/reviews/*",
            "that do not count, because their owner is not the account in their name",
        ),
        ("mkdir {user}/2026-11.old", "a folder with another name"),
        ("ln -s /tmp {home}/sessions/link", "each is a link"),
        ("ln -s /tmp {folder}/link", "each is a link"),
    ],
)
def test_doctor_looks_at_every_level_below_the_home(workstation, kept, harm, found):
    user = kept.parents[1]
    names = {"file": kept, "folder": kept.parent, "user": user, "home": HOME}
    names |= {"month": kept.parent.name, "name": kept.name}
    before = doctor(workstation, "root")
    assert workstation.shell("root", harm.format(**names)).code == 0
    lines = doctor(workstation, "root")
    new = " ".join(line.strip() for line in lines if line not in before)
    assert found.format(**names).replace(" ", "") in new.replace(" ", "")
    commands = [line.split("fix: ")[1] for line in lines if "fix: " in line]
    mending = [command for command in commands if command.startswith(("ch", "find"))]
    assert bool(mending) == (harm.startswith("ch") and not harm.startswith("chown t_pio1"))
    for command in mending:
        assert workstation.shell("root", command).code == 0
    assert not mending or doctor(workstation, "root") == before


def test_doctor_counts_what_is_wrong_with_many_and_names_three(workstation, kept):
    workstation.shell("root", f"for n in 1 2 3 4 5; do cp {kept} {kept.parent}/2026$n.toml; done")
    said = " ".join(" ".join(doctor(workstation, "root")).split())
    assert "and 2 more" in said
    assert "20265.toml" not in said


def test_doctor_accuses_nobody_who_left_the_group(workstation, kept):
    workstation.shell("root", f"gpasswd -d {PIO1} t_pios")
    try:
        said = " ".join(" ".join(doctor(workstation, "root")).split())
        assert "was renamed" not in said
        assert "usermod -u" not in said
    finally:
        workstation.shell("root", f"usermod -aG t_pios {PIO1}")


def test_a_home_that_cp_copied_is_mended_by_what_doctor_says(workstation, kept):
    before = workstation.cleartopost(PIO1, "list").out
    copied = f"cp -r {HOME} {HOME}.new && rm -r {HOME} && mv {HOME}.new {HOME}"
    assert workstation.shell("root", copied).code == 0
    assert workstation.cleartopost(PIO1, "list").code == 4
    for line in doctor(workstation, "root"):
        if "fix: ch" in line:
            assert workstation.shell("root", line.split("fix: ")[1]).code == 0
    assert workstation.cleartopost(PIO1, "list").out == before


def test_from_cron_doctor_has_nothing_to_mend(workstation):
    ended = workstation.cleartopost("root", "doctor")
    assert ended.code == 0, ended
    assert "There is no terminal here" in ended.out
    assert ended.out.endswith("Nothing to fix.\n")


# One's own home, without a shared one


@pytest.fixture
def alone(workstation):
    """A workstation without a shared home."""
    back = f"mv {HOME}.away {HOME} && mv {POLICY}.away {POLICY}"
    away = f"mv {HOME} {HOME}.away && mv {POLICY} {POLICY}.away"
    assert workstation.shell("root", away).code == 0
    try:
        yield f"/home/{OUTSIDER}"
    finally:
        workstation.shell("root", f"rm -rf /home/{OUTSIDER}/.local /home/{OUTSIDER}/.cache")
        assert workstation.shell("root", back).code == 0


@pytest.mark.parametrize("of_root", [".local", ".local/share/cleartopost"])
def test_what_root_made_in_ones_own_home_is_named_with_the_chown(workstation, alone, of_root):
    made = workstation.cleartopost(
        *("root", "--plain", "start", "traffic-advisory"),
        typed="26-1182\n",
        environment={"HOME": alone},
        umask="077",
    )
    assert made.code == 0, made
    workstation.shell("root", f"chown {OUTSIDER} {alone}/.local {alone}/.local/share")
    workstation.shell("root", f"chown -R {OUTSIDER} {alone}/.cache")
    workstation.shell("root", f"chown root {alone}/{of_root}; chmod 700 {alone}/{of_root}")
    ended = workstation.cleartopost(OUTSIDER, "where")
    assert ended.code == 0, ended
    ended = workstation.cleartopost(OUTSIDER, "doctor")
    assert ended.code == 1, ended
    (command,) = [
        line.split("fix: sudo ")[1] for line in ended.out.splitlines() if "fix: sudo" in line
    ]
    assert command == f"chown -Rh {OUTSIDER}: {alone}/{of_root}"
    assert workstation.shell("root", command).code == 0
    ended = workstation.cleartopost(OUTSIDER, "doctor")
    assert (ended.code, "Nothing to fix." in ended.out) == (0, True), ended


def test_nobody_is_told_to_own_what_lies_above_their_home(workstation, alone):
    assert workstation.shell("root", f"mv {alone} {alone}.away").code == 0
    try:
        said = " ".join(workstation.cleartopost(OUTSIDER, "doctor").out.split())
        assert "cannot be created or opened: /home belongs to root" in said
        assert "chown" not in said
    finally:
        workstation.shell("root", f"mv {alone}.away {alone}")


def test_the_home_of_somebody_else_is_named(workstation, alone):
    workstation.shell(OUTSIDER, "mkdir -p .local/share/cleartopost")
    for who, home in (("root", alone), (OUTSIDER, f"/home/{PIO1}")):
        workstation.shell("root", f"chmod 700 {home}")
        for command in ("where", "doctor"):
            ended = workstation.cleartopost(who, command, environment={"HOME": home})
            assert ended.code == (command == "doctor"), ended
        assert f"HOME is {home}" in " ".join(ended.out.split())
        assert "fix: export HOME=" in ended.out


def test_setup_says_that_no_post_needs_an_approval_until_one_does(workstation):
    said = f"under `needs_approval` in {POLICY}"
    assert said not in " ".join(setup(workstation).out.split())
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    policy.write_text(before.replace('needs_approval = ["*"]', "needs_approval = []"))
    try:
        assert said in " ".join(setup(workstation).out.split())
    finally:
        policy.write_text(before)


def test_the_first_time_setup_says_which_posts_a_supervisor_must_approve(workstation):
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    policy.unlink()
    try:
        more = ("--victim-services", ADVOCATES)
        assert "must approve" not in setup(workstation, *more, "--dry-run").out
        made = setup(workstation, *more)
        said = " ".join(made.out.split())
        assert made.code == 0, made
        assert "must approve these before they are posted: traffic-serious, death-" in said
        assert "arrest-charge if booking-photo. A supervisor reviews these after they" in said
        assert "holding-statement, missing-person, traffic-advisory if hurt." in said
        assert max(map(len, made.out.splitlines())) <= 80
        assert "must approve" not in setup(workstation).out
    finally:
        policy.write_text(before)


def test_nothing_is_set_up_correctly_while_the_policy_has_a_mistake(workstation):
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    policy.write_text(f"{before}\n[[retention.keep]]\nyear = 7\n")
    try:
        fixes = {line for line in doctor(workstation, "root") if "fix: " in line}
        assert fixes == {f"    fix: editor {POLICY}"}
        said = " ".join(" ".join(doctor(workstation, "root")).split())
        assert "Until then, nobody can approve a post or place a legal hold" in said
        for more in ((), ("--dry-run",)):
            ended = setup(workstation, *more)
            assert (ended.code, ended.out) == (1, ""), ended
            assert "unknown key `year`" in ended.err
        held = workstation.cleartopost(SUPERVISOR, "hold", "26-1182", typed="Smith v. City\n")
        assert (held.code, "Not a supervisor" in held.err) == (4, False), held
        assert "The policy names no group of supervisors, has a mistake" in held.err
    finally:
        policy.write_text(before)


def test_what_setup_cannot_fix_is_no_success(workstation):
    workstation.shell("root", f"gpasswd -d {SUPERVISOR} {PIOS}")
    try:
        ended = setup(workstation)
        assert (ended.code, "Everything is set up" in ended.out) == (1, False), ended
        assert f"usermod -aG {PIOS} {SUPERVISOR}" in ended.out
    finally:
        workstation.shell("root", f"usermod -aG {PIOS} {SUPERVISOR}")


def test_a_pio_whose_home_has_another_group_is_not_told_to_join_theirs(workstation):
    workstation.shell("root", f"chgrp root {HOME}")
    try:
        said = " ".join(workstation.cleartopost(PIO1, "list").err.split())
        assert f"You are in the group of PIOs, but {HOME} is not open to it." in said
        assert "add you" not in said
    finally:
        setup(workstation)


def test_victim_services_are_told_nothing_is_to_fix_and_get_no_folder(workstation):
    assert setup(workstation).code == 0
    assert not workstation.seen_from_here(HOME / "sessions" / ADVOCATE).exists()
    assert not [line for line in doctor(workstation, ADVOCATE) if "folder to keep" in line]
    assert f'victim_services = "{ADVOCATES}"' in workstation.shell("root", f"cat {POLICY}").out
