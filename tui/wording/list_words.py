"""Wording for sessions in a list, shared by screens, prompts and commands.

Imports nothing that reads or derives a session: a list that is answered by the index alone must not
wait for those imports.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from checklists.session.list_row import LEGAL_HOLD, Listed
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.wrapping import day_and_time

if TYPE_CHECKING:
    from checklists.review.queue import NewReview
    from checklists.session.model import Session

_STATUS_WORDS = {"withdrawn": "canceled", "lapsed": "expired"}


def status_word(status: str) -> str:
    """Return what a status is called on the screen; its name in files and in JSON stays."""
    return _STATUS_WORDS.get(status, status)


def status_named(word: str) -> str:
    """Return the status that somebody types, as it is called on the screen or in files."""
    return next((status for status, name in _STATUS_WORDS.items() if name == word), word)


READING = "Reading the sessions..."
FIND = "Find"
FIND_WORDS = "find any session by case number, words, author, or type"
LOOKING = "Looking..."
NOTHING_FOUND = "No sessions match. The search covers case number, text, author, and type."
FIND_WHAT = "Type a case number, words from the post, an author, or a type."
OPEN_FOUND = "Enter opens it. A colleague's session opens read only."
ENDED_WORDS = "Enter opens it, read only."
MOST_FOUND = 40
"""Limit of what a search shows; more words find fewer."""
MOST_UNFINISHED = 40
"""Limit of unfinished sessions at home; `cleartopost list` shows all."""

MOST_NAMED = 10
"""Limit of sessions that are named where several fit an ID; `cleartopost list` shows all."""


def how_many(number: int, word: str) -> str:
    """Return a number with its noun: `1 step`, `2 steps`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def case_number_words(case_number: str) -> str:
    """Return the case number for display."""
    return show_text(case_number) or "no case number"


REVIEWED = {"exception-granted": "granted", "exception-refused": "refused", "noted": "noted"}
"""What a list says instead of in progress, where a supervisor said so meanwhile."""


def state_words(found: Listed, review: "NewReview | None" = None) -> str:
    """Return where a session stands, and what is open.

    `review` is the newest since its author last did something.
    """
    state = status_word(found.status)
    if found.status == "in-progress":
        said = REVIEWED.get(review.verdict, "") if review else ""
        # What is open says that it is in progress.
        state = said or ("" if found.open_places else state)
    is_open = f"{found.open_places} open" if found.open_places and found.is_unfinished else ""
    to_go = f"{found.left_to_post} to post" if found.left_to_post else ""
    held = LEGAL_HOLD if found.held else ""
    return ", ".join(word for word in (state, is_open, to_go, held) if word)


def changed_words(found: Listed, now: datetime) -> str:
    """Return when a session was last changed."""
    return show_time(datetime.fromisoformat(found.updated_at), now)


def last_changed_words(found: Listed, now: datetime) -> str:
    """Return the same as a sentence."""
    return f"Last changed {changed_words(found, now)}."


def by_words(found: Listed) -> str:
    """Return whose a colleague's session is, and what may be done with it."""
    return f"By {show_text(found.author)}. {ENDED_WORDS}"


def same_case_words(others: Sequence[Listed]) -> str:
    """Return the newest other session of a case in one line, and how many more there are."""
    newest, more = others[0], len(others) - 1
    status = status_word(newest.status)
    said = f"{show_text(newest.author)}, {show_text(newest.short)}, {status}"
    return f"Same case number: {said}{f', and {more} more' if more else ''}."


def first_words(session: "Session") -> str:
    """Return the first line of a session's draft: what was typed last, or else was accepted."""
    draft = session.draft
    text = draft.typed.text if draft.typed is not None else draft.text
    return next((show_text(line.strip()) for line in text.split("\n") if line.strip()), "")


def unfinished(own: Iterable[Listed]) -> list[Listed]:
    """Return the user's sessions that home offers to go on with."""
    return [found for found in own if found.is_unfinished][:MOST_UNFINISHED]


MARKED_READY, UNFINISHED = "Ready", "Unfinished"
"""The headings at home of the user's sessions."""


def unfinished_groups(own: Iterable[Listed]) -> dict[str, list[Listed]]:
    """Return the same by heading: what is ready first, because that expires."""
    groups: dict[str, list[Listed]] = {MARKED_READY: [], UNFINISHED: []}
    for found in unfinished(own):
        groups[MARKED_READY if found.status in ("ready", "approved") else UNFINISHED].append(found)
    return {heading: found for heading, found in groups.items() if found}


def unreadable_words(found: Listed) -> str:
    """Return the line for a file that cannot be read, with the reason."""
    return f"{show_text(found.id[:40])}  unreadable: {show_text(found.problem)}"


def cannot_be_read_words(problem: str) -> str:
    """Return the sentence with the reason why a file cannot be read."""
    return f"Cannot be read: {show_text(problem)}."


def fitting_words(rows: Iterable[Listed]) -> tuple[str, ...]:
    """Return a line about each session that fits what was typed for an ID."""
    lines = [
        f"{show_text(row.id):<40} {status_word(row.status):<11} {show_text(row.author)}".rstrip()
        for row in rows
    ]
    more = len(lines) - MOST_NAMED
    return (*lines[:MOST_NAMED], *([f"and {more} more"] if more > 0 else []))


def down_words(taken_down: Iterable[tuple[str, str]], zone: tzinfo | None) -> str:
    """Return where a post was taken down, and when; empty where it was nowhere."""
    found = [
        f"{show_text(platform)} {day_and_time(datetime.fromisoformat(at), zone)}"
        for platform, at in taken_down
    ]
    return f"taken down: {', '.join(found)}" if found else ""


def queue_size_words(waiting: int | None) -> str:
    """Return the line that leads a supervisor to the queue; None where it was not read yet."""
    if waiting is None:
        return "Review queue: see what is waiting for you"
    if not waiting:
        return "Review queue: nothing is waiting for you"
    return f"Review queue: {waiting} {'waits' if waiting == 1 else 'wait'} for you"


def reading_words(read: int, of: int) -> str:
    """Return the progress of reading new sessions."""
    if not of:
        return READING
    return f"Reading the sessions: {read} of {of}..."


# What a supervisor decided

VERDICT_WORDS = {
    "approved": "approved",
    "returned": "returned",
    "exception-granted": "granted the exception",
    "exception-refused": "refused the exception",
    "noted": "noted",
    "confirmed-after": "confirmed what was posted",
    "corrected-after": "said the post had to be corrected",
}


def comment_words(comment: str) -> str:
    """Return a supervisor's comment on one line."""
    return show_text(" ".join(comment.split("\n")))


def came_back_words(misnamed: str, review: "NewReview | None") -> str:
    """Return what home says of an unfinished session: whether it is the user's, and its review."""
    if misnamed:
        return f"{show_text(misnamed)}."
    if review is None:
        return "Enter resumes."
    said = f": {comment_words(review.comment)}" if review.comment else ""
    steps = f" ({how_many(len(review.steps), 'step')})" if review.steps else ""
    return f"{show_text(review.by.called)} {VERDICT_WORDS[review.verdict]}{steps}{said}"
