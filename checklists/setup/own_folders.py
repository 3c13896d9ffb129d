"""What `doctor` looks at in one's own folders: what belongs to somebody else there."""

import os
import pwd
import shlex
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from checklists.setup.contents import Found
from checklists.setup.setup import Issue, some_of
from checklists.workstation.account import login_of


def own_issues(
    folders: Iterable[Path], uid: int, environment: Mapping[str, str] = os.environ
) -> Iterator[Issue]:
    """Yield what in one's own folders belongs to somebody else, or cannot be entered."""
    login, home = _login_and_home(uid)
    for folder in folders:
        others = list(_of_others(folder, uid))
        if not others:
            continue
        first, owner = others[0]
        named_home = environment.get("HOME") or str(home)
        is_another = Path(named_home).resolve() != home.resolve()
        if is_another and first.is_relative_to(named_home):
            yield Issue(
                (
                    f"HOME is {named_home}. There, {first} belongs to {owner}, but you are "
                    f"{login}, so one of you cannot use what is saved there"
                ),
                f"export HOME={shlex.quote(str(home))}",
            )
            return
        if not first.is_relative_to(home):
            yield Issue(
                f"{folder} cannot be created or opened: {first} belongs to {owner}",
                f"ls -ld {shlex.quote(str(first))}",
            )
            continue
        target = first if folder.is_relative_to(first) else folder
        yield Issue(
            (
                f"This is in your own folder but belongs to {owner}: "
                f"{some_of([path for path, _ in others])}"
            ),
            f"sudo chown -Rh {shlex.quote(login)}: {shlex.quote(str(target))}",
        )


def _login_and_home(uid: int) -> tuple[str, Path]:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return str(uid), Path("/")
    return found.pw_name, Path(found.pw_dir)


def _of_others(folder: Path, uid: int) -> Iterator[tuple[Path, str]]:
    """Yield what belongs to somebody else, and to whom; nothing below it.

    For a folder that cannot be reached or made, what is in its way.
    """
    try:
        state = folder.lstat()
    except OSError:
        above = next(path for path in folder.parents if _may_look_at(path))
        if not os.access(above, os.W_OK | os.X_OK):
            yield above, login_of(above.lstat().st_uid)
        return
    if state.st_uid != uid:
        yield folder, login_of(state.st_uid)
    elif stat.S_ISDIR(state.st_mode):
        for path, _ in Found().inside(folder):
            yield from _of_others(path, uid)


def _may_look_at(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True
