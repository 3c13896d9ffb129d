"""One writer at a time, and a colleague who goes on."""

import json
import time

import pytest
from drivers.workstation import PIO1, PIO2, SUPERVISOR

pytestmark = pytest.mark.slow

WRITERS, CHANGES = 8, 500


def test_eight_writers_lose_nothing(workstation, counted):
    session_id = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    shown = workstation.cleartopost(PIO1, "show", session_id, "--json")
    first = json.loads(shown.out)["revision"]
    began = time.monotonic()
    writers = [
        workstation.start_driving(PIO1, "add", session_id, str(CHANGES), f"w{number}")
        for number in range(WRITERS)
    ]
    revisions: list[int] = []
    for writer in writers:
        out, _ = writer.communicate(timeout=200)
        assert writer.returncode == 0
        revisions += [int(line) for line in out.split()]
    assert sorted(revisions) == list(range(first + 1, first + 1 + WRITERS * CHANGES))
    counted(
        f"{WRITERS} writers x {CHANGES} changes: none lost, each revision once, "
        f"in {time.monotonic() - began:.0f} s"
    )


def test_a_colleague_reads_and_continues_and_an_altered_answer_is_found(workstation):
    original = workstation.drive(PIO1, "walk").out.strip()
    continued = workstation.cleartopost(PIO2, "continue", original)
    assert continued.code == 0, continued
    session_id = continued.out.splitlines()[0]
    assert f"It continues {original} of {PIO1}" in " ".join(continued.out.split())
    assert workstation.drive(PIO2, "ready", session_id).out.strip() == "ready"
    for user in (PIO1, PIO2, SUPERVISOR, "root"):
        assert workstation.cleartopost(user, "verify", session_id).code == 0
    shown = json.loads(workstation.cleartopost(SUPERVISOR, "show", session_id, "--json").out)
    assert shown["continues"]["session"] == original

    file = workstation.file_of(original, PIO1)
    workstation.shell(PIO1, f"cp {file} ~/before; sed -i '0,/Cpl. Ito/s//Cpl. Iro/' {file}")
    found = workstation.cleartopost(SUPERVISOR, "verify", session_id)
    assert found.code == 1
    assert f"it was carried from {original}" in found.out
    assert workstation.status(session_id, SUPERVISOR) == "lapsed"
    workstation.shell(PIO1, f"cat ~/before > {file}")
    assert workstation.cleartopost(SUPERVISOR, "verify", session_id).code == 0
    assert workstation.status(session_id, SUPERVISOR) == "ready"

    carried = workstation.file_of(session_id, PIO2)
    workstation.shell(PIO2, f"sed -i '0,/Cpl. Ito/s//Cpl. Iro/' {carried}")
    found = workstation.cleartopost(SUPERVISOR, "verify", session_id)
    assert (found.code, "the file was changed outside the program" in found.out) == (1, True)


def test_the_first_finds_its_file_as_it_left_it(workstation):
    original = workstation.drive(PIO1, "walk", "traffic-advisory").out.strip()
    file = workstation.seen_from_here(workstation.file_of(original, PIO1))
    before = file.read_bytes()
    assert workstation.cleartopost(PIO2, "continue", original).code == 0
    ended = workstation.cleartopost(PIO2, "cancel", original, typed="not mine\n")
    assert (ended.code, "so you cannot change it" in ended.err) == (4, True)
    assert file.read_bytes() == before
