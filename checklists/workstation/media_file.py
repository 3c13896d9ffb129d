"""Opens a picture, clip or document that somebody named, and has it read.

It is opened once, never through a link, and only where it is a regular file: its digest and what is
found are of the same bytes. Its name is given to no other program: exiftool reads its input.
"""

import os
import resource
import signal
import stat
import subprocess
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from checklists.errors import CannotReadOrWrite
from checklists.lint.media.reading import read_media
from checklists.lint.media.report import MediaFinding, not_readable
from checklists.workstation.trust import untrusted_reason

LARGEST = 100 << 20
"""Bytes of a file that are read for what it tells."""
EXIFTOOL = ("/usr/bin/exiftool", "/usr/local/bin/exiftool")
"""Where it may be: in a place that root alone changes, never where PATH says."""
SECONDS = 10
_LARGEST_LISTING = 1 << 20
_LIMITS = {
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_FSIZE: 0,
}


class MediaFile(NamedTuple):
    """The SHA-256 of a file, and what it tells besides what it shows."""

    sha256: str = ""
    findings: tuple[MediaFinding, ...] = ()


def read_media_file(name: str) -> MediaFile:
    """Return what a file has in it; a name without a slash before it is one of this folder.

    Raises CannotReadOrWrite if there is no such file or it cannot be read.
    """
    # Imported here: it loads OpenSSL.
    import hashlib  # noqa: PLC0415  # see above

    path = Path.home() / name[2:] if name.startswith("~/") else Path(name)
    try:
        # Before it is opened: to open a device may already do something.
        _check(path.lstat())
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123  # a descriptor
            _check(os.fstat(file.fileno()))
            data = file.read(LARGEST + 1)
            if len(data) > LARGEST:
                file.seek(0)
                why = not_readable("the file", f"it is larger than {LARGEST >> 20} MB")
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                return MediaFile(digest, (why,))
            found = read_media(data, lambda: _listing(file.fileno()))
            return MediaFile(hashlib.sha256(data).hexdigest(), found)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        message = "There is no file with that name."
        raise CannotReadOrWrite("No such file", message, "Correct it.") from None
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise CannotReadOrWrite("Cannot be read", f"The file: {reason}.", "Correct it.") from None


def _check(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        what = "a link to one" if stat.S_ISLNK(state.st_mode) else "a folder or a device"
        raise CannotReadOrWrite(
            "Cannot be read", f"It is not a file but {what}.", "Enter the file's own name."
        )


def _listing(descriptor: int) -> bytes | None:
    """Return what exiftool says of an open file; None where no trusted one is installed."""
    trusted = (n for n in EXIFTOOL if os.access(n, os.X_OK) and not untrusted_reason(Path(n)))
    program = next(trusted, None)
    if program is None:
        return None
    os.lseek(descriptor, 0, os.SEEK_SET)
    # No configuration of anybody's: it is a program. The name is never an argument.
    arguments = ("-config", "", "-json", "-G0", "-fast", "-c", "%.2f", "-")
    with subprocess.Popen(  # noqa: S603  # no shell, and nothing that anybody typed
        (program, *arguments),
        stdin=descriptor,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        process_group=0,
    ) as process:
        timer = Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            for limit, most in _LIMITS.items():
                resource.prlimit(process.pid, limit, (most, most))
            return process.stdout.read(_LARGEST_LISTING) if process.stdout else b""
        except ProcessLookupError:
            return b""
        finally:
            timer.cancel()
            # Not waited for yet, so the number is still its own.
            os.killpg(process.pid, signal.SIGKILL)
