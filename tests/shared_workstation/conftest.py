"""One workstation for all tests of a run, each test with sessions of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from drivers.workstation import Workstation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of this folder, which share the accounts, to one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("workstation"))


@pytest.fixture(scope="session")
def workstation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    scratch = tmp_path_factory.mktemp("workstation")
    # pytest's folders are its own user's alone; the driver's keys need not be read by others.
    made = Workstation(scratch)
    try:
        made.set_up()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def over_ssh(workstation: Workstation) -> Workstation:
    workstation.start_sshd()
    return workstation
