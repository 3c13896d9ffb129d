"""The line prompts in a process of their own, with a pipe for its input and one for its output."""

import os
import subprocess
import sys
from typing import Any

from drivers.processes import MAIN, PATIENCE, default_signals
from pexpect.fdpexpect import fdspawn


class PromptProcess(subprocess.Popen[bytes]):
    """The process, and what it has said so far and nobody has heard yet."""

    def __init__(self, argv: list[str], **more: Any) -> None:
        super().__init__(argv, preexec_fn=default_signals, **more)
        self.told = fdspawn(self.stdout, timeout=PATIENCE)


def begin(desk, *argv, program=MAIN, environment=None, **more) -> PromptProcess:
    """Start it; without arguments, a road closure."""
    return PromptProcess(
        [sys.executable, "-c", program, "--plain", *(argv or ("start", "traffic-advisory"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home), **(environment or {})},
        **{"stdin": subprocess.PIPE, **more},
    )


def until(process: PromptProcess, words: bytes) -> bytes:
    """Read what it says until it says this; what it has said beyond waits for the next call."""
    process.told.expect_exact(words)
    return process.told.before + process.told.after


def say(process: PromptProcess, *lines: str) -> None:
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.flush()
