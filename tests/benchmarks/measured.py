"""A row of the table: what was measured, ours, theirs, and whether the limit holds.

Times are medians of rounds in which both sides were taken in turns, and what counts is their ratio:
milliseconds of one machine say nothing about another.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

BUDGET = 30.0
"""Seconds after which no further round of one comparison is begun."""


class Row(NamedTuple):
    """One line of the table, as it is printed."""

    what: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    limit: str = ""
    holds: str = ""


class Failed(Exception):
    """What was to be measured did not run; says why in one line."""


def compared(
    what: str,
    ours: float,
    theirs: float,
    unit: str,
    *,
    beside: str = "",
    limit: float | None = None,
) -> Row:
    """Ours against theirs, both in `unit`. `beside` says what theirs is."""
    times = ours / theirs if theirs else float("inf")
    return Row(
        what,
        _amount(ours, unit),
        f"{_amount(theirs, unit)} {beside}".rstrip(),
        f"{times:.2f} x",
        "" if limit is None else f"{limit:g} x",
        holds(times, limit),
    )


def alone(what: str, ours: float, unit: str, *, limit: float | None = None) -> Row:
    """Ours, with a limit in the same unit or none."""
    shown = "" if limit is None else _amount(limit, unit)
    return Row(what, _amount(ours, unit), limit=shown, holds=holds(ours, limit))


def not_measured(what: str, why: str) -> Row:
    """A row that says why it has no figure. The table is none the less whole."""
    return Row(what, f"not measured: {why}")


def holds(found: float, limit: float | None) -> str:
    """Whether a limit holds; empty where there is none."""
    if limit is None:
        return ""
    return "yes" if found <= limit else "NO"


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 or unit == "B" else f"{value:.1f} {unit}"


def in_turns(sides: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each side. The first round only warms up, unless it takes up the budget."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    begun = time.monotonic()
    for number in range(rounds + 1):
        for name, measure in sides.items():
            taken[name].append(measure())
        spent = time.monotonic() - begun
        # The next round takes as long as these did.
        if spent + spent / (number + 1) > BUDGET:
            break
    return {name: statistics.median(found[1:] or found) for name, found in taken.items()}
