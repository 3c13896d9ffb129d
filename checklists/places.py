"""Where everything is kept. Nothing is made here: looking does not change the disk.

Three kinds of home. The shared one, where an administrator has made it: there is then no other,
and who may not enter is told so. Else one's own, in the user's data folder. Else a trial home,
named by a variable that moves home and policy together; nothing else in the environment moves the
policy, so that nobody is led to another one than they think.
"""

import os
from pathlib import Path
from typing import Literal, NamedTuple

from checklists.problems import CannotReadOrWrite, NotAllowed, WrongUsage

HOME_VARIABLE = "CLEARTOPOST_HOME"
SHARED_HOME = Path("/var/lib/cleartopost")
SITE_POLICY = Path("/etc/cleartopost")
"""Not platformdirs' site config folder: `XDG_CONFIG_DIRS` would let anybody move it."""

Kind = Literal["shared", "own", "trial"]


class Places(NamedTuple):
    """Every place that the program reads or writes.

    `kind` is `trial` where the variable names the home: that is said on every screen. A plain
    tuple, so that a command that finds its answer in the index need not import more.
    """

    kind: Kind
    home: Path
    sessions: Path
    reviews: Path
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
        return places_in("trial", home, home)
    if _is_there(SHARED_HOME):
        return places_in("shared", SHARED_HOME, SITE_POLICY)
    # Imported here: a shared or a trial home need not pay 20 ms for it.
    import platformdirs  # noqa: PLC0415

    own = platformdirs.user_data_path("cleartopost", appauthor=False)
    return places_in("own", own, SITE_POLICY)


def index_file(places: Places) -> Path:
    """Where this account's index of a home is kept: in its own cache folder; of a trial home, in
    the home, since the variable moves everything."""
    if places.kind == "trial":
        return places.home / "cache" / f"index-{os.getuid()}.sqlite"
    # Imported here, as above.
    import platformdirs  # noqa: PLC0415

    cache = platformdirs.user_cache_path("cleartopost", appauthor=False)
    return cache / f"index-{places.kind}.sqlite"


def _is_there(path: Path) -> bool:
    """Whether something stands there. What cannot be looked at counts as there: no fall-back."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def places_in(kind: Kind, home: Path, policy: Path) -> Places:
    """The places inside a home, with the policy in the folder `policy`."""
    return Places(
        kind=kind,
        home=home,
        sessions=home / "sessions",
        reviews=home / "reviews",
        policy=policy / "policy.toml",
        checklists=policy / "checklists",
    )


def check_entry(places: Places) -> None:
    """Raise NotAllowed for whoever may not enter the shared home: it has no fall-back."""
    if places.kind != "shared":
        return
    for folder in (places.home, places.sessions):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except PermissionError:
            raise NotAllowed(
                "Not allowed",
                f"This workstation keeps its sessions in {places.home}, for the group of PIOs.",
                "Ask whoever keeps the accounts to add you to it (`cleartopost doctor` names "
                "the group), then log in again.",
            ) from None
        except OSError as error:
            raise CannotReadOrWrite(
                "The shared home is not whole",
                f"{folder}: {(error.strerror or 'failed').lower()}.",
                "Ask the administrator to run `cleartopost setup` again.",
            ) from None
        os.close(descriptor)
