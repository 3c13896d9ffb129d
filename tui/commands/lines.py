"""A session's history, reviews and blockers as lines of at most 80 columns, safe to print."""

from collections.abc import Iterator
from datetime import tzinfo

from checklists.clean_text import show_text
from checklists.definition import Checklist
from checklists.digests import short_digest
from checklists.gate import Blocker
from checklists.review import Review
from checklists.session import HistoryEntry, Posted
from tui.commands.wrapping import day_and_time, quoted, wrapped
from tui.list_words import how_many
from tui.words import DID_WORDS, VERDICT_WORDS, blocker_words


def entry_line(entry: HistoryEntry, checklist: Checklist | None, zone: tzinfo | None) -> str:
    """One entry of the history: when, who, what."""
    said = DID_WORDS[entry.did]
    about = _about(entry, checklist)
    if about:
        said += f": {about}"
    if entry.words_changed is not None:
        said += f", {how_many(entry.words_changed, 'word')} changed"
    if entry.changes_meaning is not None:
        said += f", {'changes' if entry.changes_meaning else 'does not change'} what was told"
    note = _note(entry)
    if note:
        said += f" ({note})"
    return show_text(f"{day_and_time(entry.at, zone)}  {entry.by}  {said}")


def _about(entry: HistoryEntry, checklist: Checklist | None) -> str:
    """What the entry is about: a step in words, a label, a type, a question's id."""
    step = checklist.step(entry.step) if checklist is not None else None
    return step.short if step is not None else entry.step or entry.item


def _note(entry: HistoryEntry) -> str:
    if entry.did in ("case-number", "person-linked"):
        return f"before: {entry.note or 'none'}"
    if entry.did == "checklist-carried" and not entry.step:
        # The note is the digest of the checklist as it was.
        return ""
    return entry.note


def posted_words(posted: Posted, zone: tzinfo | None) -> str:
    """Where and when it went out, and truthfully whether it might."""
    said = f"{posted.platform} {day_and_time(posted.at, zone)} by {posted.by}"
    if posted.link:
        said += f", {posted.link}"
    if posted.early:
        before = "IT WAS READY" if posted.early == "ready" else "IT WAS APPROVED"
        said += f"; BEFORE {before}: {posted.reason}"
    return show_text(said)


def review_lines(review: Review, checklist: Checklist | None, zone: tzinfo | None) -> Iterator[str]:
    """One review: what, by whom, for which content, and its comments."""
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


def blocker_lines(found: tuple[Blocker, ...]) -> Iterator[str]:
    """Every reason that holds the gate, with who can answer it."""
    if not found:
        yield "Nothing holds the gate."
        return
    yield f"Not ready: {how_many(len(found), 'reason')}"
    for blocker in found:
        yield from wrapped(f"{blocker_words(blocker)} Ask: {blocker.ask}", "  - ", "    ")
