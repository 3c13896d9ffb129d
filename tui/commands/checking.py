"""`check` and `types`: the definitions, and what is wrong with them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from checklists.catalog import Catalog, load_catalog
from checklists.clean_text import show_text
from checklists.definition_file import DefinitionProblem
from checklists.policy import load_policy
from checklists.problems import ExitCode, WrongUsage
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped
from tui.list_words import how_many

_PARTS = ("steps", "incidents")
"""The folders inside an agency's folder."""


class Checked(NamedTuple):
    """One set of definitions that was read: the shipped ones with the agency's of one folder."""

    name: str
    catalog: Catalog
    problems: tuple[DefinitionProblem, ...]

    def lines(self, *, named: bool) -> Iterator[str]:
        """A line for each problem, a count, and which types are out."""
        yield from (str(problem) for problem in self.problems)
        types, problems = len(self.catalog.checklists), len(self.problems)
        steps = {step.id for found in self.catalog.checklists.values() for step in found.steps}
        name = f"{self.name}: " if named else ""
        yield (
            f"{name}{how_many(types, 'type')}, {how_many(len(steps), 'step')}, "
            f"{how_many(problems, 'problem')}"
        )
        if self.catalog.why_out:
            yield f"{name}out: {', '.join(sorted(self.catalog.why_out))}"


def check_definitions(here: Surroundings, paths: Iterable[str]) -> Printed:
    """Every problem of the shipped definitions and the agency's: of those in place with the policy,
    or of each folder that is named (a file names the folder that it is in)."""
    folders = tuple(dict.fromkeys(_agency_folder(Path(path)) for path in paths))
    checked = [_check_folder(folder) for folder in folders]
    if not checked:
        policy = load_policy(here.places.policy)
        checked = [Checked("", here.catalog, (*here.catalog.problems, *policy.problems))]
    lines = [line for found in checked for line in found.lines(named=len(checked) > 1)]
    wrong = any(found.problems or found.catalog.why_out for found in checked)
    code = ExitCode.DOES_NOT_HOLD if wrong else ExitCode.DONE
    return Printed(tuple(show_text(line) for line in lines), code)


def _check_folder(folder: Path) -> Checked:
    catalog = load_catalog(folder)
    return Checked(str(folder), catalog, catalog.problems)


def _agency_folder(path: Path) -> Path:
    """The agency's folder that a path names, itself or by something in it."""
    if not path.exists():
        raise WrongUsage("Not there", f"There is no {path}.", "Name a folder of definitions.")
    if path.is_dir():
        return path.parent if path.name in _PARTS else path
    return path.parent.parent if path.parent.name in _PARTS else path.parent


def list_types(here: Surroundings, *, json: bool) -> Printed:
    """The incident types: those that can be used, then those that are out and why."""
    catalog = here.catalog
    if json:
        from tui.commands.as_json import as_json

        return Printed((as_json([*_usable_in_json(catalog), *_out_in_json(catalog)]),))
    return Printed(tuple(_usable_lines(catalog)) + tuple(_out_lines(catalog)))


def _usable_lines(catalog: Catalog) -> Iterator[str]:
    for found in catalog.in_order:
        victim = sum(step.victim_related for step in found.steps)
        urgent = "  urgent" if found.urgent else ""
        yield f"{found.id}  {len(found.steps)} steps, {victim} victim-related{urgent}"
        yield from wrapped(f"{found.title}. {found.when}", "    ")


def _out_lines(catalog: Catalog) -> Iterator[str]:
    for type_id, problems in sorted(catalog.why_out.items()):
        yield f"{show_text(type_id)}  OUT: it cannot be used"
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
