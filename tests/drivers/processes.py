"""The program in a process of its own: how it is started, and how one sees what it does."""

import os
import signal
from contextlib import suppress
from pathlib import Path

MAIN = "import sys; from tui.cli.main import main; sys.exit(main())"
SOMETIMES_FULL = f"""
import errno, os
fsync = os.fsync
def failing(descriptor):
    if os.path.exists(os.environ["DISK_FULL"]):
        raise OSError(errno.ENOSPC, "full")
    fsync(descriptor)
os.fsync = failing
{MAIN}"""
"""The disk is full while the file of this name in the environment is there."""
REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds. A limit, not a pause: whatever is waited for, a busy machine may take its time."""


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """That of somebody who just logged in."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": os.fspath(home.parent),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "CLEARTOPOST_HOME": os.fspath(home),
        "PYTHONPATH": os.fspath(REPOSITORY),
        **more,
    }


def default_signals() -> None:
    """In a child, before it becomes the program: no signal is ignored or blocked, as after a
    login. A test run may have been started with some ignored (in the background, by nohup), and
    Python itself ignores SIGPIPE."""
    for number in signal.valid_signals():
        with suppress(OSError):  # two cannot be set
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def is_busy(pid: int) -> bool:
    """Whether a process computes, or waits for the disk, right now, in any of its threads: a save
    is made in another one than the screen."""
    try:
        threads = [task.name for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return False
    return any(_state(f"{pid}/task/{thread}") in "RD" for thread in threads)


def _stat(task: str) -> list[str]:
    """What the kernel says of a process or thread, from its state on; of an ended one nothing."""
    try:
        stat = Path(f"/proc/{task}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def _state(task: str) -> str:
    return (_stat(task) or ["X"])[0]


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used until now."""
    stat = _stat(f"{pid}")
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    return _state(f"{pid}") in "XZ"
