"""Images and clips of the draft: adding one, taking one out."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from checklists import changes
from checklists.clean_text import show_text
from checklists.problems import CannotReadOrWrite, Problem, Refused
from checklists.session import MediaKind
from tui.file_digest import file_digest
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
from tui.screens.ask import AskChoice, AskLines, Blank

if TYPE_CHECKING:
    from tui.screens.draft import DraftScreen


async def media_menu(screen: "DraftScreen") -> None:
    """Add one, or take one out."""
    kinds: tuple[MediaKind, ...] = get_args(MediaKind)
    options = [Option(f"add:{kind}", f"Add: {MEDIA_KINDS[kind]}") for kind in kinds]
    options += [
        Option(f"remove:{m.label}", f"Take out {m.label}: {m.kind}", show_text(m.description))
        for m in screen.session.draft.media
    ]
    chosen = await screen.app.push_screen_wait(AskChoice(MEDIA, MEDIA_WHY, tuple(options)))
    if chosen is None:
        return
    verb, _, what = chosen.partition(":")
    if verb == "add":
        kind = next(kind for kind in kinds if kind == what)
        await _add(screen, kind)
    else:
        await _remove(screen, what)


async def _meaning(screen: "DraftScreen") -> tuple[bool, bool | None]:
    """Whether to go on, and what was said about the meaning."""
    if not screen.asks_about_meaning():
        return True, None
    answer = await screen.ask_meaning()
    return answer is not None, answer


async def _add(screen: "DraftScreen", kind: MediaKind) -> None:
    go_on, meaning = await _meaning(screen)
    if not go_on:
        return

    async def attempt(values: dict[str, str]) -> Problem | None:
        digest = ""
        if values["file"].strip():
            try:
                digest = await asyncio.to_thread(file_digest, Path(values["file"].strip()))
            except CannotReadOrWrite as problem:
                return _under_file(problem)
        return await screen.attempt(
            lambda session: changes.add_media(
                session,
                screen.opened.known_checklist(),
                kind,
                values["description"],
                sha256=digest,
                changes_meaning=meaning,
                actor=screen.opened.actor,
                now=screen.opened.clock(),
            )
        )

    blanks = (
        Blank("description", DESCRIPTION, hint=DESCRIPTION_HINT),
        Blank("file", FILE, hint=FILE_HINT),
    )
    await screen.app.push_screen_wait(AskLines(MEDIA_KINDS[kind], MEDIA_SHOWS, blanks, attempt))


def _under_file(problem: CannotReadOrWrite) -> Problem:
    return Refused(problem.title, problem.message, problem.what_to_do, field="file")


async def _remove(screen: "DraftScreen", label: str) -> None:
    go_on, meaning = await _meaning(screen)
    if go_on:
        await screen.save(
            lambda session: changes.remove_media(
                session,
                screen.opened.known_checklist(),
                label,
                changes_meaning=meaning,
                actor=screen.opened.actor,
                now=screen.opened.clock(),
            )
        )
