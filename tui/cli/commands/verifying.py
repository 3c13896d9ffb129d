"""`verify` and `audit`: whether each record still is as the program wrote it, and as others saw it.

Both note in the audit log what they read, where this account may: a supervisor, or root.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from checklists.errors import CannotReadOrWrite, ExitCode, NotAllowed, WrongUsage
from checklists.gate.audit.findings import findings
from checklists.gate.audit.history_entries import Finding
from checklists.gate.context import UnfitReview
from checklists.records.audit_log import Difference
from checklists.records.layout import FolderInaccessible, OnInaccessible
from checklists.records.store import Broken, SeveralFit, Stored
from checklists.session.list_row import LEGAL_HOLD
from checklists.text import show_text
from checklists.workstation.account import login_of
from tui.cli.context import CommandContext, Printed
from tui.prompts.console import tell
from tui.wording.list_words import how_many
from tui.wording.retention_words import (
    removed_words,
    still_there_words,
    unfit_tombstone_words,
    unread_words,
)
from tui.wording.review_words import difference_words, not_noted_words
from tui.wording.wrapping import problem_lines

SHORTEST_END = 4
"""Fewest characters of an ID's end that name it, as for a session that is there."""


def verify_sessions(
    here: CommandContext, session_ids: Iterable[str], *, everybody: bool
) -> Printed:
    """Return a line for each discrepancy found.

    Checks the sessions named; without names, this account's own, or everybody's.
    """
    missing = tuple(found for found in here.store.audit.differences() if found.how == "missing")
    asked = tuple(dict.fromkeys(session_ids))
    named, gone = _named(here, asked, missing)
    inaccessible: list[FolderInaccessible] = []
    paths = named if asked else tuple(_all_paths(here, inaccessible.append, everybody=everybody))
    lines = [
        show_text(f"{path.stem}: {finding.where}: {finding.what}")
        for path in paths
        for finding in _findings_in(here, path)
    ]
    if not asked:
        gone = [d for d in missing if everybody or d.note.uid == here.actor.uid]
        # One that lies unreadable in its author's folder has its line already.
        places = {(login_of(d.note.uid), d.note.session): d for d in gone}
        at = ((path, places.get((path.parts[-3], path.stem))) for path in paths)
        unread = [d for path, d in at if d and isinstance(here.store.look(path), Broken)]
        gone = [d for d in gone if d not in unread]
    lines += [_different(here, found) for found in gone]
    lines += [show_text(f"{found.folder}: {found.what}") for found in inaccessible]
    lines += [*_wrong_holds(here), *_wrong_tombstones(here)] if everybody and not asked else []
    # If a folder cannot be entered, its sessions may be those of the reviews that seem stray.
    if everybody and not asked and not inaccessible:
        known = [path.stem for path in paths]
        lines += [
            show_text(f"review {stray.name}: {stray.what}")
            for stray in here.store.reviews.strays(known)
        ]
        lines += [
            show_text(f"completion {stray.name}: {stray.what}")
            for stray in here.store.completions.strays(known)
        ]
    code = ExitCode.DOES_NOT_HOLD if lines else ExitCode.DONE
    count = _count(len(paths) + len(gone), len(lines))
    held = [f"{path.stem}: {LEGAL_HOLD}" for path in named if _is_held(here, path)]
    return Printed((*lines, *held, count), code, (*_not_noted(here), *here.no_folder))


def audit_sessions(here: CommandContext) -> Printed:
    """Note every session that changed, and return a line for each that is not as it was noted.

    For a timer of root's. Raises NotAllowed where this account may not write in the log.
    """
    audit = here.store.audit
    if not audit.may_write:
        raise NotAllowed(
            "Not noted",
            f"This account may not write in {here.places.audit}.",
            "Run it as root, on a workstation that `cleartopost setup` has made.",
        )
    sessions = 0
    # What is new or changed is noted as it is read.
    tell(here.index.refresh(here.now))
    for found in here.index.newest(here.now):
        row = found.listed
        sessions += not row.problem
        if not row.problem and not audit.has_noted(row.id, row.revision):
            audit.look_at(found.path)
    not_kept: tuple[str, ...] = ()
    try:
        here.store.holds.keep()
    except CannotReadOrWrite as problem:
        not_kept = problem_lines(problem)
    lines = [*(_different(here, found) for found in audit.differences()), *_wrong_holds(here)]
    failed = bool(audit.problem or not_kept)
    code = ExitCode.DOES_NOT_HOLD if lines else ExitCode.DONE
    code = ExitCode.CANNOT_READ_OR_WRITE if failed else code
    return Printed((*lines, _count(sessions, len(lines))), code, (*_not_noted(here), *not_kept))


def _named(
    here: CommandContext, session_ids: Iterable[str], missing: Iterable[Difference]
) -> tuple[tuple[Path, ...], list[Difference]]:
    """Return the files of the sessions named, and those of them that are known to be missing."""
    paths: list[Path] = []
    gone: list[Difference] = []
    for session_id in session_ids:
        try:
            paths.append(here.find(session_id))
        except SeveralFit:
            raise
        except WrongUsage:
            is_end = len(session_id) >= SHORTEST_END
            ended = [d for d in missing if is_end and d.note.session.endswith(session_id)]
            if len(ended) != 1:
                raise
            gone += ended
    return tuple(dict.fromkeys(paths)), gone


def _wrong_holds(here: CommandContext) -> list[str]:
    """Return a line for each file that may be a hold, and for each hold that was taken away."""
    found = here.store.holds.read()
    return [
        *map(unread_words, found.unread),
        *(removed_words(hold, here.now) for hold in found.removed),
    ]


def _wrong_tombstones(here: CommandContext) -> Iterator[str]:
    """Yield what explains no purge, and each purged session whose file is there."""
    for found in here.store.tombstones.every():
        if isinstance(found, UnfitReview):
            yield unfit_tombstone_words(found)
        elif here.store.files_of(found.session):
            yield still_there_words(found)


def _is_held(here: CommandContext, path: Path) -> bool:
    found = here.store.look(path)
    return isinstance(found, Stored) and here.store.holds.is_on(found.session)


def _different(here: CommandContext, found: Difference) -> str:
    how = difference_words(found, login_of(found.note.by), here.now)
    return show_text(f"{found.note.session}: audit log: {how}")


def _not_noted(here: CommandContext) -> tuple[str, ...]:
    problem = here.store.audit.problem
    return (not_noted_words(problem),) if problem else ()


def _all_paths(
    here: CommandContext, on_inaccessible: OnInaccessible, *, everybody: bool
) -> Iterator[Path]:
    # Asked of each file, of which a user may have thousands.
    is_own = cache(here.store.is_own_folder)

    def is_wanted(path: Path) -> bool:
        user = path.relative_to(here.places.sessions).parts[0]
        return everybody or is_own(here.places.sessions / user)

    def report(found: FolderInaccessible) -> None:
        if is_wanted(found.folder):
            on_inaccessible(found)

    return filter(is_wanted, here.store.paths(report))


def _findings_in(here: CommandContext, path: Path) -> tuple[Finding, ...]:
    different = here.store.audit.look_at(path)
    found = here.store.look(path)
    if isinstance(found, Broken):
        return (Finding("file", f"cannot be read: {found.problem}"),)
    unfit = here.store.completions.of(found.session).unfit
    how = different and difference_words(different, login_of(different.note.by), here.now)
    return (
        *((Finding("audit log", how),) if how else ()),
        *findings(
            found.session,
            here.checklist_of(found.session),
            here.store.context(found),
            here.now,
        ),
        *(Finding(f"completion {one.name}", one.what) for one in unfit),
    )


def _count(sessions: int, found: int) -> str:
    checked = f"{how_many(sessions, 'session')} checked"
    if found == 0:
        return f"{checked}: {'no problems' if sessions else 'none'}."
    return f"{checked}: {found} {'problem' if found == 1 else 'problems'}."
