"""Finds the sessions of one case, anybody's."""

import math
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from checklists.index.index import Found, Index, Rows
from checklists.session.list_row import is_case
from checklists.workstation.file_state import state_of


def sessions_of_case(
    index: Index, case_number: str, now: datetime, seconds: float = math.inf
) -> Iterator[Found]:
    """Yield the sessions with a case number that are found in so many seconds, the newest first."""
    end = time.monotonic() + seconds

    def keep(folder: Path, rows: Rows) -> Rows:
        return rows_of_case(folder, rows, case_number)

    for found in index.newest(now, keep=keep):
        if is_case(found.listed.case_number, case_number):
            yield found
        if time.monotonic() > end:
            return


def rows_of_case(folder: Path, rows: Rows, typed: str) -> Rows:
    """Return those of a folder's rows that may have a case number, however it was typed.

    Besides those that had it when they were last read, each that was not read since it changed.
    """
    return {
        name: kept
        for name, kept in rows.items()
        if is_case(kept.listed.case_number, typed) or not kept.is_of(state_of(folder / name))
    }
