"""Victim services on a shared workstation: a real account completes what it is asked, and nothing
that it does otherwise counts or writes a session."""

import pytest
from drivers.workstation import ADVOCATE, HOME, PIO1, PIO2, SUPERVISOR, SUPERVISORS

pytestmark = pytest.mark.slow

COMPLETIONS = f"{HOME}/completions"
TOLD = "told\nphone\nA. Hall, victim services\n\n\nyes\n"
READ = "nothing\nA. Hall, victim services\n\n\nyes\n"
DOWN = "facebook\nA. Hall, victim services\n\n\nyes\n"
TAKEN_BACK = "not-owed\nA. Hall, victim services\n\nMoved away\nyes\n"


@pytest.fixture
def sent(workstation):
    """An arrest that went out too early, and asks victim services; a closure that does not."""
    workstation.forget()
    yield [workstation.posted_early(PIO1, of) for of in ("arrest-charge", "traffic-advisory")]
    workstation.forget()


def owed(workstation, user, *more):
    return workstation.cleartopost(user, "followups", *more).out


def test_they_see_and_complete_what_they_are_asked_and_everybody_sees_that(workstation, sent):
    arrest, closure = sent
    for command in (("followups",), ("list",), ("followups", "--all")):
        out = workstation.cleartopost(ADVOCATE, *command).out
        assert arrest in out
        assert closure not in out
    assert "comments-read" not in owed(workstation, ADVOCATE)
    assert "custody-told" in workstation.cleartopost(ADVOCATE, "show", arrest).out
    assert workstation.cleartopost(ADVOCATE, "show", closure).code == 2
    assert "1 follow-up due" in workstation.cleartopost(ADVOCATE, "waiting").out
    home = workstation.cleartopost(ADVOCATE, "--plain", typed="quit\n")
    assert (home.code, "Custody was checked" in home.out) == (0, True), home

    ended = workstation.cleartopost(ADVOCATE, "complete", arrest, "custody-told", typed=TOLD)
    assert (ended.code, "Completed: custody-told" in ended.out) == (0, True), ended
    for user in (PIO1, PIO2, SUPERVISOR, ADVOCATE):
        assert "custody-told" not in owed(workstation, user, "--all")
        assert "A. Hall" in workstation.cleartopost(user, "show", arrest).out
        assert workstation.cleartopost(user, "verify", "--all").code == 0, user
    stat = workstation.shell("root", f"stat -c '%U:%G %a' {COMPLETIONS}/*").out.strip()
    assert stat == f"{ADVOCATE}:t_pios 640"


def test_they_complete_nothing_else_and_take_nothing_down_and_nothing_back(workstation, sent):
    arrest, closure = sent
    for argv, typed, code in (
        (("complete", arrest, "comments-read"), READ, 4),
        (("complete", arrest, "taken-down"), DOWN, 4),
        (("complete", closure, "family-told"), TOLD, 2),
        (("takedown", arrest), DOWN, 4),
        (("complete", arrest, "custody-told"), TAKEN_BACK, 1),
    ):
        ended = workstation.cleartopost(ADVOCATE, *argv, typed=typed)
        assert ended.code == code, (argv, ended)
    assert workstation.shell("root", f"ls {COMPLETIONS}").out == ""


def test_a_file_that_they_write_by_hand_counts_for_nothing_else(workstation, sent):
    """A PIO's completion, copied under their own name and number: only its readers can tell."""
    arrest, _ = sent
    assert workstation.cleartopost(PIO2, "takedown", arrest, typed=DOWN).code == 0
    assert workstation.cleartopost(PIO2, "complete", arrest, "comments-read", typed=READ).code == 0
    pio, uid = workstation.uid(PIO2), workstation.uid(ADVOCATE)
    forged = (
        f"for f in {COMPLETIONS}/*; do g=$(basename $f | sed s/-{pio}.toml/-{uid}.toml/); "
        f"sed 's/{PIO2}/{ADVOCATE}/; s/uid = {pio}/uid = {uid}/' $f > {COMPLETIONS}/$g; "
        f"chmod 640 {COMPLETIONS}/$g; done"
    )
    assert workstation.shell(ADVOCATE, forged).code == 0
    assert workstation.shell(PIO2, f"rm {COMPLETIONS}/*-{pio}.toml").code == 0
    for user in (PIO1, SUPERVISOR):
        assert "comments-read" in owed(workstation, user, "--all")
        assert "Taken down" not in workstation.cleartopost(user, "show", arrest).out
        ended = workstation.cleartopost(user, "verify", "--all")
        assert ended.code == 1
        assert ended.out.count("victim services were not asked for it") == 2


def test_they_write_no_session_and_are_told_what_to_do_instead(workstation, sent):
    arrest, _ = sent
    before = workstation.shell("root", f"find {HOME}/sessions | sort").out
    for argv in (
        ("start", "traffic-advisory"),
        ("resume",),
        ("resume", arrest),
        ("continue", arrest),
        ("posted", arrest),
        ("cancel", arrest),
        ("text", arrest),
        ("review",),
        ("review", arrest),
    ):
        for front in ((), ("--plain",)):
            ended = workstation.cleartopost(ADVOCATE, *front, *argv)
            assert ended.code == 4, (argv, ended)
            assert "`cleartopost followups` shows" in " ".join(ended.err.split())
    assert workstation.shell("root", f"find {HOME}/sessions | sort").out == before


def test_a_supervisor_in_their_group_stays_a_supervisor_and_out_of_it_they_are_pios(
    workstation, sent
):
    arrest, closure = sent
    try:
        workstation.shell("root", f"usermod -aG {SUPERVISORS} {ADVOCATE}")
        assert closure in workstation.cleartopost(ADVOCATE, "list").out
        assert workstation.cleartopost(ADVOCATE, "review").code == 0
        assert workstation.cleartopost(ADVOCATE, "takedown", arrest, typed=DOWN).code == 0
        assert "Taken down" in workstation.cleartopost(PIO1, "show", arrest).out
    finally:
        workstation.shell("root", f"gpasswd -d {ADVOCATE} {SUPERVISORS}")
    # Who they are now decides, for lists as well, which keep what they read.
    assert "Taken down" not in workstation.cleartopost(PIO1, "show", arrest).out
    assert closure not in workstation.cleartopost(ADVOCATE, "list").out
