"""Where everything is kept. Nothing is created here: looking does not change the disk.

There are three kinds of home. The shared one, where an administrator has made it: there is then no
other, and whoever may not enter, or finds it missing, is told so. Else one's own, in the user's
data folder. Else a trial home, named by a variable that moves home and policy together; nothing
else in the environment moves the policy, so that nobody is led to another one than they think.
"""

import grp
import os
import re
import stat
from pathlib import Path
from typing import Literal, NamedTuple

from checklists.errors import CannotReadOrWrite, NotAllowed, WrongUsage

HOME_VARIABLE = "CLEARTOPOST_HOME"
SHARED_HOME = Path("/var/lib/cleartopost")
SITE_POLICY = Path("/etc/cleartopost")
"""Not platformdirs' site config folder: `XDG_CONFIG_DIRS` would let anybody move it."""

Kind = Literal["shared", "own", "trial"]


class Places(NamedTuple):
    """Every place that the program reads or writes.

    `kind` is `trial` where the variable names the home: that is shown on every screen. A plain
    tuple, so that a command that finds its answer in the index need not import more.
    """

    kind: Kind
    home: Path
    sessions: Path
    reviews: Path
    completions: Path
    audit: Path
    holds: Path
    purged: Path
    policy: Path
    directory: Path
    state_notes: Path
    checklists: Path


def find_places(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Places:
    """Return the places for this run. Raises WrongUsage if the variable is no absolute path."""
    named = environment.get(HOME_VARIABLE, "")
    if named:
        home = Path(named)
        if not home.is_absolute():
            raise WrongUsage(
                "Not a folder",
                f"{HOME_VARIABLE} must be an absolute path.",
                "Start it with a slash: /...",
            )
        return places_in("trial", home, home)
    if may_exist(SHARED_HOME) or _group_of_pios():
        return places_in("shared", SHARED_HOME, SITE_POLICY)
    # Imported here: a shared or a trial home need not pay 20 ms for it.
    import platformdirs  # noqa: PLC0415

    own = platformdirs.user_data_path("cleartopost", appauthor=False)
    return places_in("own", own, SITE_POLICY)


def _group_of_pios() -> str:
    """Return the group of PIOs that this workstation's policy names, as `setup` writes it.

    With one, the home is shared also while it is missing, as between a lost disk and its restore:
    in a home of one's own, a post would wait for supervisors who cannot see it.
    """
    try:
        policy = (SITE_POLICY / "policy.toml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r'^pios *= *"([^"]+)', policy, re.MULTILINE)
    return found[1] if found else ""


def _is_pio() -> bool:
    """Return whether this login is in the group of PIOs, whatever the folders say."""
    try:
        gid = grp.getgrnam(_group_of_pios()).gr_gid
    except KeyError:
        return False
    return gid in {*os.getgroups(), os.getegid()}


def index_file(places: Places) -> Path:
    """Return the file of this account's index of a home.

    It is in the account's own cache folder; for a trial home, in the home, since the variable moves
    everything.
    """
    if places.kind == "trial":
        return places.home / "cache" / f"index-{os.getuid()}.sqlite"
    # Imported here, as above.
    import platformdirs  # noqa: PLC0415

    cache = platformdirs.user_cache_path("cleartopost", appauthor=False)
    return cache / f"index-{places.kind}.sqlite"


def may_exist(path: Path) -> bool:
    """Return whether something is there, or may be: what cannot be accessed has no fallback.

    Reading it reports why it cannot be used. Unlike with `is_gone`, a file in place of a folder on
    the way counts as there.
    """
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def places_in(kind: Kind, home: Path, policy: Path) -> Places:
    """Return the places inside a home, with the policy in the folder `policy`."""
    return Places(
        kind=kind,
        home=home,
        sessions=home / "sessions",
        reviews=home / "reviews",
        completions=home / "completions",
        audit=home / "audit",
        holds=home / "holds",
        purged=home / "purged",
        policy=policy / "policy.toml",
        directory=policy / "directory.toml",
        state_notes=policy / "state.toml",
        checklists=policy / "checklists",
    )


def check_entry(places: Places) -> None:
    """Raise NotAllowed for whoever may not enter the shared home: it has no fallback.

    Raises CannotReadOrWrite where it is incomplete.
    """
    if places.kind != "shared":
        return
    for folder in (places.home, places.sessions):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except PermissionError:
            if _is_pio():
                raise NotAllowed(
                    "Not allowed",
                    f"You are in the group of PIOs, but {folder} is not open to it.",
                    "Ask an administrator to run `cleartopost doctor` as root: it names the fix.",
                ) from None
            raise NotAllowed(
                "Not allowed",
                f"This workstation keeps its sessions in {places.home}, for the group of PIOs.",
                "Ask whoever manages the accounts to add you to that group (`cleartopost doctor` "
                "names it), then log in again.",
            ) from None
        except OSError as error:
            raise incomplete_home(folder, (error.strerror or "failed").lower()) from None
        os.close(descriptor)
    check_complete(places)


def check_complete(places: Places) -> None:
    """Raise CannotReadOrWrite where the sessions or reviews of the shared home are missing.

    An empty list would mean that nothing waits. A link is not followed below the home.
    """
    if places.kind != "shared":
        return
    for folder in (places.sessions, places.reviews):
        try:
            mode = folder.lstat().st_mode
        except OSError as error:
            raise incomplete_home(folder, (error.strerror or "failed").lower()) from None
        if not stat.S_ISDIR(mode):
            raise incomplete_home(folder, "a link or a file, not a folder")


def incomplete_home(folder: Path, why: str) -> CannotReadOrWrite:
    """Return the problem to raise where a folder of the shared home is not as setup makes it."""
    return CannotReadOrWrite(
        "The shared home is incomplete",
        f"{why}: {folder}.",
        "Ask the administrator to mount its disk, restore a backup (`cleartopost help backup`), or,"
        " where there is none, run `cleartopost setup` again.",
    )
