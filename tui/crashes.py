"""What is said and kept when the program itself fails: where it failed, never with what.

A traceback shows values, and an error's message may hold one: a draft or a note would land in the
terminal's scrollback. So one line says that it ended and where the record is, and a private file
keeps the place in the program.
"""

import os
import traceback
from pathlib import Path
from types import TracebackType

from tui.opening import Opening


def crash_folder(opening: Opening) -> Path:
    """Where this account can write: the home, or in a shared one its own folder."""
    shared = opening.places.kind == "shared"
    return opening.store.own_folder if shared else opening.places.home


def crash_line(
    error: type[BaseException] | None,
    trace: TracebackType | None,
    folder: Path | None,
    record: Path | None,
) -> str:
    """The one line. `folder` is where the place is kept, `record` the session's file, if any."""
    name = error.__name__ if error is not None else "an error"
    kept = write_crash(folder, name, trace)
    which = f" The record is {record}." if record else ""
    where = f" The place in the program is kept in {kept}." if kept else ""
    return f"Clear to Post ended: {name}. What was shown as saved is on disk.{which}{where}"


def write_crash(folder: Path | None, name: str, trace: TracebackType | None) -> Path | None:
    """Write where in the program it failed, without messages and without values; the file, 0600."""
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
        # Nothing must stand in the way of leaving.
        return None
    return path
