"""What some tests need of the system. Where it is missing they are skipped and say what to do;
with CLEARTOPOST_NO_SKIPS=1, as in `.ci/run`, that is a failure."""

import os
import shutil

import pytest


def need(there: bool, what: str) -> None:
    """Skip the test unless something is there; `what` says how to get it."""
    if there:
        return
    if os.environ.get("CLEARTOPOST_NO_SKIPS") == "1":
        pytest.fail(f"needs: {what}")
    pytest.skip(what)


def need_root() -> None:
    """Other accounts' files can only be made by root."""
    need(os.getuid() == 0, "run the tests as root: they make files and users of other accounts")


def need_program(name: str, package: str) -> None:
    """A program of the system, such as tmux."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    need(shutil.which(name, path=path) is not None, f"apt-get install {package}")
