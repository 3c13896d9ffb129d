"""What the tests that break things share."""

from pathlib import Path

import pytest
from factories.homes import TrialHome


@pytest.fixture
def home(tmp_path: Path) -> TrialHome:
    """An empty home."""
    return TrialHome(tmp_path / "home")
