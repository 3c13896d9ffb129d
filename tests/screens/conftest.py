"""A desk for each test: an empty home, and a clock that stands at a quarter past two at night."""

import time

import pytest
from drivers.pilot import SessionPrompt, StillClock, hold_the_clock
from factories.reviews import make_office


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StillClock:
    with pytest.MonkeyPatch.context() as held:
        yield hold_the_clock(held)
    time.tzset()


@pytest.fixture
def desk(tmp_path, clock: StillClock) -> SessionPrompt:
    return SessionPrompt(tmp_path / "home", clock)


@pytest.fixture
def office(desk: SessionPrompt) -> SessionPrompt:
    """A home in which root reviews what another account wrote."""
    return make_office(desk)
