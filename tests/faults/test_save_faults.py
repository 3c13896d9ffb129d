"""Whatever fails while a session is saved: the file is the old one or the new one, whole; nothing
that was acknowledged is lost; and the problem names the file, the reason and what to do."""

import errno
import fcntl
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from factories.homes import PIO, TrialHome, numbered
from factories.sessions import NOON

from checklists.errors import CannotReadOrWrite, ExitCode
from checklists.records.codec import write_record
from checklists.records.lock import Busy
from checklists.records.store import Broken, Stored
from checklists.workspace.open_session import OpenSession

pytestmark = pytest.mark.slow

CALLS = ("open", "write", "fsync", "rename", "fchmod", "link", "read", "fstat")
ERRORS = (
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EPERM,
    errno.ESTALE,
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> TrialHome:
    return TrialHome(tmp_path / "home")


class Faults:
    """Counts the system calls of a save, and makes one of them fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self.fail_at = -1
        self.error = 0
        for name in CALLS:
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            number = len(self.made)
            self.made.append(name)
            if number == self.fail_at:
                raise OSError(self.error, os.strerror(self.error))
            return real(*given, **more)

        return call

    def next_fails(self, number: int, error: int) -> None:
        """From now on count anew; call `number` fails with `error`."""
        self.made = []
        self.fail_at = number
        self.error = error

    def none(self) -> None:
        """Everything works again."""
        self.fail_at = -1


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return Faults(monkeypatch)


def calls_of(faults: Faults, action: Callable[[], object]) -> list[str]:
    """The watched calls that an action makes when all goes well."""
    faults.next_fails(-1, 0)
    action()
    return list(faults.made)


def assert_told(problem: CannotReadOrWrite, error: int) -> None:
    """The sentence names the place, the system's reason and what to do; the exit code is 3."""
    assert "2026-11" in problem.message
    assert os.strerror(error).lower() in problem.message
    assert problem.what_to_do.endswith(".")
    assert problem.exit_code == ExitCode.CANNOT_READ_OR_WRITE
    assert "mruiz" not in problem.title


def no_leftovers(home: TrialHome) -> bool:
    return not any(name.endswith(".tmp") for name in home.beside())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: errno.errorcode[error])
def test_an_error_in_any_call_of_a_save_leaves_the_old_or_the_new_file_whole(
    home: TrialHome, faults: Faults, error: int
) -> None:
    opened = home.start()
    calls = calls_of(faults, lambda: opened.apply(numbered("first")))
    assert set(calls) == {"open", "fstat", "read", "fchmod", "write", "fsync", "rename"}
    for number, name in enumerate(calls):
        before = home.path().read_bytes()
        shown = opened.session
        faults.next_fails(number, error)
        with pytest.raises(CannotReadOrWrite) as problem:
            opened.apply(numbered(f"{number}-{name}"))
        faults.none()
        assert_told(problem.value, error)
        assert opened.session == shown, "it is shown as saved only once it is"
        assert opened.unsaved is not None
        on_disk = home.path().read_bytes()
        assert on_disk in (before, write_record(opened.unsaved))
        if on_disk != before:
            assert number == len(calls) - 1, "only the folder's flush comes later"
        assert no_leftovers(home)
        assert opened.retry()
        assert home.on_disk() == opened.session
        assert home.on_disk().case_number == f"26-{number}-{name}"
    opened.close()
    assert len(home.on_disk().history) == len(calls) + 2


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: errno.errorcode[error])
def test_an_error_in_any_call_of_a_first_save_leaves_no_session_or_a_whole_one(
    home: TrialHome, faults: Faults, error: int
) -> None:
    home.store.prepare(NOON)
    calls = calls_of(faults, lambda: home.start("20261122-1200-traffic-serious-zzzz").close())
    first_save = calls[: calls.index("link") + 2]
    assert first_save[-2:] == ["link", "fsync"]
    for number, name in enumerate(first_save):
        session_id = f"20261122-1200-traffic-serious-{number:04}"
        faults.next_fails(number, error)
        with pytest.raises(CannotReadOrWrite) as problem:
            home.start(session_id)
        faults.none()
        assert_told(problem.value, error)
        assert home.path(session_id).exists() == (number == len(first_save) - 1), name
        assert not [found for found in home.store.listing() if isinstance(found, Broken)]
        assert no_leftovers(home)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: errno.errorcode[error])
def test_an_error_while_preparing_is_told_before_the_first_question(
    home: TrialHome, faults: Faults, error: int
) -> None:
    home.store.prepare(NOON)
    calls = calls_of(faults, lambda: home.store.prepare(NOON))
    assert set(calls) == {"open", "fstat", "fchmod", "write", "fsync", "link"}
    for number in range(len(calls)):
        faults.next_fails(number, error)
        with pytest.raises(CannotReadOrWrite) as problem:
            home.store.prepare(NOON)
        faults.none()
        assert_told(problem.value, error)
        assert no_leftovers(home)
        assert list(home.store.listing()) == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: errno.errorcode[error])
def test_an_error_while_opening_is_told_and_frees_the_lock(
    home: TrialHome, faults: Faults, error: int
) -> None:
    home.start().close()
    stored = home.stored()

    def open_it() -> OpenSession:
        return OpenSession(home.store, stored, PIO, lambda: NOON)

    calls = calls_of(faults, lambda: open_it().close())
    told = 0
    for number in range(len(calls)):
        faults.next_fails(number, error)
        try:
            opened = open_it()
        except CannotReadOrWrite as problem:
            told += says_why(problem, error)
        else:
            # The file that says who writes is for display; and leftovers can wait.
            told += not opened.read_only
            opened.close()
        faults.none()
        again = open_it()
        assert not again.read_only
        again.close()
    assert told == len(calls)


def says_why(problem: CannotReadOrWrite, error: int) -> bool:
    """Also where it is the reading that failed, which names the file or the folder alone."""
    reason = os.strerror(error).lower() in problem.message.lower()
    names = "2026" in problem.message or "sessions" in problem.message
    return reason and names and bool(problem.what_to_do)


def test_a_lock_that_the_system_cannot_give_is_no_colleague_who_writes(
    home: TrialHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.start().close()

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(CannotReadOrWrite, match="no locks available") as problem:
        home.open()
    assert not isinstance(problem.value, Busy)


# Killed


WRITERS = """
for _ in sys.stdin:
    writer = os.fork()
    if writer == 0:
        opened = home.open()
        while True:
            say(opened.apply(numbered(opened.session.revision)).revision)
    say(f"writer {writer}")
    os.waitpid(writer, 0)
    say("ended")
"""


class Writers:
    """Processes that save without pause and say each revision that was acknowledged."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout

    def run_and_kill(self, after: float) -> int:
        """Let one write, kill it `after` so many seconds; gives back the last it acknowledged."""
        self._stdin.write("go\n")
        self._stdin.flush()
        words = [self._stdout.readline(), self._stdout.readline()]
        writer = next(int(word.split()[1]) for word in words if word.startswith("writer"))
        time.sleep(after)
        os.kill(writer, signal.SIGKILL)
        while words[-1] != "ended\n":
            words.append(self._stdout.readline())
        return max(int(word) for word in words if word.strip().isdigit())


@pytest.fixture
def writers(home: TrialHome) -> Iterator[Writers]:
    with home.in_another_process(WRITERS) as process:
        yield Writers(process)
        process.communicate()


def test_of_thirty_writers_that_are_killed_none_loses_what_it_acknowledged(
    home: TrialHome, writers: Writers
) -> None:
    home.start().close()
    moments = random.Random(7)  # noqa: S311  # when to kill; no secret
    acknowledged = 1
    for _ in range(30):
        last = writers.run_and_kill(after=moments.uniform(0, 0.02))
        assert last > acknowledged
        found = home.on_disk()
        assert found.sealed
        assert found.revision in (last, last + 1), "the last one may have been cut off unsaid"
        assert len(found.history) == found.revision
        opened = home.open()
        assert not opened.read_only, "the kernel freed the lock"
        assert no_leftovers(home)
        opened.close()
        acknowledged = found.revision


# A disk that is full, or read only


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=40,mode=0755", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("needs root and the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left."""
    rest = folder / "rest"
    with rest.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                return rest


def test_a_full_disk_keeps_the_old_file_and_the_answer_until_there_is_room(
    small_disk: Path,
) -> None:
    home = TrialHome(small_disk / "home")
    opened = home.start()
    opened.apply(numbered(1))
    before = home.path().read_bytes()
    rest = fill(small_disk)
    for number in (2, 3):
        with pytest.raises(CannotReadOrWrite) as problem:
            opened.apply(numbered(number))
        assert_told(problem.value, errno.ENOSPC)
        assert home.path().read_bytes() == before
        assert no_leftovers(home)
    with pytest.raises(CannotReadOrWrite):
        home.store.prepare(NOON)
    rest.unlink()
    assert opened.retry()
    assert home.on_disk().case_number == "26-3"
    opened.close()


def test_a_disk_without_room_for_another_file_is_told_as_such(small_disk: Path) -> None:
    home = TrialHome(small_disk / "home")
    opened = home.start()
    made = []
    for number in range(100):
        try:
            (small_disk / f"file-{number}").touch()
        except OSError:
            break
        made.append(small_disk / f"file-{number}")
    with pytest.raises(CannotReadOrWrite) as problem:
        opened.apply(numbered(1))
    assert_told(problem.value, errno.ENOSPC)
    for path in made:
        path.unlink()
    assert opened.retry()
    opened.close()


def test_a_disk_that_became_read_only_can_still_be_read(small_disk: Path) -> None:
    home = TrialHome(small_disk / "home")
    home.start().close()
    before = home.stored()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for action in (
        home.open,
        lambda: home.store.prepare(NOON),
        lambda: home.store.replace(before, numbered(1)(before.session)),
        lambda: home.start("20261122-1200-traffic-serious-zzzz"),
    ):
        with pytest.raises(CannotReadOrWrite) as problem:
            action()
        assert_told(problem.value, errno.EROFS)
    [found] = home.store.listing()
    assert isinstance(found, Stored)
    assert found.session == before.session
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    again = home.open()
    assert again.apply(numbered(1)).case_number == "26-1"
    again.close()
