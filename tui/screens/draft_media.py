"""Images and clips of the draft: adding one, taking one out."""

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from checklists import changes
from checklists.clean_text import show_text
from checklists.problems import CannotReadOrWrite, Problem, Refused
from checklists.session import MediaKind
from tui.screens.ask import AskChoice, AskLines, Blank, Option

if TYPE_CHECKING:
    from tui.screens.draft import DraftScreen

_KIND_WORDS = {
    "image": "An image or graphic",
    "video": "A video clip",
    "audio": "A sound recording",
    "document": "A document or screenshot",
}


async def media_menu(screen: "DraftScreen") -> None:
    """Add one, or take one out."""
    kinds: tuple[MediaKind, ...] = get_args(MediaKind)
    options = [Option(f"add:{kind}", f"Add: {_KIND_WORDS[kind]}") for kind in kinds]
    options += [
        Option(f"remove:{m.label}", f"Take out {m.label}: {m.kind}", show_text(m.description))
        for m in screen.session.draft.media
    ]
    chosen = await screen.app.push_screen_wait(
        AskChoice("Images and clips", "Each is checked in its own step.", tuple(options))
    )
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
        Blank("description", "What it shows", hint="becomes the alt text; no names"),
        Blank("file", "File, if here", hint="its digest is kept, not the file"),
    )
    await screen.app.push_screen_wait(
        AskLines(_KIND_WORDS[kind], "Say in a sentence what it shows.", blanks, attempt)
    )


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


def file_digest(path: Path) -> str:
    """The SHA-256 of a file on this machine. Raises CannotReadOrWrite."""
    try:
        if not path.is_file():
            raise CannotReadOrWrite("No such file", "There is no file of that name.", "Correct it.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise CannotReadOrWrite("Cannot be read", f"The file: {reason}.", "Correct it.") from None
