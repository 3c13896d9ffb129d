"""The text that `start --text` and `lint` are given, out of a file or a pipe.

What may be anything else (a device, a terminal, a folder) is refused: it may never end.
"""

import os
import stat
from pathlib import Path

from checklists.changes import LONGEST_DRAFT
from checklists.errors import CannotReadOrWrite, WrongUsage
from checklists.text import Cleaned, clean_text, show_text, shows_nothing

LARGEST = 256 * 1024
"""Bytes that are read; any text that may be entered is shorter."""
INPUT = "-"


def given_text(name: str) -> Cleaned:
    """Return the text in a file, or for `-` in the input, as it may be entered.

    After the input was read, the keys come from the terminal. Raises WrongUsage and
    CannotReadOrWrite.
    """
    what = "The input" if name == INPUT else show_text(name)
    try:
        data = _input_before_keys() if name == INPUT else file_bytes(name)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "no such file").lower()
        raise CannotReadOrWrite(
            "Cannot be read", f"{what}: {reason}.", "Nothing was started."
        ) from None
    if data is None:
        raise _refused(what, "is neither a file nor a pipe")
    if len(data) > LARGEST:
        raise _refused(what, f"is larger than {LARGEST // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(what, "is not UTF-8 text") from None
    cleaned = clean_text(text, lines=True)
    # A text that ends in a line break is one that is still being written.
    cleaned = cleaned._replace(text=cleaned.text.strip("\n"))
    if shows_nothing(cleaned.text):
        raise _refused(what, "has no text in it")
    if len(cleaned.text) > LONGEST_DRAFT:
        raise _refused(what, f"has {len(cleaned.text)} characters; the limit is {LONGEST_DRAFT}")
    return cleaned


def _refused(what: str, why: str) -> WrongUsage:
    return WrongUsage("Not used", f"{what} {why}.", "Nothing was started.")


def file_bytes(name: str) -> bytes | None:
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


def _input_before_keys() -> bytes | None:
    """Return the first bytes of the input, and put the terminal in its place."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        raise _refused(
            "The input", "cannot be both the text and the keys without a terminal"
        ) from None
    try:
        data = input_bytes()
        if data is not None:
            os.dup2(terminal, 0)
        return data
    finally:
        os.close(terminal)


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
