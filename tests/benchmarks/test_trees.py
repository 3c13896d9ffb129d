"""A tree to measure with is one that the program could have written."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.trees import UNFINISHED, USERS, WAITING, Tree, make_tree
from drivers.processes import MAIN, clean_environment
from needs import need_root

pytestmark = pytest.mark.slow

SESSIONS = 300


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return make_tree(tmp_path_factory.mktemp("tree") / "home", SESSIONS)


def said(home: Path, *argv: str) -> str:
    """What a command prints, which must succeed."""
    ended = subprocess.run(
        [sys.executable, "-c", MAIN, *argv],
        env=clean_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[:2_000] + ended.stderr
    return ended.stdout


def test_every_file_of_a_tree_holds(tree: Tree) -> None:
    assert said(tree.home, "verify", "--all") == f"{SESSIONS} sessions checked: no problems.\n"


def test_nearly_all_is_done_and_the_few_others_are_as_many_in_any_tree(
    tree: Tree, tmp_path: Path
) -> None:
    for made in (tree, make_tree(tmp_path / "home", 100)):
        rows = json.loads(said(made.home, "list", "--json"))
        found = Counter(row["status"] for row in rows)
        asks = WAITING // 3
        assert found["posted"] + found["withdrawn"] == made.sessions - WAITING - UNFINISHED
        assert found["ready"] == WAITING - asks
        assert found["in-progress"] == UNFINISHED + asks
        mine = [row for row in rows if row["author"] == rows[0]["author"]]
        assert 0 < len(mine) < len(rows)
        assert len({row["case_number"] for row in rows}) == len(rows)


def test_a_supervisor_may_review_what_waits(tree: Tree) -> None:
    need_root()
    queue = said(tree.home, "review")
    assert queue.count("needs approval") + queue.count("exception") >= WAITING
    assert len(list((tree.home / "reviews").iterdir())) > SESSIONS // 20


def test_ten_users_over_ten_years(tree: Tree) -> None:
    users = list((tree.home / "sessions").iterdir())
    months = {month.name for user in users for month in user.iterdir()}
    assert len(users) == USERS
    assert len(months) > 100
    sizes = [path.stat().st_size for path in (tree.home / "sessions").glob("*/*/*.toml")]
    assert len(sizes) == SESSIONS
    assert 4_000 < min(sizes) < max(sizes) < 32_000
