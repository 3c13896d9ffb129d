"""A session's history, reviews and blockers as printable lines of at most 80 columns."""

from collections.abc import Iterator
from datetime import tzinfo

from checklists.definitions.model import Checklist
from checklists.digests import short_digest
from checklists.gate.context import Blocker
from checklists.session.model import Draft, HistoryEntry, Posted
from checklists.session.review import Review
from checklists.text import show_text
from tui.wording.list_words import VERDICT_WORDS, how_many
from tui.wording.posted_words import live_words
from tui.wording.words import DID_WORDS, blocker_words, entry_is_about
from tui.wording.wrapping import day_and_time, quoted, wrapped


def entry_line(entry: HistoryEntry, checklist: Checklist | None, zone: tzinfo | None) -> str:
    """Return one history entry: when, who, what."""
    said = DID_WORDS[entry.did]
    about = entry_is_about(entry, checklist)
    if about:
        said += f": {about}"
    if entry.words_changed is not None:
        said += f", {how_many(entry.words_changed, 'word')} changed"
    if entry.changes_meaning is not None:
        said += (
            f", {'changes' if entry.changes_meaning else 'does not change'} what people were told"
        )
    note = _note(entry)
    if note:
        said += f" ({note})"
    return show_text(f"{day_and_time(entry.at, zone)}  {entry.by}  {said}")


def _note(entry: HistoryEntry) -> str:
    if entry.did in ("case-number", "person-linked"):
        return f"before: {entry.note or 'none'}"
    if entry.did == "checklist-carried" and not entry.step:
        # The note is the former checklist's digest, which tells a reader nothing.
        return ""
    return entry.note


def posted_words(posted: Posted, zone: tzinfo | None) -> str:
    """Return where and when a post went out, and whether that was too early."""
    said = f"{posted.platform} {day_and_time(posted.at, zone)} by {posted.by}"
    if posted.link:
        said += f", {posted.link}"
    if live := live_words(posted):
        said += f"; {live}"
    if posted.early:
        before = "IT WAS READY" if posted.early == "ready" else "IT WAS APPROVED"
        said += f"; BEFORE {before}: {posted.reason}; ordered by {posted.ordered_by}"
    return show_text(said)


def review_lines(review: Review, checklist: Checklist | None, zone: tzinfo | None) -> Iterator[str]:
    """Yield the lines of one review: verdict, reviewer, digest and comments."""
    digest = short_digest(review.digest)
    step = _step_words(review.step, checklist)
    said = f"{VERDICT_WORDS[review.verdict]}{f': {step}' if step else ''}"
    yield from wrapped(
        f"{day_and_time(review.at, zone)}  {review.by}  {said} (for {digest})", "  ", "    "
    )
    if review.comment:
        yield from quoted(review.comment, "    ")
    for comment in review.comments:
        yield from wrapped(_step_words(comment.step, checklist), "    ")
        yield from quoted(comment.comment, "      ")


def _step_words(step_id: str, checklist: Checklist | None) -> str:
    step = checklist.step(step_id) if checklist is not None and step_id else None
    return step.short if step is not None else step_id


def printed_text(draft: Draft, platform: str = "") -> str:
    """Return the accepted text, or the one for a platform, exactly as it is printed to be copied.

    With one line feed at its end. The command, the screens and the prompts all print this.
    """
    text = draft.for_platform(platform) if platform else draft.text
    return text.removesuffix("\n") + "\n"


def blocker_lines(found: tuple[Blocker, ...], *, is_out: bool = False) -> Iterator[str]:
    """Yield a line for every blocker, with who can answer it; of a post that is out, as it was."""
    if not found:
        yield "Nothing blocked the post." if is_out else "Nothing blocks the post."
        return
    when = " when it went out" if is_out else ""
    yield f"Not ready{when}: {how_many(len(found), 'reason')}"
    for blocker in found:
        yield from wrapped(f"{blocker_words(blocker)} Ask: {blocker.ask}", "  - ", "    ")
