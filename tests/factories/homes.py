"""A home for sessions in a folder of the test's own, and one PIO who writes there."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

from factories.sessions import NOON, checklist

from checklists import changes
from checklists.definitions.model import Checklist
from checklists.records.store import Store, Stored
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.paths import Places, find_places

HERE = Path(__file__).parent
PIO = Actor("mruiz", os.getuid(), ("Maria Ruiz",))
CHECKLIST = checklist("traffic-serious")
ID = "20261122-1200-traffic-serious-k7q2"


class TrialHome:
    """The sessions under one folder, as the author sees them."""

    def __init__(self, folder: Path) -> None:
        self.places: Places = find_places({"CLEARTOPOST_HOME": str(folder)})
        self.store = Store(self.places, PIO)

    def start(self, session_id: str = ID, found: Checklist = CHECKLIST) -> OpenSession:
        """A new session, saved and open."""
        session = changes.start(found, session_id, actor=PIO, now=NOON)
        return OpenSession.create(self.store, session, PIO, lambda: NOON)

    def open(self, session_id: str = ID, actor: Actor = PIO) -> OpenSession:
        """A session that is there, opened once more."""
        stored = self.store.read(self.path(session_id))
        return OpenSession(Store(self.places, actor), stored, actor, lambda: NOON)

    def path(self, session_id: str = ID) -> Path:
        """The file of a session."""
        return self.store.folder_of(session_id) / f"{session_id}.toml"

    def on_disk(self, session_id: str = ID) -> Session:
        """What the file says now."""
        return self.stored(session_id).session

    def stored(self, session_id: str = ID) -> Stored:
        """What the file says now, with its digest."""
        return self.store.read(self.path(session_id))

    def beside(self, session_id: str = ID) -> set[str]:
        """Every name in the session's folder."""
        return {path.name for path in self.path(session_id).parent.iterdir()}

    def edit(self, before: str, after: str, session_id: str = ID) -> bytes:
        """Edit the file as a person with an editor would; gives back what it then holds."""
        path = self.path(session_id)
        text = path.read_text(encoding="utf-8")
        assert text.count(before) >= 1
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        return path.read_bytes()

    def in_another_process(self, code: str, **more: str) -> "subprocess.Popen[str]":
        """Python code in a process of its own, with `home` and `opened` at hand."""
        text = "from factories.homes import *\n"
        text += f"home = TrialHome(Path({str(self.places.home)!r}))\n" + textwrap.dedent(code)
        paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent)])
        return subprocess.Popen(
            [sys.executable, "-c", text],
            env={**os.environ, "PYTHONPATH": paths, **more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def numbered(number: object) -> Callable[[Session], Session]:
    """A change that can be told from any other: the case number."""

    def change(session: Session) -> Session:
        return changes.set_case_number(session, f"26-{number}", actor=PIO, now=NOON)

    return change


def say(word: object) -> None:
    """Print a line that a waiting parent can read at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
