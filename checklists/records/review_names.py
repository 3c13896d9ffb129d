"""The names in the folders of reviews and completions.

`SESSION-ID.TIME-UID.toml` and `SESSION-ID.ITEM.TIME-UID.toml`.
"""

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from checklists.errors import CannotReadOrWrite
from checklists.records.atomic import folder_descriptor
from checklists.workstation.file_state import FileState, state_of
from checklists.workstation.paths import Places, incomplete_home

COMPLETION_NAME = re.compile(
    r"(?P<session>[0-9a-z-]{1,90})\.[0-9a-z-]{1,60}\.[0-9]{8}T[0-9]{12}-(?P<uid>[0-9]{1,10})\.toml"
)
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
    """The names of reviews, or completions, by session; listed again when the folder changed."""

    def __init__(
        self,
        folder: Path,
        *,
        required: bool = False,
        session_of: Callable[[str], str] = session_of,
    ) -> None:
        """Keep the folder. `required`, as in a shared home: it is an error if it is missing.

        `session_of` returns the session that a name in it names.
        """
        self.folder = folder
        self._required = required
        self._session_of = session_of
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
                        names.setdefault(self._session_of(entry.name), []).append(entry.name)
        except FileNotFoundError as error:
            if self._required:
                raise incomplete_home(self.folder, (error.strerror or "failed").lower()) from None
        except OSError as error:
            raise CannotReadOrWrite(
                f"Cannot read the {self.folder.name}",
                f"{self.folder}: {(error.strerror or 'failed').lower()}.",
                "Check who has access to this folder.",
            ) from None
        for of_one in names.values():
            of_one.sort()
        self._seen = None if state.may_change_unseen(looked) else state
        self._names = names
        return names


def completed_by(name: str) -> int:
    """Return the user ID that a completion's file name names; -1 where it names none."""
    found = COMPLETION_NAME.fullmatch(name)
    return int(found["uid"]) if found else -1


def completion_names(places: Places) -> ReviewNames:
    """Return the names of the completions of a home, by session."""

    def session_of(name: str) -> str:
        found = COMPLETION_NAME.fullmatch(name)
        return found["session"] if found else ""

    return ReviewNames(places.completions, session_of=session_of)
