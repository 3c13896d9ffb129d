"""One writer at a time: a lock that the kernel frees with the process that held it.

`flock` on a file of its own, 0600, that is never deleted; beside it a `.holder` file tells a second
terminal who writes, since when and where. The holder file is for display only: nothing is decided
by it.
"""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from checklists.errors import Refused
from checklists.records.atomic import read_safely
from checklists.session.model import Actor, AwareTime
from checklists.text import accept_text


class Holder(Struct, frozen=True):
    """Who writes in a session: for display, and to ask that process to leave.

    `began` is when the process began, in the kernel's ticks: another process that was given the
    same number since is not mistaken for it.
    """

    by: str
    pid: int
    since: AwareTime
    terminal: str
    began: int = 0


class Busy(Exception):
    """Another process has the lock. `holder` is None where the file does not say who."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__("busy")
        self.holder = holder


class Lock:
    """The lock on one session, kept until `release` or the end of the process."""

    def __init__(self, folder: int, name: str, actor: Actor, now: datetime, terminal: str) -> None:
        """Take the lock, or raise Busy. `folder` is a descriptor of the session's folder."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        self._descriptor = os.open(f".{name}.lock", flags, 0o600, dir_fd=folder)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise Busy(_read_holder(folder, name)) from None
        except OSError:
            os.close(self._descriptor)
            raise
        holder = Holder(str(actor.account), os.getpid(), now, terminal, _began(os.getpid()))
        _write_holder(folder, name, holder)

    def release(self) -> None:
        """Release the lock."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def kept_closed(folder: int, name: str) -> Iterator[bool]:
    """Keep a session from being opened; yield whether nobody has it open.

    Makes no file: one that was never opened has no lock.
    """
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(f".{name}.lock", flags, dir_fd=folder)
    except FileNotFoundError:
        yield True
        return
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _write_holder(folder: int, name: str, holder: Holder) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(f".{name}.holder", flags, 0o640, dir_fd=folder)
    except OSError:
        # It only shows others who writes: no reason to refuse to open a session.
        return
    try:
        os.fchmod(descriptor, 0o640)
        os.write(descriptor, msgspec.json.encode(holder))
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _read_holder(folder: int, name: str) -> Holder | None:
    try:
        data, _ = read_safely(folder, f".{name}.holder", 1000)
        holder = msgspec.json.decode(data, type=Holder)
        accept_text(holder.by, "holder", longest=100)
        accept_text(holder.terminal, "holder", longest=100)
    except (OSError, ValueError, Refused):
        return None
    return holder


def _began(pid: int) -> int:
    """Return when a process began, in the kernel's ticks; 0 where there is none."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        return int(after_name.split()[19])
    except (OSError, ValueError, IndexError):
        return 0


def ask_to_leave(holder: Holder) -> bool:
    """Ask the process that has a lock to save and leave.

    Returns False where it is no longer that process, or not this account's.
    """
    try:
        owner = Path(f"/proc/{holder.pid}").stat().st_uid
    except OSError:
        return False
    known = holder.began != 0 and _began(holder.pid) == holder.began
    if not known or owner != os.getuid() or holder.pid in (os.getpid(), 0, 1):
        return False
    try:
        os.kill(holder.pid, signal.SIGHUP)
    except OSError:
        return False
    return True


def this_terminal() -> str:
    """Return the terminal of this process, such as `/dev/pts/3`; empty where there is none."""
    for descriptor in (0, 2, 1):
        try:
            return os.ttyname(descriptor)
        except OSError:
            continue
    return ""
