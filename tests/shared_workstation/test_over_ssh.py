"""A post's whole way between real users over a real SSH server, and a line that is cut."""

import os
import signal
import subprocess
import time

import pytest
from drivers.workstation import OUTSIDER, PIO1, PIO2, SUPERVISOR

pytestmark = pytest.mark.slow


def test_a_post_from_start_to_posted(over_ssh):
    here = over_ssh
    here.forget()
    walked = here.ssh(PIO1, "driver walk")
    assert walked.code == 0, walked
    session_id = walked.out.strip()
    assert here.ssh(PIO1, f"cleartopost text {session_id}").code == 1

    queue = here.ssh(SUPERVISOR, "cleartopost review")
    assert session_id in queue.out
    returned = here.ssh(
        SUPERVISOR,
        f"cleartopost review {session_id}",
        typed="return\nkin-notified: Who told K1?\ncrash-wording: Say road, not bend\n\nleave\n",
    )
    assert returned.code == 0, returned
    assert "Saved: returned" in returned.out
    assert here.ssh(PIO2, f"cleartopost show {session_id}").out.count("Who told K1?") == 1
    assert session_id not in here.ssh(SUPERVISOR, "cleartopost review").out

    mended = here.ssh(PIO1, f"driver mend {session_id}")
    assert mended.out.splitlines() == ["returned: kin-notified crash-wording", "ready"]
    approved = here.ssh(SUPERVISOR, f"cleartopost review {session_id}", typed="approve\nleave\n")
    assert (approved.code, "Saved: approved" in approved.out) == (0, True)

    text = here.ssh(PIO1, f"cleartopost text {session_id} --platform x")
    assert (text.code, text.out) == (
        0,
        "Crash on Route 9 at Mill Road. The road is closed. Please use Route 4.\n",
    )
    posted = here.ssh(
        PIO1, f"cleartopost posted {session_id}", typed="https://example.org/1\nnow\n3\n-\nnow\n3\n"
    )
    assert posted.code == 0, posted
    assert posted.out.count("Recorded: ") == 2
    assert here.status(session_id, SUPERVISOR) == "posted"
    for user in (PIO1, PIO2, SUPERVISOR, "root"):
        verified = here.cleartopost(user, "verify", "--all")
        assert verified.code == 0, (user, verified)
    assert here.ssh(OUTSIDER, "cleartopost verify --all").code == 4


def test_when_the_line_is_cut_the_second_terminal_has_the_pen_within_a_second(over_ssh):
    here = over_ssh
    session_id = here.ssh(PIO1, "driver walk traffic-advisory").out.strip()
    command = f"exec {here.python} {here.driver} hold {session_id}"
    first = subprocess.Popen(
        here.ssh_command(PIO1, command, "-tt"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    second = None
    try:
        assert first.stdout.readline().strip() == b"writes"
        second = here.start_driving(PIO1, "wait", session_id)
        who, uid, pid, since = second.stdout.readline().split()
        assert (who, uid) == (PIO1, f"({here.uid(PIO1)})")
        assert since.startswith("20")
        os.kill(int(pid), 0)
        cut = time.time()
        first.send_signal(signal.SIGKILL)
        assert float(second.stdout.readline()) - cut < 1
    finally:
        for process in (first, second):
            if process is not None:
                process.kill()
                process.communicate()
