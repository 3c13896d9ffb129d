"""Every session of a home, read once and again where a folder changed: what depends on which."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import time_ns

from checklists.gate.carried_answers import origins
from checklists.records.dependencies import is_unchanged, stored_state
from checklists.records.layout import month_folders, names_in, raise_inaccessible, users
from checklists.records.store import Broken, Store
from checklists.session.model import Session
from checklists.workstation.file_state import state_of

_ID_IN_BYTES = re.compile(rb"[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,60}-[a-z0-9]{4}")


class Survey:
    """What was read. `gone` are files that are no longer to be counted, there or not."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folders: dict[Path, str] = {}
        self._origins: dict[Path, tuple[str, ...]] = {}
        """The sessions that each one carries from or changes, where there are any."""
        self.gone: set[Path] = set()
        self.types: set[str] = set()
        self.newest: datetime | None = None

    def look(self, is_wanted: Callable[[Session], bool] = lambda _: False) -> list[Path]:
        """Read what is in every folder that changed; return the wanted sessions among them.

        Raises FolderInaccessible: what is in there may depend on any session.
        """
        wanted: list[Path] = []
        places = self._store.places
        for folder in month_folders(users(places, raise_inaccessible), raise_inaccessible):
            looked, state = time_ns(), state_of(folder)
            if is_unchanged(self._folders.get(folder, ""), state):
                continue
            self._folders[folder] = stored_state(state, looked)
            for path in [path for path in self._origins if path.parent == folder]:
                del self._origins[path]
            found = ((folder / name, self._read(folder / name)) for name in names_in(folder))
            wanted += (path for path, session in found if session and is_wanted(session))
        return wanted

    def _read(self, path: Path) -> Session | None:
        found = self._store.look(path)
        if isinstance(found, Broken):
            # Nobody knows what it carries: it may be whatever it names.
            named = set(_ID_IN_BYTES.findall(self._store.bytes_of(path)))
            self._origins[path] = tuple(name.decode() for name in named)
            return None
        session = found.session
        self.types.add(session.incident_type)
        self.newest = max(session.updated_at, self.newest or session.updated_at)
        if carried := origins(session):
            self._origins[path] = carried
        return session

    def depending_on(self, session_id: str) -> Iterator[str]:
        """Yield the other sessions that carry from one, or change it."""
        for path, names in self._origins.items():
            if session_id in names and path.stem != session_id and path not in self.gone:
                yield path.stem
