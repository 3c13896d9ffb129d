"""Images and clips of the draft: adding one, taking one out."""

from collections.abc import Callable
from pathlib import Path

from checklists import changes
from checklists.clean_text import show_text
from checklists.problems import CannotReadOrWrite
from checklists.session import Session
from tui.file_digest import file_digest
from tui.plain.desk import Desk
from tui.questions import (
    DESCRIPTION,
    DESCRIPTION_HINT,
    FILE,
    FILE_HINT,
    MEDIA,
    MEDIA_KINDS,
    MEDIA_SHOWS,
    MEDIA_WHY,
    Option,
)

AskMeaning = Callable[[Desk], bool | None]


def media_menu(desk: Desk, ask_meaning: AskMeaning) -> None:
    """Add one, or take one out."""
    options = [Option(kind, f"Add: {words}") for kind, words in MEDIA_KINDS.items()]
    options += [
        Option(media.label, f"Take out {media.label}: {media.kind}", show_text(media.description))
        for media in desk.session.draft.media
    ]
    chosen = desk.choose(f"{MEDIA}. {MEDIA_WHY}", tuple(options))
    kind = next((kind for kind in MEDIA_KINDS if kind == chosen), None)
    meaning = ask_meaning(desk)
    if kind is None:

        def remove(session: Session) -> Session:
            return changes.remove_media(
                session,
                desk.checklist,
                chosen,
                changes_meaning=meaning,
                actor=desk.opened.actor,
                now=desk.opened.clock(),
            )

        if desk.save(remove):
            desk.say(f"Saved. {chosen} is out.")
        return
    desk.say(MEDIA_SHOWS)
    while True:
        description = desk.ask_words(DESCRIPTION, DESCRIPTION_HINT)
        digest = _ask_file(desk)

        def add(session: Session, shows: str = description, sha256: str = digest) -> Session:
            return changes.add_media(
                session,
                desk.checklist,
                kind,
                shows,
                sha256=sha256,
                changes_meaning=meaning,
                actor=desk.opened.actor,
                now=desk.opened.clock(),
            )

        if desk.save(add):
            desk.say(f"Saved as {desk.session.draft.media[-1].label}.")
            return


def _ask_file(desk: Desk) -> str:
    while True:
        name = desk.ask_words(FILE, FILE_HINT)
        if not name:
            return ""
        try:
            return file_digest(Path(name))
        except CannotReadOrWrite as problem:
            desk.tell(problem)
        except ValueError:
            desk.say("! No file has such a name.")
