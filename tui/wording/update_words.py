"""Wording for updates and corrections: of which post, with which words, and by which sessions."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from checklists.text import show_text
from tui.wording.list_words import how_many, status_word
from tui.wording.posted_words import differing_words
from tui.wording.questions import Option

if TYPE_CHECKING:
    from checklists.gate.updates import EarlierText
    from checklists.index.updates import ChangedBy
    from checklists.session.model import Session, Updates

CHANGE = "Update or correct this post"
CHANGE_WHY = (
    "Your new session starts with the text, people, and answers of this one. "
    "This session stays as it is."
)
CHANGE_OPTIONS = (
    Option(
        "update",
        "Update: something is new",
        "The new session asks the steps of this type.",
        commits=True,
    ),
    Option(
        "correction",
        "Correct: something in it was wrong",
        "The new session also asks who was told about the correction.",
        commits=True,
    ),
)
NOT_POSTED = "Only a post that went out can be updated or corrected. Change its draft instead."
FIRST_POST = "The first post"
CHANGES_NONE = "This session changes no post that went out."
MOST_DIFFERENCES = 3
"""Differences that the first page of a review names."""
SAME_TEXT = "The text is the same."
_CHANGES = {"update": "Updates", "correction": "Corrects"}
_CHANGED = {"update": "updated", "correction": "corrected"}


def changes_words(updates: "Updates") -> tuple[str, str]:
    """Return how a session changes a posted one, and which: `Corrects`, `20261122-...`."""
    return _CHANGES[updates.how], f"{show_text(updates.session)} of {show_text(str(updates.by))}"


def titled(title: str, session: "Session") -> str:
    """Return a session's title with what it does to a posted one: `Road closure, correction`."""
    return show_text(f"{title}, {session.how}" if session.how else title)


def changed_words(found: "ChangedBy") -> tuple[str, str]:
    """Return how a post was changed, and by which session: `Corrected by`, `20261122-...`."""
    row = found.listed
    by = f"{show_text(row.id)}, {show_text(row.author)}, {status_word(row.status)}"
    return f"{_CHANGED[found.how].capitalize()} by", by


def changed_line(found: "Iterable[ChangedBy]") -> str:
    """Return by which sessions a post was changed, by the ends of their IDs; empty if by none."""
    said = [
        f"{_CHANGED[one.how]} by {show_text(one.listed.id[-4:])} ({show_text(one.listed.author)})"
        for one in found
        if one.listed.status != "withdrawn"
    ]
    words = ", ".join(said)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def first_differences(earlier: "Iterable[EarlierText]") -> Iterator[str]:
    """Yield the first few words in which a text differs from the first post, and how many more."""
    lines = list(
        dict.fromkeys(line for found in earlier for line in differing_words(found.differs))
    )
    yield from lines[:MOST_DIFFERENCES]
    if more := len(lines[MOST_DIFFERENCES:]):
        yield f"and {more} more, on page 3 (what is unusual)"


def earlier_lines(earlier: "Iterable[EarlierText]") -> Iterator[str]:
    """Yield the text of the first post as it went out, and the words that differ now."""
    for found in earlier:
        yield f"{FIRST_POST}, on {', '.join(map(show_text, found.platforms))}:"
        yield from show_text(found.text, lines=True).split("\n")
        yield ""
        yield from (differing_words(found.differs) if found.differs else (SAME_TEXT,))
        yield ""


def differs_words(earlier: "Iterable[EarlierText]", how: str) -> str:
    """Return in how many places the text differs from the first post, and `how` that is shown."""
    places = max((len(found.differs) for found in earlier), default=0)
    said = f"differs in {how_many(places, 'place')} from" if places else "has the same words as"
    return f"The text {said} the first post ({how})"
