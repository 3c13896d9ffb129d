"""Wording for what is owed after a post.

Imports nothing that reads a session: `waiting` is answered by the index alone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from checklists.session.list_row import Due
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.list_words import case_number_words, how_many

if TYPE_CHECKING:
    from checklists.follow_ups.ledger import Entry
    from checklists.session.completion import Completion
    from checklists.session.model import Owed, OwedOutcome

FOLLOW_UPS = "After your posts"
AFTER_THE_POST = "After the post"
MOST_AT_HOME = 5
"""Follow-ups that home shows; `cleartopost followups` shows all."""

ALL_DUE = "{} are due; `cleartopost followups` shows them all"
NOTHING_OWED = "No follow-ups are owed for your posts."
NOTHING_OWED_BY_ANYBODY = "No follow-ups are owed for anybody's posts."
ASKED = "What victim services are asked to do after posts"
ASKED_WORDS = (
    "Type a number to complete that one, list to show them again, or quit to leave. "
    "`cleartopost show ID` shows a post."
)
ENTER_COMPLETES_ASKED = "Enter completes it. It is recorded under your account."
SHOWS_THE_POST = "`cleartopost show ID` shows the post."
NOTHING_ASKED = "Victim services have nothing to do now."
NOTHING_WAITS_AT_ALL = "Nothing is waiting."
HOW_TO_COMPLETE = "To complete one, run: cleartopost complete ID FOLLOW-UP"
ENTER_COMPLETES = "Enter completes it. An overdue follow-up never blocks a post."

WHAT_CAME = "What was the outcome?"
NOT_OWED_LABEL = "No longer owed (supervisor only)"
NOT_OWED_MEANS = (
    "You mark it as no longer owed, with a reason. Whoever wrote the post cannot do this."
)
WHICH_POST = "Which post?"
WHICH_POST_WHY = "Record each post separately."
HOW_TOLD = "How were they told?"
HOW_TOLD_WHY = "They must be told by a person, not by a message alone."
DETAILS = "Who did it, and when?"
DETAILS_WHY = "This is recorded under your account and cannot be changed. Do not name a victim."
WHICH_DOWN = "Which post was taken down?"
TAKEN_DOWN = "Who took it down, and when?"
TAKEN_DOWN_WHY = f"Somebody looked for the post there while logged out. {DETAILS_WHY}"
NOT_UP = "Recorded and saved to disk."
WHO = "Who did it"
WHO_TOLD = "Who told them"
WHO_TRIED = "Who tried or decided"
WHO_HINT = "name and role, such as Cpl. Ito, patrol"
WHEN = "When"
WHEN_HINT = "a time such as 02:45, or empty for now"
NOTE = "Note"
NOTE_HINT = "optional; no victims' names"
REASON = "Reason"
RECORDS = "records it"
COMPLETED = "Completed and saved to disk."
REASON_HINT = "why it is no longer owed"
NOT_TOLD_HINT = "what was tried, or why; no victims' names"
AGAIN_HINT = "a later time, such as tomorrow 10:00 or 11/23 09:00"


def due_words(due: Due, now: datetime) -> str:
    """Return when something is due, or since when it is overdue."""
    at = show_time(datetime.fromisoformat(due.at), now)
    return f"OVERDUE since {at}" if due.is_overdue(now) else f"due {at}"


def people_words(people: Iterable[str]) -> str:
    """Return whom it is about, by labels; empty where nobody is named."""
    return ", ".join(people)


def owed_words(due: Due) -> str:
    """Return what is owed, for whom, and by whom."""
    return _owed_words(due.owed, due.people, due.who)


def item_words(item: "Owed") -> str:
    """Return the same of a follow-up as its session has it."""
    return _owed_words(item.owed, item.people, item.who)


def _owed_words(owed: str, labels: tuple[str, ...], who: str) -> str:
    people = people_words(labels)
    return f"{show_text(owed)}{f' For {people}.' if people else ''} By: {show_text(who)}."


def entry_words(entry: "Entry", now: datetime) -> str:
    """Return where a follow-up stands."""
    if entry.due is None:
        return "not owed yet" if entry.state == "waits" else "done"
    at = show_time(entry.due, now)
    return f"OVERDUE since {at}" if entry.state == "overdue" else f"due {at}"


def done_words(done: "Completion", item: "Owed", now: datetime) -> str:
    """Return what came of a follow-up once, who did it, when, and who recorded that."""
    outcome = item.outcome(done.outcome)
    said = (outcome.label if outcome else NOT_OWED_LABEL, done.platform, done.how, done.who)
    words = ", ".join(show_text(part) for part in said if part)
    if done.again is not None and outcome:
        words += f"; {show_text(outcome.again)} {show_time(done.again, now)}"
    note = f" {show_text(done.note)}." if done.note else ""
    return f"{show_time(done.done_at, now)} {words}.{note} Recorded by {show_text(str(done.by))}."


def demanded_words(outcome: "OwedOutcome", session_id: str) -> str:
    """Return how the post is to be changed after an outcome, and how that is begun."""
    if not outcome.post:
        return ""
    command = f"cleartopost {_BEGINS[outcome.post]} {show_text(session_id)}"
    return f"{POST_THEN[outcome.post]} Press u in its session, or run `{command}`."


def news_words(entry: "Entry", session_id: str) -> str:
    """Return how to record what may still come of a follow-up that is done."""
    came = "; ".join(show_text(outcome.label) for outcome in entry.possible)
    command = f"cleartopost complete {show_text(session_id)} {show_text(entry.item.id)}"
    return f"If this happens later, run `{command}`: {came}."


POST_THEN = {"": "", "update": "Then post an update.", "correction": "Then post a correction."}
_BEGINS = {"update": "update", "correction": "correct"}


def home_words(due: Due, case_number: str, now: datetime) -> str:
    """Return a follow-up as home lists it."""
    case = show_text(case_number)
    return f"{due_words(due, now)}  {f'{case}  ' if case else ''}{show_text(due.owed)}"


def where_words(session_id: str, case_number: str) -> str:
    """Return which post a follow-up belongs to."""
    return f"{show_text(session_id)}, {case_number_words(case_number)}"


def overdue_words(number: int, posts: int | None = None) -> str:
    """Return how many follow-ups are overdue, and after how many posts."""
    after = f" after {how_many(posts, 'post')}" if posts is not None else ""
    return f"{how_many(number, 'follow-up')} overdue{after}"


def waiting_line(overdue: int, soon: int, returned: int, reviews: int, late: int) -> str:
    """Return in one line what waits for somebody: no case and no person is in it."""
    parts = [
        overdue_words(overdue) if overdue else "",
        f"{how_many(soon, 'follow-up')} due within 24 hours" if soon else "",
        f"{how_many(returned, 'session')} returned to you" if returned else "",
        reviews_words(reviews, late) if reviews else "",
    ]
    found = ", ".join(part for part in parts if part)
    return f"Clear to Post: {found}." if found else NOTHING_WAITS_AT_ALL


def reviews_words(reviews: int, late: int) -> str:
    """Return how many sessions wait for a supervisor, and how many after-post reviews are late."""
    return f"{how_many(reviews, 'session')} to review{f' ({late} overdue)' if late else ''}"


def waiting_in_all(overdue: int, posts: int, soon: int, reviews: int, late: int) -> str:
    """Return in one line what waits in the whole home."""
    return (
        f"Clear to Post: {overdue_words(overdue, posts)}, {soon} due within 24 hours, "
        f"{reviews_words(reviews, late)}."
    )


def taken_down_on(platform: str) -> str:
    """Return that a post was taken down."""
    return f"The post on {show_text(platform)} is down"


def removal_words(platform: str, done: "Completion", now: datetime) -> str:
    """Return where and when a post was taken down, by whom, and who recorded that."""
    note = f" {show_text(done.note)}." if done.note else ""
    said = f"{platform} {show_time(done.done_at, now)}, {done.who}"
    return f"{show_text(said)}.{note} Recorded by {show_text(str(done.by))}."
