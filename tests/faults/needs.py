"""What these tests need of the machine. Without it a test is skipped and says why; where
CLEARTOPOST_NO_SKIPS is set it fails instead, so that no machine passes by not looking."""

import os
import shutil

import pytest

NO_SKIPS = os.environ.get("CLEARTOPOST_NO_SKIPS") == "1"


def need(is_there: object, what: str) -> None:
    """Skip, or fail where skips are not taken, unless what is needed is there."""
    if is_there:
        return
    if NO_SKIPS:
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


def need_tools(*names: str) -> None:
    """Programs that must be installed."""
    for name in names:
        need(shutil.which(name), f"the program {name}")


def need_root() -> None:
    """Several accounts, mounts and device nodes are root's to make."""
    need(os.geteuid() == 0, "root")


def kernel_cannot(what: str) -> None:
    """The kernel itself cannot: nobody can mend that here, so it is a skip even where none is
    taken; it is said loudly."""
    pytest.skip(f"*** NOT TESTED HERE: the kernel cannot {what} ***")
