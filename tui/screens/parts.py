"""What belongs to the whole post: shown in the card, and opened on Enter."""

from typing import TYPE_CHECKING

from checklists import changes
from checklists.clean_text import show_text
from checklists.open_session import OpenSession
from checklists.session import Session
from tui.post_parts import PARTS
from tui.questions import CARRY, CARRY_WHY, EDITED, EDITED_WHY
from tui.words import person_words

if TYPE_CHECKING:
    from tui.screens.walk_view import WalkView

MOST_LINES_OF_DRAFT = 8


def part_lines(opened: OpenSession, part: str) -> list[str]:
    """The card of a part."""
    if part not in PARTS:
        return []
    title, codes = PARTS[part]
    session = opened.session
    found = [b for b in opened.blockers() if b.code in codes and not b.step]
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
            lines += ["" if session.people else "Nobody is on the list yet."]
            lines += ["Labels and classes only; never a name."]
        case "questions" if not found:
            lines += ["All are answered for this draft."]
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
    text = show_text(draft.text, lines=True).split("\n") if draft.text else ["(no text yet)"]
    shown = text[:MOST_LINES_OF_DRAFT]
    if len(text) > MOST_LINES_OF_DRAFT:
        shown.append("...")
    platforms = ", ".join(show_text(name) for name in draft.platforms) or "none chosen"
    media = ", ".join(show_text(media.label) for media in draft.media) or "none"
    return [*shown, "", f"Platforms: {platforms}", f"Images and clips: {media}"]


def open_part(walk: "WalkView", part: str) -> None:
    """Open the screen of a part, or ask what it needs."""
    if part == "draft":
        from tui.screens.draft import DraftScreen  # noqa: PLC0415 (opened by need)

        walk.app.push_screen(DraftScreen(walk.opened))
    elif part == "people":
        from tui.screens.people import People  # noqa: PLC0415 (opened by need)

        walk.app.push_screen(People(walk.opened))
    elif part == "questions":
        from tui.screens.guards import Guards  # noqa: PLC0415 (opened by need)

        walk.app.push_screen(Guards(walk.opened))
    elif part == "case":
        from tui.screens.case_number import ask_case_number  # noqa: PLC0415 (opened by need)

        walk.run_worker(ask_case_number(walk))
    elif part in ("edited", "checklist"):
        _settle(walk, part)


def _settle(walk: "WalkView", part: str) -> None:
    from tui.screens.ask import AskChoice  # noqa: PLC0415 (opened by need)

    opened = walk.opened
    if part == "edited":
        option, explanation = EDITED, EDITED_WHY
    else:
        option, explanation = CARRY, CARRY_WHY

    async def settle(chosen: str | None) -> None:
        if chosen == "edited":
            await walk.save(
                lambda s: changes.take_over_hand_edit(s, actor=opened.actor, now=opened.clock())
            )
        elif chosen == "checklist":
            checklist = opened.known_checklist()
            await walk.save(
                lambda s: changes.carry_to_checklist(
                    s, checklist, actor=opened.actor, now=opened.clock()
                )
            )

    walk.app.push_screen(AskChoice(PARTS[part][0].capitalize(), explanation, (option,)), settle)
