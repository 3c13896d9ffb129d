"""Times as a person types them, and as they are shown.

`n` is now; `02:05` or `0205` is the last 02:05 (the next one where a time lies ahead); a day may
stand before it: `21 23:50`, `2026-11-21 23:50`; `+30m`, `-10m`, `+2h` count from now. The zone is
the workstation's.
"""

import re
from datetime import datetime, timedelta

from checklists.problems import Refused

_CLOCK = re.compile(r"^(?:(\d{4}-\d{2}-\d{2}|\d{1,2})[ T])?(\d{1,2}):?(\d{2})$")
_FROM_NOW = re.compile(r"^([+-])(\d{1,4})([mhd])$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST_LOOK_BACK = timedelta(hours=12)
"""A bare 20:05 typed at 02:00 is six hours ago; one typed at 08:30 for 20:05 is more likely a slip
of the hand than last night, so the day must then be said."""

HOW_TO = "Write n for now, or a time like 02:05; with a day like 21 23:50."
HOW_TO_AHEAD = "Write a time like 06:00, with a day like 23 06:00, or +2h."


def parse_time(text: str, now: datetime, *, future: bool) -> datetime:
    """The time that was typed, with the offset of the workstation's zone at that time.

    Raises Refused when it is none, or when a day must be said.
    """
    how_to = HOW_TO_AHEAD if future else HOW_TO
    typed = " ".join(text.split()).lower()
    if typed in ("n", "now"):
        return now
    from_now = _FROM_NOW.match(typed)
    if from_now:
        span = timedelta(**{_UNITS[from_now[3]]: int(from_now[2])})
        return now + span if from_now[1] == "+" else now - span
    found = _CLOCK.match(typed.upper())
    if not found:
        raise Refused("Not a time", "This is not a time.", how_to)
    try:
        if found[1] is None:
            return _nearest(now, int(found[2]), int(found[3]), future=future)
        day = _day(found[1], now, future=future)
        local = day.replace(hour=int(found[2]), minute=int(found[3]))
    except ValueError:
        raise Refused("Not a time", "There is no such time.", how_to) from None
    return _with_offset(local)


def _nearest(now: datetime, hour: int, minute: int, *, future: bool) -> datetime:
    today = now.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    found = _with_offset(today)
    if future:
        return found if found > now else _with_offset(today + timedelta(days=1))
    if found <= now:
        return found
    yesterday = _with_offset(today - timedelta(days=1))
    if now - yesterday > LONGEST_LOOK_BACK:
        raise Refused("Which day?", f"{hour:02}:{minute:02} has not come yet today.", HOW_TO)
    return yesterday


def _day(text: str, now: datetime, *, future: bool) -> datetime:
    if "-" in text:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 (the zone is added with the offset)
    day = now.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(days=1 if future else -1)
    for _ in range(62):
        if day.day == int(text):
            return day
        day += step
    raise ValueError


def _with_offset(local: datetime) -> datetime:
    return local.astimezone()


def show_time(moment: datetime, now: datetime) -> str:
    """A time as it is shown: `02:05` today, with its day otherwise."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
