"""One writer at a time; the kernel frees the lock with the process that held it."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from factories.homes import ID, PIO, TrialHome
from factories.sessions import NOON

from checklists.records.atomic import folder_descriptor
from checklists.records.lock import Busy, Lock


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    with folder_descriptor(tmp_path) as descriptor:
        yield descriptor


def take(folder: int) -> Lock:
    return Lock(folder, ID, PIO, NOON, "/dev/pts/3")


def test_the_second_writer_learns_who_writes_since_when_and_where(folder: int) -> None:
    first = take(folder)
    with pytest.raises(Busy) as busy:
        take(folder)
    holder = busy.value.holder
    assert holder is not None
    assert (holder.by, holder.pid) == (str(PIO.account), os.getpid())
    assert (holder.since, holder.terminal) == (NOON, "/dev/pts/3")
    first.release()


def test_what_is_released_can_be_taken_again(folder: int) -> None:
    take(folder).release()
    again = take(folder)
    again.release()
    again.release()


def test_two_sessions_do_not_stand_in_each_others_way(folder: int) -> None:
    first = take(folder)
    other = Lock(folder, "20261122-0215-crime-trend-m3x9", PIO, NOON, "")
    first.release()
    other.release()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"not json",
        b'{"by":"x","pid":1,"since":"2026-11-22T12:00:00","terminal":""}',
        b'{"by":"\\u001b[2J","pid":1,"since":"2026-11-22T12:00:00-05:00","terminal":""}',
        b'{"by":"' + b"x" * 5000,
        b'{"by":"\xff"}',
    ],
    ids=["empty", "no JSON", "a time without a zone", "an escape", "too long", "not UTF-8"],
)
def test_a_holder_file_that_cannot_be_believed_names_nobody(
    folder: int, tmp_path: Path, text: bytes
) -> None:
    first = take(folder)
    (tmp_path / f".{ID}.holder").write_bytes(text)
    with pytest.raises(Busy) as busy:
        take(folder)
    assert busy.value.holder is None
    first.release()


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_something_planted_as_the_holder_file_neither_holds_up_nor_is_written_through(
    folder: int, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    planted = tmp_path / f".{ID}.holder"
    {"link": lambda: planted.symlink_to(target), "pipe": lambda: os.mkfifo(planted),
     "folder": planted.mkdir}[kind]()  # fmt: skip
    first = take(folder)
    with pytest.raises(Busy) as busy:
        take(folder)
    assert busy.value.holder is None
    assert target.read_text() == "mine"
    first.release()


def test_a_link_planted_as_the_lock_is_refused(folder: int, tmp_path: Path) -> None:
    (tmp_path / f".{ID}.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        take(folder)
    assert not (tmp_path / "elsewhere").exists()


HOLDS = """
opened = home.open()
say("read only" if opened.read_only else "writes")
sys.stdin.readline()
"""


def test_another_process_reads_only_and_sees_who_writes(home: TrialHome) -> None:
    opened = home.start()
    with home.in_another_process(HOLDS + "say(opened.holder.pid)\n") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "read only\n"
        out, _ = child.communicate("\n")
        assert out == f"{os.getpid()}\n"
    opened.close()


def test_a_process_that_is_killed_frees_the_lock_at_once(home: TrialHome) -> None:
    home.start().close()
    with home.in_another_process(HOLDS) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "writes\n"
        blocked = home.open()
        assert blocked.read_only
        assert blocked.holder is not None
        assert blocked.holder.pid == child.pid
        assert blocked.holder.since - NOON == timedelta(0)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    opened = home.open()
    assert not opened.read_only
    assert opened.holder is None
    opened.close()


def test_an_editor_that_was_started_from_the_program_does_not_keep_the_lock(
    home: TrialHome,
) -> None:
    home.start().close()
    code = """
    import subprocess
    opened = home.open()
    editor = subprocess.Popen(
        ["sleep", "60"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, close_fds=False
    )
    say(editor.pid)
    os._exit(0)
    """
    with home.in_another_process(code) as child:
        assert child.stdout is not None
        editor = int(child.stdout.readline())
    try:
        opened = home.open()
        assert not opened.read_only
        opened.close()
    finally:
        os.kill(editor, signal.SIGKILL)
