"""The bytes that each thing costs on the line, held to the limits; idle costs exactly none.

Bytes are counted at a real terminal. They are the same on a fast machine and on a busy one.
"""

import pytest
from benchmarks.byte_counts import LIMITS, count_plain, count_screens

pytestmark = pytest.mark.slow


def test_on_the_screens_at_80x24(tmp_path, counted):
    found = dict(count_screens(tmp_path, (80, 24)))
    counted("bytes at 80x24: " + ", ".join(f"{what} {ours}" for what, ours in found.items()))
    assert set(found) == {what for what in LIMITS if not what.startswith("plain:")}
    assert {what: ours for what, ours in found.items() if ours > LIMITS[what]} == {}
    # Something was counted at all, but for the one thing that costs nothing.
    assert [what for what, ours in found.items() if not ours] == ["idle for 10 seconds"]


def test_a_big_terminal_is_idle_too_and_no_key_repaints_it(tmp_path):
    found = dict(count_screens(tmp_path, (200, 60), idle=3.0))
    assert found.pop("idle for 10 seconds") == 0
    first = {what: found.pop(what) for what in list(found) if what.startswith("first paint")}
    assert max(first.values()) < 32_000
    assert max(found.values()) < 4_500


def test_a_plain_prompt(tmp_path):
    what, ours = count_plain(tmp_path)
    assert 0 < ours <= LIMITS[what]
