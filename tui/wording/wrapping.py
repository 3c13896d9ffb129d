"""Printable lines of at most 80 columns: sentences, quoted text, times and problems."""

from datetime import datetime, tzinfo
from textwrap import wrap

from checklists.errors import Problem
from checklists.text import show_text

WIDTH = 80


def wrapped(text: str, indent: str = "", further: str | None = None) -> tuple[str, ...]:
    """Return a sentence as lines of at most 80 columns, broken only between words.

    `further` is the indent of the lines after the first, if it differs from `indent`.
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
    """Return text with a bar before each line.

    No line of it can then be mistaken for the program's own output.
    """
    return tuple(f"{indent}| {line}" for line in show_text(text, lines=True).split("\n"))


def day_and_time(at: datetime, zone: tzinfo | None) -> str:
    """Return a moment as local date and time: `2026-11-22 02:33`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def problem_lines(problem: Problem) -> tuple[str, ...]:
    """Return a problem as printable lines: title, what happened, what to do.

    Escapes control characters, because the parts may quote file names and typed words.
    """
    first = f"{problem.title}: {problem.message}"
    named = (f"  {line}" for line in problem.lines)
    lines = (first, *named, f"  {problem.what_to_do}")
    return tuple(show_text(line) for line in lines if line.strip())
