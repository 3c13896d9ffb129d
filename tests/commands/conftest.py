"""A desk of one's own for each test: an empty home, the commands, and sessions made by walking."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from drivers.processes import MAIN
from factories import sessions
from msgspec.structs import replace

from checklists.records.store import Store
from checklists.session.model import Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places
from tui.cli.main import main


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class SessionPrompt:
    """One PIO's home, and the commands run in it."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.actor = current_actor()
        self.now = datetime.now().astimezone().replace(microsecond=0)
        self._capsys = capsys

    @property
    def store(self) -> Store:
        return Store(find_places(), self.actor)

    def run(self, *argv: str) -> Ended:
        """Run a command in this process."""
        self._capsys.readouterr()
        code = main(list(argv))
        out, err = self._capsys.readouterr()
        return Ended(code, out, err)

    def process(self, *argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a command in a process of its own."""
        environment = {**os.environ, **more.pop("environment", {})}
        return subprocess.run(
            [sys.executable, "-c", MAIN, *argv],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
            **more,
        )

    def walk(self, incident_type: str = "traffic-serious", minutes_ago: int = 2) -> sessions.Walk:
        """A walk by this account with every step answered."""
        walk = sessions.answered(
            incident_type, self.now - timedelta(minutes=minutes_ago), self.actor
        )
        walk.session = replace(walk.session, revision=1)
        return walk

    def save(self, walk: sessions.Walk) -> str:
        """Put a walk's session on disk; gives back its ID."""
        return self.store.create(walk.session).session.id

    def ready(self, incident_type: str = "traffic-serious") -> str:
        """The ID of a saved session that is marked ready."""
        return self.save(self.walk(incident_type).mark_ready())

    def change(self, session_id: str, change: Callable[[sessions.Walk], object]) -> Session:
        """Make a change in a saved session, the way the screens do."""
        store = self.store
        stored = store.read(store.find(session_id))
        checklist = sessions.checklist(stored.session.incident_type)
        opened = OpenSession(store, stored, self.actor)

        def changed(session: Session) -> Session:
            walk = sessions.Walk.going_on(checklist, session, self.now)
            walk.actor = self.actor
            change(walk)
            return walk.session

        try:
            return opened.apply(changed)
        finally:
            opened.close()

    def file(self, session_id: str) -> Path:
        return self.store.find(session_id)

    def edit(self, session_id: str, before: str, after: str) -> bytes:
        """Change a session's file with an editor; gives back its bytes."""
        path = self.file(session_id)
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))
        return path.read_bytes()


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> SessionPrompt:
    home = tmp_path / "home"
    monkeypatch.setenv("CLEARTOPOST_HOME", str(home))
    return SessionPrompt(home, capsys)
