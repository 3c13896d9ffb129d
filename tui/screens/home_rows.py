"""The rows of the home screen: sessions, types, the review queue, unreadable files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from checklists.session.list_row import Listed, due_soon
from checklists.text import show_text
from tui.widgets.frame import one_line
from tui.widgets.row_list import Row
from tui.wording.follow_up_words import ALL_DUE, FOLLOW_UPS, MOST_AT_HOME, home_words
from tui.wording.list_words import (
    first_words,
    queue_size_words,
    state_words,
    unfinished_groups,
    unreadable_words,
)
from tui.wording.program_words import START, UNREADABLE

if TYPE_CHECKING:
    from checklists.definitions.model import Offer
    from checklists.index.index import Found
    from checklists.index.words import Hit
    from checklists.review.queue import NewReview
    from checklists.session.list_row import Due


TYPE, CASE, WHOLE_TYPE = 26, 14, 33
"""The most columns of a session's type and case number; its first words have what is left."""
WITH_CASE, WITH_WORDS = 56, 70
"""Columns of the screen from which a row has the case number, and the first words."""


class _Session(NamedTuple):
    """What a session's row shows."""

    id: str
    found: Listed
    words: str
    state: str


def unfinished_rows(
    own: Iterable[Listed],
    reviews: "Mapping[str, NewReview]",
    words: Mapping[str, str],
    width: int,
) -> list[Row]:
    """Return the rows of the user's unfinished sessions, with what supervisors said of them.

    `words` are the first words of each draft by ID; `width` is that of the screen.
    """
    groups = unfinished_groups(own)
    sessions = [
        _Session(
            found.id, found, words.get(found.id, ""), state_words(found, reviews.get(found.id))
        )
        for group in groups.values()
        for found in group
    ]
    rows = iter(_in_columns(sessions, width))
    return [
        row
        for heading, group in groups.items()
        for row in _under(heading.casefold(), heading, list(islice(rows, len(group))))
    ]


def due_rows(own: "Iterable[Found]", now: datetime, width: int) -> list[Row]:
    """Return the rows of what is overdue after the user's posts, or due within a day."""
    due = due_soon(own, now)
    more = len(due) - MOST_AT_HOME
    heading = f"{FOLLOW_UPS}: {ALL_DUE.format(len(due))}" if more > 0 else FOLLOW_UPS
    rows = [due_row(found, one, now, width) for found, one in due[:MOST_AT_HOME]]
    return _under("due", heading, rows)


def due_row(found: "Found", one: "Due", now: datetime, width: int) -> Row:
    """Return the row of one follow-up."""
    return Row(
        f"due:{found.path.parts[-3]}/{found.listed.id}:{one.item}",
        one_line(home_words(one, found.listed.case_number, now), width - 1),
        "stale" if one.is_overdue(now) else "",
    )


def found_rows(hits: "Iterable[Hit]", me: int, width: int) -> list[Row]:
    """Return the rows of the sessions that a search found; `me` is the user ID of who searches."""
    sessions = []
    for (path, listed), session in hits:
        by = "" if listed.author_uid == me else f"{listed.author}: "
        words = f"{by}{first_words(session)}"
        # With its folder: several may have one ID.
        name = f"{path.parts[-3]}/{listed.id}"
        sessions.append(_Session(name, listed, words, state_words(listed)))
    return _in_columns(sessions, width)


def _in_columns(sessions: list[_Session], width: int) -> list[Row]:
    states = max((len(one.state) for one in sessions), default=0)
    cases = min(CASE, max((len(show_text(one.found.case_number)) for one in sessions), default=0))
    rows = []
    for one in sessions:
        parts = [f"{one.state:<{states}}"]
        if width >= WITH_WORDS:
            left = width - 1 - TYPE - cases - states - 3
            parts.insert(0, f"{one_line(one.words, left):<{left}}")
        if width >= WITH_CASE:
            parts.insert(0, f"{one_line(one.found.case_number, cases):<{cases}}")
        left = min(WHOLE_TYPE, width - 1 - sum(len(part) + 1 for part in parts))
        parts.insert(0, f"{one_line(one.found.short, left):<{max(0, left)}}")
        rows.append(Row(f"session:{one.id}", " ".join(parts).rstrip()))
    return rows


def type_rows(offered: "Iterable[Offer]") -> list[Row]:
    """Return the rows of the incident types that can be started."""
    rows = []
    group = ""
    for offer in offered:
        steps = f"{offer.steps} steps"
        # Named once, on its first row: headings would not leave room for nineteen types.
        named = offer.group if offer.group != group else ""
        group = offer.group
        rows.append(Row(f"type:{offer.id}", f"{offer.short:<34} {steps:<9} {named}".rstrip()))
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
