"""`check` and `types`: report the definitions and their problems."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from checklists.definitions.catalog import Catalog, load_catalog
from checklists.definitions.schema import DefinitionProblem
from checklists.definitions.trace import load_trace
from checklists.definitions.trust import Trust, trust_all
from checklists.definitions.wording_files import load_wording
from checklists.errors import ExitCode, WrongUsage
from checklists.lint.examples import failed_examples
from checklists.lint.linter import SCANNERS
from checklists.text import show_text
from checklists.workstation.directory import load_directory
from checklists.workstation.policy import load_policy, unknown_types
from checklists.workstation.state_notes import load_state_notes
from checklists.workstation.trust import definitions_trust
from tui.cli.context import CommandContext, Printed
from tui.wording.list_words import how_many
from tui.wording.trace_words import trace_lines
from tui.wording.wrapping import wrapped

_PARTS = ("steps", "incidents", "wording")
"""The subfolders of an agency's folder."""


class Checked(NamedTuple):
    """One set of definitions as read: the shipped ones and those of one agency folder."""

    name: str
    catalog: Catalog
    problems: tuple[DefinitionProblem, ...]
    warnings: tuple[DefinitionProblem, ...] = ()

    def lines(self, *, named: bool) -> Iterator[str]:
        """Yield a line for each problem and warning, the counts, and the types out of use."""
        yield from (str(problem) for problem in (*self.problems, *self.warnings))
        types, problems = len(self.catalog.checklists), len(self.problems)
        steps = {step.id for found in self.catalog.checklists.values() for step in found.steps}
        name = f"{self.name}: " if named else ""
        yield (
            f"{name}{how_many(types, 'type')}, {how_many(len(steps), 'step')}, "
            f"{how_many(problems, 'problem')}"
        )
        if self.catalog.why_out:
            yield f"{name}unavailable: {', '.join(sorted(self.catalog.why_out))}"


def check_definitions(here: CommandContext, paths: Iterable[str]) -> Printed:
    """Report every problem of the shipped and the agency's definitions.

    Without paths, checks the definitions in force, the policy, the directory and the state law
    notes. With paths, checks each folder named; a file stands for the folder that it is in.
    """
    folders = tuple(dict.fromkeys(_agency_folder(Path(path)) for path in paths))
    checked = [_check_folder(here, folder) for folder in folders]
    if not checked:
        policy = load_policy(here.places.policy)
        trust = definitions_trust(here.places)
        directory = load_directory(here.places.directory, here.catalog.roles, trust)
        notes = load_state_notes(here.places.state_notes, here.catalog, trust)
        today = here.now.date()
        problems = (
            *here.catalog.problems,
            *here.catalog.release.problems,
            *_problems_of_wording(here.catalog, here.places.checklists, trust),
            *policy.problems,
            *unknown_types(here.places.policy, policy, here.catalog.checklists),
            *directory.problems,
            *notes.problems,
            *notes.overdue(today),
        )
        checked = [Checked("", here.catalog, problems, notes.old(today))]
    lines = [line for found in checked for line in found.lines(named=len(checked) > 1)]
    wrong = any(found.problems or found.catalog.why_out for found in checked)
    code = ExitCode.DOES_NOT_HOLD if wrong else ExitCode.DONE
    return Printed(tuple(show_text(line) for line in lines), code)


def _check_folder(here: CommandContext, folder: Path) -> Checked:
    """Load the definitions of a folder.

    Ownership and permissions are checked only for the folder in force: an administrator may keep a
    draft of it anywhere.
    """
    in_force = folder.resolve() == here.places.checklists.resolve()
    trust = definitions_trust(here.places) if in_force else trust_all
    catalog = load_catalog(folder, trust=trust)
    wording = _problems_of_wording(catalog, folder, trust)
    return Checked(str(folder), catalog, (*catalog.problems, *catalog.release.problems, *wording))


def _problems_of_wording(
    catalog: Catalog, folder: Path, trust: Trust
) -> tuple[DefinitionProblem, ...]:
    """Return what is wrong with the rules of wording; runs the examples of each."""
    files = load_wording(folder, trust=trust)
    types = (*catalog.checklists, *catalog.why_out)
    scanners = [scanner.rule for scanner in SCANNERS]
    files.check_links(types, catalog.sources, catalog.step_ids, scanners)
    for rule, key, example in failed_examples(files.wording):
        found = "nothing is found in" if key == "hits" else "something is found in"
        files.entries[rule.id].note((key,), f'{found} "{example}"', "correct it, or `match`")
    return files.problems


def _agency_folder(path: Path) -> Path:
    """Return the agency's folder that a path names or is in.

    Raises WrongUsage if the path does not exist.
    """
    if not path.exists():
        raise WrongUsage("Not there", f"There is no {path}.", "Name a folder of definitions.")
    if path.is_dir():
        return path.parent if path.name in _PARTS else path
    return path.parent.parent if path.parent.name in _PARTS else path.parent


def list_types(here: CommandContext, *, json: bool) -> Printed:
    """Return the incident types: first the usable ones, then those out of use and why."""
    catalog = here.catalog
    if json:
        from tui.cli.context import as_json

        return Printed((as_json([*_usable_in_json(catalog), *_out_in_json(catalog)]),))
    return Printed(tuple(_usable_lines(catalog)) + tuple(_out_lines(catalog)))


def show_trace(here: CommandContext) -> Printed:
    """Return the trace of the tip sheet: a table of clause by type, then steps and reasons."""
    trace = load_trace()
    types = {found.id: found for found in here.catalog.in_order if found.id in trace.types}
    return Printed(tuple(trace_lines(trace, types)))


def _usable_lines(catalog: Catalog) -> Iterator[str]:
    for found in catalog.in_order:
        victim = sum(step.victim_related for step in found.steps)
        urgent = "  urgent" if found.urgent else ""
        yield f"{found.id}  {len(found.steps)} steps, {victim} victim-related{urgent}"
        yield from wrapped(f"{found.title}. {found.when}", "    ")


def _out_lines(catalog: Catalog) -> Iterator[str]:
    for type_id, problems in sorted(catalog.why_out.items()):
        yield f"{show_text(type_id)}  UNAVAILABLE: it cannot be used"
        for problem in problems:
            yield show_text(f"    {problem}")
        if not problems:
            yield "    `cleartopost check` says why"


def _usable_in_json(catalog: Catalog) -> Iterator[dict[str, object]]:
    for found in catalog.in_order:
        yield {
            "id": found.id,
            "title": found.title,
            "short": found.short,
            "when": found.when,
            "urgent": found.urgent,
            "needs_case_number": found.needs_case_number,
            "fresh_for_minutes": found.fresh_for // timedelta(minutes=1),
            "steps": len(found.steps),
            "victim_steps": sum(step.victim_related for step in found.steps),
            "revision": found.revision,
            "usable": True,
            "problems": [],
        }


def _out_in_json(catalog: Catalog) -> Iterator[dict[str, object]]:
    names = ("title", "short", "when", "urgent", "needs_case_number", "fresh_for_minutes")
    for type_id, problems in sorted(catalog.why_out.items()):
        yield {
            "id": type_id,
            **dict.fromkeys((*names, "steps", "victim_steps", "revision")),
            "usable": False,
            "problems": problems,
        }
