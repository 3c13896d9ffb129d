"""A time zone that no clock has is named by every command, and ends none with a report."""

import pytest


@pytest.mark.parametrize("zone", ["XXX-99", "ABC+24:59:59", "XXX-5YYY-30"])
@pytest.mark.parametrize("argv", [["list"], ["--plain", "start", "traffic-advisory"]])
def test_a_zone_of_a_day_or_more_is_named_with_what_to_do(desk, zone, argv):
    ended = desk.process(*argv, environment={"TZ": zone})
    assert ended.returncode == 2
    assert "TZ" in ended.stderr
    assert "unset TZ" in ended.stderr
    assert "report" not in ended.stderr


def test_the_farthest_zones_that_there_are_serve(desk):
    for zone in ("XXX-14", "XXX12", ":nowhere"):
        assert desk.process("list", environment={"TZ": zone}).returncode == 0
