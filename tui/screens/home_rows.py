"""The rows of home: what is unfinished, what can be started, what waits, what cannot be read."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from checklists.listed import Listed
from tui.list_words import about_session, unreadable_words
from tui.questions import FOR_SUPERVISORS, START, UNFINISHED, UNREADABLE
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from checklists.catalog import Offer

MOST_UNFINISHED = 40
"""As many unfinished sessions as home offers; `cleartopost list` has all."""


def unfinished_rows(own: Iterable[Listed], now: datetime, room: int | None) -> list[Row]:
    """One's own sessions that can be gone on with. With so little `room` for their type, only where
    each stands besides: the rest is there when it is opened."""
    unfinished = [found for found in own if found.is_unfinished][:MOST_UNFINISHED]
    rows = [Row(f"session:{f.id}", _session_words(f, now, room)) for f in unfinished]
    return _under("unfinished", UNFINISHED, rows)


def _session_words(found: Listed, now: datetime, room: int | None) -> str:
    short, case, state, when = about_session(found, now)
    if room is None:
        return f"{short:<33} {case:<14} {state:<20} {when}"
    return f"{short[:room]:<{min(room, 33)}} {state}"


def type_rows(offered: "Iterable[Offer]") -> list[Row]:
    """The incident types that can be started."""
    rows = []
    for offer in offered:
        steps = f"{offer.steps} steps"
        urgent = "urgent" if offer.urgent else ""
        rows.append(Row(f"type:{offer.id}", f"{offer.short:<34} {steps:<9} {urgent}"))
    return _under("start", START, rows)


def queue_rows() -> list[Row]:
    """For a supervisor, the way to what waits for them."""
    return _under("review", "For the shift supervisor", [Row("queue:", FOR_SUPERVISORS)])


def broken_rows(own: Iterable[Listed]) -> list[Row]:
    """One's own files that cannot be read."""
    broken = [found for found in own if found.problem]
    rows = [Row(f"broken:{found.id}", unreadable_words(found), "quiet") for found in broken]
    return _under("broken", UNREADABLE, rows)


def _under(name: str, heading: str, rows: list[Row]) -> list[Row]:
    """Rows under their heading; without any, none."""
    return [Row(f"heading:{name}", heading, "heading", selectable=False), *rows] if rows else []
