"""Finds the sessions of one case, anybody's."""

import time
from collections.abc import Iterator
from datetime import datetime

from checklists.index.index import Found, Index, rows_of_case
from checklists.session.list_row import Listed, is_case


def sessions_of_case(index: Index, case_number: str, now: datetime) -> Iterator[Found]:
    """Yield the sessions with a case number, the newest first."""
    for found in _looked_through(index, case_number, now):
        if is_case(found.listed.case_number, case_number):
            yield found


def others_of_case(
    index: Index, session_id: str, case_number: str, now: datetime, seconds: float
) -> tuple[Listed, ...]:
    """Return the other sessions of a case that are found in so many seconds, the newest first."""
    others, end = [], time.monotonic() + seconds
    for found in _looked_through(index, case_number, now):
        if is_case(found.listed.case_number, case_number) and found.listed.id != session_id:
            others.append(found.listed)
        if time.monotonic() > end:
            break
    return tuple(others)


def _looked_through(index: Index, case_number: str, now: datetime) -> Iterator[Found]:
    return index.newest(now, keep=lambda folder, rows: rows_of_case(folder, rows, case_number))
