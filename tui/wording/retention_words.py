"""What is said of legal holds, and of what was purged."""

from datetime import datetime

from checklists.gate.context import UnfitReview
from checklists.session.hold import Hold
from checklists.text import show_text
from checklists.times import show_time


def hold_words(hold: Hold, now: datetime) -> str:
    """Return who placed a hold, and when."""
    by, at = show_text(str(hold.by)), show_time(hold.at, now)
    return f"case {show_text(hold.case_number)}, held by {by} at {at}."


def unread_words(found: UnfitReview) -> str:
    """Return that a file may be a hold, and why it cannot be read as one."""
    return show_text(f"holds/{found.name}: {found.what}. While it is there, nothing is purged.")


def removed_words(hold: Hold, now: datetime) -> str:
    """Return that the file of a hold is gone, and that the hold binds by root's copy."""
    gone = "its file was removed or changed, and root's copy is in force"
    return f"legal hold: {hold_words(hold, now).removesuffix('.')}: {gone}"
