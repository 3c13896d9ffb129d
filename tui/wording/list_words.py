"""Wording for sessions in a list, shared by screens, prompts and commands.

Imports nothing that reads or derives a session: a list that is answered by the index alone must not
wait for those imports.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from checklists.session.list_row import Listed
from checklists.text import show_text
from checklists.times import show_time

if TYPE_CHECKING:
    from checklists.review.queue import NewReview

READING = "Reading the sessions..."
MOST_UNFINISHED = 40
"""Limit of unfinished sessions at home; `cleartopost list` shows all."""


def how_many(number: int, word: str) -> str:
    """Return a number with its noun: `1 step`, `2 steps`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def case_number_words(case_number: str) -> str:
    """Return the case number for display."""
    return show_text(case_number) or "no case number"


REVIEWED = {"exception-granted": "granted", "exception-refused": "refused", "noted": "noted"}
"""What a list says instead of in progress, where a supervisor said so meanwhile."""


def about_session(
    found: Listed, now: datetime, review: "NewReview | None"
) -> tuple[str, str, str, str]:
    """Return a session's type, case number, status and time of its last change.

    `review` is the newest since its author last did something.
    """
    is_begun = found.status == "in-progress"
    state = REVIEWED.get(review.verdict, found.status) if is_begun and review else found.status
    if found.open_places:
        state += f", {found.open_places} open"
    if found.left_to_post:
        state += f", {found.left_to_post} to go"
    when = show_time(datetime.fromisoformat(found.updated_at), now)
    return show_text(found.short), show_text(found.case_number)[:14], state, when


def unfinished(own: Iterable[Listed]) -> list[Listed]:
    """Return the user's sessions that home offers to go on with."""
    return [found for found in own if found.is_unfinished][:MOST_UNFINISHED]


def unreadable_words(found: Listed) -> str:
    """Return the line for a file that cannot be read, with the reason."""
    return f"{show_text(found.id[:40])}  unreadable: {show_text(found.problem)}"


def queue_size_words(waiting: int | None) -> str:
    """Return the line that leads a supervisor to the queue; None where it was not read yet."""
    if waiting is None:
        return "Review queue: what waits for your word"
    if not waiting:
        return "Review queue: nothing waits for your word"
    return f"Review queue: {waiting} {'waits' if waiting == 1 else 'wait'} for your word"


def reading_words(read: int, of: int) -> str:
    """Return the progress of reading new sessions."""
    if not of:
        return READING
    return f"Reading the sessions: {read} of {of}..."
