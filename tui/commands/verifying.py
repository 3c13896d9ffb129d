"""`verify`: whether each record still is what the program wrote."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from checklists.clean_text import show_text
from checklists.problems import ExitCode
from checklists.session_files import Shut, Told
from checklists.store import Broken
from checklists.verify import Finding, findings
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.list_words import how_many


def verify_sessions(here: Surroundings, session_ids: Iterable[str], *, everybody: bool) -> Printed:
    """A line for each thing that does not hold, in the sessions named, else in one's own, else in
    everybody's."""
    named = tuple(dict.fromkeys(here.store.find(session_id) for session_id in session_ids))
    shut: list[Shut] = []
    paths = named or tuple(_all_paths(here, shut.append, everybody=everybody))
    lines = [
        show_text(f"{path.stem}: {finding.where}: {finding.what}")
        for path in paths
        for finding in _findings_in(here, path)
    ]
    lines += [show_text(f"{found.folder}: {found.what}") for found in shut]
    # What is in a folder that cannot be entered may be what a review is about.
    if everybody and not named and not shut:
        known = [path.stem for path in paths]
        lines += [
            show_text(f"review {stray.name}: {stray.what}")
            for stray in here.store.reviews.strays(known)
        ]
    code = ExitCode.DOES_NOT_HOLD if lines else ExitCode.DONE
    return Printed((*lines, _count(len(paths), len(lines))), code)


def _all_paths(here: Surroundings, told: Told, *, everybody: bool) -> Iterator[Path]:
    own = here.store.own_folder

    def tell(shut: Shut) -> None:
        if everybody or own in (shut.folder, *shut.folder.parents):
            told(shut)

    return (path for path in here.store.paths(tell) if everybody or own in path.parents)


def _findings_in(here: Surroundings, path: Path) -> tuple[Finding, ...]:
    found = here.store.look(path)
    if isinstance(found, Broken):
        return (Finding("file", f"cannot be read: {found.problem}"),)
    session = found.session
    return findings(session, here.checklist_of(session), here.store.beside(session))


def _count(sessions: int, found: int) -> str:
    checked = f"{how_many(sessions, 'session')} checked"
    if found == 0:
        return f"{checked}: {'it holds' if sessions == 1 else 'all hold' if sessions else 'none'}."
    return f"{checked}: {found} {'thing does' if found == 1 else 'things do'} not hold."
