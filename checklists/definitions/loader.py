"""Reads the definition files, the shipped ones and the agency's over them.

Nothing is dropped: what cannot be used is marked, with the file that caused it, so that the types
which need it cannot be used and none falls back to a looser rule.
"""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from checklists.definitions.added_steps import with_added_steps
from checklists.definitions.model import How
from checklists.definitions.overrides import override_incident, override_step
from checklists.definitions.schema import (
    ChoiceSetShape,
    DefinitionFile,
    FollowUpRuleShape,
    IncidentShape,
    PersonClassShape,
    PlatformShape,
    QuestionShape,
    ReasonShape,
    RoleShape,
    Shape,
    SourceShape,
    StepShape,
    Table,
    UpdateShape,
    decode,
)
from checklists.definitions.trust import Trust, trust_all

_LISTS: dict[str, tuple[str, type[Shape]]] = {
    "roles.toml": ("role", RoleShape),
    "people.toml": ("class", PersonClassShape),
    "choices.toml": ("set", ChoiceSetShape),
    "reasons.toml": ("reason", ReasonShape),
    "questions.toml": ("question", QuestionShape),
    "platforms.toml": ("platform", PlatformShape),
    "sources.toml": ("source", SourceShape),
    "follow_ups.toml": ("follow_up", FollowUpRuleShape),
    "updates.toml": ("update", UpdateShape),
}
_KNOWN_FILES = {*_LISTS, "policy.toml", "trace.toml", "release.toml"}


class Entry:
    """One table of a definition file, with where it came from."""

    def __init__(
        self, table: Table, file: DefinitionFile, path: tuple[str | int, ...], section: str = ""
    ) -> None:
        self.table = table
        self.file = file
        self.path = path
        self.section = section

    def note(self, path: tuple[str | int, ...], what: str, do: str) -> None:
        """Note a problem at one of the table's keys."""
        self.file.add((*self.path, *path), what, do)


class DefinitionSources:
    """Every table of every file, by kind and id, as it is written and as its shape.

    `bad` has the tables that cannot be used, each with the file that caused it.
    """

    def __init__(self, shipped: Path, agency: Path | None, trust: Trust = trust_all) -> None:
        """Read everything. `trust` says why a folder or file of the agency does not count."""
        self._shipped = shipped
        self._agency = agency
        self._trust = trust
        self._unusable: list[tuple[DefinitionFile, str]] = []
        self.files: list[DefinitionFile] = []
        self.entries: dict[str, dict[str, Entry]] = {}
        self.decoded: dict[str, dict[str, Any]] = {}
        self.bad: dict[tuple[str, str], DefinitionFile] = {}
        self._of_updates: dict[How, dict[str, IncidentShape]] = {}
        self._read()
        self._decode()

    # Reading

    def _read(self) -> None:
        for kind, _ in _LISTS.values():
            self.entries[kind] = {}
        self.entries["step"] = {}
        self.entries["type"] = {}
        self._read_folder(self._shipped, agency=False)
        if self._agency is not None:
            self._read_folder(self._agency, agency=True)
        for file, name in self._unusable:
            self._take_out_named(file, name)

    def is_agencys(self, kind: str, entry_id: str) -> bool:
        """Return whether an entry is the agency's, or shipped and changed by the agency."""
        name = self.entries[kind][entry_id].file.name
        return self._agency is not None and Path(name).is_relative_to(self._agency)

    @cached_property
    def whole_types(self) -> dict[str, IncidentShape]:
        """Return each type with the steps that questions add to it, once everything is read."""
        questions = self.decoded["question"].values()
        return {
            type_id: self._with_added(
                found,
                [name for q in questions if type_id in q.applies_to for name in q.adds],
            )
            for type_id, found in self.decoded["type"].items()
        }

    def types_of_update(self, how: How) -> dict[str, IncidentShape]:
        """Return each whole type with what an update or a correction adds to it."""
        if how not in self._of_updates:
            updates = [update for update in self.decoded["update"].values() if update.how == how]
            people = [name for update in updates for name in update.people]
            added = self.added_by_update(how)
            self._of_updates[how] = {
                type_id: self._with_added(
                    replace(found, people=tuple(dict.fromkeys((*found.people, *people)))), added
                )
                for type_id, found in self.whole_types.items()
            }
        return self._of_updates[how]

    def added_by_update(self, how: How) -> list[str]:
        """Return the steps that an update or a correction adds, by id."""
        updates = self.decoded["update"].values()
        return [name for update in updates if update.how == how for name in update.adds]

    def _with_added(self, incident: IncidentShape, added: list[str]) -> IncidentShape:
        return with_added_steps(incident, added, self._home, self.decoded["type"].values())

    @cached_property
    def _home(self) -> dict[str, str]:
        return {step_id: entry.section for step_id, entry in self.entries["step"].items()}

    def mark(self, kind: str, entry_id: str, file: DefinitionFile) -> None:
        """Record that an entry cannot be used, and the file that caused it."""
        self.bad.setdefault((kind, entry_id), file)

    def _read_folder(self, folder: Path, *, agency: bool) -> None:
        present = self._names_in(folder, agency=agency)
        if present is None:
            return
        for name, (kind, _) in _LISTS.items():
            # A missing shipped file is a problem; an agency has only the files that it needs.
            if name in present or not agency:
                self._take_list(self._open(folder, name, agency=agency), kind, agency=agency)
        for name in self._names_in(folder / "steps", agency=agency) or ():
            self._take_steps(self._open(folder, f"steps/{name}", agency=agency), agency=agency)
        for name in self._names_in(folder / "incidents", agency=agency) or ():
            file = self._open(folder, f"incidents/{name}", agency=agency)
            self._take_incident(file, name.removesuffix(".toml"), agency=agency)
        if agency:
            self._note_strays(folder)

    def _names_in(self, folder: Path, *, agency: bool) -> list[str] | None:
        """Return the names of the definition files in a folder.

        Returns None where the folder exists and cannot be listed, or does not count. Every type is
        then unusable: nobody can say what the folder made stricter.
        """
        untrusted = self._trust(folder) if agency else None
        if untrusted is not None:
            file = DefinitionFile(None, str(folder))
            file.distrust(untrusted)
            self.files.append(file)
            self._unusable.append((file, "steps"))
            return None
        try:
            found = sorted(path.name for path in folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            file = DefinitionFile(None, str(folder))
            file.unread = True
            file.add((), f"cannot be read ({error.strerror})", "check its owner and mode")
            self.files.append(file)
            self._unusable.append((file, "steps"))
            return None
        return [name for name in found if name.endswith(".toml") and not name.startswith(".")]

    def _open(self, folder: Path, name: str, *, agency: bool) -> DefinitionFile:
        path = folder / name
        untrusted = self._trust(path) if agency else None
        file = DefinitionFile(None if untrusted else path, str(path) if agency else name)
        if untrusted is not None:
            file.distrust(untrusted)
        self.files.append(file)
        if file.problems:
            self._unusable.append((file, name))
        return file

    def _take_out_named(self, file: DefinitionFile, name: str) -> None:
        """Mark what an unreadable or untrusted file names as unusable.

        Steps and questions that cannot be read may have made a step or type stricter. What their
        file names stays unusable until it is fixed, and nothing falls back to the looser rule. An
        untrusted file may have said anything before somebody changed it: it makes every type
        unusable, or the one type that the file is about.
        """
        if file.untrusted is not None and not name.startswith("incidents/"):
            for type_id in self.entries["type"]:
                self.mark("type", type_id, file)
            return
        kinds = {
            "steps": "step",
            "questions.toml": "type",
            "follow_ups.toml": "type",
            "updates.toml": "update",
        }
        kind = kinds.get(name.split("/", maxsplit=1)[0])
        if kind is None:
            return
        # Whatever it would have added to a correction, each correction would lack.
        whole = file.unread or kind == "update"
        named = set(self.entries[kind]) if whole else quoted_ids(file.text)
        for entry_id in sorted(named & set(self.entries[kind])):
            self.mark(kind, entry_id, file)

    def _note_strays(self, folder: Path) -> None:
        # Not `rglob`, which raises where a folder cannot be read: that was recorded already.
        found = (Path(within, name) for within, _, names in os.walk(folder) for name in names)
        for path in sorted(found):
            inside = path.relative_to(folder)
            known = inside.as_posix() in _KNOWN_FILES or (
                len(inside.parts) == 2
                and inside.parts[0] in ("steps", "incidents", "wording")
                and path.suffix == ".toml"
            )
            # `is_file` of a path raises for some errors.
            if os.path.isfile(path) and not known and not path.name.startswith("."):  # noqa: PTH113
                file = next((f for f in self.files if f.name == str(path)), None)
                if file is None:
                    stray = DefinitionFile(None, str(path))
                    stray.add((), "the program does not read this file", "move or rename it")
                    self.files.append(stray)

    def _take_list(self, file: DefinitionFile, kind: str, *, agency: bool) -> None:
        before = len(file.problems)
        for key in file.tables:
            if key != kind:
                file.add((key,), f"unknown table `{key}`", f"write `[[{kind}]]`")
        entries = [Entry(t, file, (kind, n)) for n, t in enumerate(_tables(file, kind))]
        usable = [entry for entry in entries if _has_id(entry)]
        if len(file.problems) > before:
            self._unusable.append((file, f"{kind}s.toml"))
        for entry in usable:
            self._put(kind, entry, agency=agency)

    def _put(self, kind: str, entry: Entry, *, agency: bool) -> None:
        entry_id = entry.table["id"]
        before = self.entries[kind].get(entry_id)
        second = before is not None and (not agency or before.file is entry.file)
        # The platforms set their limits and change them: an agency may correct one.
        if before is not None and (second or kind != "platform"):
            same = before.table == entry.table
            if second:
                entry.note(("id",), f"a second `{entry_id}`", "give each its own id")
            elif not same:
                entry.note(
                    ("id",),
                    f"changes the shipped {kind} `{entry_id}`",
                    "give yours its own id",
                )
            if not same:
                self.mark(kind, entry_id, entry.file)
            return
        self.entries[kind][entry_id] = entry

    def _take_steps(self, file: DefinitionFile, *, agency: bool) -> None:
        if file.problems:
            return
        section, tables = self._steps_of(file)
        for number, table in enumerate(tables):
            entry = Entry(table, file, ("step", number), section)
            if not _has_id(entry):
                continue
            shipped = self.entries["step"].get(table["id"])
            if shipped is None or not agency or shipped.file is file:
                self._put("step", entry, agency=agency)
                continue
            before = len(file.problems)
            if section != shipped.section:
                entry.note(
                    (),
                    f"moves the shipped step `{table['id']}` to another section",
                    f'put it in a file with `section = "{shipped.section}"`',
                )
            entry.table = override_step(shipped.table, table, entry.note)
            entry.section = shipped.section
            if len(file.problems) > before:
                self.mark("step", table["id"], file)
            self.entries["step"][table["id"]] = entry

    def _steps_of(self, file: DefinitionFile) -> tuple[str, list[Table]]:
        before = len(file.problems)
        section = file.tables.get("section")
        _check_schema(file)
        if not isinstance(section, str) or not section.strip():
            file.add(("section",), "`section` is missing", 'add `section = "..."` at the top')
            section = ""
        for key in file.tables:
            if key not in ("schema", "section", "step"):
                file.add((key,), f"unknown key `{key}`", "write `[[step]]`")
        tables = _tables(file, "step")
        if len(file.problems) > before:
            self._unusable.append((file, "steps"))
        return section, tables

    def _take_incident(self, file: DefinitionFile, stem: str, *, agency: bool) -> None:
        if file.problems:
            self.mark("type", stem, file)
            return
        entry = Entry(file.tables, file, ())
        _check_schema(file)
        if not _has_id(entry):
            self.mark("type", stem, file)
            return
        type_id = entry.table["id"]
        if type_id != stem:
            file.add(("id",), f"`id` is `{type_id}`", f"name the file {type_id}.toml")
            if stem in self.entries["type"]:
                self.mark("type", stem, file)
        shipped = self.entries["type"].get(type_id)
        if shipped is not None and agency:
            entry.table = override_incident(shipped.table, entry.table, entry.note)
        elif shipped is not None:
            file.add(("id",), f"there is a second type `{type_id}`", "give each its own id")
        self.entries["type"][type_id] = entry
        if file.problems:
            self.mark("type", type_id, file)

    # Decoding

    def _decode(self) -> None:
        shapes: dict[str, type[Shape]] = dict(_LISTS.values())
        shapes |= {"step": StepShape, "type": IncidentShape}
        for kind, shape in shapes.items():
            self.decoded[kind] = {}
            for entry_id, entry in self.entries[kind].items():
                before = len(entry.file.problems)
                found = decode(shape, entry.table, entry.file, entry.path)
                if found is not None:
                    self.decoded[kind][entry_id] = found
                if len(entry.file.problems) > before:
                    self.mark(kind, entry_id, entry.file)


def _tables(file: DefinitionFile, kind: str) -> list[Table]:
    found = file.tables.get(kind, [])
    if isinstance(found, list) and all(isinstance(table, dict) for table in found):
        return found
    file.add((kind,), f"`{kind}` should be a list of tables", f"write `[[{kind}]]`")
    return []


def quoted_ids(text: str) -> set[str]:
    """Return everything in quotes that could be an id."""
    return set(re.findall(r"""["']([a-z0-9-]+)["']""", text))


def _has_id(entry: Entry) -> bool:
    found = entry.table.get("id")
    if isinstance(found, str) and found:
        return True
    entry.note((), "`id` is missing", 'add `id = "..."`')
    return False


def _check_schema(file: DefinitionFile) -> None:
    schema = file.tables.get("schema")
    if schema != 1 or isinstance(schema, bool):
        file.add(("schema",), "`schema` is not 1", "write `schema = 1` at the top")
