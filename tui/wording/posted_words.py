"""Wording for what the live post was seen to be, and for the words in which two texts differ."""

from collections.abc import Iterable, Iterator

from checklists.session.model import Posted, WordsDiffer
from checklists.text import show_text
from tui.wording.questions import Option

LIVE = "What does the live post show?"
LIVE_WHY = "Open it where it was posted. Read the text and look at the picture there."
LIVE_OPTIONS = (
    Option(
        "text-differs", "The text differs", "Paste the live text next. Reviewers see what differs."
    ),
    Option(
        "wrong-picture",
        "Wrong picture: take it down now",
        "This is recorded, and the take-down is due at once.",
        commits=True,
    ),
    Option(
        "as-confirmed",
        "I opened the live post; text and picture are as confirmed",
        "This is recorded under your account.",
        commits=True,
    ),
)
"""What is right stands last: no key that is pressed once too often says it."""

LIVE_TEXT = "The text of the live post"
LIVE_TEXT_WHY = "Paste it exactly as it appears."
LIVE_TEXT_KEYS = "F5 continues   Esc goes back and records nothing"
TAKE_IT_DOWN = "Take it down now. Then record that with `cleartopost takedown`."
_LIVE_WORDS = {
    "": "",
    "as-confirmed": "live post opened and as confirmed",
    "text-differs": "LIVE TEXT DIFFERS",
    "wrong-picture": "WRONG PICTURE",
}


def live_words(posted: Posted) -> str:
    """Return what the live post was seen to be; empty where nobody was asked."""
    return _LIVE_WORDS[posted.live]


def differing_words(differs: Iterable[WordsDiffer]) -> Iterator[str]:
    """Yield a line for each run of words that differs."""
    for found in differs:
        if not found.was:
            yield f'added: "{show_text(found.is_now)}"'
        elif not found.is_now:
            yield f'gone: "{show_text(found.was)}"'
        else:
            yield f'was: "{show_text(found.was)}", now: "{show_text(found.is_now)}"'
