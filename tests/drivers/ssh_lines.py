"""Lines to a workstation over a real SSH server, and six ways in which they drop."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import tomli
from drivers.processes import cpu_seconds, is_gone
from drivers.terminal import Terminal
from drivers.workstation import PIO1, Workstation
from factories.sessions import checklist

PROGRAM = """
import os, sys, time
from pathlib import Path
slow, flushing, fsync = Path.home() / "slow", Path.home() / "flushing", os.fsync
def delayed(descriptor):
    if slow.exists():
        (flushing / str(os.getpid())).touch()
        time.sleep(2)
    fsync(descriptor)
os.fsync = delayed
from tui.cli.main import main
sys.exit(main())
"""
"""The program itself; each flush takes two seconds more while the file `slow` is there."""


GIVES_UP = 30.0
"""Seconds until the server has given a frozen client up; the program knows nothing before."""


def to_the_question(terminal: Terminal) -> None:
    """Write the post of a road closure and accept it: from then on its session is on disk."""
    terminal.sees_words("Write or paste the text below.")
    terminal.keys("Route 9 is closed.", "f5")
    terminal.sees_words("never an NCIC")
    terminal.keys("26-1182", "f5", "1", "f5")
    terminal.sees_words("right incident type")


class Line:
    """Somebody who is logged in over SSH, with a session open."""

    def __init__(self, here: Workstation, number: int, *, login_shell: bool = False) -> None:
        self.here = here
        command = f"exec env LC_ALL=C.UTF-8 {here.python} program.py start traffic-advisory"
        argv = here.ssh_command(PIO1, command, "-tt", "-e", "~")
        if login_shell:
            argv = argv[:-1]
        known = set(holders(here))
        self.terminal = Terminal(here.scratch / f"line-{number}").run(command=argv)
        if login_shell:
            self.terminal.sees("$")
            self.terminal.type(command.replace("exec ", "", 1).encode() + b"\r")
        to_the_question(self.terminal)
        (found,) = set(holders(here)) - known
        self.file = found.parent / f"{found.name.removeprefix('.').removesuffix('.holder')}"
        if self.file.suffix != ".toml":
            self.file = self.file.with_name(self.file.name + ".toml")
        self.pid = int(json.loads(found.read_text())["pid"])
        self._cpu = 0.0

    @property
    def session_id(self) -> str:
        return self.file.stem

    # What is done before it drops

    def answer_a_step(self) -> None:
        """Until the screen says that an answer is saved, and the next form is open."""
        self.terminal.keys("n", "f5", "3", "Sgt. Brown", "enter", "n", "enter")
        self.terminal.sees_words("F5 Confirm: Not known yet")
        self.terminal.keys("f5")
        self.terminal.sees_words("Facts done", ">[!] family call assigned", "Person responsible [")

    def type_half_a_name(self) -> None:
        self.terminal.keys("Lt. Co")
        self.terminal.sees_words("Lt. Co")

    def fill_the_next(self) -> None:
        self.terminal.keys("Lt. Cole", "enter", "+2h", "enter")
        self.terminal.sees_words("F5 Confirm: Lt. Cole")

    # What is so afterwards

    @property
    def acknowledged(self) -> set[str]:
        """The answers that the screen showed as saved: in their row, or in a finished section."""
        rows = [line[1:28].strip(" >│v^") for line in self.terminal.lines[3:-3]]
        done = {row.removesuffix("done").rstrip() for row in rows if row.endswith(" done")}
        return {
            step.id
            for step in checklist("traffic-advisory").steps[:2]
            if f"[x] {step.short}" in rows or step.section in done
        }

    def on_disk(self) -> set[str]:
        """The steps that are answered in the file; the file is whole."""
        tables = tomli.loads(self.file.read_text(encoding="utf-8"))
        assert "seal" in tables
        return {step["id"] for step in tables.get("steps", ()) if step["outcome"] == "confirmed"}

    def is_gone_within(self, seconds: float) -> bool:
        """Wait for the end of the program; says whether it came in time."""
        end = time.monotonic() + seconds
        while not is_gone(self.pid):
            self.look_at_load()
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    @property
    def server(self) -> int:
        """The process of the SSH server that the program was started by."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        parent = int(stat.split()[1])
        assert b"sshd" in Path(f"/proc/{parent}/cmdline").read_bytes()
        return parent

    def look_at_load(self) -> None:
        """Remember how much processor time it has used."""
        if not is_gone(self.pid):
            self._cpu = cpu_seconds(self.pid)

    @property
    def cpu(self) -> float:
        """The processor time when it was last seen."""
        return self._cpu

    def close(self) -> None:
        self.terminal.__exit__()
        if not is_gone(self.pid):
            os.kill(self.pid, signal.SIGKILL)


def holders(here: Workstation) -> list[Path]:
    """Who is said to write, in all sessions of the user."""
    folder = here.seen_from_here("/var/lib/cleartopost/sessions") / PIO1
    return list(folder.glob("*/.*.holder"))


# The six ways


def client_killed(line: Line) -> None:
    os.kill(line.terminal.pid, signal.SIGKILL)


def tilde_dot(line: Line) -> None:
    """The escape of ssh, which counts at the beginning of a line: the program gets an Enter."""
    line.terminal.type(b"\r~.")


def terminal_closed(line: Line) -> None:
    line.terminal.hang_up()


def server_process_killed(line: Line) -> None:
    os.kill(line.server, signal.SIGKILL)


def client_frozen(line: Line) -> None:
    """The server asks twice, two seconds apart; after a key it took twelve until it gave up."""
    server = line.server
    os.kill(line.terminal.pid, signal.SIGSTOP)
    end = time.monotonic() + GIVES_UP
    while not is_gone(server):
        assert time.monotonic() < end, "the server does not give the line up"
        time.sleep(0.02)


WAYS: dict[str, Callable[[Line], None]] = {
    "client killed": client_killed,
    "~.": tilde_dot,
    "terminal closed": terminal_closed,
    "server process killed": server_process_killed,
    "client killed under a login shell": client_killed,
    # Last, since the server takes its time.
    "client frozen": client_frozen,
}
