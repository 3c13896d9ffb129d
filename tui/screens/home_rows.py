"""The rows of the home screen: unfinished sessions, types, the review queue, unreadable files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from checklists.session.list_row import Listed
from tui.widgets.row_list import Row
from tui.wording.list_words import (
    about_session,
    queue_size_words,
    unfinished,
    unreadable_words,
)
from tui.wording.questions import START, UNFINISHED, UNREADABLE

if TYPE_CHECKING:
    from checklists.definitions.model import Offer
    from checklists.review.queue import NewReview


def unfinished_rows(
    own: Iterable[Listed], reviews: "Mapping[str, NewReview]", now: datetime, room: int | None
) -> list[Row]:
    """Return the rows of the user's unfinished sessions, with what supervisors said of them.

    `room` is the width of the type on a narrow screen, where a row has only the type and the state.
    """
    rows = [
        Row(f"session:{f.id}", _session_words(f, reviews.get(f.id), now, room))
        for f in unfinished(own)
    ]
    return _under("unfinished", UNFINISHED, rows)


def _session_words(
    found: Listed, review: "NewReview | None", now: datetime, room: int | None
) -> str:
    short, case, state, when = about_session(found, now, review)
    if room is None:
        return f"{short:<33} {case:<14} {state:<20} {when}"
    return f"{short[:room]:<{min(room, 33)}} {state}"


def type_rows(offered: "Iterable[Offer]") -> list[Row]:
    """Return the rows of the incident types that can be started."""
    rows = []
    for offer in offered:
        steps = f"{offer.steps} steps"
        urgent = "urgent" if offer.urgent else ""
        rows.append(Row(f"type:{offer.id}", f"{offer.short:<34} {steps:<9} {urgent}"))
    return _under("start", START, rows)


def queue_rows(waiting: int | None) -> list[Row]:
    """Return the row that opens the review queue, for a supervisor."""
    row = Row("queue:", queue_size_words(waiting))
    return _under("review", "For the shift supervisor", [row])


def broken_rows(own: Iterable[Listed]) -> list[Row]:
    """Return the rows of the user's files that cannot be read."""
    broken = [found for found in own if found.problem]
    rows = [Row(f"broken:{found.id}", unreadable_words(found), "quiet") for found in broken]
    return _under("broken", UNREADABLE, rows)


def _under(name: str, heading: str, rows: list[Row]) -> list[Row]:
    """Return rows under their heading, or nothing without rows."""
    return [Row(f"heading:{name}", heading, "heading", selectable=False), *rows] if rows else []
