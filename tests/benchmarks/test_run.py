"""The benchmark's table is whole, also where a peer is missing. The figures are nobody's here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from needs import need_root

pytestmark = pytest.mark.slow

RUN = Path(__file__).with_name("run.py")


def table(folder: Path, *argv: str, **environment: str) -> list[list[str]]:
    """The rows that a run prints, without its heading."""
    ended = subprocess.run(
        [sys.executable, str(RUN), "1", "--sizes", "60", "--in", str(folder), *argv],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = [line for line in ended.stdout.splitlines() if line.startswith("|")]
    assert lines[1] == "|---|---|---|---|---|---|"
    assert list(folder.iterdir()) == []
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_without_another_word_it_is_five_rows(tmp_path: Path) -> None:
    rows = table(tmp_path)
    assert [re.sub(r"\d+ KB", "16 KB", row[0]) for row in rows] == [
        "first frame: home, empty",
        "confirming a step, 80x24",
        "a save at 16 KB, our own processor time",
        "the first list, which makes the index, 60 sessions",
        "list --json --limit 200, 60 sessions",
    ]
    assert not [row for row in rows if row[1].startswith("not measured")]


def test_a_small_archive_gives_every_row_of_its_part(tmp_path: Path) -> None:
    rows = table(tmp_path, "--only", "lists")
    assert {len(row) for row in rows} == {6}
    assert sum(row[0].startswith("list --json --limit 200, 60 sessions") for row in rows) == 4
    # Ripgrep need not be there.
    missing = [row[0] for row in rows if row[1].startswith("not measured")]
    assert all("--grep" in what for what in missing), missing


def test_a_peer_that_is_not_installed_gives_a_row_that_says_how(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    folder = tmp_path / "trees"
    folder.mkdir()
    rows = table(folder, "--only", "peer-lists", PATH=str(empty), BENCHMARK_PEERS="")
    assert [row[1] for row in rows] == [
        f"not measured: {name} is not installed: apt-get install {name}"
        for name in ("taskwarrior", "todoman")
    ]


def test_the_queue_over_a_small_archive(tmp_path: Path) -> None:
    need_root()
    rows = table(tmp_path, "--only", "queue")
    assert len(rows) == 5
    assert not [row for row in rows if row[1].startswith("not measured")]
