"""One workstation for all tests of a process, each test with sessions of its own."""

from collections.abc import Iterator

import pytest
from drivers.workstation import Workstation


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
