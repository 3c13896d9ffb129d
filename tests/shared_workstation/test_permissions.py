"""Every cell of the permission matrix, tried by the real users, under each umask.

The table is printed as expected against found. The expectation is the kernel's answer to the
modes that `setup` and the program make: no program of ours stands between.
"""

from typing import NamedTuple

import pytest
from drivers.workstation import (
    ADVOCATE,
    HOME,
    OTHER_SUPERVISOR,
    OUTSIDER,
    PIO1,
    PIO2,
    SUPERVISOR,
    USERS,
    umasks,
)

pytestmark = pytest.mark.slow

SESSIONS, REVIEWS, AUDIT = HOME / "sessions", HOME / "reviews", HOME / "audit"
COMPLETIONS, HOLDS, PURGED = HOME / "completions", HOME / "holds", HOME / "purged"


class Try(NamedTuple):
    """Something to try: its name, the shell, and for whom it works."""

    name: str
    script: str
    works_for: frozenset[str]


def tries(file: str, review: str, log: str, completion: str, hold: str) -> list[Try]:
    """All that somebody could try on PIO1's session, and on what others wrote beside it."""
    folder, month = f"{SESSIONS}/{PIO1}", file.rsplit("/", 1)[0]
    lock = f"{month}/.{file.rsplit('/', 1)[1].removesuffix('.toml')}.lock"
    members = frozenset(USERS) - {OUTSIDER}
    author, nobody = frozenset({PIO1}), frozenset[str]()
    advocate = frozenset({ADVOCATE})
    reviewers = frozenset({SUPERVISOR, OTHER_SUPERVISOR})
    kept = hold.replace("/holds/", "/holds/kept.")
    forged = f"{REVIEWS}/$(basename {file} .toml).20261122T040000000000-$(id -u).toml"
    return [
        Try("read a session", f"cat {file}", members),
        Try("list the sessions", f"ls {SESSIONS}", members),
        Try("list a month", f"ls {month}", members),
        Try("edit a session", f"cp {file} ~/kept && cat ~/kept >> {file} && cat ~/kept > {file}",
            author),
        Try("replace a session", f"cp {file} {month}/new && chmod 640 {month}/new && "
            f"mv -f {month}/new {file}", author),
        Try("delete a session", f"cp {file} ~/kept && rm -f {file} && ! test -e {file} && "
            f"cp ~/kept {file} && chmod 640 {file}", author),
        Try("put a file into a colleague's month", f"touch {month}/x && rm {month}/x", author),
        Try("move a session away", f"mv {file} {month}/away && mv {month}/away {file}", author),
        Try("move a colleague's folder", f"mv {folder} {SESSIONS}/away", nobody),
        Try("make a colleague's folder", f"mkdir {SESSIONS}/t_new", nobody),
        Try("squat a folder in the home", f"mkdir {HOME}/reviews2", nobody),
        Try("delete a colleague's sessions", f"rm -rf ~/saved; cp -a {folder} ~/saved; "
            f"rm -rf {folder}/2* && cp -a ~/saved/2* {folder}/", author),
        Try("hold a colleague's lock", f"exec 9<>{lock} && flock -n 9", author),
        Try("read a lock", f"cat {lock}", author),
        Try("hard-link a session", f"ln {file} ~/linked && rm ~/linked", nobody),
        Try("hard-link into the reviews", f"ln {file} {forged}", nobody),
        Try("link symbolically over a session", f"ln -sf /etc/passwd {file}.x && rm {file}.x",
            author),
        Try("read a review", f"cat {review}", members),
        Try("edit a review", f"echo >> {review}", frozenset({SUPERVISOR})),
        Try("delete a review", f"cp {review} ~/r && rm -f {review} && ! test -e {review} && "
            f"cp ~/r {review} && chmod 644 {review}", frozenset({SUPERVISOR})),
        Try("rename a review", f"mv {review} {review}.x && mv {review}.x {review}",
            frozenset({SUPERVISOR})),
        Try("put a review", f"touch {forged} && rm {forged}", reviewers),
        Try("keep a session of one's own", f"touch {SESSIONS}/$(id -un)/x && "
            f"rm {SESSIONS}/$(id -un)/x", members - advocate),
        Try("make a folder of one's own", f"mkdir {SESSIONS}/$(id -un)", nobody),
        Try("read a completion", f"cat {completion}", members),
        Try("edit a completion", f"echo >> {completion}", advocate),
        Try("delete a completion", f"cp {completion} ~/c && rm -f {completion} && "
            f"! test -e {completion} && cp ~/c {completion} && chmod 640 {completion}", advocate),
        Try("rename a completion", f"mv {completion} {completion}.x && "
            f"mv {completion}.x {completion}", advocate),
        Try("hard-link a completion", f"ln {completion} {COMPLETIONS}/again && "
            f"rm {COMPLETIONS}/again", advocate),
        Try("put a completion", f"touch {COMPLETIONS}/x && rm {COMPLETIONS}/x", members),
        Try("replace the completions' folder", f"mv {COMPLETIONS} {HOME}/old", nobody),
        Try("change the completions' mode", f"chmod 777 {COMPLETIONS}", nobody),
        Try("replace the reviews' folder", f"mv {REVIEWS} {HOME}/old", nobody),
        Try("change the reviews' mode", f"chmod 777 {REVIEWS}", nobody),
        Try("read an audit log", f"cat {log}", members),
        Try("add to an audit log", f"echo >> {log}", frozenset({SUPERVISOR})),
        Try("delete an audit log", f"cp {log} ~/log && rm -f {log} && ! test -e {log} && "
            f"cp ~/log {log} && chmod 644 {log}", frozenset({SUPERVISOR})),
        Try("rename an audit log", f"mv {log} {log}.x && mv {log}.x {log}",
            frozenset({SUPERVISOR})),
        Try("put an audit log", f"touch {AUDIT}/2020-01.$(id -u).log && "
            f"rm {AUDIT}/2020-01.$(id -u).log", reviewers),
        Try("hard-link into the audit logs", f"ln {file} {AUDIT}/2020-01.$(id -u).log", nobody),
        Try("replace the audit logs' folder", f"mv {AUDIT} {HOME}/old", nobody),
        Try("change the audit logs' mode", f"chmod 777 {AUDIT}", nobody),
        Try("read a hold", f"cat {hold}", members),
        Try("edit a hold", f"echo >> {hold}", frozenset({SUPERVISOR})),
        Try("delete a hold", f"cp {hold} ~/h && rm -f {hold} && ! test -e {hold} && "
            f"cp ~/h {hold} && chmod 644 {hold}", frozenset({SUPERVISOR})),
        Try("delete root's copy of a hold", f"rm -f {kept} && ! test -e {kept}", nobody),
        Try("put a hold", f"touch {HOLDS}/x && rm {HOLDS}/x", reviewers),
        Try("hard-link into the holds", f"ln {file} {HOLDS}/y", nobody),
        Try("replace the holds' folder", f"mv {HOLDS} {HOME}/old", nobody),
        Try("read what was purged", f"ls {PURGED}", members),
        Try("put a tombstone", f"touch {PURGED}/x", nobody),
        Try("replace the tombstones' folder", f"mv {PURGED} {HOME}/old", nobody),
        Try("change the tombstones' mode", f"chmod 777 {PURGED}", nobody),
        Try("give a file away", f"chown {PIO2} {file}", nobody),
        Try("write the policy", "echo >> /etc/cleartopost/policy.toml", nobody),
        Try("replace the policy", "mv /etc/cleartopost /etc/c2", nobody),
        Try("read the policy", "cat /etc/cleartopost/policy.toml", frozenset(USERS)),
    ]  # fmt: skip


@pytest.mark.parametrize("umask", umasks())
def test_the_matrix(workstation, umask, counted):
    made = workstation.drive(PIO1, "walk", "traffic-advisory", umask=umask)
    assert made.code == 0, made
    session_id = made.out.strip()
    file = str(workstation.file_of(session_id, PIO1))
    given = workstation.cleartopost(
        SUPERVISOR, "review", session_id, typed="approve\nleave\n", umask=umask
    )
    assert given.code == 0, given
    review = workstation.shell("root", f"ls {REVIEWS}/{session_id}.*").out.strip()
    log = f"{AUDIT}/{session_id[:4]}-{session_id[4:6]}.{workstation.uid(SUPERVISOR)}.log"
    assert workstation.cleartopost(SUPERVISOR, "verify", session_id, umask=umask).code == 0
    completion = f"{COMPLETIONS}/{session_id}.x.20261122T040000000000-1.toml"
    put = f"rm -f {completion} && cp /etc/hostname {completion} && chmod 640 {completion}"
    assert workstation.shell(ADVOCATE, put, umask=umask).code == 0
    workstation.shell("root", f"rm -f {HOLDS}/*")
    held = workstation.cleartopost(SUPERVISOR, "hold", "26-1", typed="Smith v. City\n", umask=umask)
    assert (held.code, workstation.cleartopost("root", "audit", umask=umask).code) == (0, 0), held
    hold = workstation.shell("root", f"ls {HOLDS}/2*").out.strip()
    before = workstation.shell("root", f"sha256sum {file} {review}").out

    wrong, table = [], [f"umask {umask:<34}" + "".join(f"{user:<9}" for user in USERS)]
    cells = 0
    for tried in tries(file, review, log, completion, hold):
        row = f"{tried.name:<40}"
        for user in USERS:
            expected = user in tried.works_for
            found = workstation.shell(user, tried.script, umask=umask).code == 0
            cells += 1
            row += f"{'yes' if expected else 'no':<3}/{'yes' if found else 'no':<5}"
            if expected != found:
                wrong.append(f"{user}: {tried.name}: expected {expected}")
        table.append(row)
    print("\n".join(table))
    assert not wrong, "\n".join([*table, *wrong])
    counted(f"permissions under umask {umask}: {cells} cells as expected")
    assert workstation.shell(ADVOCATE, f"rm {completion}").code == 0
    modes = workstation.shell("root", f"stat -c '%a %G' {HOLDS}/*; rm {HOLDS}/*").out.split("\n")
    assert modes[:2] == ["644 t_sups"] * 2
    modes = workstation.shell("root", f"stat -c '%a %U:%G' {file} {review} {log}").out.split("\n")
    assert modes[0].startswith("640 t_pio1:t_pios")
    assert modes[1].startswith("644 t_sup1:")
    assert modes[2].startswith("644 t_sup1:")
    # A supervisor's edit of their own review was a line's end: it is read as before.
    assert workstation.shell("root", f"sha256sum {file}").out.strip() in before
    assert workstation.status(session_id, PIO2) == "approved"


def test_the_outsider_reads_nothing(workstation):
    for script in (
        f"ls {HOME}",
        f"cat {HOME}/sessions/*/*/*",
        f"find {HOME} -type f | grep .",
        f"ls -d {SESSIONS}",
    ):
        ended = workstation.shell(OUTSIDER, script)
        assert (ended.code != 0, ended.out) == (True, ""), script
