"""What is said of legal holds, and of what was purged."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from checklists.gate.context import UnfitReview
from checklists.session.hold import Hold
from checklists.text import show_text
from checklists.times import show_time
from tui.wording.list_words import how_many
from tui.wording.wrapping import wrapped

if TYPE_CHECKING:
    from checklists.export.purge import Outcome
    from checklists.records.tombstones import Tombstone


def hold_words(hold: Hold, now: datetime) -> str:
    """Return who placed or lifted a hold, and when."""
    by, at = show_text(str(hold.by)), show_time(hold.at, now)
    did = "lifted" if hold.lifts else "held"
    return f"case {show_text(hold.case_number)}, {did} by {by} at {at}."


def unread_words(found: UnfitReview) -> str:
    """Return that a file may be a hold, and why it cannot be read as one."""
    return show_text(f"holds/{found.name}: {found.what}. While it is there, nothing is purged.")


def removed_words(hold: Hold, now: datetime) -> str:
    """Return that the file of a hold, or of a lift, is gone, and that root's copy counts."""
    gone = "its file was removed or changed, and root's copy is in force"
    return f"legal hold: {hold_words(hold, now).removesuffix('.')}: {gone}"


DRY_RUN = "This was a dry run. Nothing was removed."


def outcome_lines(found: "Outcome") -> tuple[str, ...]:
    """Return what became of a session whose time is over, as two lines."""
    what = "kept" if found.kept else "purged"
    said = found.kept or found.rule or "left over from a run that was stopped"
    return (f"{show_text(found.session):<48}  {what}", *wrapped(said, "  "))


def purge_count(found: "Sequence[Outcome]") -> str:
    """Return how many sessions were purged, and how many were kept though their time is over."""
    kept = sum(bool(one.kept) for one in found)
    purged = how_many(len(found) - kept, "session")
    return f"{purged} purged; {kept} kept though {'its' if kept == 1 else 'their'} time is over."


def tombstone_lines(found: "Tombstone") -> tuple[str, ...]:
    """Return a purged session as two lines."""
    began, last = f"{found.started_at:%Y-%m-%d}", f"{found.last_at:%Y-%m-%d}"
    said = f"{began} to {last}; {found.rule}; by {found.by}"
    when = f"purged {found.purged_at:%Y-%m-%d}"
    return (f"{show_text(found.session):<48}  {when}", *wrapped(said, "  "))


def unfit_tombstone_words(found: UnfitReview) -> str:
    """Return that a file explains no purge, and why."""
    return show_text(f"purged/{found.name}: {found.what}")


def still_there_words(found: "Tombstone") -> str:
    """Return that a session that was purged has a file again, or that its purge was stopped."""
    when = f"{found.purged_at:%Y-%m-%d}"
    return f"{show_text(found.session)}: purged on {when}, and its file is there"
