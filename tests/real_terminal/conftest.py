"""A terminal for each test, a home of its own, and a session in it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from drivers.terminal import Terminal
from factories import sessions
from msgspec.structs import replace

from checklists.records.store import Store
from checklists.session.model import Session
from checklists.workstation.account import current_actor
from checklists.workstation.paths import find_places


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    with Terminal(home) as opened:
        yield opened


def store_in(home: Path) -> Store:
    return Store(find_places({"CLEARTOPOST_HOME": str(home)}), current_actor())


@pytest.fixture
def store(home: Path) -> Store:
    return store_in(home)


@pytest.fixture
def begun(begin: Callable[[Path], str], home: Path) -> str:
    """A crash post with its draft and people, and the steps before the people confirmed."""
    return begin(home)


@pytest.fixture
def begin() -> Callable[[Path], str]:
    """What puts such a post into a home."""
    return crash_begun


def crash_begun(home: Path) -> str:
    now = datetime.now().astimezone().replace(microsecond=0)
    walk = sessions.Walk("traffic-serious", now - timedelta(minutes=5), current_actor())
    walk.case_number().write("Mrs. Secret lives on Route 9.").post_on("x").questions_no()
    walk.list_who_is_needed().confirm("facts-verified").confirm("agency-lead").confirm(
        "case-integrity"
    )
    return store_in(home).create(replace(walk.session, revision=1)).session.id


@pytest.fixture
def on_disk(store: Store) -> Callable[[str], Session]:
    """What is on disk of a session now."""
    return lambda session_id: store.read(store.find(session_id)).session
