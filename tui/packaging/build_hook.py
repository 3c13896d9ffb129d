"""The build hook of the wheel: writes the man page and the completions, which nobody commits."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SharedDataHook(BuildHookInterface[BuilderConfig]):
    """Adds what other programs look for below a prefix, such as `share/man`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write each file, and name it to the builder with its place in the wheel."""
        # The backend runs without the project's folder on its path.
        sys.path.insert(0, self.root)
        from tui.packaging.shared_data import shared_data  # noqa: PLC0415

        # Removed with this hook, after the build.
        self._folder = TemporaryDirectory()
        for number, (place, text) in enumerate(shared_data().items()):
            written = Path(self._folder.name, str(number))
            written.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(written)] = place
