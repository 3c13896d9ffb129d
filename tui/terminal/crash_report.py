"""What is printed and stored when the program fails: where it failed, but no values.

A traceback shows values, and an error's message may contain one, so that a draft or a note would
stay in the terminal's scrollback. Instead, one line says that the program ended and where the
session's file is, and a private file stores the stack.
"""

import os
import traceback
from pathlib import Path
from types import TracebackType

from checklists.workstation.paths import index_file
from tui.launch_options import LaunchOptions


def crash_folder(opening: LaunchOptions) -> Path:
    """Return a folder this account can write to, and that holds no sessions.

    In a shared home it could write only into that of its sessions: there it is its cache.
    """
    places = opening.places
    return index_file(places).parent if places.kind == "shared" else places.home


def crash_line(
    error: type[BaseException] | None,
    trace: TracebackType | None,
    folder: Path | None,
    record: Path | None,
) -> str:
    """Return the line to print after a crash.

    `folder` is where to store the stack; `record` is the open session's file, if any.
    """
    name = error.__name__ if error is not None else "an error"
    kept = write_crash(folder, name, trace)
    which = f" The record is {record}." if record else ""
    where = f" The place in the program is kept in {kept}." if kept else ""
    return f"Clear to Post ended: {name}. What was shown as saved is on disk.{which}{where}"


def write_crash(folder: Path | None, name: str, trace: TracebackType | None) -> Path | None:
    """Write the stack to a file with mode 0600, without messages and values.

    Returns the file, or None if it cannot be written.
    """
    if folder is None:
        return None
    lines = [f"{name}\n", *traceback.format_tb(trace)]
    path = folder / f"crash-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(lines)
    except OSError:
        # Exiting matters more than the report.
        return None
    return path
