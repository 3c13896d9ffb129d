"""What the system under the program must do: keep owners and locks, and have the right time."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from checklists.setup.setup import Issue
from checklists.workstation.paths import may_exist

_HARD_LINKS = Path("/proc/sys/fs/protected_hardlinks")
_OVER_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs")
_WITHOUT_OWNERS = ("vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk")


def host_issues(home: Path) -> Iterator[Issue]:
    """Yield what is wrong with the system, for a home in this place."""
    try:
        protected = _HARD_LINKS.read_text(encoding="ascii").strip()
    except OSError:
        protected = "1"
    if protected != "1":
        yield Issue(
            ("Anybody can make hard links to other people's files (fs.protected_hardlinks is 0)"),
            "sysctl -w fs.protected_hardlinks=1 && "
            "echo fs.protected_hardlinks=1 > /etc/sysctl.d/60-hardlinks.conf",
        )
    kind = file_system_of(home)
    if kind in _OVER_A_NETWORK:
        yield Issue(
            (
                f"{home} is on a network file system ({kind}): the server decides who owns "
                "files, and the lock for one writer at a time was never tested there"
            ),
            f"move {home} to a local disk",
        )
    if kind in _WITHOUT_OWNERS:
        yield Issue(
            f"{home} is on a file system that does not record owners ({kind})",
            f"move {home} to ext4, xfs, or btrfs",
        )
    installed = Path(__file__).stat().st_mtime
    if time.time() < installed - 86_400:
        yield Issue(
            "The clock is behind: it shows a time before this program was installed",
            "timedatectl set-ntp true",
        )


def file_system_of(path: Path) -> str:
    """Return the kind of file system that a place is, or would be, on; empty where unknown."""
    existing = path
    while not may_exist(existing) and existing != existing.parent:
        existing = existing.parent
    target = os.path.realpath(existing)
    best, kind = "", ""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split()[4].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind
