"""What is said of a session in a list, for the screens, the prompts and the commands alike.

Imports nothing that reads or derives a session: a list that the index answers must not wait for it.
"""

from datetime import datetime

from checklists.clean_text import show_text
from checklists.entered_time import show_time
from checklists.listed import Listed

READING = "Reading the sessions..."


def how_many(number: int, word: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def case_number_words(case_number: str) -> str:
    """The case number, as it is shown."""
    return show_text(case_number) or "no case number"


def about_session(found: Listed, now: datetime) -> tuple[str, str, str, str]:
    """A session in a list: its type, its case number, its state, when it was last changed."""
    state = found.status
    if found.open_places:
        state += f", {found.open_places} open"
    if found.left_to_post:
        state += f", {found.left_to_post} to go"
    when = show_time(datetime.fromisoformat(found.updated_at), now)
    return show_text(found.short), show_text(found.case_number)[:14], state, when


def unreadable_words(found: Listed) -> str:
    """A file that cannot be read, and why."""
    return f"{show_text(found.id[:40])}  unreadable: {show_text(found.problem)}"


def reading_words(read: int, of: int) -> str:
    """How far the first look at what is new has come."""
    if not of:
        return READING
    return f"Reading the sessions: {read} of {of}..."
