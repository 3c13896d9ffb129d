"""Six ways in which a line drops, while nobody types, in mid-field, and while a save waits for a
slow disk: what the screen showed as saved is on disk, and nothing is left behind."""

import os
import signal
from collections.abc import Iterator

import pytest
from drivers.ssh_lines import PROGRAM, WAYS, Line, to_the_question
from drivers.terminal import Terminal
from drivers.workstation import PIO1, Workstation
from needs import need_program

pytestmark = pytest.mark.slow

AT_ONCE = 3.0
"""Seconds from the hang-up to the end of the program: its two, and one for a busy machine."""
NO_WORK = 1.0
"""Seconds of processor time in which anything can leave; a spinning orphan uses them up."""


@pytest.fixture(scope="module")
def over_a_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    here = Workstation(tmp_path_factory.mktemp("line"))
    try:
        here.set_up(needs_approval="[]")
        here.start_sshd()
        here.run(PIO1, "sh", "-c", "mkdir -p flushing; cat > program.py", typed=PROGRAM)
        yield here
    finally:
        here.close()


@pytest.fixture
def lines(over_a_line: Workstation) -> Iterator[dict[str, Line]]:
    """One for each way to drop it, with an answer that the screen shows as saved."""
    here = over_a_line
    here.shell(PIO1, "rm -f slow flushing/*")
    opened: dict[str, Line] = {}
    try:
        for number, way in enumerate(WAYS):
            opened[way] = Line(here, number, login_shell="login shell" in way)
            opened[way].answer_a_step()
            assert opened[way].acknowledged == {"injury-status"}
        yield opened
    finally:
        for line in opened.values():
            line.close()


def drop(lines: dict[str, Line]) -> dict[str, set[str]]:
    """Drop each in its way; gives back what each screen had acknowledged by then."""
    acknowledged = {}
    for way, line in lines.items():
        line.look_at_load()
        acknowledged[way] = line.acknowledged
        WAYS[way](line)
    return acknowledged


def gone_and_nothing_lost(
    lines: dict[str, Line], acknowledged: dict[str, set[str]], at_once: float = AT_ONCE
) -> None:
    before = {way: line.cpu for way, line in lines.items()}
    for way, line in lines.items():
        assert line.is_gone_within(at_once), way
        assert line.cpu - before[way] < NO_WORK, way
        assert acknowledged[way], way
        assert line.on_disk() >= acknowledged[way], way
        # The lock is free: another of the user's terminals writes.
        wrote = line.here.drive(PIO1, "add", line.session_id, "1", "again")
        assert wrote.code == 0, (way, wrote)
        assert line.on_disk() >= acknowledged[way], way
        # A save that was cut off may leave its half; whoever writes next clears it away.
        beside = [path.name for path in line.file.parent.iterdir() if line.session_id in path.name]
        leftovers = [name for name in beside if name.endswith(".tmp")]
        assert not leftovers, way


def test_while_nobody_types(lines):
    gone_and_nothing_lost(lines, drop(lines))


def test_in_the_middle_of_a_name(lines):
    for line in lines.values():
        line.type_half_a_name()
    gone_and_nothing_lost(lines, drop(lines))


def test_while_a_save_waits_for_a_slow_disk(lines, over_a_line):
    here = over_a_line
    for line in lines.values():
        line.fill_the_next()
    here.shell(PIO1, "touch slow")
    flushing = here.seen_from_here(f"/home/{PIO1}/flushing")
    for line in lines.values():
        line.terminal.type(b"\x1b[15~")
        line.terminal.until((flushing / str(line.pid)).exists, "a save under way")
    acknowledged = drop(lines)
    # The screens had not said so yet, or they were right.
    for way, line in lines.items():
        assert line.is_gone_within(AT_ONCE), way
    here.shell(PIO1, "rm slow")
    gone_and_nothing_lost(lines, acknowledged)


def test_in_tmux_it_goes_on_and_is_there_again(over_a_line):
    need_program("tmux", "tmux")
    here = over_a_line
    tmux = "exec env LC_ALL=C.UTF-8 tmux -L line -f /dev/null"
    start = f"new-session {here.python} program.py start traffic-advisory"
    argv = here.ssh_command(PIO1, f"{tmux} {start}", "-tt")
    try:
        with Terminal(here.scratch / "tmux-1").run(command=argv) as first:
            to_the_question(first)
            first.keys("n", "f5", "3", "Sgt. Brown", "enter", "n", "enter")
            first.keys("f5", "Lt. Co")
            first.sees_words("Facts done", "Lt. Co")
            os.kill(first.pid, signal.SIGKILL)
            first.ends()
        argv = here.ssh_command(PIO1, f"{tmux} attach", "-tt")
        with Terminal(here.scratch / "tmux-2").run(command=argv) as second:
            second.sees_words("Facts done", "Lt. Co")
            second.keys("le", "enter", "+2h", "enter", "f5")
            second.sees_words("[x] family call assigned")
            second.keys("escape", "escape")
            second.sees_words("Enter open / find F1 keys Esc leave")
            second.keys("escape")
            assert second.ends() == 0
    finally:
        here.shell(PIO1, "tmux -L line kill-server")
