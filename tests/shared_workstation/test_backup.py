"""A home that was backed up and restored, by several tools, with and without root, with right and
wrong flags: what counts after it, what `doctor --after-restore` says, and what its commands bring
back. The table that is printed is the one in the manual."""

import re

import pytest
from drivers.workstation import (
    HOME,
    OTHER_SUPERVISOR,
    OUTSIDER,
    PIO1,
    PIO2,
    PIOS,
    SUPERVISOR,
)
from needs import need_program

pytestmark = pytest.mark.slow

BACKUP = "/var/lib/backup"
"""The folder that is backed up to; its archive is BACKUP.tar."""
BEFORE = f"{HOME}.before"
LEFT = "t_left1"
FOLDER = str(HOME).lstrip("/")
PACK = f"tar --sort=name --numeric-owner -cpf {BACKUP}/BACKUP.tar -C / {FOLDER}"

AS_IT_WAS = {"read": 4, "approved": 2, "completed": 1, "held": 1, "noted": 1}


RIGHT = (
    "tar --numeric-owner -xpf BACKUP.tar",
    "tar -xf BACKUP.tar",
    "rsync -a --numeric-ids copy/",
    "rsync -a copy/",
    "cp -a copy",
)
"""How root restores it; `BACKUP.tar` and `copy` are the two backups."""
WRONG = (
    "tar --no-same-owner --no-same-permissions -xf BACKUP.tar",
    "rsync -rlptD copy/",
    "rsync -r copy/",
    "cp -r copy",
    "cp -al copy",
)
WITHOUT_ROOT = ("tar -xpf BACKUP.tar", "rsync -a copy/", "cp -a copy")
METHODS = [(how, "root") for how in RIGHT + WRONG] + [(how, OUTSIDER) for how in WITHOUT_ROOT]


@pytest.fixture(scope="module")
def filled(workstation):
    """A home with everything that a restore may lose, and two backups of it: by session, its ID."""
    need_program("rsync", "rsync")
    workstation.forget()
    run = workstation.cleartopost
    workstation.shell("root", f"useradd -m {LEFT}; usermod -aG {PIOS} {LEFT}")
    groups = ("--pios", PIOS, "--supervisors", "t_sups")
    assert run("root", "setup", *groups).code == 0
    made = {"left": workstation.drive(LEFT, "walk", "traffic-advisory").out.strip()}
    # By force: a process of theirs may not have ended yet.
    assert workstation.shell("root", f"userdel -rf {LEFT}").code == 0
    made["approved"] = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    made["returned first"] = workstation.drive(PIO2, "walk", "traffic-advisory").out.strip()
    run(SUPERVISOR, "review", made["approved"], typed="approve\nleave\n")
    run(SUPERVISOR, "review", made["returned first"], typed="return\n\nNot yet\nleave\n")
    for what in ("letter", "ready"):
        workstation.drive(PIO2, what, made["returned first"])
    run(OTHER_SUPERVISOR, "review", made["returned first"], typed="approve\nleave\n")
    made["posted"] = workstation.posted_early(PIO1, "traffic-advisory")
    told = "told\nin-person\nLt. Cole, investigations\n\n\nyes\n"
    run(PIO2, "complete", made["posted"], "family-told", typed=told)
    run(SUPERVISOR, "hold", "26-1182", typed="Smith v. City\n")
    run(SUPERVISOR, "review")
    script = f"mkdir -p {BACKUP} && {PACK} && cp -a {HOME} {BACKUP}/copy"
    assert workstation.shell("root", script).code == 0
    assert what_counts(workstation, made) == AS_IT_WAS
    yield made
    workstation.shell("root", f"rm -rf {BACKUP} {HOME}/sessions/{LEFT}")
    workstation.forget()


@pytest.fixture
def restored(workstation, filled):
    """Restore the home by a method; the one before is put back at the end."""
    assert workstation.shell("root", f"mv {HOME} {BEFORE}").code == 0

    def restore(how=RIGHT[0], who="root"):
        command = re.sub("BACKUP.tar|copy", lambda found: f"{BACKUP}/{found[0]}", how)
        to = "" if command.startswith("tar") else FOLDER
        inside = f"mkdir -p var/lib && {command} {to}"
        if who == "root":
            assert workstation.shell("root", f"cd / && {inside}").code == 0
        else:
            # A PIO reads all but the locks; what they unpack, root has to put in its place.
            member = f"{OUTSIDER} {PIOS}"
            workstation.shell("root", f"gpasswd -a {member}")
            workstation.shell(OUTSIDER, inside)
            move = f"gpasswd -d {member} && mv /home/{OUTSIDER}/{FOLDER} {HOME}"
            assert workstation.shell("root", move).code == 0
        return filled

    try:
        yield restore
    finally:
        assert workstation.shell("root", f"rm -rf {HOME} && mv {BEFORE} {HOME}").code == 0


def what_counts(workstation, made):
    """How many sessions are read, approved, completed, held, and known to the audit log."""
    listed = {one: workstation.status(made[one], "root") for one in made}
    owed = workstation.cleartopost("root", "followups", "--all").out
    away = workstation.file_of(made["approved"], PIO1)
    workstation.shell("root", f"mv {away} {BACKUP}/away")
    missing = workstation.cleartopost("root", "verify", "--all").out
    workstation.shell("root", f"mv {BACKUP}/away {away}")
    return {
        "read": sum(status != "unreadable" for status in listed.values()),
        "approved": sum(status == "approved" for status in listed.values()),
        "completed": int(listed["posted"] == "posted" and "family-told" not in owed),
        "held": int("legal hold" in workstation.cleartopost("root", "show", made["approved"]).out),
        "noted": int("it is missing; t_sup1 saw" in missing),
    }


def doctor(workstation):
    ended = workstation.cleartopost("root", "doctor", "--after-restore")
    assert ended.err == "", ended
    return ended


def carry_out(workstation, ended, *, without=""):
    """Do what doctor says, as root does: each command as it stands, with the archive's place."""
    for fix in re.findall("^    fix: (.*)$", ended.out, re.MULTILINE):
        if fix.startswith(("cleartopost ", without or "cleartopost ")):
            continue
        # Whoever wrote a review or a completion, or took a note, nobody can tell by its name.
        assert not re.search(rf"chown.*{HOME}/(reviews|completions|holds|audit)/", fix), fix
        command = fix.partition("   ")[0].replace("BACKUP.tar", f"{BACKUP}/BACKUP.tar")
        done = workstation.shell("root", command)
        assert done.code == 0, (command, done)


@pytest.mark.parametrize(("how", "who"), METHODS)
def test_doctor_says_what_was_lost_and_its_commands_bring_it_back(
    workstation, restored, how, who, counted
):
    made = restored(how, who)
    after, said = what_counts(workstation, made), doctor(workstation)
    carry_out(workstation, said)
    again, brought = doctor(workstation), what_counts(workstation, made)
    in_order = "no longer tell which decision" not in again.out
    assert brought == {**AS_IT_WAS, "approved": 1 + in_order}
    assert again.out.endswith("Nothing to fix.\n" if in_order else "\n1 to fix.\n"), again.out
    if how in RIGHT and who == "root":
        assert after == brought
        assert said == again
    else:
        assert after != AS_IT_WAS
        assert said.code == 1
    held = ", ".join(f"{after[name]}/{AS_IT_WAS[name]} {name}" for name in after)
    counted(f"{how}, by {who} | {held} | {said.out.splitlines()[-1]}")


def test_what_a_backup_without_owners_has_lost_stays_lost_and_nothing_is_given_away(
    workstation, restored
):
    made = restored()
    own = workstation.file_of(made["approved"], PIO1).parent
    colleagues = workstation.file_of(made["returned first"], PIO2)
    assert workstation.shell(PIO1, f"cp {colleagues} {own}").code == 0
    workstation.shell("root", f"cp -r {HOME} {HOME}.new && rm -r {HOME} && mv {HOME}.new {HOME}")
    carry_out(workstation, doctor(workstation), without="tar")
    left = workstation.cleartopost("root", "doctor", "--after-restore").out
    assert left.endswith("\n4 to fix.\n"), left
    assert "Reviews that do not count" in left
    counts = {"read": 4, "approved": 0, "completed": 0, "held": 1, "noted": 0}
    assert what_counts(workstation, made) == counts
    assert workstation.shell("root", f"stat -c %U {own}/{colleagues.name}").out == f"{PIO1}\n"


@pytest.mark.parametrize("by_name", [False, True])
def test_on_a_computer_where_the_account_has_another_number_it_gets_its_own_back(
    workstation, restored, by_name
):
    uid = workstation.uid(PIO1)
    here = "sed -i 's/^{0}:\\([^:]*\\):{1}:/{0}:\\1:{2}:/' /etc/passwd".format
    assert workstation.shell("root", here(PIO1, uid, 7777)).code == 0
    try:
        made = restored()
        if by_name:
            workstation.shell("root", f"chown -R --from={uid} {PIO1} {HOME}")
        said = doctor(workstation)
        assert f"The sessions of {PIO1} are those of user ID {uid}" in " ".join(said.out.split())
        carry_out(workstation, said)
        assert workstation.uid(PIO1) == uid
        again = doctor(workstation)
        assert again.out.endswith("Nothing to fix.\n"), again.out
        assert what_counts(workstation, made) == AS_IT_WAS
    finally:
        workstation.shell("root", here(PIO1, 7777, uid))


def test_only_root_and_only_in_the_shared_home(workstation):
    ended = workstation.cleartopost(PIO1, "doctor", "--after-restore")
    assert (ended.code, "sudo cleartopost doctor --after-restore" in ended.err) == (4, True)
    trial = {"CLEARTOPOST_HOME": "/home/t_pio1/trial"}
    ended = workstation.cleartopost(PIO1, "doctor", "--after-restore", environment=trial)
    assert (ended.code, "Not the shared home" in ended.err) == (2, True), ended
