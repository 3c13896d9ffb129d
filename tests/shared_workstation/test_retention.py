"""Legal holds and purges among real accounts: who may place, lift, and remove, and what stays."""

import pytest
from drivers.workstation import (
    ADVOCATE,
    HOME,
    OTHER_SUPERVISOR,
    OUTSIDER,
    PIO1,
    PIO2,
    POLICY,
    SUPERVISOR,
    SUPERVISORS,
    USERS,
)
from papers.papers import MANUAL, blocks

pytestmark = pytest.mark.slow

CASE, WHY = "26-1182", "Smith v. City\n"
RULES = '\n[[retention.keep]]\nyears = 2\nstatus = "canceled"\n'


@pytest.fixture
def due(workstation):
    """A session of the first PIO that was canceled three years ago, and one of today."""
    workstation.forget()
    policy = workstation.seen_from_here(POLICY)
    before = policy.read_text()
    policy.write_text(before + RULES)
    session_id = workstation.drive(PIO1, "canceled", "1100").out.strip()
    workstation.drive(PIO2, "walk", "traffic-advisory")
    audited = workstation.cleartopost("root", "audit")
    assert audited.code == 0, audited
    yield session_id
    policy.write_text(before)
    workstation.forget()


def hold(workstation, user, command="hold"):
    return workstation.cleartopost(user, command, CASE, typed=WHY)


def purge(workstation, user="root", *more):
    return workstation.cleartopost(user, "purge", *more)


def is_there(workstation, session_id):
    return workstation.shell("root", f"test -e {workstation.file_of(session_id, PIO1)}").code == 0


def test_only_supervisors_place_one_and_only_another_lifts_it(workstation, due):
    for user in (PIO1, PIO2, ADVOCATE, OUTSIDER, "root"):
        for command in ("hold", "lift-hold"):
            assert hold(workstation, user, command).code == 4, (user, command)
    placed = hold(workstation, SUPERVISOR)
    assert (placed.code, "2 sessions with this number" in placed.out) == (0, True), placed
    for user in (PIO1, PIO2, SUPERVISOR, OTHER_SUPERVISOR, "root"):
        assert "legal hold" in workstation.cleartopost(user, "show", due).out
        assert workstation.cleartopost(user, "list").out.count("  legal hold\n") == 2
    kept = purge(workstation)
    assert (kept.code, "  legal hold\n" in kept.out, is_there(workstation, due)) == (0, True, True)
    own = hold(workstation, SUPERVISOR, "lift-hold")
    assert (own.code, "Another supervisor must lift it" in own.err) == (4, True), own
    lifted = hold(workstation, OTHER_SUPERVISOR, "lift-hold")
    assert (lifted.code, lifted.out) == (0, f"Legal hold lifted: case {CASE}.\n")
    assert purge(workstation).out.startswith(f"{due:<48}  purged\n")


def test_a_hold_whose_file_its_owner_removes_binds_and_is_named(workstation, due):
    hold(workstation, SUPERVISOR)
    workstation.cleartopost("root", "audit")
    assert workstation.shell(SUPERVISOR, f"rm {HOME}/holds/2*").code == 0
    for user, argv in (("root", ["audit"]), (PIO2, ["verify", "--all"])):
        found = workstation.cleartopost(user, *argv)
        assert (found.code, "root's copy is in force" in found.out) == (1, True), found
    assert "legal hold" in purge(workstation).out
    assert is_there(workstation, due)


LIFT_BY_HAND = f"""
import os, pathlib, msgspec, tomli, tomli_w
from checklists.digests import digest_of
from checklists.session.hold import Hold
folder = pathlib.Path("{HOME}/holds")
texts = [path.read_text() for path in folder.glob("2*")]
tables = tomli.loads(next(text for text in texts if "lifts" not in text))
del tables["schema"]
digest = digest_of(msgspec.convert(tables, Hold))
lift = {{"schema": 1, **tables, "lifts": digest, "by": {{"login": "x", "uid": os.getuid()}}}}
path = folder / f"20261122T040000000000-{{os.getuid()}}.toml"
path.write_text(tomli_w.dumps(lift))
path.chmod(0o644)
"""


def test_a_lift_that_is_written_by_hand_counts_for_nobody_else_either(workstation, due):
    hold(workstation, SUPERVISOR)
    for user, is_written, is_held in (
        (PIO1, False, True),
        (ADVOCATE, False, True),
        (SUPERVISOR, True, True),
        (OTHER_SUPERVISOR, True, False),
    ):
        ended = workstation.run(user, str(workstation.python), "-c", LIFT_BY_HAND)
        assert (ended.code == 0) == is_written, ended
        dry = purge(workstation, PIO2, "--dry-run")
        assert (dry.code, "legal hold" in dry.out) == (0, is_held), dry


def test_a_lift_that_root_noted_counts_also_after_its_supervisor_left(workstation, due):
    hold(workstation, SUPERVISOR)
    assert hold(workstation, OTHER_SUPERVISOR, "lift-hold").code == 0
    workstation.cleartopost("root", "audit")
    try:
        workstation.shell("root", f"gpasswd -d {OTHER_SUPERVISOR} {SUPERVISORS}")
        for argv in (["audit"], ["verify", "--all"]):
            found = workstation.cleartopost("root", *argv)
            assert found.code == 0, found
        assert purge(workstation, "root", "--dry-run").out.startswith(f"{due:<48}  purged\n")
        # What is not as root noted it is named as what it is.
        workstation.shell("root", f"rm {HOME}/holds/2*-{workstation.uid(OTHER_SUPERVISOR)}.toml")
        found = workstation.cleartopost("root", "audit")
        assert (found.code, f"lifted by {OTHER_SUPERVISOR}" in found.out) == (1, True), found
    finally:
        workstation.shell("root", f"usermod -aG {SUPERVISORS} {OTHER_SUPERVISOR}")


def test_only_root_purges_and_everybody_may_ask_what_would_go(workstation, due):
    for user in set(USERS) - {OUTSIDER, ADVOCATE}:
        refused = purge(workstation, user)
        assert (refused.code, "Not allowed" in refused.err) == (4, True), refused
        dry = purge(workstation, user, "--dry-run")
        assert (dry.code, f"{due:<48}  purged\n" in dry.out) == (0, True), dry
    assert purge(workstation, ADVOCATE, "--dry-run").code == 4
    assert is_there(workstation, due)
    said = purge(workstation)
    assert dry.out == said.out + "This was a dry run. Nothing was removed.\n"
    assert not is_there(workstation, due)


def test_what_was_purged_is_explained_and_what_was_deleted_by_hand_is_named(workstation, due):
    other = workstation.drive(PIO1, "canceled", "1101").out.strip()
    workstation.cleartopost("root", "audit")
    hold(workstation, SUPERVISOR)
    workstation.shell(PIO1, f"rm {workstation.file_of(other, PIO1)}")
    hold(workstation, OTHER_SUPERVISOR, "lift-hold")
    assert purge(workstation).code == 0
    for user in (PIO1, PIO2, SUPERVISOR, "root"):
        found = workstation.cleartopost(user, "verify", "--all")
        assert (found.code, other in found.out, due in found.out) == (1, True, False), found
        listed = workstation.cleartopost(user, "list", "--purged")
        assert (listed.code, due in listed.out, other in listed.out) == (0, True, False), listed
    # A tombstone that its author makes explains nothing, wherever they can make one.
    stone = f"{HOME}/purged/{due}.toml"
    for where in (f"{HOME}/purged", f"{HOME}/completions", f"{HOME}/sessions/{PIO1}"):
        workstation.shell(PIO1, f"sed s/{due}/{other}/ {stone} > {where}/{other}.toml")
    found = workstation.cleartopost("root", "audit")
    assert (found.code, f"{other}: audit log: it is missing" in found.out) == (1, True), found


def test_who_keeps_the_lock_keeps_back_a_purge_and_no_hold(workstation, due):
    kept = workstation.shell(
        PIO1, f"exec 9<{HOME}/holds; flock 9; (sleep 40) >/dev/null 2>&1 & disown"
    )
    assert kept.code == 0, kept
    busy = purge(workstation)
    assert (busy.code, "Busy" in busy.err) == (1, True), busy
    placed = hold(workstation, SUPERVISOR)
    assert (placed.code, "The hold was placed." in placed.err) == (1, True), placed
    assert "legal hold" in workstation.cleartopost(PIO2, "show", due).out
    workstation.shell(PIO1, "kill $(pgrep -u $(id -u) -x sleep)")


def test_a_folder_for_copies_that_others_can_write_is_named_before_anything_is_promised(
    workstation, due
):
    policy, to = workstation.seen_from_here(POLICY), "/var/lib/purged"
    rules = f'\n[retention]\nexport_first = true\nexport_to = "{to}"\n'
    policy.write_text(policy.read_text().replace(RULES, rules + RULES))
    workstation.shell("root", f"mkdir -m 777 {to}")
    for user, argv in (("root", ["--dry-run"]), (PIO1, ["--dry-run"]), ("root", [])):
        ended = purge(workstation, user, *argv)
        said = " ".join(ended.err.split())
        assert (ended.code, ended.out) == (1, ""), ended
        assert f"accounts other than root can write to {to}" in said
    fix = f"chown root:root {to} && chmod go-w {to}"
    found = workstation.cleartopost("root", "doctor")
    assert (found.code, f"fix: {fix}\n" in found.out) == (1, True), found
    assert workstation.shell("root", fix).code == 0
    assert workstation.cleartopost("root", "doctor").code == 0
    assert purge(workstation, PIO1, "--dry-run").out.startswith(f"{due:<48}  purged\n")
    assert purge(workstation).code == 0
    assert workstation.shell("root", f"ls {to}").out == f"{due}\n"


def test_doctor_names_a_hold_and_a_folder_that_are_not_as_they_must_be(workstation, due):
    hold(workstation, SUPERVISOR)
    assert workstation.cleartopost("root", "doctor").code in (0, 1)
    for harm, mend, words in (
        (f"chmod 777 {HOME}/holds", f"chmod 3775 {HOME}/holds", "has the mode 2777, not 3775"),
        (f"chmod 777 {HOME}/purged", f"chmod 0750 {HOME}/purged", "has the mode 0777, not 0750"),
        (f"chmod 666 {HOME}/holds/2*", f"chmod 644 {HOME}/holds/2*", "Legal holds that are not"),
        (f"mv {HOME}/holds {HOME}/away", f"mv {HOME}/away {HOME}/holds", "holds is not there"),
    ):
        assert workstation.shell("root", harm).code == 0
        found = " ".join(workstation.cleartopost("root", "doctor").out.split())
        assert workstation.shell("root", mend).code == 0
        assert words in found, (harm, found)


def test_by_the_page_on_backups_an_older_one_brings_no_purged_session_back_unsaid(workstation, due):
    page = [found.text for found in blocks("sh") if found.paper == MANUAL / "backup.md"]
    back_up = next(text for text in page if "getent passwd" in text)
    restore = next(text for text in page if "doctor --after-restore" in text)
    # Root's own folder is that of this machine.
    at = "/var/lib/backup"
    assert workstation.shell("root", "set -e\n" + back_up.replace("/root/backup", at)).code == 0
    modes = workstation.shell("root", f"stat -c %a {at} {at}/*").out.split()
    assert modes == ["700", "600", "600", "600"]
    assert purge(workstation).code == 0
    assert hold(workstation, SUPERVISOR).code == 0
    before, _, after = restore.partition("cleartopost doctor")
    try:
        assert workstation.shell("root", f"set -e; cd {at}\n{before}").code == 0
        policy = f"test -s {POLICY} && cmp {POLICY} {POLICY.parent}.before/policy.toml"
        assert workstation.shell("root", policy).code == 0
        found = workstation.cleartopost("root", "doctor", "--after-restore")
        assert found.code == 0, found
        # The hold of today is in force again, and what was purged is named.
        assert "legal hold" in workstation.cleartopost("root", "show", due).out
        found = workstation.cleartopost("root", "verify", "--all")
        assert (found.code, f"{due}: purged on" in found.out) == (1, True), found
        assert hold(workstation, OTHER_SUPERVISOR, "lift-hold").code == 0
        assert purge(workstation).out.startswith(f"{due:<48}  purged\n")
        assert workstation.cleartopost("root", "verify", "--all").code == 0
        assert after.endswith("rm /etc/nologin\n")
    finally:
        workstation.shell("root", f"rm -rf {HOME}.before {POLICY.parent}.before {at} /etc/nologin")
