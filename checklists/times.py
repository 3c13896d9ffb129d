"""Times as a person types them, and as they are shown.

`n` is now; `02:05`, `0205`, `2.05`, `2:05 am` or `0205 hrs` is the last 02:05 (the next one where a
time lies ahead); a day may stand before it: `21 23:50`, `11/21 23:50`, `2026-11-21 23:50`,
`tomorrow 10:00`; `+30m`, `-10m`, `+2h` count from now. The zone is the workstation's. Of a time
that comes twice when the clocks are set back, the one nearest to now counts; one that they skip is
refused.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from checklists.errors import Refused

_CLOCK = re.compile(
    r"""
    (?:(?P<day>today|tomorrow|yesterday
       |\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{4})?|\d{1,2})[ t])?
    (?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?
    (?:\ ?(?:(?P<half>[ap])\.?m\.?|h|hrs?\.?|hours))?
    """,
    re.VERBOSE | re.ASCII,
)
_FROM_NOW = re.compile(r"([+-])(\d{1,4})([mhd])", re.ASCII)
_NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST_LOOK_BACK = timedelta(hours=12)
"""A bare 20:05 typed at 02:00 is six hours ago; one typed at 08:30 for 20:05 is more likely a
typing mistake than last night, so the day is then required."""
FARTHEST = timedelta(days=3660)
"""What lies farther from now is a typing mistake: no post waits for ten years."""

HOW_TO = "Enter a time (0205 or 2:05 pm; with a day, 11/21 23:50), or n for now."
HOW_TO_AHEAD = "Enter a time (0600 or 6 am; with a day, tomorrow 06:00 or 11/23 06:00), or +2h."


def parse_time(text: str, now: datetime, *, future: bool) -> datetime:
    """Return the time that was typed, with the offset of the workstation's zone at that time.

    Raises Refused when it is not a time, or when a day must be given.
    """
    how_to = HOW_TO_AHEAD if future else HOW_TO
    typed = " ".join(text.split()).lower()
    if typed in ("n", "now"):
        return now
    from_now = _FROM_NOW.fullmatch(typed)
    if from_now:
        span = timedelta(**{_UNITS[from_now[3]]: int(from_now[1] + from_now[2])})
        return _not_far((now.astimezone(UTC) + span).astimezone(), now, how_to)
    found = _CLOCK.fullmatch(typed)
    if not found or not (found["minute"] or found["half"]):
        raise Refused("Not a time", "This is not a time.", how_to)
    try:
        clock = _clock(found)
        if found["day"] is None:
            return _nearest(clock, now, how_to, future=future)
        day = _day(found["day"], now.astimezone().date(), future=future)
        moments = _moments(datetime.combine(day, clock))
    except (ValueError, OverflowError):
        raise Refused("Not a time", "That time does not exist.", how_to) from None
    if not moments:
        raise _skipped(how_to)
    moment = _on_its_side(moments, now, future=future) or moments[0]
    return _not_far(moment, now, how_to)


def _clock(found: re.Match[str]) -> time:
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        raise ValueError
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0))


def _nearest(clock: time, now: datetime, how_to: str, *, future: bool) -> datetime:
    """Return the last time at which the clocks showed this, or the next; within a day."""
    local = now.astimezone().replace(tzinfo=None)
    today = datetime.combine(local, clock)
    other = today + timedelta(days=1 if future else -1)
    for wall in (today, other):
        moments = _moments(wall)
        if not moments and (wall > local) == future:
            raise _skipped(how_to)
        found = _on_its_side(moments, now, future=future)
        if found and (future or wall is today or now - found <= LONGEST_LOOK_BACK):
            return found
    raise Refused("Which day?", f"{clock:%H:%M} is later than now.", HOW_TO)


def _day(text: str, today: date, *, future: bool) -> date:
    """Return the day that was typed: without its year or month, the nearest on the right side."""
    if text in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[text])
    if "-" in text:
        return date(*map(int, text.split("-")))
    if "/" in text:
        month, day, year, *typed_year = map(int, f"{text}/{today.year}".split("/"))
        found = date(year, month, day)
        if typed_year or (found >= today if future else found <= today):
            return found
        return found.replace(year=today.year + (1 if future else -1))
    step = timedelta(days=1 if future else -1)
    for number in range(62):
        found = today + number * step
        if found.day == int(text):
            return found
    raise ValueError


def _moments(local: datetime) -> list[datetime]:
    """Return when the clocks show a time: once, twice where they are set back, or never."""
    both = (local.replace(fold=fold).astimezone() for fold in (0, 1))
    return sorted({found for found in both if found.replace(tzinfo=None) == local})


def _on_its_side(moments: list[datetime], now: datetime, *, future: bool) -> datetime | None:
    """Return the moment nearest to now, after it or not after it; None where there is none."""
    fitting = [moment for moment in moments if (moment > now) == future]
    return fitting[0 if future else -1] if fitting else None


def _skipped(how_to: str) -> Refused:
    return Refused("Not a time", "The clocks skip this time for daylight saving.", how_to)


def _not_far(found: datetime, now: datetime, how_to: str) -> datetime:
    if abs(found - now) > FARTHEST:
        raise Refused("Which year?", "That is more than ten years from now.", how_to)
    return found


def show_time(moment: datetime, now: datetime) -> str:
    """Return a time as it is shown: `02:05` today, with its day otherwise."""
    local = moment.astimezone()
    if local.date() == now.astimezone().date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
