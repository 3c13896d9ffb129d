"""A terminal for each test, and an empty home."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_practice import Terminal


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    with Terminal(home) as opened:
        yield opened
