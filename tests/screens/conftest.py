"""A desk for each test: an empty home, and a clock that stands at a quarter past two at night."""

import time

import pytest
from review_practice import make_office
from screen_practice import Desk, StillClock, hold_the_clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    with pytest.MonkeyPatch.context() as held:
        yield hold_the_clock(held)
    time.tzset()


@pytest.fixture
def desk(tmp_path, clock: StillClock) -> Desk:
    return Desk(tmp_path / "home", clock)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A home in which root reviews what another account wrote."""
    return make_office(desk)
