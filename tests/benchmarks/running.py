"""Running a command: its seconds from start to end, and the most memory that it held."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measured import Failed
from drivers.processes import MAIN, clean_environment

CLEARTOPOST = (sys.executable, "-c", MAIN)
LONGEST = 120.0
"""Seconds after which a command that is timed is ended: the whole table has 25 minutes."""
_WAIT = """
import os, sys
nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[nowhere])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
"""A small process waits for it: what its starter held before counts for a process too."""


def seconds(home: Path, command: Sequence[str | Path], fine: Sequence[int] = (0,)) -> float:
    """How long a command takes, its output going into a file. Raises Failed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=clean_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        # Waiting with a timeout sleeps 1, 2, 4... up to 50 ms between two looks, and would make
        # 16, 64 or 114 ms of everything.
        end = threading.Timer(LONGEST, process.kill)
        end.start()
        code = process.wait()
        spent = time.perf_counter() - begun
        end.cancel()
        if spent >= LONGEST:
            raise Failed(f"not done in {LONGEST:.0f} s")
        err.seek(0)
        _check(command, code, err.read(), fine)
    return spent


def make_index(home: Path) -> None:
    """Leave the index that an earlier look leaves. It takes minutes in the largest archive."""
    subprocess.run(
        (*CLEARTOPOST, "list"),
        env=clean_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def peak_megabytes(home: Path, command: Sequence[str | Path]) -> float:
    """The most memory that a command held. Raises Failed."""
    ended = subprocess.run(
        [sys.executable, "-S", "-c", _WAIT, *command],
        env=clean_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    code, kilobytes = ended.stdout.split()
    _check(command, int(code), ended.stderr, (0,))
    return int(kilobytes) * 1024 / 1e6


def said(home: Path, command: Sequence[str | Path]) -> str:
    """What a command prints, in either way; empty where it cannot be run."""
    try:
        ended = subprocess.run(
            command,
            env=clean_environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout + ended.stderr


def _check(command: Sequence[str | Path], code: int, errors: bytes, fine: Sequence[int]) -> None:
    if code not in fine:
        last = errors.decode(errors="replace").strip().splitlines()[-1:] or ["nothing said"]
        raise Failed(f"{os.path.basename(command[0])} ended with {code}: {last[0][:120]}")  # noqa: PTH119
