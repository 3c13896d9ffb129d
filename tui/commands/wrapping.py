"""Lines of at most 80 columns, safe to print: sentences, quoted text, times."""

from datetime import datetime, tzinfo
from textwrap import wrap

from checklists.clean_text import show_text

WIDTH = 80


def wrapped(text: str, indent: str = "", further: str | None = None) -> tuple[str, ...]:
    """A sentence as lines of at most 80 columns, broken only between words.

    `further` is the indent from the second line on, where it is another.
    """
    lines = wrap(
        show_text(text),
        width=WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(lines) or (indent.rstrip(),)


def quoted(text: str, indent: str = "") -> tuple[str, ...]:
    """Text of several lines, each behind a bar: no line of it can pass for one of ours."""
    return tuple(f"{indent}| {line}" for line in show_text(text, lines=True).split("\n"))


def day_and_time(at: datetime, zone: tzinfo | None) -> str:
    """A moment as the calendar and the clock on the wall show it: `2026-11-22 02:33`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
