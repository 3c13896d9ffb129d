"""The definitions, shipped and the agency's, as a catalog of checklists.

Everything is read in one go and every problem is kept, with its file and line. A type that a
problem touches is out, and `why_out` says why; the program runs on the others.
"""

import re
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from checklists.agency import lay_over_incident, lay_over_step, step_id_of
from checklists.definition import (
    CONTACT_SECTION,
    AnswerNeed,
    Check,
    Checklist,
    Choice,
    EvidenceField,
    FollowUp,
    Guard,
    Input,
    Needs,
    PersonClass,
    Reason,
    Role,
    Section,
    Step,
)
from checklists.definition_file import (
    ChoiceSetShape,
    DefinitionFile,
    DefinitionProblem,
    EvidenceShape,
    GuardShape,
    IncidentShape,
    PersonClassShape,
    PlatformShape,
    ReasonShape,
    RoleShape,
    Shape,
    SourceShape,
    StepShape,
    StepUseShape,
    Table,
    decode,
    span,
)
from checklists.definition_rules import (
    check_choice_set,
    check_evidence,
    check_guard,
    check_id,
    check_incident,
    check_person_class,
    check_reason,
    check_step,
)
from checklists.digests import digest_of

SHIPPED = Path(__file__).parent / "definitions"

_LISTS: dict[str, tuple[str, type[Shape]]] = {
    "roles.toml": ("role", RoleShape),
    "people.toml": ("class", PersonClassShape),
    "choices.toml": ("set", ChoiceSetShape),
    "reasons.toml": ("reason", ReasonShape),
    "guards.toml": ("guard", GuardShape),
    "platforms.toml": ("platform", PlatformShape),
    "sources.toml": ("source", SourceShape),
}
_KNOWN_FILES = {*_LISTS, "policy.toml"}


class Platform(Struct, frozen=True):
    """Where a post can go, and how long its text may be there."""

    id: str
    title: str
    limit: int | None = None
    link_counts_as: int | None = None
    wide_counts_as: int | None = None
    checked_on: str = ""
    source: str = ""


class Source(Struct, frozen=True):
    """Where a step comes from."""

    id: str
    title: str
    address: str


class _Entry:
    """One table of a definition file, with where it came from."""

    def __init__(
        self, table: Table, file: DefinitionFile, path: tuple[str | int, ...], section: str = ""
    ) -> None:
        self.table = table
        self.file = file
        self.path = path
        self.section = section

    def note(self, path: tuple[str | int, ...], what: str, do: str) -> None:
        self.file.add((*self.path, *path), what, do)


class Catalog:
    """Every checklist that can be used, and why each of the others cannot."""

    def __init__(self, shipped: Path, agency: Path | None) -> None:
        self._shipped = shipped
        self._agency = agency
        self._files: list[DefinitionFile] = []
        self._entries: dict[str, dict[str, _Entry]] = {}
        self._decoded: dict[str, dict[str, Any]] = {}
        self._bad: dict[tuple[str, str], DefinitionFile] = {}
        self._unusable: list[tuple[DefinitionFile, str]] = []
        self.why_out: dict[str, tuple[DefinitionProblem, ...]] = {}
        self.checklists: dict[str, Checklist] = {}
        self._read()
        self._decode()
        self._check_links()
        self._assemble()

    @cached_property
    def problems(self) -> tuple[DefinitionProblem, ...]:
        """Every problem of every file, in the order of files and lines."""
        return tuple(sorted({problem for file in self._files for problem in file.problems}))

    @property
    def in_order(self) -> tuple[Checklist, ...]:
        """The usable types: urgent ones first, then as the shipped numbers have them, then new."""
        return tuple(
            sorted(
                self.checklists.values(),
                key=lambda found: (not found.urgent, _ORDER.get(found.id, len(_ORDER)), found.id),
            )
        )

    @cached_property
    def platforms(self) -> dict[str, Platform]:
        """Where a post can go."""
        return {
            found.id: Platform(
                id=found.id,
                title=found.title,
                limit=found.limit,
                link_counts_as=found.link_counts_as,
                wide_counts_as=found.wide_counts_as,
                checked_on=found.checked_on.isoformat() if found.checked_on else "",
                source=found.source,
            )
            for found in self._decoded["platform"].values()
        }

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Where the steps come from."""
        return {
            found.id: Source(id=found.id, title=found.title, address=found.address)
            for found in self._decoded["source"].values()
        }

    # Reading

    def _read(self) -> None:
        for kind, _ in _LISTS.values():
            self._entries[kind] = {}
        self._entries["step"] = {}
        self._entries["type"] = {}
        self._read_folder(self._shipped, agency=False)
        if self._agency is not None and self._agency.is_dir():
            self._read_folder(self._agency, agency=True)
        for file, name in self._unusable:
            self._take_out_named(file, name)

    def _mark(self, kind: str, entry_id: str, file: DefinitionFile) -> None:
        """Note that an entry cannot be used, and the file that is to blame."""
        self._bad.setdefault((kind, entry_id), file)

    def _read_folder(self, folder: Path, *, agency: bool) -> None:
        for name, (kind, _) in _LISTS.items():
            file = self._open(folder, name, agency=agency)
            if file is not None:
                self._take_list(file, kind, agency=agency)
        for path in sorted((folder / "steps").glob("*.toml")):
            file = self._open(folder, f"steps/{path.name}", agency=agency)
            if file is not None:
                self._take_steps(file, agency=agency)
        for path in sorted((folder / "incidents").glob("*.toml")):
            file = self._open(folder, f"incidents/{path.name}", agency=agency)
            if file is not None:
                self._take_incident(file, path.stem, agency=agency)
        if agency:
            self._note_strays(folder)

    def _open(self, folder: Path, name: str, *, agency: bool) -> DefinitionFile | None:
        path = folder / name
        if agency and not path.exists():
            return None
        file = DefinitionFile(path, str(path) if agency else name)
        self._files.append(file)
        if file.problems:
            self._unusable.append((file, name))
        return file

    def _take_out_named(self, file: DefinitionFile, name: str) -> None:
        """Steps and guards that cannot be read may have made a step or type stricter: what their
        file names is out until it is mended, and nothing falls back to the looser rule."""
        kind = {"steps": "step", "guards.toml": "type"}.get(name.split("/", maxsplit=1)[0])
        if kind is None:
            return
        named = set(self._entries[kind]) if file.unread else _quoted(file.text)
        for entry_id in sorted(named & set(self._entries[kind])):
            self._mark(kind, entry_id, file)

    def _note_strays(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            known = inside.as_posix() in _KNOWN_FILES or (
                len(inside.parts) == 2
                and inside.parts[0] in ("steps", "incidents")
                and path.suffix == ".toml"
            )
            if path.is_file() and not known and not path.name.startswith("."):
                file = next((f for f in self._files if f.name == str(path)), None)
                if file is None:
                    stray = DefinitionFile(Path("/dev/null"), str(path))
                    stray.add((), "is not a file that is read", "move or rename it")
                    self._files.append(stray)

    def _take_list(self, file: DefinitionFile, kind: str, *, agency: bool) -> None:
        before = len(file.problems)
        for key in file.tables:
            if key != kind:
                file.add((key,), f"unknown table `{key}`", f"write `[[{kind}]]`")
        entries = [_Entry(t, file, (kind, n)) for n, t in enumerate(_tables(file, kind))]
        usable = [entry for entry in entries if _has_id(entry)]
        if len(file.problems) > before:
            self._unusable.append((file, f"{kind}s.toml"))
        for entry in usable:
            self._put(kind, entry, agency=agency and kind != "platform")

    def _put(self, kind: str, entry: _Entry, *, agency: bool) -> None:
        entry_id = entry.table["id"]
        before = self._entries[kind].get(entry_id)
        if before is not None and (agency or before.file is entry.file):
            same = before.table == entry.table
            if before.file is entry.file:
                entry.note(("id",), f"a second `{entry_id}`", "give each its own id")
            elif not same:
                entry.note(
                    ("id",),
                    f"changes the shipped {kind} `{entry_id}`",
                    "give yours an id of its own",
                )
            if not same:
                self._mark(kind, entry_id, entry.file)
            return
        self._entries[kind][entry_id] = entry

    def _take_steps(self, file: DefinitionFile, *, agency: bool) -> None:
        if file.problems:
            return
        section, tables = self._steps_of(file)
        for number, table in enumerate(tables):
            entry = _Entry(table, file, ("step", number), section)
            if not _has_id(entry):
                continue
            shipped = self._entries["step"].get(table["id"])
            if shipped is None or not agency or shipped.file is file:
                self._put("step", entry, agency=False)
                continue
            before = len(file.problems)
            if section != shipped.section:
                entry.note(
                    (),
                    f"moves the shipped step `{table['id']}` to another section",
                    f'put it into a file with `section = "{shipped.section}"`',
                )
            entry.table = lay_over_step(shipped.table, table, entry.note)
            entry.section = shipped.section
            if len(file.problems) > before:
                self._mark("step", table["id"], file)
            self._entries["step"][table["id"]] = entry

    def _steps_of(self, file: DefinitionFile) -> tuple[str, list[Table]]:
        section = file.tables.get("section")
        _check_schema(file)
        if not isinstance(section, str) or not section.strip():
            file.add(("section",), "`section` is missing", 'add `section = "..."` at the top')
            section = ""
        before = len(file.problems)
        for key in file.tables:
            if key not in ("schema", "section", "step"):
                file.add((key,), f"unknown key `{key}`", "write `[[step]]`")
        tables = _tables(file, "step")
        if len(file.problems) > before:
            self._unusable.append((file, "steps"))
        return section, tables

    def _take_incident(self, file: DefinitionFile, stem: str, *, agency: bool) -> None:
        if file.problems:
            self._mark("type", stem, file)
            return
        entry = _Entry(file.tables, file, ())
        _check_schema(file)
        if not _has_id(entry):
            self._mark("type", stem, file)
            return
        type_id = entry.table["id"]
        if type_id != stem:
            file.add(("id",), f"`id` is `{type_id}`", f"name the file {type_id}.toml")
            if stem in self._entries["type"]:
                self._mark("type", stem, file)
        shipped = self._entries["type"].get(type_id)
        if shipped is not None and agency:
            entry.table = lay_over_incident(shipped.table, entry.table, entry.note)
        elif shipped is not None:
            file.add(("id",), f"a second type `{type_id}`", "give each its own id")
        self._entries["type"][type_id] = entry
        if file.problems:
            self._mark("type", type_id, file)

    # Decoding, and what must hold inside one table

    def _decode(self) -> None:
        shapes: dict[str, type[Shape]] = dict(_LISTS.values())
        shapes |= {"step": StepShape, "type": IncidentShape}
        for kind, shape in shapes.items():
            self._decoded[kind] = {}
            for entry_id, entry in self._entries[kind].items():
                before = len(entry.file.problems)
                found = decode(shape, entry.table, entry.file, entry.path)
                if found is not None:
                    self._decoded[kind][entry_id] = found
                if len(entry.file.problems) > before:
                    self._mark(kind, entry_id, entry.file)

    def _check_links(self) -> None:
        """What must hold between tables."""
        known = {kind: set(entries) for kind, entries in self._entries.items()}
        letters: dict[str, str] = {}
        for kind, rule in (
            ("set", check_choice_set),
            ("step", check_step),
            ("reason", check_reason),
            ("guard", check_guard),
            ("class", check_person_class),
            ("type", check_incident),
        ):
            for entry_id, found in self._decoded[kind].items():
                entry = self._entries[kind][entry_id]
                before = len(entry.file.problems)
                check_id(entry_id, entry.note)
                rule(found, known, entry.note)
                if kind == "step":
                    for number, evidence in enumerate(found.evidence):
                        check_evidence(evidence, ("evidence", number), known, entry.note)
                if kind == "class" and letters.setdefault(found.letter, entry_id) != entry_id:
                    entry.note(("letter",), f"the letter {found.letter} is taken", "choose another")
                if kind == "type":
                    self._check_uses(found, entry)
                if len(entry.file.problems) > before:
                    self._mark(kind, entry_id, entry.file)

    def _check_uses(self, incident: IncidentShape, entry: _Entry) -> None:
        labels: dict[str, str] = {}
        seen: set[str] = set()
        for number, section in enumerate(incident.section):
            path = ("section", number, "steps")
            for use in section.steps:
                step_id = step_id_of(use)
                where = f'in the section "{section.title}"'
                if step_id not in self._entries["step"]:
                    entry.note(path, f"no step `{step_id}` {where}", "correct the id")
                    continue
                if step_id in seen:
                    entry.note(path, f"the step `{step_id}` stands twice", "take one out")
                seen.add(step_id)
                home = self._entries["step"][step_id].section
                if home != section.title:
                    entry.note(
                        path,
                        f'the step `{step_id}` belongs to the section "{home}"',
                        "move it there",
                    )
                step = self._decoded["step"].get(step_id)
                if step is not None:
                    if labels.setdefault(step.short, step_id) != step_id:
                        entry.note(
                            path,
                            f'`{step_id}` and `{labels[step.short]}` share the name "{step.short}"',
                            "reword one of them",
                        )
                    self._check_step_in(incident, step, path, entry)
                    if isinstance(use, dict):
                        self._check_use(use, step, number, entry)
        if not any(self._victim_related(use) for s in incident.section for use in s.steps):
            entry.note((), f"the type `{incident.id}` has no victim-related step", "add one")

    def _check_step_in(
        self, incident: IncidentShape, step: StepShape, path: tuple[str | int, ...], entry: _Entry
    ) -> None:
        if step.per_person and not set(step.per_person) & set(incident.people):
            entry.note(
                path,
                f"`{step.id}` asks for people whom this type does not list",
                "add a class to `people`",
            )

    def _victim_related(self, use: object) -> bool:
        step = self._decoded["step"].get(step_id_of(use))
        own = isinstance(use, dict) and use.get("victim_related") is True
        return step is not None and (step.victim_related or own)

    def _check_use(self, use: Table, step: StepShape, number: int, entry: _Entry) -> None:
        path = ("section", number, "steps")
        found = decode(StepUseShape, use, entry.file, path)
        if found is None:
            return
        if step.victim_related and use.get("victim_related") is False:
            entry.note(
                path,
                f"makes the victim-related step `{step.id}` ordinary",
                "take `victim_related` out",
            )
        if found.ask and found.ask not in self._entries["role"]:
            entry.note(path, f"no role `{found.ask}` for `{step.id}`", "see roles.toml")
        if found.fresh_for:
            new, old = span(found.fresh_for), span(step.fresh_for)
            if new is None:
                entry.note(path, f"`fresh_for` of `{step.id}` is no time", 'write it like "30m"')
            elif old is not None and new > old:
                entry.note(
                    path,
                    f"lets the step `{step.id}` hold longer than its own {step.fresh_for}",
                    f'write "{step.fresh_for}" or less',
                )
        if found.binds and not set(step.binds) <= set(found.binds):
            entry.note(
                path,
                f"takes from what the step `{step.id}` binds",
                f"keep {', '.join(step.binds)}",
            )

    # Assembling

    def _assemble(self) -> None:
        for (kind, name), file in self._bad.items():
            if kind == "type":
                self.why_out[name] = tuple(sorted(file.problems))
        for type_id in self._entries["type"]:
            if type_id in self.why_out:
                continue
            broken = self._broken_parts(type_id)
            if broken:
                self.why_out[type_id] = broken
            else:
                checklist = self._checklist(self._decoded["type"][type_id])
                revision = digest_of(to_builtins(checklist))
                self.checklists[type_id] = replace(checklist, revision=revision)

    def _broken_parts(self, type_id: str) -> tuple[DefinitionProblem, ...]:
        """The problems of every step, set, reason, guard, role and class that a type uses."""
        incident: IncidentShape = self._decoded["type"][type_id]
        parts: set[tuple[str, str]] = {("class", name) for name in incident.people}
        parts |= {
            ("guard", guard_id)
            for guard_id, entry in self._entries["guard"].items()
            if type_id in _types_asking(entry)
        }
        for section in incident.section:
            for use in section.steps:
                parts |= self._parts_of_step(step_id_of(use))
        broken: set[DefinitionProblem] = set()
        for kind, name in sorted(parts & set(self._bad)):
            problems = self._bad[kind, name].problems
            broken.update([p for p in problems if f"`{name}`" in p.what] or problems)
        return tuple(sorted(broken))

    def _parts_of_step(self, step_id: str) -> set[tuple[str, str]]:
        parts = {("step", step_id)}
        step: StepShape | None = self._decoded["step"].get(step_id)
        if step is not None:
            parts.add(("role", step.ask))
            parts |= {("class", name) for name in (*step.per_person, *step.must_cover)}
            parts |= {("reason", name) for name in step.does_not_apply}
            parts |= {("set", field.choices) for field in step.evidence if field.choices}
        return parts

    def _checklist(self, incident: IncidentShape) -> Checklist:
        return Checklist(
            id=incident.id,
            title=incident.title,
            short=incident.short,
            when=incident.when,
            urgent=incident.urgent,
            fresh_for=span(incident.fresh_for) or timedelta(0),
            needs_case_number=incident.case_number,
            classes=tuple(self._person_class(name) for name in incident.people),
            people_need_one_of=incident.people_need_one_of,
            sections=tuple(
                Section(
                    section.title,
                    tuple(self._step(incident.id, use, section.title) for use in section.steps),
                )
                for section in incident.section
            ),
            guards=tuple(
                Guard(
                    id=guard.id,
                    question=guard.question,
                    suggests=guard.suggests,
                    suggests_short=self._short_of(guard.suggests),
                    binds=guard.binds,
                )
                for guard in self._decoded["guard"].values()
                if incident.id in guard.applies_to
            ),
        )

    def _short_of(self, type_id: str) -> str:
        found = self._decoded["type"].get(type_id)
        return found.short if found else type_id

    def _person_class(self, class_id: str) -> PersonClass:
        found: PersonClassShape = self._decoded["class"][class_id]
        return PersonClass(
            found.id, found.title, found.letter, found.contact, found.means, found.linked
        )

    def _role(self, role_id: str) -> Role:
        return Role(role_id, self._decoded["role"][role_id].label)

    def _step(self, type_id: str, use: object, section: str) -> Step:
        step: StepShape = self._decoded["step"][step_id_of(use)]
        own = StepUseShape(**use) if isinstance(use, dict) else StepUseShape(id=step.id)
        binds: set[Input] = set(own.binds or step.binds) | (
            {"meaning"} if section == CONTACT_SECTION else set()
        )
        return Step(
            id=step.id,
            section=section,
            victim_related=step.victim_related or own.victim_related,
            ask=self._role(own.ask or step.ask),
            short=step.short,
            prompt=own.prompt or step.prompt,
            why=own.why or step.why,
            binds=tuple(sorted(binds)),
            fields=tuple(self._field(type_id, found) for found in step.evidence),
            per_person=step.per_person,
            must_cover=step.must_cover,
            fresh_for=span(own.fresh_for or step.fresh_for),
            does_not_apply=tuple(
                self._reason(name, step)
                for name in step.does_not_apply
                if self._offered(type_id, self._decoded["reason"][name].types)
            ),
            approver_sees_not_done=step.approver_sees_not_done,
            sources=step.sources,
        )

    @staticmethod
    def _offered(type_id: str, types: tuple[str, ...]) -> bool:
        return not types or type_id in types

    def _field(self, type_id: str, found: EvidenceShape) -> EvidenceField:
        choices: tuple[Choice, ...] = ()
        if found.choices:
            choices = tuple(
                Choice(
                    choice.id,
                    choice.label,
                    choice.effect,
                    FollowUp(choice.then.kind, choice.then.label, choice.then.future)
                    if choice.then
                    else None,
                )
                for choice in self._decoded["set"][found.choices].choice
                if self._offered(type_id, choice.types)
            )
        return EvidenceField(
            id=found.id,
            kind=found.kind,
            label=found.label,
            required=found.required,
            choices=choices,
            checks=tuple(Check(check.id, check.label) for check in found.checks),
            need=len(found.checks) if found.need == "all" else found.need,
            min=found.min,
            max=found.max,
            future=found.future,
            not_author=found.not_author,
            equals_people=found.equals == "people",
        )

    def _reason(self, name: str, step: StepShape) -> Reason:
        found: ReasonShape = self._decoded["reason"][name]
        needs = found.needs
        return Reason(
            id=found.id,
            label=found.label,
            means=found.means,
            verified_by=tuple(self._role(r) for r in found.verified_by if r != "program"),
            binds=found.binds,
            needs=Needs(
                confirmed=needs.confirmed,
                nobody_of=step.per_person if needs.nobody_of == "step" else tuple(needs.nobody_of),
                answer=AnswerNeed(needs.answer.step, needs.answer.field, needs.answer.choice)
                if needs.answer
                else None,
                empty=needs.draft_empty,
            ),
        )


_ORDER = {
    name: number
    for number, name in enumerate(
        (
            "life-safety-alert",
            "traffic-advisory",
            "holding-statement",
            "traffic-serious",
            "death-investigation",
            "missing-person",
            "unidentified-suspect",
            "wanted-suspect",
            "arrest-charge",
            "release-status",
            "officer-incident",
            "crime-trend",
            "agency-initiative",
        )
    )
}


def _tables(file: DefinitionFile, kind: str) -> list[Table]:
    found = file.tables.get(kind, [])
    if isinstance(found, list) and all(isinstance(table, dict) for table in found):
        return found
    file.add((kind,), f"`{kind}` should be a list of tables", f"write `[[{kind}]]`")
    return []


def _quoted(text: str) -> set[str]:
    """Everything in quotes that could be an id."""
    return set(re.findall(r"""["']([a-z0-9-]+)["']""", text))


def _types_asking(guard: _Entry) -> set[str]:
    """The types that a guard is for; all that its file names where it does not say so in a list."""
    named = guard.table.get("applies_to")
    if isinstance(named, list):
        return {name for name in named if isinstance(name, str)}
    return _quoted(guard.file.text)


def _has_id(entry: _Entry) -> bool:
    found = entry.table.get("id")
    if isinstance(found, str) and found:
        return True
    entry.note((), "`id` is missing", 'add `id = "..."`')
    return False


def _check_schema(file: DefinitionFile) -> None:
    schema = file.tables.get("schema")
    if schema != 1 or isinstance(schema, bool):
        file.add(("schema",), "`schema` is not 1", "write `schema = 1` at the top")


def load_catalog(agency: Path | None = None, shipped: Path = SHIPPED) -> Catalog:
    """Read every definition. `agency` is the folder of the agency's own, where there is one."""
    return Catalog(shipped, agency)
