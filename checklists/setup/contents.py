"""What `doctor` looks at below a home: every user's folder, month, file, review, and audit log.

Nothing is changed. Each kind of finding is counted, with the first three examples and one command.
"""

import os
import pwd
import shlex
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from checklists.errors import WrongUsage
from checklists.records import audit_log, holds
from checklists.records.atomic import FILE_MODE
from checklists.records.layout import is_listed, is_month, may_be_a_user
from checklists.records.review_names import completed_by, uid_of
from checklists.records.reviews import FILE_MODE as REVIEW_MODE
from checklists.records.store import FOLDER_MODE
from checklists.setup.groups import gid_of, groups_of
from checklists.setup.setup import MOST_NAMED, Issue, some_of
from checklists.workstation.account import login_of
from checklists.workstation.file_state import is_gone
from checklists.workstation.paths import Places
from checklists.workstation.policy import Policy
from checklists.workstation.system_lists import members

NO_AUTHORS: Mapping[str, int] = {}


class Found:
    """What a look below a home found, by kind."""

    def __init__(self) -> None:
        self.closed: list[Path] = []
        self.strange: list[Path] = []

    def inside(self, folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield what is in a folder, without following a link; note it where it is closed."""
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError:
            self.closed.append(folder)
            return
        for name in names:
            try:
                state = (folder / name).lstat()
            except FileNotFoundError:
                # Removed meanwhile.
                continue
            except OSError:
                self.closed.append(folder)
                return
            yield folder / name, state


def shared_issues(
    places: Places, policy: Policy, authors: Mapping[str, int] = NO_AUTHORS
) -> Iterator[Issue]:
    """Yield what is wrong below the folders that `setup` makes.

    `authors`: whose the sessions in users' folders say they are, where that is known.
    """
    found = Found()
    groups = groups_of(policy)
    try:
        gid, reviewers = gid_of(groups.pios), gid_of(groups.supervisors)
    except WrongUsage:
        # `issues` names the group that is missing.
        return
    uids = {member.pw_name: member.pw_uid for member in members(groups.pios)}
    ill: list[_Ill] = []
    for folder, state in found.inside(places.sessions):
        if not may_be_a_user(folder.name):
            continue
        if not stat.S_ISDIR(state.st_mode):
            found.strange.append(folder)
            continue
        login = folder.name
        uid = authors.get(login, uids.get(login, state.st_uid))
        if login not in uids and uid == state.st_uid:
            yield from _other_login(folder, uid, places, policy)
        wrong = list(_not_right(folder, uid, gid, found))
        if login not in uids and (state.st_uid, state.st_gid) != (uid, gid):
            wrong.insert(0, folder)
        if wrong:
            ill.append(_Ill(folder, uid, state.st_uid, wrong))
    yield from _ill_folders(ill, groups.pios, most=len(ill) if authors else MOST_NAMED)
    pios = groups.pios, gid, FILE_MODE
    supervisors = groups.supervisors, reviewers, REVIEW_MODE
    for kind, folder in (
        (_Kind("Reviews", *supervisors, uid_of), places.reviews),
        (_Kind("Completions", *pios, completed_by), places.completions),
        (_Kind("Audit logs", *supervisors, audit_log.uid_of), places.audit),
        (_Kind("Legal holds", *supervisors, holds.uid_of), places.holds),
    ):
        yield from _beside(kind, folder, found)
    yield from _closed_and_strange(found)


def _other_login(folder: Path, uid: int, places: Places, policy: Policy) -> Iterator[Issue]:
    """Yield that a folder's owner has another login now, unless the policy names the former one."""
    try:
        login = pwd.getpwuid(uid).pw_name
    except KeyError:
        # An account that was removed: its sessions stay as they are.
        return
    if login == folder.name or any(r.uid == uid and r.login == folder.name for r in policy.renamed):
        return
    if uid == 0:
        yield Issue(f"{folder} belongs to root", from_backup(folder))
        return
    yield Issue(
        (
            f"{folder} belongs to {login} (user ID {uid}). Either {folder.name} was "
            "renamed (add it under [[renamed]] in the policy), or the user ID was "
            "given to somebody else, who needs another one"
        ),
        f"editor {places.policy}   or   usermod -u NEW_UID {shlex.quote(login)}",
    )


def from_backup(folder: Path) -> str:
    """Return the command for root that brings a folder back with its owners, if they are there."""
    named = shlex.quote(str(folder.relative_to("/")))
    return f"tar --numeric-owner -xpf BACKUP.tar -C / {named}"


def _not_right(user: Path, uid: int, gid: int, found: Found) -> Iterator[Path]:
    """Yield what is below a user's folder with another owner, group, or mode than it must have."""
    for month, state in found.inside(user):
        is_folder = stat.S_ISDIR(state.st_mode)
        if not is_folder or not is_month(month.name):
            if is_folder or not stat.S_ISREG(state.st_mode) or is_month(month.name):
                found.strange.append(month)
            continue
        if (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) != (uid, gid, FOLDER_MODE):
            yield month
        for file, about in found.inside(month):
            if not stat.S_ISREG(about.st_mode):
                found.strange.append(file)
            elif about.st_uid != uid or (
                is_listed(file.name)
                and (about.st_gid != gid or stat.S_IMODE(about.st_mode) != FILE_MODE)
            ):
                yield file


class _Ill(NamedTuple):
    """A user's folder with something `wrong` in it: whose it should be, and whose it is."""

    user: Path
    uid: int
    owner: int
    wrong: list[Path]


def _ill_folders(ill: list[_Ill], group: str, *, most: int) -> Iterator[Issue]:
    for user, uid, has_it, wrong in ill[:most]:
        owner, named = f"{login_of(uid)}:{group}", shlex.quote(str(user))
        # What a third account owns was copied there, and stays that account's. By its number: the
        # login may have another one by then.
        copied_by = has_it if has_it not in (0, uid) else "root"
        yield Issue(
            (
                f"Under {user}, these do not belong to {owner} with mode {FOLDER_MODE:04o} "
                f"for folders and {FILE_MODE:04o} for sessions: "
                f"{some_of([path.relative_to(user) for path in wrong])}"
            ),
            f"chown -Rh --from={copied_by} {owner} {named} && chgrp -Rh {group} {named} && "
            f"find {named} -type d -execdir chmod {FOLDER_MODE:04o} {{}} + && "
            f"find {named} -type f -name '[!.]*.toml' -execdir chmod {FILE_MODE:04o} {{}} +",
        )
    if more := [found.user.name for found in ill[most:]]:
        yield Issue(
            f"The same is true of the folders of {len(more)} more users: {some_of(more)}",
            "fix these first, then run `cleartopost doctor` again",
        )


class _Kind(NamedTuple):
    """What lies beside the sessions, one file each, and how: `uid_of` reads its name."""

    title: str
    group: str
    gid: int
    mode: int
    uid_of: Callable[[str], int]


_OTHER_OWNER = {
    "Reviews": ("do not count", "supervisors review again what waits"),
    "Completions": ("do not count", "each is completed again"),
    "Legal holds": (
        "are root's or cannot be trusted",
        "read each, and place it again, before anything is purged",
    ),
    "Audit logs": ("do not count", "remove them, so that new notes can be written"),
}
"""What is true of what has another owner than its name says, and what to do without a backup."""


def _beside(kind: _Kind, folder: Path, found: Found) -> Iterator[Issue]:
    others: list[str] = []
    linked: list[str] = []
    modes: list[str] = []
    # `issues` names a folder that is not there.
    for path, state in found.inside(folder) if not is_gone(folder) else ():
        if not stat.S_ISREG(state.st_mode):
            found.strange.append(path)
        elif path.name.startswith("."):
            continue
        elif kind.uid_of(path.name) not in (-1, state.st_uid):
            others.append(path.name)
        elif state.st_nlink != 1 and kind.uid_of is not audit_log.uid_of:
            linked.append(path.name)
        elif (state.st_gid, stat.S_IMODE(state.st_mode)) != (kind.gid, kind.mode):
            modes.append(path.name)
    if others:
        are, without = _OTHER_OWNER[kind.title]
        yield Issue(
            (
                f"{kind.title} that {are}, because their owner is not the account in "
                f"their name: {some_of(others)}. Only a backup with their owners brings them "
                f"back; without one, {without}"
            ),
            from_backup(folder),
        )
    if linked:
        named, copy = shlex.quote(str(folder)), shlex.quote(f"{folder}.new")
        yield Issue(
            (
                f"{kind.title} that do not count, because they have a second name, as a backup "
                f"made of hard links gives them: {some_of(linked)}"
            ),
            f"cp -a {named} {copy} && rm -r {named} && mv {copy} {named}",
        )
    if modes:
        # No other file is touched: the time of the last change orders reviews.
        find = f"find {shlex.quote(str(folder))} -type f"
        yield Issue(
            (
                f"{kind.title} that are not in the group {kind.group} or do not have the "
                f"mode {kind.mode:04o}: {some_of(modes)}"
            ),
            f"{find} ! -group {kind.group} -exec chgrp {kind.group} {{}} + && "
            f"{find} ! -perm {kind.mode:04o} -exec chmod {kind.mode:04o} {{}} +",
        )


def _closed_and_strange(found: Found) -> Iterator[Issue]:
    if found.closed:
        yield Issue(
            f"This account cannot open: {some_of(found.closed)}",
            "sudo cleartopost doctor",
        )
    if found.strange:
        yield Issue(
            (
                "The program neither reads nor writes these: each is a link, a folder with "
                f"another name, or something in place of a folder: {some_of(found.strange)}"
            ),
            f"ls -ld {' '.join(shlex.quote(str(path)) for path in found.strange[:MOST_NAMED])}",
        )
