"""How much random work is done and from which seed, and what a run has counted.

def test_...(soak, counted):
    for seed in soak.seeds(40):
        ...
    counted("40 power cuts: 40 whole")
"""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import SystemRandom
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from checklists.definitions import catalog
from checklists.definitions.trust import Trust, trust_all
from checklists.workstation.file_state import is_gone

# How long an example takes says more about the machine than about what is tested.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("any machine")

# Where bytecode is not to be written, as in many containers, pytest rewrites every test module
# anew in each process: ten seconds of each.
sys.dont_write_bytecode = False

_COUNTED = "counted"
_TALLIED = "tallied"


class Soak(NamedTuple):
    """Where random work begins, and how many times as much of it is wanted."""

    seed: int
    times: int

    def seeds(self, usual: int, part: int = 0) -> range:
        """The seeds of one part of the work, of which a usual run has so many in each."""
        first = self.seed + part * usual * self.times
        return range(first, first + usual * self.times)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--times", type=int, default=1, help="random work: so many times as much")
    parser.addoption("--seed", type=int, help="random work: where it begins; with --times any")


def pytest_configure(config: pytest.Config) -> None:
    # The processes of xdist are given what is decided here.
    if config.option.seed is None:
        config.option.seed = 0 if config.option.times == 1 else SystemRandom().randrange(10**9)


def pytest_itemcollected(item: pytest.Item) -> None:
    sweep = item.get_closest_marker("sweep")
    if sweep is not None and isinstance(item, pytest.Function):
        (by_default,) = sweep.args or (1,)
        if any(number >= by_default for number in item.callspec.indices.values()):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    # Thousands of tests, which every collection of garbage would look through again.
    gc.collect()
    gc.freeze()


def pytest_report_header(config: pytest.Config) -> str:
    return f"random work: --seed {config.option.seed} --times {config.option.times}"


@pytest.fixture(scope="session", autouse=True)
def _shipped_read_once() -> Iterator[None]:
    """A program reads the shipped definitions at its start; a thousand tests start one here.

    Where an agency's folder is there, or cannot be looked at, everything is read as ever.
    """
    load = catalog.load_catalog
    shipped = cache(load)

    def load_catalog(agency: Path | None = None, **how: Any) -> catalog.Catalog:
        if set(how) <= {"trust"} and (agency is None or _is_trusted_and_gone(agency, **how)):
            return shipped()
        return load(agency, **how)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalog, "load_catalog", load_catalog)
        yield


def _is_trusted_and_gone(folder: Path, trust: Trust = trust_all) -> bool:
    return is_gone(folder) and trust(folder) is None


@pytest.fixture
def soak(pytestconfig: pytest.Config) -> Soak:
    return Soak(pytestconfig.option.seed, pytestconfig.option.times)


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    return lambda line: record_property(_COUNTED, line)


@pytest.fixture
def tallied(record_property: Callable[[str, object], None]) -> Callable[[Mapping[str, int]], None]:
    """What occurred how often; with --times the sums of all parts are shown."""
    return lambda numbers: record_property(_TALLIED, dict(numbers))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    told = [
        found
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for found in report.user_properties
    ]
    lines = sorted(line for name, line in told if name == _COUNTED)
    if config.option.times > 1:
        sums: Counter[str] = Counter()
        for name, numbers in told:
            sums.update(numbers if name == _TALLIED else {})
        lines += [f"{number:9,}  {what}" for what, number in sorted(sums.items())]
    if lines:
        terminalreporter.section("counted")
        for line in lines:
            terminalreporter.write_line(line)
