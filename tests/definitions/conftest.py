"""What the tests of the definitions share."""

from pathlib import Path

import pytest
from factories.agency_folder import AgencyFolder


@pytest.fixture
def agency(tmp_path: Path) -> AgencyFolder:
    """An empty folder for the agency's own definitions."""
    return AgencyFolder(tmp_path / "checklists")
