"""What the definitions need to know about trust; the workstation decides which places count."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class UntrustedPlace(NamedTuple):
    """A place that somebody other than root can change. `why` names it, `fix` is the command."""

    path: Path
    why: str
    fix: str = ""


Trust = Callable[[Path], UntrustedPlace | None]
"""Returns why what is at a path does not count, or None where it does."""


def trust_all(_path: Path) -> None:
    """Let everything count, as for a draft that an administrator checks."""
