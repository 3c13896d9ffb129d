"""`purge` and `list --purged`: removing what the policy no longer keeps, and what was removed."""

from functools import partial
from itertools import count
from pathlib import Path

from checklists.errors import ExitCode, Problem, Refused
from checklists.export.purge import Outcome, Purger
from checklists.gate.context import UnfitReview
from checklists.records.tombstones import Tombstone
from checklists.workstation.clock import local_now
from checklists.workstation.file_state import is_gone
from tui import __version__
from tui.cli.context import CommandContext, Printed, as_json
from tui.wording.retention_words import (
    DRY_RUN,
    outcome_lines,
    purge_count,
    tombstone_lines,
    unfit_tombstone_words,
)
from tui.wording.wrapping import problem_lines


def purge(here: CommandContext, *, dry_run: bool) -> Printed:
    """Purge what is due, or say what that would be; return what became of each session."""
    policy = here.store.policy.retention
    export = partial(_export, here, Path(policy.export_to)) if policy.export_first else None
    purger = Purger(here.store, here.catalog, local_now, dry_run=dry_run, export=export)
    found: list[Outcome] = []
    problem: Problem | None = None
    try:
        found.extend(purger.purge())
    except Problem as refused:
        problem = refused
    if problem is not None and not found:
        raise problem
    lines = [line for outcome in found for line in outcome_lines(outcome)]
    lines += [purge_count(found), *([DRY_RUN] if dry_run else [])]
    code = problem.exit_code if problem is not None else ExitCode.DONE
    return Printed(lines, code, problem_lines(problem) if problem is not None else ())


def _export(here: CommandContext, folder: Path, path: Path) -> str:
    """Write a case copy of a session to a new folder of its own, and see that it is whole."""
    import os

    from checklists.export.export import Exporter, Wanted

    exporter = Exporter(here.store, here.catalog, here.rules.state_notes, "case", here.now)
    names = (path.stem if number == 1 else f"{path.stem}-{number}" for number in count(1))
    # One that was cut off is left as it is.
    to = next(to for name in names if is_gone(to := folder / name))
    wanted = Wanted((path,), (), (), f"session {path.stem}")
    done = exporter.export(wanted, to, f"cleartopost {__version__}")
    if done.not_read or done.differences:
        raise Refused("Purging stopped", f"The copy of {path.stem} is incomplete.", f"See {to}.")
    os.sync()
    return done.manifest_digest


def purged_sessions(here: CommandContext, *, json: bool) -> Printed:
    """Return what was purged, the newest session first."""
    # Victim services see what asks them, and nothing else.
    here.store.check_writer()
    found = list(here.store.tombstones.every())
    whole = [one for one in found if isinstance(one, Tombstone)]
    unfit = tuple(unfit_tombstone_words(one) for one in found if isinstance(one, UnfitReview))
    code = ExitCode.DOES_NOT_HOLD if unfit else ExitCode.DONE
    if json:
        return Printed((as_json(whole),), code, unfit)
    lines = [line for one in whole for line in tombstone_lines(one)]
    return Printed(lines or ("No session was purged.",), code, unfit)
