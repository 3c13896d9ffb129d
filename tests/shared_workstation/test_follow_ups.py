"""What a post owes, among real accounts: a colleague completes it, each completion is its owner's,
and nobody else gets at it."""

import pytest
from drivers.workstation import HOME, OUTSIDER, PIO1, PIO2, SUPERVISOR

pytestmark = pytest.mark.slow

COMPLETIONS = f"{HOME}/completions"
TOLD = "told\nin-person\nLt. Cole, investigations\n\n\nyes\n"


@pytest.fixture
def sent(workstation):
    """A road closure of the first PIO that went out too early, and owes a call to a family."""
    workstation.forget()
    yield workstation.posted_early(PIO1, "traffic-advisory")
    workstation.forget()


def owed(workstation, user, *more):
    return workstation.cleartopost(user, "followups", *more).out


def test_a_colleague_completes_it_and_everybody_sees_that(workstation, sent):
    assert "family-told" in owed(workstation, PIO1)
    assert "family-told" not in owed(workstation, PIO2)
    assert "family-told" in owed(workstation, PIO2, "--all")
    ended = workstation.cleartopost(PIO2, "complete", sent, "family-told", typed=TOLD)
    assert (ended.code, "Completed: family-told" in ended.out) == (0, True), ended
    for user in (PIO1, PIO2, SUPERVISOR):
        assert "family-told" not in owed(workstation, user, "--all")
        assert workstation.cleartopost(user, "verify", "--all").code == 0
    stat = workstation.shell("root", f"stat -c '%U:%G %a' {COMPLETIONS}/*").out.strip()
    assert stat == f"{PIO2}:t_pios 640"


def test_nobody_alters_or_removes_anothers_and_a_copy_counts_for_nothing(workstation, sent):
    workstation.cleartopost(PIO2, "complete", sent, "family-told", typed=TOLD)
    name = f"{COMPLETIONS}/*family-told*"
    for user in (PIO1, SUPERVISOR, OUTSIDER):
        for script in (f"echo >> {name}", f"rm -f {name}", f"mv {name} {COMPLETIONS}/x"):
            assert workstation.shell(user, script).code != 0, (user, script)
    assert workstation.shell(OUTSIDER, f"cat {name}").code != 0
    # Its owner may; then it is owed again, and a colleague's copy of what it said is nobody's.
    workstation.shell(PIO1, f"for f in {name}; do cp $f ~/$(basename $f); done")
    assert workstation.shell(PIO2, f"rm {name}").code == 0
    assert "family-told" in owed(workstation, PIO1)
    workstation.shell(PIO1, f"cp ~/*family-told* {COMPLETIONS}/")
    assert "family-told" in owed(workstation, PIO1)
    assert "family-told" in owed(workstation, SUPERVISOR, "--all")


def test_an_author_takes_nothing_back_and_a_supervisor_does_with_a_reason(workstation, sent):
    taken_back = "not-owed\nLt. Cole, investigations\n\nThe post was removed\nyes\n"
    ended = workstation.cleartopost(PIO1, "complete", sent, "family-told", typed=taken_back)
    assert (ended.code, "No longer owed" in ended.out) == (1, False)
    ended = workstation.cleartopost(SUPERVISOR, "complete", sent, "family-told", typed=taken_back)
    assert ended.code == 0, ended
    assert "family-told" not in owed(workstation, PIO1)


def test_an_outsider_is_told_whom_to_ask_and_completes_nothing(workstation, sent):
    for argv in (("followups",), ("waiting",), ("waiting", "--all"), ("complete", sent, "x")):
        assert workstation.cleartopost(OUTSIDER, *argv).code == 4


DOWN = "facebook\nLt. Cole, investigations\n\n\nyes\n"


@pytest.mark.parametrize("user", [PIO1, PIO2, SUPERVISOR])
def test_each_pio_and_supervisor_records_a_removal_of_any_post(workstation, sent, user):
    ended = workstation.cleartopost(user, "takedown", sent, typed=DOWN)
    assert (ended.code, "Recorded and saved to disk." in ended.out) == (0, True), ended
    for reader in (PIO1, PIO2, SUPERVISOR):
        assert "Taken down   facebook" in workstation.cleartopost(reader, "show", sent).out
        assert workstation.cleartopost(reader, "verify", "--all").code == 0


def test_an_outsider_records_no_removal_and_a_copy_of_one_counts_for_nothing(workstation, sent):
    assert workstation.cleartopost(OUTSIDER, "takedown", sent, typed=DOWN).code == 4
    workstation.cleartopost(PIO2, "takedown", sent, typed=DOWN)
    name = f"{COMPLETIONS}/*takedown*"
    workstation.shell(PIO1, f"for f in {name}; do cp $f ~/$(basename $f); done")
    assert workstation.shell(PIO2, f"rm {name}").code == 0
    workstation.shell(PIO1, f"cp ~/*takedown* {COMPLETIONS}/")
    assert "Who took it down" not in workstation.cleartopost(SUPERVISOR, "show", sent).out
