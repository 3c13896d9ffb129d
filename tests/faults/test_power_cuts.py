"""Power cuts: the disk as it was at some moment, mounted anew, has every acknowledged save whole.

An ext4 image lies on a file system that can copy it in an instant (xfs, by reflink). A writer saves
in it and says each acknowledged revision outside of it; at random moments the image is copied, and
the copy's journal is replayed by mounting it: what is not on the disk then would have been lost. It
models a disk that keeps what it says it has written.
"""

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from factories.homes import HERE, TrialHome
from needs import need_program, need_root

from checklists.records.codec import Unreadable

pytestmark = pytest.mark.slow

CUTS = 40
MB = 1024 * 1024
SAVES = 40
"""In one session; then comes the next one, before the record is full."""
WRITER = """
import os, sys
from pathlib import Path
from checklists.records import atomic as durable_write
from factories.homes import TrialHome, numbered
home = TrialHome(Path(sys.argv[1]))
exec(sys.argv[2])
for number in range(10_000):
    opened = home.start(f"20261122-1200-traffic-serious-{number:04}")
    os.write(1, b"%d 1\\n" % number)
    for save in range(SAVES - 1):
        # The length varies: torn files would show.
        revision = opened.apply(numbered(str(save) * (1 + save % 7))).revision
        os.write(1, b"%d %d\\n" % (number, revision))
    opened.close()
""".replace("SAVES", str(SAVES))
NO_FOLDER_FLUSH = """
real = os.fsync
os.fsync = lambda fd: None if os.path.isdir(f"/proc/self/fd/{fd}") else real(fd)
"""
NO_FLUSH = "os.fsync = lambda fd: None"


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        # Nobody can mend that here, so it is a skip even where none is taken.
        pytest.skip(f"*** POWER CUTS NOT TESTED: this kernel cannot mount it: {done.stderr} ***")


@contextmanager
def mounted(image: Path, folder: Path, *options: str) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    mount("-o", ",".join(["loop", *options]), os.fspath(image), os.fspath(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def image_of(path: Path, megabytes: int, *make: str) -> Path:
    with path.open("wb") as file:
        file.truncate(megabytes * MB)
    subprocess.run([*make, path], check=True, capture_output=True)
    return path


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder whose files can be copied in an instant."""
    need_root()
    need_program("mkfs.xfs", "xfsprogs")
    need_program("mkfs.ext4", "e2fsprogs")
    image = image_of(tmp_path / "xfs.img", 320, "mkfs.xfs", "-q", "-m", "reflink=1")
    with mounted(image, tmp_path / "xfs") as folder:
        yield folder


class Said:
    """What the writer acknowledged so far; read without pause, so that it never waits."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.last = (0, 0)
        self._process = process
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            number, revision = map(int, line.split())
            self.last = (number, revision)

    def end(self) -> None:
        """Read what the writer still said; its pipe may only be closed after that."""
        self._thread.join()


class Cut(NamedTuple):
    """What had been acknowledged when the power went, and what of it the disk did not have."""

    acknowledged: tuple[int, int]
    lost: tuple[str, ...]
    torn: tuple[str, ...]


def cut(disk: Path, image: Path, said: Said) -> Cut:
    """The disk at this moment, and what is on it once its journal is replayed."""
    copy = disk / "copy.img"
    # What was begun before the copy may be in it; what was said before it must be.
    number, revision = said.last
    subprocess.run(["cp", "--reflink=always", image, copy], check=True)
    wanted = {**dict.fromkeys(range(max(0, number - 3), number), SAVES), number: revision}
    lost, torn = [], []
    with mounted(copy, disk / "copy") as folder:
        home = TrialHome(folder / "home")
        for session, acknowledged in wanted.items():
            session_id = f"20261122-1200-traffic-serious-{session:04}"
            try:
                found = home.on_disk(session_id)
            except Unreadable as problem:
                (lost if "no such file" in problem.what else torn).append(session_id)
                continue
            if not found.sealed or len(found.history) != found.revision:
                torn.append(session_id)
            if found.revision < acknowledged:
                lost.append(session_id)
    copy.unlink()
    return Cut((number, revision), tuple(lost), tuple(torn))


def cuts_of(disk: Path, how_many: int, less: str, seed: int) -> list[Cut]:
    """So many cuts of a writer that saves without pause; `less` takes a safeguard from it."""
    image = image_of(disk / "ext4.img", 24, "mkfs.ext4", "-q", "-E", "lazy_itable_init=0")
    moments = random.Random(seed)  # noqa: S311  # when to cut; no secret
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent.parent)])
    cuts: list[Cut] = []
    with mounted(image, disk / "ext4") as folder:
        command = [sys.executable, "-c", WRITER, str(folder / "home"), less]
        with subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True
        ) as writer:
            said = Said(writer)
            while said.last == (0, 0) and writer.poll() is None:
                time.sleep(0.01)
            try:
                for _ in range(how_many):
                    time.sleep(moments.uniform(0.005, 0.05))
                    cuts.append(cut(disk, image, said))
                assert writer.poll() is None
            finally:
                writer.kill()
                said.end()
    shutil.rmtree(disk / "ext4", ignore_errors=True)
    return cuts


def test_no_power_cut_loses_or_tears_an_acknowledged_save(
    disk: Path, soak: Any, counted: Callable[[str], None]
) -> None:
    cuts = cuts_of(disk, CUTS * soak.times, "", seed=soak.seed)
    moments = {found.acknowledged for found in cuts}
    lost, torn = (sum(bool(getattr(found, name)) for found in cuts) for name in ("lost", "torn"))
    counted(
        f"power cuts on ext4: {len(cuts)} at {len(moments)} different revisions, "
        f"{lost} lost a save, {torn} torn"
    )
    assert [found for found in cuts if found.lost or found.torn] == []
    assert len(moments) > len(cuts) / 4


@pytest.mark.parametrize("less", [NO_FOLDER_FLUSH, NO_FLUSH], ids=["folder", "file or folder"])
def test_the_cuts_find_a_writer_that_does_not_flush(
    disk: Path, less: str, counted: Callable[[str], None], request: pytest.FixtureRequest
) -> None:
    """Otherwise the cuts would prove nothing."""
    cuts = cuts_of(disk, 16, less, seed=5)
    found = sum(bool(found.lost or found.torn) for found in cuts)
    counted(
        f"power cuts, no flush of {request.node.callspec.id}: {found} of {len(cuts)} lost or torn"
    )
    assert found > 0
