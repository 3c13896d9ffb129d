"""What is asked about images and clips: what they show, and what their files tell besides."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import get_args

from checklists import changes
from checklists.errors import CannotReadOrWrite, Problem, Refused
from checklists.lint.media.report import kinds
from checklists.session.model import Media, MediaKind
from checklists.workstation.media_file import MediaFile, read_media_file
from tui.flows.dialog import Blank, Dialog, Values, WentBack
from tui.flows.draft import ask_meaning
from tui.wording.media_words import (
    FOUND,
    FOUND_OPTIONS,
    NOTHING_FOUND,
    findings_words,
    media_options,
)
from tui.wording.questions import (
    DESCRIPTION,
    DESCRIPTION_HINT,
    FILE,
    FILE_AGAIN,
    FILE_HINT,
    MEDIA,
    MEDIA_KINDS,
    MEDIA_SHOWS,
    MEDIA_WHY,
    NO_FILE,
    READ_AGAIN,
    READ_AGAIN_WHY,
)

_Save = Callable[[Values, MediaFile], Awaitable[Problem | None]]


async def change_media(dialog: Dialog) -> str:
    """Add an image or clip, read its file again, or take it out.

    Returns its label, empty where nothing was saved.
    """
    media = {f"read {found.label}": found for found in dialog.opened.session.draft.media}
    chosen = await dialog.choose(MEDIA, MEDIA_WHY, media_options(dialog.opened.session))
    kind: MediaKind | None = next((k for k in get_args(MediaKind) if k == chosen), None)
    if chosen in media:
        return await _read_again(dialog, media[chosen])
    meaning = await ask_meaning(dialog)
    if kind is None:
        saved = await dialog.save(changes.remove_media, chosen, changes_meaning=meaning)
        return chosen if saved else ""

    async def add(values: Values, read: MediaFile) -> Problem | None:
        return await dialog.attempt(
            changes.add_media,
            kind,
            values["description"],
            sha256=read.sha256,
            found=kinds(read.findings) if read.sha256 else (),
            changes_meaning=meaning,
        )

    shows = Blank("description", DESCRIPTION, hint=DESCRIPTION_HINT)
    file = Blank("file", FILE, hint=FILE_HINT)
    return await _with_file(dialog, MEDIA_KINDS[kind], MEDIA_SHOWS, (shows, file), add)


async def _read_again(dialog: Dialog, media: Media, name: str = "") -> str:
    """Ask for the file of an image or clip, such as a cleaned one, and put it in its place."""
    meaning = await ask_meaning(dialog)

    async def put(_values: Values, read: MediaFile) -> Problem | None:
        if not read.sha256:
            return Refused(*NO_FILE, field="file")
        return await dialog.attempt(
            changes.replace_media,
            media,
            sha256=read.sha256,
            found=kinds(read.findings),
            changes_meaning=meaning,
        )

    file = Blank("file", FILE_AGAIN, name, FILE_HINT)
    return await _with_file(dialog, READ_AGAIN, READ_AGAIN_WHY, (file,), put)


async def _with_file(
    dialog: Dialog, title: str, why: str, blanks: tuple[Blank, ...], save: _Save
) -> str:
    """Ask for a file, read and save it, and say what it tells; return the label of what it is."""
    read, name = MediaFile(), ""

    async def attempt(values: Values) -> Problem | None:
        nonlocal read, name
        name = values["file"].strip()
        try:
            read = await dialog.wait_for(lambda: read_media_file(name)) if name else MediaFile()
        except CannotReadOrWrite as problem:
            return Refused(problem.title, problem.message, problem.what_to_do, field="file")
        return await save(values, read)

    if not await dialog.fill(title, why, blanks, attempt):
        return ""
    media = dialog.opened.session.draft.media[-1]
    if read.sha256 and not read.findings:
        dialog.tell(NOTHING_FOUND)
    elif read.findings:
        # What is saved stays saved, also for somebody who goes back here.
        with suppress(WentBack):
            if await dialog.choose(FOUND, findings_words(read.findings), FOUND_OPTIONS) == "read":
                return await _read_again(dialog, media, name) or media.label
    return media.label
