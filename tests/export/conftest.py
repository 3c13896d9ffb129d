"""A home with sessions, and exports from it."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories.homes import PIO, TrialHome
from factories.sessions import NOON, catalog

from checklists.definitions.catalog import Catalog
from checklists.export.export import Exported, Exporter, Wanted
from checklists.export.redaction import Purpose
from checklists.records.store import Store
from checklists.session.state_notes import StateNotes

LATER = NOON + timedelta(days=40)


class Desk(TrialHome):
    """A home from which a clerk exports."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "home")
        self.to = folder / "export"
        self.notes = StateNotes()
        self.catalog: Catalog = catalog()

    def export(self, purpose: Purpose, *paths: Path, to: Path | None = None) -> Exported:
        """Export some sessions, or all there are."""
        store = Store(self.places, PIO)
        wanted = Wanted(paths or tuple(store.paths()), (), (), "all of it")
        exporter = Exporter(store, self.catalog, self.notes, purpose, LATER)
        return exporter.export(wanted, to or self.to, "cleartopost 0")

    @property
    def manifest(self) -> Any:
        return json.loads((self.to / "MANIFEST.json").read_bytes())

    def files(self) -> dict[str, bytes]:
        """Everything in the export, by its path."""
        every = (path for path in self.to.rglob("*") if path.is_file())
        return {path.relative_to(self.to).as_posix(): path.read_bytes() for path in every}

    def digest(self) -> str:
        return hashlib.sha256((self.to / "MANIFEST.json").read_bytes()).hexdigest()

    def verify(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the verifier of the export, without anything but Python."""
        command = [sys.executable, "-I", "-S", str(self.to / "verify_export.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
