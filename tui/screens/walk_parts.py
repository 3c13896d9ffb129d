"""The parts of the walk that belong to the whole post: their cards, and what Enter opens."""

from checklists.session.model import Session
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.flows.whole_session import PART_DIALOGUES
from tui.screens.session_screen import SessionScreen
from tui.wording.questions import (
    ALL_ANSWERED,
    MEDIA,
    NO_PLATFORM_CHOSEN,
    NO_TEXT,
    NOBODY_YET,
    NOT_TAKEN_OVER,
    PARTS,
)
from tui.wording.session_words import blockers_of
from tui.wording.words import person_words

MOST_LINES_OF_DRAFT = 8


def part_lines(opened: OpenSession, part: str) -> list[str]:
    """Return the lines of the card of a part."""
    if part not in PARTS:
        return []
    title, _ = PARTS[part]
    session = opened.session
    found = blockers_of(part, opened.blockers())
    lines = [f"THE POST: {title}", "", *(show_text(blocker.reason) for blocker in found)]
    if found:
        lines.append("")
    match part:
        case "draft":
            lines += _draft_lines(session)
        case "case":
            lines += [show_text(session.case_number) or "(none yet)"]
        case "people":
            checklist = opened.checklist
            lines += [person_words(person, checklist) for person in session.people]
            lines += ["" if session.people else NOBODY_YET]
            lines += ["Labels and classes only; never a name."]
        case "questions" if not found:
            lines += [ALL_ANSWERED]
        case "edited" if session.sealed:
            return [*lines, NOT_TAKEN_OVER]
        case "edited":
            lines += [
                "Enter shows it once more and takes it over as it stands. The ready mark goes;",
                "the edited bytes stay beside the file.",
            ]
        case "checklist":
            lines += [
                "Enter carries over the answers whose steps are worded as they were;",
                "the others are asked again and stay in the history.",
            ]
    return [*lines, "", "Enter opens it."]


def _draft_lines(session: Session) -> list[str]:
    draft = session.draft
    text = show_text(draft.text, lines=True).split("\n") if draft.text else [NO_TEXT]
    shown = text[:MOST_LINES_OF_DRAFT]
    if len(text) > MOST_LINES_OF_DRAFT:
        shown.append("...")
    platforms = ", ".join(show_text(name) for name in draft.platforms) or NO_PLATFORM_CHOSEN
    media = ", ".join(show_text(media.label) for media in draft.media) or "none"
    return [*shown, "", f"Platforms: {platforms}", f"{MEDIA}: {media}"]


def open_part(screen: SessionScreen, part: str) -> None:
    """Open the screen of a part, or ask what it needs."""
    dialog = screen.dialog
    match part:
        case "draft" | "people" | "questions":
            screen.program.show(part, screen.opened)
        case _:
            screen.run_worker(dialog.follow(PART_DIALOGUES[part](dialog)))
