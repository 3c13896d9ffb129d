"""What others have seen of a session stays where no author can write, and names what is gone."""

import json

import pytest
from drivers.workstation import HOME, PIO1, PIO2, PIOS, SUPERVISOR, SUPERVISORS

pytestmark = pytest.mark.slow

AUDIT = f"{HOME}/audit"


def four_accounts(workstation, *argv):
    """What four_accounts.py prints; nothing of it stays."""
    script = str(workstation.driver.with_name("four_accounts.py"))
    workstation.forget()
    try:
        played = workstation.run(
            "root", str(workstation.python), script, *map(str, argv), patience=3600
        )
    finally:
        workstation.forget()
    assert (played.code, played.err) == (0, ""), played
    return json.loads(played.out)


@pytest.fixture
def noted(workstation):
    """A session of the first PIO that a supervisor has seen; all of it is gone afterward."""
    workstation.forget()
    session_id = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    queue = workstation.cleartopost(SUPERVISOR, "review")
    assert (queue.code, session_id in queue.out) == (0, True), queue
    yield session_id
    workstation.forget()


def test_honest_operations_of_four_accounts_raise_no_alarm(workstation, soak, counted):
    played = four_accounts(workstation, "honest", soak.seed, 100 * soak.times)
    assert played["alarms"] == {}
    counted(f"honest operations: {played['done']}; looks: {played['looked']}")


def test_each_deletion_rollback_and_replacement_is_named(workstation, soak, counted):
    played = four_accounts(workstation, "false", soak.seed, 10 * soak.times)
    assert (played["unnamed"], played["forgotten"], played["wrongly"]) == ([], [], [])
    counted(f"named by another account: {played['harmed']}")


def test_a_deleted_session_is_named_to_everybody_by_what_the_supervisor_saw(workstation, noted):
    path = workstation.file_of(noted, PIO1)
    assert workstation.shell(PIO1, f"cp {path} ~/kept && rm {path}").code == 0
    for user in (PIO2, SUPERVISOR, "root"):
        found = workstation.cleartopost(user, "verify", "--all")
        words = f"{noted}: audit log: it is missing; {SUPERVISOR} saw revision"
        assert (found.code, words in found.out) == (1, True), found
        assert f"it is missing; {SUPERVISOR} saw" in " ".join(
            workstation.cleartopost(user, "review").out.split()
        )
    # By the end of its ID as well, and to its author, without naming it.
    for argv in (["verify", noted[-4:]], ["verify"]):
        found = workstation.cleartopost(PIO1, *argv)
        assert (found.code, "it is missing" in found.out) == (1, True), found
    assert "it is missing" not in workstation.cleartopost(PIO2, "verify").out
    # Put back as it was, it is what was seen.
    assert workstation.shell(PIO1, f"cp ~/kept {path} && chmod 640 {path}").code == 0
    assert workstation.cleartopost("root", "verify", "--all").code == 0


def test_after_a_copy_without_owners_each_session_is_named_once(workstation, noted):
    path = workstation.file_of(noted, PIO1)
    assert workstation.shell("root", f"chown root:root {path}").code == 0
    found = workstation.cleartopost("root", "verify", "--all")
    assert (found.code, found.out.splitlines()[-1]) == (1, "1 session checked: 1 problem.")
    assert f"{noted}: file: cannot be read" in found.out
    # A colleague's file with its name stands for nothing.
    beside = workstation.file_of(noted, PIO2)
    workstation.shell(PIO2, f"mkdir -p {beside.parent} && echo x > {beside}")
    workstation.shell("root", f"rm {path}")
    found = workstation.cleartopost("root", "verify", "--all")
    assert f"{noted}: audit log: it is missing; {SUPERVISOR} saw" in found.out


def test_an_earlier_file_that_is_put_back_is_named_also_once_it_has_gone_on(workstation, noted):
    path = workstation.file_of(noted, PIO1)
    workstation.shell(PIO1, f"cp {path} ~/kept")
    assert workstation.drive(PIO1, "letter", noted).code == 0
    workstation.cleartopost(SUPERVISOR, "review")
    assert workstation.shell(PIO1, f"cat ~/kept > {path}").code == 0
    found = workstation.cleartopost("root", "verify", noted)
    assert (found.code, "an earlier file, revision" in found.out) == (1, True), found
    for _ in range(2):
        # Each adds an entry to the history.
        assert workstation.drive(PIO1, "letter", noted).code == 0
    found = workstation.cleartopost("root", "verify", noted)
    assert (found.code, "continues a different file" in found.out) == (1, True), found
    assert "continues a different file" in " ".join(
        workstation.cleartopost(PIO2, "review").out.split()
    )


def test_it_blocks_nothing(workstation, noted):
    path = workstation.file_of(noted, PIO1)
    workstation.shell(PIO1, f"cp {path} ~/kept")
    workstation.drive(PIO1, "letter", noted)
    workstation.cleartopost(SUPERVISOR, "review")
    workstation.shell(PIO1, f"cat ~/kept > {path}")
    given = workstation.cleartopost(SUPERVISOR, "review", noted, typed="approve\nleave\n")
    assert given.code == 0, given
    assert workstation.cleartopost(PIO1, "text", noted).code == 0


def test_roots_timer_notes_what_no_supervisor_has_looked_at(workstation):
    workstation.forget()
    session_id = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    assert workstation.cleartopost("root", "audit").out == "1 session checked: no problems.\n"
    before = workstation.shell("root", f"cat {AUDIT}/*").out
    assert workstation.cleartopost("root", "audit").code == 0
    assert workstation.shell("root", f"cat {AUDIT}/*").out == before, "nothing changed"
    workstation.shell(PIO1, f"rm {workstation.file_of(session_id, PIO1)}")
    found = workstation.cleartopost("root", "audit")
    assert (found.code, f"{session_id}: audit log: it is missing; root saw" in found.out) == (
        1,
        True,
    )
    workstation.forget()
    assert workstation.cleartopost("root", "audit").out == "0 sessions checked: none.\n"


def test_a_supervisors_note_on_their_own_session_does_not_count(workstation):
    workstation.forget()
    session_id = workstation.drive(SUPERVISOR, "walk", "traffic-advisory").out.strip()
    for user in (SUPERVISOR, PIO1):
        assert workstation.cleartopost(user, "review").code == 0
        assert workstation.cleartopost(user, "verify", "--all").code == 0
    assert workstation.shell("root", f"cat {AUDIT}/* | wc -l").out.strip() == "0"
    # Nor one that they wrote by hand.
    forged = {"at": "2026-11-22T02:14:05-05:00", "by": workstation.uid(SUPERVISOR),
              "session": session_id, "uid": workstation.uid(SUPERVISOR), "revision": 999,
              "digest": "", "history": ""}  # fmt: skip
    log = f"{AUDIT}/{session_id[:4]}-{session_id[4:6]}.{forged['by']}.log"
    workstation.shell(SUPERVISOR, f"echo '{json.dumps(forged)}' > {log}; chmod 644 {log}")
    assert workstation.cleartopost("root", "verify", "--all").code == 0
    workstation.forget()


def test_who_may_not_write_in_it_is_told_so_by_audit_alone(workstation, noted):
    ended = workstation.cleartopost(PIO2, "audit")
    assert (ended.code, "may not write" in ended.err) == (4, True), ended
    for argv in (["verify", "--all"], ["review"], ["list"]):
        ended = workstation.cleartopost(PIO2, *argv)
        assert (ended.code, ended.err) == (0, ""), ended


@pytest.mark.parametrize(
    "harm",
    [
        "chmod 555 {audit}",
        "mount -t tmpfs -o size=4k,mode=3775,gid={gid} tmpfs {audit} && fallocate -l 4k {audit}/x",
    ],
)
def test_what_cannot_be_noted_hides_nothing(workstation, noted, harm):
    """A full disk, and a folder that was closed: the queue is as it was."""
    gid = workstation.run("root", "getent", "group", SUPERVISORS).out.split(":")[2]
    try:
        assert workstation.shell("root", harm.format(audit=AUDIT, gid=gid)).code == 0
        workstation.drive(PIO1, "letter", noted)
        workstation.drive(PIO1, "ready", noted)
        queue = workstation.cleartopost(SUPERVISOR, "review")
        assert (queue.code, noted in queue.out) == (0, True), queue
        assert ("This was not noted in the audit log" in queue.out) == ("tmpfs" in harm)
    finally:
        workstation.shell("root", f"umount {AUDIT}; chmod 3775 {AUDIT}")
    # What waited is written by the next look of root's.
    assert workstation.cleartopost("root", "audit").code == 0


def test_doctor_names_a_folder_and_a_log_that_are_not_as_they_must_be(workstation, noted):
    log = workstation.shell("root", f"ls {AUDIT}").out.strip()
    for harm, words in (
        (f"chmod 777 {AUDIT}", "has the mode 2777, not 3775"),
        (f"chown {PIO1} {AUDIT}", f"belongs to {PIO1}, not to root"),
        (
            f"chown {PIO1} {AUDIT}/{log}",
            "Audit logs that do not count, because their owner is not the account in their name",
        ),
        (f"chmod 666 {AUDIT}/{log}", f"Audit logs that are not in the group {SUPERVISORS}"),
        (f"chgrp {PIOS} {AUDIT}/{log}", f"Audit logs that are not in the group {SUPERVISORS}"),
        (f"mv {AUDIT} {HOME}/away", f"{AUDIT} is not there"),
    ):
        try:
            assert workstation.shell("root", harm).code == 0
            found = " ".join(workstation.cleartopost("root", "doctor").out.split())
            assert words in found, (harm, found)
        finally:
            workstation.shell(
                "root",
                f"test -d {HOME}/away && mv {HOME}/away {AUDIT}; chown root:{SUPERVISORS} {AUDIT}; "
                f"chmod 3775 {AUDIT}; chown {SUPERVISOR}:{SUPERVISORS} {AUDIT}/{log}; "
                f"chmod 644 {AUDIT}/{log}",
            )


def test_without_the_folder_everything_works_as_before(workstation, noted):
    """As in a home that was made before there was one, until `setup` is run again."""
    workstation.shell("root", f"mv {AUDIT} {HOME}/away")
    try:
        for argv in (["review"], ["verify", "--all"], ["list"]):
            ended = workstation.cleartopost(SUPERVISOR, *argv)
            assert (ended.code, ended.err) == (0, ""), ended
        assert workstation.cleartopost("root", "audit").code == 4
    finally:
        workstation.shell("root", f"mv {HOME}/away {AUDIT}")


def test_whole_months_can_be_pruned(workstation, noted):
    workstation.shell(PIO1, f"rm {workstation.file_of(noted, PIO1)}")
    assert workstation.cleartopost("root", "verify", "--all").code == 1
    month = f"{noted[:4]}-{noted[4:6]}"
    assert workstation.shell("root", f"rm {AUDIT}/{month}.*.log").code == 0
    assert workstation.cleartopost("root", "verify", "--all").code == 0
