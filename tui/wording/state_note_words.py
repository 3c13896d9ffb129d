"""How the agency's notes on its own law are shown beside their steps."""

from datetime import date

from checklists.session.state_notes import StateNote
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession

NOTES_HINT = ", state law"
"""Follows the words about why, where a step has a note."""

NOTES_MISTAKES = "The state law notes have mistakes; some may be missing. Run cleartopost check."


def note_lines(opened: OpenSession, step_id: str) -> list[str]:
    """Return the lines of the notes that concern a step, each with how old it is."""
    notes, today = opened.state_notes, opened.clock().date()
    found = notes.beside(step_id, opened.session.incident_type)
    lines = [line for note in found for line in _lines(note, today)]
    return [*lines, NOTES_MISTAKES] if notes.has_mistakes else lines


def notes_hint(opened: OpenSession, step_id: str) -> str:
    """Return what to add to the words about why; empty where a step has no note."""
    found = opened.state_notes.beside(step_id, opened.session.incident_type)
    return NOTES_HINT if found else ""


def _lines(note: StateNote, today: date) -> list[str]:
    first, *more = map(show_text, note.text)
    return [f"State law: {first}", *more, f"  {show_text(note.citation)}. {_dates(note, today)}"]


def _dates(note: StateNote, today: date) -> str:
    ahead = note.effective > today
    force = f"NOT LAW BEFORE {note.effective}" if ahead else f"In effect since {note.effective}"
    age = ", more than 12 months ago" if note.is_old(today) else ""
    due = f"; due to be read again by {note.review_by}, OVERDUE" if note.is_overdue(today) else ""
    return f"{force}; read {note.reviewed}{age}{due}."
