"""Whether only root can change a place: what decides for others must be in such a place.

Every folder from `/` down must be root's and not writable by others. A folder that others may write
in is accepted only with the sticky bit: there nobody but root renames or removes what is root's
(measured: without it, whoever writes in the folder above moves a whole folder of reviews away and
puts another in its place).
"""

import os
import shlex
import stat
from pathlib import Path

from checklists.definitions.trust import Trust, UntrustedPlace, trust_all
from checklists.workstation.file_state import is_gone
from checklists.workstation.paths import Places

ROOT = 0
_MOST_LINKS = 40
"""As many as the kernel follows."""


def untrusted_reason(path: Path) -> str:
    """Return why somebody other than root can change what is at `path`; empty if nobody can.

    What does not exist gives no reason of its own: only the folders above it are checked.
    """
    found = find_untrusted_place(path)
    return found.why if found else ""


def find_untrusted_place(path: Path) -> UntrustedPlace | None:
    """Return the first place on the way to `path` that somebody other than root can change.

    Each link on the way is followed, and must be root's, with everything above its target.
    """
    # Not resolved: the links on the way are checked themselves.
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    here, left, links = Path("/"), list(reversed(absolute.parts)), 0
    while left:
        name = left.pop()
        if name == "..":
            here = here.parent
            continue
        part = here / name
        try:
            state = part.lstat()
            target = part.readlink() if stat.S_ISLNK(state.st_mode) else None
        except FileNotFoundError:
            return None
        except OSError as error:
            why = f"{part} cannot be checked ({(error.strerror or 'failed').lower()})"
            return UntrustedPlace(part, why)
        why = _why_untrusted(part, state)
        if why:
            return UntrustedPlace(part, why)
        if target is None:
            here = part
            continue
        links += 1
        if links > _MOST_LINKS:
            # A loop of links: nothing can be read there.
            return None
        left += reversed(target.parts)
    return None


def _why_untrusted(part: Path, state: os.stat_result) -> str:
    if state.st_uid != ROOT:
        return f"{part} belongs to user ID {state.st_uid}, not to root"
    if stat.S_ISLNK(state.st_mode) or not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return ""
    if stat.S_ISDIR(state.st_mode) and state.st_mode & stat.S_ISVTX:
        return ""
    return f"accounts other than root can write to {part}"


def definitions_trust(places: Places) -> Trust:
    """Return the rule by which the agency's definitions in force count.

    Only root may be able to change them. In a trial home that is not root's the rule does not
    apply: all in it is its user's own, and nothing in it can be approved.
    """
    if not _applies(places):
        return trust_all

    def rule(path: Path) -> UntrustedPlace | None:
        found = find_untrusted_place(path)
        if found is None or is_gone(places.policy.parent):
            # Where the agency never made a folder, nobody can have taken one away.
            return None
        return found._replace(fix=_fix(found.path, path, places))

    return rule


def _applies(places: Places) -> bool:
    if places.kind != "trial":
        return True
    try:
        return places.home.stat().st_uid == ROOT
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _fix(untrusted: Path, path: Path, places: Places) -> str:
    """Return the command after which the definitions at `path` are root's alone."""
    named = shlex.quote(str(untrusted))
    if untrusted.is_symlink():
        return f"chown -h root:root {named}"
    if untrusted.is_relative_to(places.checklists):
        return f"chown -R root:root {named} && chmod -R go-w {named}"
    own = (
        part for part in (*reversed(path.parents), path) if part.is_relative_to(places.checklists)
    )
    link = next((shlex.quote(str(part)) for part in own if part.is_symlink()), "")
    if link:
        # The link leads into somebody's own folder: its content is copied and stays theirs.
        return (
            f"cp -rL {link} {link}.new && rm {link} && mv {link}.new {link} && "
            f"chown -R root:root {link} && chmod -R go-w {link}"
        )
    if places.kind == "trial" and not untrusted.is_relative_to(places.home):
        return f"move {places.home} into a folder that root owns"
    return f"chown root:root {named} && chmod go-w {named}"
