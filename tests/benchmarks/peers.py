"""Other programs that do a part of what this one does, to stand beside it in the table.

They are not needed: one that is not there gives a row that says how to get it. On Debian:

    apt-get install --no-install-recommends ripgrep taskwarrior todoman dialog whiptail
    python3 -m venv /opt/harlequin && /opt/harlequin/bin/pip install harlequin
    BENCHMARK_PEERS=/opt/harlequin/bin python tests/benchmarks/run.py

`BENCHMARK_PEERS` names folders, with `:` between them, that are looked into before the PATH; so
that one from PyPI can have an environment of its own. harlequin 2.17 is on the same Textual as this
program. (posting was tried as well: 2.11 drew nothing in a terminal without a network.)
"""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from benchmarks.measured import Failed
from benchmarks.running import said

VARIABLE = "BENCHMARK_PEERS"
_NUMBER = re.compile(r"\d+(\.\d+)+([-.]\d+)?")


class Peer(NamedTuple):
    """A program, by the names that it has where it is installed, and how to get it."""

    name: str
    programs: tuple[str, ...]
    install: str

    @property
    def program(self) -> str:
        """Where it is. Raises Failed."""
        path = f"{os.environ.get(VARIABLE, '')}:{os.environ.get('PATH', os.defpath)}"
        for program in self.programs:
            found = shutil.which(program, path=path)
            if found is not None:
                return found
        raise Failed(f"{self.name} is not installed: {self.install}")

    def version(self, scratch: Path) -> str:
        """Its name and version."""
        found = _NUMBER.search(said(scratch / "home", (self.program, "--version")))
        return f"{self.name} {found[0] if found else '?'}"


RIPGREP = Peer("ripgrep", ("rg",), "apt-get install ripgrep")
TASKWARRIOR = Peer("taskwarrior", ("task",), "apt-get install taskwarrior")
TODOMAN = Peer("todoman", ("todoman", "todo"), "apt-get install todoman")
DIALOG = Peer("dialog", ("dialog",), "apt-get install dialog")
WHIPTAIL = Peer("whiptail", ("whiptail",), "apt-get install whiptail")
HARLEQUIN = Peer(
    "harlequin", ("harlequin",), f"pip install harlequin; name its folder in {VARIABLE}"
)
