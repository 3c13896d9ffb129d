"""The names in the folder of reviews: `SESSION-ID.TIME-UID.toml`."""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

from checklists.errors import CannotReadOrWrite
from checklists.records.atomic import folder_descriptor
from checklists.workstation.file_state import FileState, state_of
from checklists.workstation.paths import incomplete_home

_NAME = re.compile(r"(?P<session>[0-9a-z-]{1,90})\.[0-9]{8}T[0-9]{12}-(?P<uid>[0-9]{1,10})\.toml")


def file_name(session_id: str, at: datetime, uid: int) -> str:
    """Return the name of a new review; the time in UTC with microseconds makes it unique."""
    return f"{session_id}.{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{uid}.toml"


def session_of(name: str) -> str:
    """Return the ID of the session that a review's file name names; empty where it is none."""
    found = _NAME.fullmatch(name)
    return found["session"] if found else ""


def uid_of(name: str) -> int:
    """Return the user ID that a review's file name names; -1 where it names none."""
    found = _NAME.fullmatch(name)
    return int(found["uid"]) if found else -1


class ReviewNames:
    """The names of reviews by session, listed again when the folder changed."""

    def __init__(self, folder: Path, *, required: bool = False) -> None:
        """Keep the folder. `required`, as in a shared home: it is an error if it is missing."""
        self.folder = folder
        self._required = required
        self._seen: FileState | None = None
        self._names: dict[str, list[str]] = {}

    @property
    def state(self) -> FileState:
        """Return the folder's state, which changes when a review is added or removed."""
        return state_of(self.folder)

    def by_session(self) -> dict[str, list[str]]:
        """Return the names, in order. Raises CannotReadOrWrite, also where the folder is a link."""
        looked, state = time.time_ns(), self.state
        if state == self._seen:
            return self._names
        names: dict[str, list[str]] = {}
        try:
            with (
                folder_descriptor(self.folder, below=self.folder.parent) as descriptor,
                os.scandir(descriptor) as found,
            ):
                for entry in found:
                    if entry.name.endswith(".toml"):
                        names.setdefault(session_of(entry.name), []).append(entry.name)
        except FileNotFoundError as error:
            if self._required:
                raise incomplete_home(self.folder, (error.strerror or "failed").lower()) from None
        except OSError as error:
            raise CannotReadOrWrite(
                "Cannot read the reviews",
                f"{self.folder}: {(error.strerror or 'failed').lower()}.",
                "Check who has access to this folder.",
            ) from None
        for of_one in names.values():
            of_one.sort()
        self._seen = None if state.may_change_unseen(looked) else state
        self._names = names
        return names
