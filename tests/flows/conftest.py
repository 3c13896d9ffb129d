"""A session of a serious crash, just started, on disk and open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories.homes import TrialHome

from checklists.workspace.open_session import OpenSession


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSession]:
    session = TrialHome(tmp_path / "home").start()
    yield session
    session.close()
