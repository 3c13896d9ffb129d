"""A time is what the officer meant by it: also in the hour that comes twice, and in none at all."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.errors import Refused
from checklists.times import LONGEST_LOOK_BACK, parse_time, show_time

ZONES = (
    "America/New_York",
    "America/Phoenix",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Europe/London",
)
START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = 2 * 365 * 24


@contextmanager
def in_zone(name):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", name)
        time.tzset()
        yield ZoneInfo(name)
    time.tzset()


@pytest.fixture
def eastern():
    with in_zone("America/New_York") as zone:
        yield zone


def at(zone, text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def refusal(text, now, *, future=False):
    with pytest.raises(Refused) as refused:
        parse_time(text, now, future=future)
    return refused.value.message


def shown_last(zone, now, clock):
    """When the clocks last showed this, by going back minute by minute; None if over 26 hours."""
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(26 * 60):
        if f"{moment.astimezone(zone):%H:%M}" == clock:
            return moment
        moment -= timedelta(minutes=1)
    return None


def shown_next(zone, now, clock):
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(26 * 60):
        moment += timedelta(minutes=1)
        if f"{moment.astimezone(zone):%H:%M}" == clock:
            return moment
    return None


@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=200, deadline=None)
@given(hours=st.integers(0, HOURS), minute=st.integers(0, 59), back=st.integers(0, 719))
def test_what_the_clocks_showed_in_the_last_twelve_hours_is_that_moment(name, hours, minute, back):
    with in_zone(name) as zone:
        now = (START + timedelta(hours=hours, minutes=minute)).astimezone(zone)
        meant = (now.astimezone(UTC) - timedelta(minutes=back)).astimezone(zone)
        found = parse_time(f"{meant:%H:%M}", now, future=False)
        assert found == shown_last(zone, now, f"{meant:%H:%M}")
        assert found.utcoffset() == found.astimezone(zone).utcoffset()
        assert parse_time(f"{meant:%Y-%m-%d %H:%M}", now, future=False) == found


@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=200, deadline=None)
@given(hours=st.integers(0, HOURS), minute=st.integers(0, 59), ahead=st.integers(1, 1380))
def test_a_time_that_lies_ahead_is_the_next_at_which_the_clocks_show_it(name, hours, minute, ahead):
    with in_zone(name) as zone:
        now = (START + timedelta(hours=hours, minutes=minute)).astimezone(zone)
        meant = (now.astimezone(UTC) + timedelta(minutes=ahead)).astimezone(zone)
        wall = datetime.combine(now, meant.time())
        if wall > now.replace(tzinfo=None) and wall.astimezone().replace(tzinfo=None) != wall:
            assert "daylight saving" in refusal(f"{meant:%H:%M}", now, future=True)
        else:
            found = parse_time(f"{meant:%H:%M}", now, future=True)
            assert found == shown_next(zone, now, f"{meant:%H:%M}")


@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=100, deadline=None)
@given(hours=st.integers(0, HOURS), minutes=st.integers(-9999, 9999))
def test_what_counts_from_now_is_that_far_from_now_also_over_a_change_of_the_clocks(
    name, hours, minutes
):
    with in_zone(name) as zone:
        now = (START + timedelta(hours=hours)).astimezone(zone)
        found = parse_time(f"{minutes:+d}m", now, future=minutes > 0)
        assert found - now == timedelta(minutes=minutes)
        assert found.utcoffset() == found.astimezone(zone).utcoffset()


def test_n_keeps_its_moment_in_the_hour_that_comes_twice(eastern):
    for fold in (0, 1):
        now = at(eastern, "2026-11-01 01:40:12", fold)
        assert parse_time("n", now, future=False).astimezone(UTC) == now.astimezone(UTC)


def test_of_the_hour_that_comes_twice_the_nearer_and_not_one_to_come(eastern):
    first, second = (at(eastern, "2026-11-01 01:40", fold) for fold in (0, 1))
    in_the_second = at(eastern, "2026-11-01 01:45", 1)
    assert parse_time("01:40", in_the_second, future=False) == second.astimezone(UTC)
    before_it = at(eastern, "2026-11-01 01:20", 1)
    assert parse_time("01:40", before_it, future=False) == first.astimezone(UTC)
    assert parse_time("11/1 01:40", before_it, future=False) == first.astimezone(UTC)
    assert parse_time("01:40", at(eastern, "2026-11-01 01:45", 0), future=True) == (
        second.astimezone(UTC)
    )


def test_a_time_that_the_clocks_skip_is_refused(eastern):
    now = at(eastern, "2026-03-08 03:10")
    for typed in ("02:50", "8 02:50", "3/8 2:50 am", "2026-03-08 02:50"):
        assert refusal(typed, now) == "The clocks skip this time for daylight saving."
    assert refusal("02:50", at(eastern, "2026-03-08 00:30"), future=True) == (
        "The clocks skip this time for daylight saving."
    )


@pytest.mark.parametrize(
    "typed",
    [
        "02:05", "2:05", "0205", "205", "2.05", "02.05", "2:05 am", "2:05am", "2:05 a.m.",
        "2:05 AM", "0205 hrs", "0205 hours", "0205h", "02:05 hr", "02:05:00", " 02:05 ",
        "21 02:05", "11/21 02:05", "11/21/2026 02:05", "2026-11-21 02:05", "2026-11-21T02:05",
    ],
)  # fmt: skip
def test_the_forms_that_people_type(eastern, typed):
    now = at(eastern, "2026-11-21 02:16")
    assert parse_time(typed, now, future=False) == at(eastern, "2026-11-21 02:05")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("02:05:30", "2026-11-21 02:05:30"),
        ("11:50 pm", "2026-11-20 23:50"),
        ("11/20 23:50", "2026-11-20 23:50"),
        ("20 23:50", "2026-11-20 23:50"),
        ("12/31 23:50", "2025-12-31 23:50"),
        ("12:10 am", "2026-11-21 00:10"),
        ("2 am", "2026-11-21 02:00"),
        ("-10m", "2026-11-21 02:06"),
    ],
)
def test_which_moment_they_mean(eastern, typed, meant):
    now = at(eastern, "2026-11-21 02:16")
    assert parse_time(typed, now, future=False) == at(eastern, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("6 am", "2026-11-21 06:00"),
        ("02:00", "2026-11-22 02:00"),
        ("1/2 06:00", "2027-01-02 06:00"),
        ("+2h", "2026-11-21 04:16"),
    ],
)
def test_which_moment_lies_ahead(eastern, typed, meant):
    now = at(eastern, "2026-11-21 02:16")
    assert parse_time(typed, now, future=True) == at(eastern, meant)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This is not a time."),
        ("2", "This is not a time."),
        ("soon", "This is not a time."),
        ("02:05 02:06", "This is not a time."),
        ("\u0660\u0662:\u0660\u0665", "This is not a time."),
        ("24:00", "That time does not exist."),
        ("13 pm", "That time does not exist."),
        ("0 am", "That time does not exist."),
        ("02:60", "That time does not exist."),
        ("13/21 02:05", "That time does not exist."),
        ("2/29 02:05", "That time does not exist."),
        ("32 02:05", "That time does not exist."),
        ("0000-01-01 02:05", "That time does not exist."),
        ("0001-01-01 02:05", "That time does not exist."),
        ("9999-12-31 23:59", "That time does not exist."),
        ("9998-12-31 23:59", "That is more than ten years from now."),
        ("-9999d", "That is more than ten years from now."),
        ("1916-11-21 02:05", "That is more than ten years from now."),
    ],
)
def test_what_is_no_time_is_refused_in_words(eastern, typed, said):
    assert refusal(typed, at(eastern, "2026-11-21 02:16")) == said


def test_a_bare_time_of_over_twelve_hours_ago_needs_its_day(eastern):
    now = at(eastern, "2026-11-21 08:30")
    assert refusal("20:05", now) == "20:05 is later than now."
    assert parse_time("20:31", now, future=False) >= now - LONGEST_LOOK_BACK


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="0123456789:/. -+TZampnhrsdow,\u00b2\u0663", max_size=20), st.booleans())
def test_whatever_is_typed_is_a_time_or_refused(text, future):
    now = datetime(2026, 11, 21, 2, 16, tzinfo=UTC)
    try:
        found = parse_time(text, now, future=future)
    except Refused:
        return
    assert found.tzinfo is not None


def test_a_time_is_shown_as_the_clocks_showed_it_then(eastern):
    told = at(eastern, "2026-11-01 01:40", 0)
    assert show_time(told, at(eastern, "2026-11-01 03:10")) == "01:40"
    assert show_time(told, at(eastern, "2026-11-02 03:10")) == "2026-11-01 01:40"


@pytest.mark.parametrize("text", ["tomorrow 10:00", "Tomorrow 1000", "tomorrow 10 am"])
def test_a_later_time_may_be_tomorrow(eastern, text):
    now = at(eastern, "2026-11-30T00:06")
    assert parse_time(text, now, future=True) == at(eastern, "2026-12-01T10:00")


def test_the_days_beside_today_are_told_apart(eastern):
    now = at(eastern, "2026-12-01T00:06")
    assert parse_time("today 10:00", now, future=True) == at(eastern, "2026-12-01T10:00")
    assert parse_time("yesterday 23:50", now, future=False) == at(eastern, "2026-11-30T23:50")
    assert refusal("tomorrow", now, future=True) == "This is not a time."
