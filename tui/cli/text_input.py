"""The text in a file or a pipe that a command is given.

What may be anything else (a device, a terminal, a folder) is refused: it may never end.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from checklists.errors import CannotReadOrWrite, WrongUsage
from checklists.text import show_text

LARGEST = 256 * 1024
"""Bytes that are read; any text that may be entered is shorter."""
INPUT = "-"


def text_in(name: str, nothing: str, read_input: Callable[[], bytes | None]) -> str:
    """Return the text in a file, or for `-` in the input.

    `nothing` says what did not happen. Raises WrongUsage and CannotReadOrWrite.
    """
    what = called(name)
    try:
        data = read_input() if name == INPUT else _file(name)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "no such file").lower()
        raise CannotReadOrWrite("Cannot be read", f"{what}: {reason}.", nothing) from None
    if data is None:
        raise not_used(what, "is neither a file nor a pipe", nothing)
    if len(data) > LARGEST:
        raise not_used(what, f"is larger than {LARGEST // 1024} KiB", nothing)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_used(what, "is not UTF-8 text", nothing) from None


def called(name: str) -> str:
    """Return what messages call a file or the input."""
    return "The input" if name == INPUT else show_text(name)


def not_used(what: str, why: str, nothing: str) -> WrongUsage:
    """Return the problem with a text that cannot be used."""
    return WrongUsage("Not used", f"{what} {why}.", nothing)


def _file(name: str) -> bytes | None:
    """Return the first bytes of a file or pipe; None for anything else."""
    # Before it is opened: to open a device may already do something.
    if not _is_file_or_pipe(Path(name).stat().st_mode):
        return None
    descriptor = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        return _read(descriptor)
    finally:
        os.close(descriptor)


def input_bytes() -> bytes | None:
    """Return the first bytes of the input; None where it is neither a file nor a pipe."""
    return _read(0)


def _is_file_or_pipe(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _read(descriptor: int) -> bytes | None:
    if not _is_file_or_pipe(os.fstat(descriptor).st_mode):
        return None
    parts: list[bytes] = []
    size = 0
    while size <= LARGEST and (part := os.read(descriptor, LARGEST)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)
