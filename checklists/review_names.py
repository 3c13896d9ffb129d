"""The names in the folder of reviews: `SESSION-ID.TIME-UID.toml`. Standard library alone."""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

from checklists.file_state import FileState, state_of
from checklists.problems import CannotReadOrWrite

_NAME = re.compile(r"(?P<session>[0-9a-z-]{1,90})\.[0-9]{8}T[0-9]{12}-(?P<uid>[0-9]{1,10})\.toml")


def file_name(session_id: str, at: datetime, uid: int) -> str:
    """The name of a new review; the time in UTC with microseconds, so that no two are one."""
    return f"{session_id}.{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{uid}.toml"


def session_of(name: str) -> str:
    """The session that a file in the folder of reviews is about; empty when it is none."""
    found = _NAME.fullmatch(name)
    return found["session"] if found else ""


def uid_of(name: str) -> int:
    """Whose review a file's name says that it is; -1 when it says none."""
    found = _NAME.fullmatch(name)
    return int(found["uid"]) if found else -1


class ReviewNames:
    """The names by the session that they are about, listed again when the folder changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: FileState | None = None
        self._names: dict[str, list[str]] = {}

    @property
    def state(self) -> FileState:
        """Changes when a review comes or goes: to look again only when there is something."""
        # Where the folder is a link, to another disk say, its own state never changes.
        return state_of(self.folder, through_links=True)

    def by_session(self) -> dict[str, list[str]]:
        """The names, in order. Raises CannotReadOrWrite."""
        looked, state = time.time_ns(), self.state
        if state == self._seen:
            return self._names
        names: dict[str, list[str]] = {}
        try:
            with os.scandir(self.folder) as found:
                for entry in found:
                    if entry.name.endswith(".toml"):
                        names.setdefault(session_of(entry.name), []).append(entry.name)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise CannotReadOrWrite(
                "Cannot read the reviews",
                f"{self.folder}: {(error.strerror or 'failed').lower()}.",
                "Check who may enter this folder.",
            ) from None
        for of_one in names.values():
            of_one.sort()
        self._seen = None if state.may_change_unseen(looked) else state
        self._names = names
        return names
