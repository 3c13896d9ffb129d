"""Wording of the program outside a session: its first screen, keys that do nothing, problems.

Imports nothing that reads or derives a session, since home is drawn before any of that is needed.
"""

from collections.abc import Iterable

from checklists.errors import Problem
from checklists.text import show_text

HOME = "What kind of post is this?"
START = "Start a checklist"
UNREADABLE = "Cannot be read"
ENDED_FROM_OUTSIDE = (
    "Clear to Post ended: the connection dropped, or another terminal took over. What was shown as "
    "saved is on disk."
)
CTRL_C = ("Ctrl+C does nothing here", "Esc goes back.", "On the first screen, Esc leaves.")
TOO_FAST = "You pressed that too fast. Read this, then press again."
LEFT_OUT = (
    "Ignored",
    "That came with Alt, or right after Esc or an F-key.",
    "Type it again.",
)
PASTED_ON_BLANK = ("Ignored", "You pasted it while the screen was blank.", "Paste it again.")


def problem_words(problem: Problem) -> str:
    """Return a problem as one sentence."""
    return f"{problem.title}: {problem.message} {problem.what_to_do}".strip()


def not_saved_words(why: Problem) -> str:
    """Return the message that the last change is not saved."""
    return f"NOT SAVED: {why.message}"


def out_words(why_out: Iterable[str]) -> str:
    """Return the sentence that names the incident types out of use."""
    names = ", ".join(show_text(name) for name in sorted(why_out))
    return f"Unavailable: {names}. `cleartopost check` says why. The other types work."
