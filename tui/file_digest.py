"""The digest of an image or clip, where the file is on this machine."""

import hashlib
from pathlib import Path

from checklists.problems import CannotReadOrWrite


def file_digest(path: Path) -> str:
    """The SHA-256 of a file on this machine. Raises CannotReadOrWrite."""
    try:
        if not path.is_file():
            raise CannotReadOrWrite("No such file", "There is no file of that name.", "Correct it.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise CannotReadOrWrite("Cannot be read", f"The file: {reason}.", "Correct it.") from None
