"""Where everything is kept. Nothing is made here: looking does not change the disk."""

import os
from pathlib import Path
from typing import Literal

from msgspec import Struct

from checklists.problems import WrongUsage

HOME_VARIABLE = "CLEARTOPOST_HOME"
SITE_POLICY = Path("/etc/cleartopost")
"""Not platformdirs' site config folder: `XDG_CONFIG_DIRS` would let anybody move it."""


class Places(Struct, frozen=True):
    """Every place that the program reads or writes.

    `kind` is `trial` where the variable names the home: that is said on every screen.
    """

    kind: Literal["own", "trial"]
    home: Path
    sessions: Path
    policy: Path
    checklists: Path


def find_places(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Places:
    """The places for this run. Raises WrongUsage when the variable holds no absolute path."""
    named = environment.get(HOME_VARIABLE, "")
    if named:
        home = Path(named)
        if not home.is_absolute():
            raise WrongUsage(
                "Not a folder",
                f"{HOME_VARIABLE} must be an absolute path.",
                "Write it from the root: /...",
            )
        return _inside("trial", home, home)
    # Imported here: the variable's users, the tests among them, need not pay 20 ms for it.
    import platformdirs  # noqa: PLC0415  # the reason stands above

    own = Path(platformdirs.user_data_dir("cleartopost", appauthor=False))
    return _inside("own", own, SITE_POLICY)


def _inside(kind: Literal["own", "trial"], home: Path, policy: Path) -> Places:
    return Places(
        kind=kind,
        home=home,
        sessions=home / "sessions",
        policy=policy / "policy.toml",
        checklists=policy / "checklists",
    )
