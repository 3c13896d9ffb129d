"""A desk for each test: an empty home, and a clock that stands at a quarter past two at night."""

import pytest
from drivers.prompts import PlainDesk, in_zone


@pytest.fixture
def desk(tmp_path):
    with in_zone("EST5"):
        yield PlainDesk(tmp_path / "home")
