"""What the tests of saving share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories.homes import TrialHome

from checklists.workspace.open_session import OpenSession


@pytest.fixture
def home(tmp_path: Path) -> TrialHome:
    """An empty home."""
    return TrialHome(tmp_path / "home")


@pytest.fixture
def opened(home: TrialHome) -> Iterator[OpenSession]:
    """A session that was just started, open for writing."""
    session = home.start()
    yield session
    session.close()
