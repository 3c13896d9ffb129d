"""The line prompts in a process of their own, with a pipe for its input and one for its output."""

import os
import select
import subprocess
import sys
import time

MAIN = "import sys; from tui.command_line import main; sys.exit(main())"


def begin(desk, *argv, program=MAIN, environment=None, **more):
    """Start it; without arguments, a road closure."""
    return subprocess.Popen(
        [sys.executable, "-c", program, "--plain", *(argv or ("start", "traffic-advisory"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CLEARTOPOST_HOME": str(desk.home), **(environment or {})},
        **{"stdin": subprocess.PIPE, **more},
    )


def until(process, words, limit=60.0):
    """Read what it says until it says this."""
    said = b""
    end = time.monotonic() + limit
    while words not in said:
        left = max(0.0, end - time.monotonic())
        assert select.select([process.stdout], [], [], left)[0], said
        part = os.read(process.stdout.fileno(), 4000)
        assert part, said
        said += part
    return said


def say(process, *lines):
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.flush()
