"""`verify`: check that each record still is as the program wrote it."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from checklists.errors import ExitCode
from checklists.gate.audit.findings import findings
from checklists.gate.audit.history_entries import Finding
from checklists.records.layout import FolderInaccessible, OnInaccessible
from checklists.records.store import Broken
from checklists.text import show_text
from tui.cli.context import CommandContext, Printed
from tui.wording.list_words import how_many


def verify_sessions(
    here: CommandContext, session_ids: Iterable[str], *, everybody: bool
) -> Printed:
    """Return a line for each discrepancy found.

    Checks the sessions named; without names, this account's own, or everybody's.
    """
    named = tuple(dict.fromkeys(here.find(session_id) for session_id in session_ids))
    inaccessible: list[FolderInaccessible] = []
    paths = named or tuple(_all_paths(here, inaccessible.append, everybody=everybody))
    lines = [
        show_text(f"{path.stem}: {finding.where}: {finding.what}")
        for path in paths
        for finding in _findings_in(here, path)
    ]
    lines += [show_text(f"{found.folder}: {found.what}") for found in inaccessible]
    # If a folder cannot be entered, its sessions may be those of the reviews that seem stray.
    if everybody and not named and not inaccessible:
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
    return Printed((*lines, _count(len(paths), len(lines))), code, here.no_folder)


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
    found = here.store.look(path)
    if isinstance(found, Broken):
        return (Finding("file", f"cannot be read: {found.problem}"),)
    unfit = here.store.completions.of(found.session).unfit
    return (
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
