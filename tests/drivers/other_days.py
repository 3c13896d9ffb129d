"""A workstation at another time than now: what real users do there over SSH, by a false clock.

Never later than now: what is written by a false clock must be younger than it says, for what is
older counts for nothing. So a story ends today, and its first day lies back.
"""

import json
import shlex
from datetime import timedelta
from typing import Any

from drivers.terminal import Terminal
from drivers.workstation import ADVOCATE, PIO1, PIO2, SUPERVISOR, Workstation


class Ago:
    """The workstation, so long ago."""

    def __init__(self, here: Workstation, ago: timedelta = timedelta()) -> None:
        self.here, self.clock = here, f"faketime -f -{ago.total_seconds():.0f}s "

    def does(self, user: str, command: str, *lines: str, code: int = 0) -> str:
        """Run a command as a user who types these lines; what it said, as running text."""
        typed = "".join(f"{line}\n" for line in lines)
        ended = self.here.ssh(user, f"{self.clock}{command}", typed=typed)
        assert ended.code == code, (command, ended)
        return " ".join(ended.out.split())

    def asks(self, user: str, command: str) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.here.ssh(user, f"{self.clock}{command} --json").out)

    def verifies(self) -> None:
        """Each account finds everything as it was written."""
        for user in (PIO1, PIO2, SUPERVISOR, ADVOCATE):
            self.does(user, "cleartopost verify --all")
        by_root = [*shlex.split(self.clock), str(self.here.program), "verify", "--all"]
        ended = self.here.run("root", *by_root)
        assert ended.code == 0, ended

    def screen(self, user: str, *command: str) -> Terminal:
        """The program in tmux, 80 by 24, over SSH; it ends when the line does."""
        inner = shlex.join([*self.clock.split(), str(self.here.program), *command])
        tmux = "TMUX_TMPDIR=$HOME exec tmux -u -f /dev/null new-session"
        line = f"{tmux} {shlex.quote(inner)} ';' set status off ';' set destroy-unattached on"
        terminal = Terminal(self.here.scratch / "screen")
        return terminal.run(command=self.here.ssh_command(user, line, "-tt"))
