"""The definitions, shipped and the agency's, as a catalog of checklists.

Everything is read in one pass and every problem is kept, with its file and line. A type that a
problem affects cannot be used, and `why_out` says why; the program runs on the others.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import structs

from checklists.definitions.assembly import Assembly
from checklists.definitions.loader import DefinitionSources, Entry, quoted_ids
from checklists.definitions.model import Checklist, How, Offer, Platform, Source
from checklists.definitions.overrides import step_id_of
from checklists.definitions.release import ReleaseRules, load_release
from checklists.definitions.schema import DefinitionProblem, IncidentShape, ReasonShape, StepShape
from checklists.definitions.trust import Trust, UntrustedPlace, trust_all
from checklists.definitions.validation import check_links

SHIPPED = Path(__file__).parent / "shipped"


class Checklists(Mapping[str, Checklist]):
    """The checklists that can be used, by type.

    Each is built when it is first asked for, since most commands need one of them or none.
    """

    def __init__(self, usable: Mapping[str, IncidentShape], assembly: Assembly) -> None:
        self._usable = usable
        self._assembly = assembly
        self._made: dict[str, Checklist] = {}

    def __getitem__(self, type_id: str) -> Checklist:
        """Return the checklist of a type. Raises KeyError for a type that cannot be used."""
        if type_id not in self._made:
            self._made[type_id] = self._assembly.checklist(self._usable[type_id])
        return self._made[type_id]

    def __contains__(self, type_id: object) -> bool:
        return type_id in self._usable

    def __iter__(self) -> Iterator[str]:
        return iter(self._usable)

    def __len__(self) -> int:
        return len(self._usable)


class Catalog:
    """Every checklist that can be used, and why each of the others cannot."""

    def __init__(self, shipped: Path, agency: Path | None, trust: Trust = trust_all) -> None:
        self._sources = DefinitionSources(shipped, agency, trust)
        self._places = shipped, agency, trust
        self.why_out: dict[str, tuple[DefinitionProblem, ...]] = {}
        check_links(self._sources)
        self._usable = self._usable_types()
        self._assembly = Assembly(self._sources.decoded)
        self.checklists = Checklists(self._usable, self._assembly)
        self._of_updates: dict[tuple[str, How], Checklist] = {}

    def checklist(self, type_id: str, how: How | None = None) -> Checklist | None:
        """Return the checklist of a session of one type; None where it cannot be used.

        `how` says that the session changes a posted one: it then has what that adds, too.
        """
        if how is None or type_id not in self._usable:
            return self.checklists.get(type_id)
        if self._update_is_broken(how):
            return None
        if (type_id, how) not in self._of_updates:
            always = self._sources.added_by_update(how)
            incident = self._sources.types_of_update(how)[type_id]
            self._of_updates[type_id, how] = self._assembly.checklist(incident, always)
        return self._of_updates[type_id, how]

    def _update_is_broken(self, how: How) -> bool:
        """Return whether something that an update or a correction adds cannot be used.

        One that cannot be read may add to either.
        """
        parts = {
            p for name in self._sources.added_by_update(how) for p in self._parts_of_step(name)
        }
        bad = self._sources.bad
        return any(kind == "update" for kind, _ in bad) or not parts.isdisjoint(bad)

    @property
    def unread(self) -> bool:
        """Return whether a file or folder could not be read.

        Types that cannot be used for that reason may be usable at the next attempt.
        """
        return any(file.unread for file in self._sources.files)

    @property
    def untrusted(self) -> tuple[UntrustedPlace, ...]:
        """Return why some of the agency's definitions do not count."""
        return tuple(
            dict.fromkeys(f.untrusted for f in self._sources.files if f.untrusted is not None)
        )

    @cached_property
    def problems(self) -> tuple[DefinitionProblem, ...]:
        """Return every problem of every file, in the order of files and lines."""
        return tuple(sorted({problem for file in self._sources.files for problem in file.problems}))

    @cached_property
    def release(self) -> ReleaseRules:
        """Return what a public copy gives out. Read when it is first asked for."""
        return load_release(*self._places)

    @cached_property
    def offered(self) -> tuple[Offer, ...]:
        """Return the usable types: urgent ones first, then by their `order`, then by title."""
        return tuple(
            Offer(
                id=found.id,
                title=found.title,
                short=found.short,
                when=found.when,
                group=found.group,
                urgent=found.urgent,
                steps=sum(len(section.steps) for section in found.section),
            )
            for found in sorted(self._usable.values(), key=_place)
        )

    @cached_property
    def in_order(self) -> tuple[Checklist, ...]:
        """Return their checklists, in the same order."""
        return tuple(self.checklists[offer.id] for offer in self.offered)

    @cached_property
    def platforms(self) -> dict[str, Platform]:
        """Return the platforms that a post can go to, by id."""
        return {found.id: found for found in self._assembly.platforms}

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the IDs of the roles that can answer a step."""
        return tuple(self._sources.decoded["role"])

    @property
    def step_ids(self) -> tuple[str, ...]:
        """Return the IDs of every step, also of those that cannot be used."""
        return tuple(self._sources.entries["step"])

    @property
    def steps_by_type(self) -> dict[str, frozenset[str]]:
        """Return the steps that each type asks, always or added by a question, by their IDs.

        A type that cannot be read may ask any of them.
        """
        whole, every = self._sources.whole_types, frozenset(self.step_ids)
        return {
            type_id: frozenset(
                step_id_of(use) for section in whole[type_id].section for use in section.steps
            )
            if type_id in whole
            else every
            for type_id in self._sources.entries["type"]
        }

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Return the sources that the steps come from, by id."""
        return {
            found.id: Source(**structs.asdict(found))
            for found in self._sources.decoded["source"].values()
        }

    def _usable_types(self) -> dict[str, IncidentShape]:
        for (kind, name), file in self._sources.bad.items():
            if kind == "type":
                self.why_out[name] = tuple(sorted(file.problems))
        if self._sources.bad:
            for type_id in self._sources.entries["type"]:
                broken = () if type_id in self.why_out else self._broken_parts(type_id)
                if broken:
                    self.why_out[type_id] = broken
        return {
            type_id: self._sources.whole_types[type_id]
            for type_id in self._sources.entries["type"]
            if type_id not in self.why_out
        }

    def _broken_parts(self, type_id: str) -> tuple[DefinitionProblem, ...]:
        """Return the problems of every step, set, reason, question, role and class a type uses."""
        incident = self._sources.whole_types[type_id]
        parts: set[tuple[str, str]] = {("class", name) for name in incident.people}
        parts |= {
            ("question", question_id)
            for question_id, entry in self._sources.entries["question"].items()
            if type_id in _types_asking(entry)
        }
        parts |= {
            ("follow_up", follow_up_id)
            for follow_up_id, entry in self._sources.entries["follow_up"].items()
            if type_id in _types_asking(entry, "types")
        }
        for section in incident.section:
            for use in section.steps:
                parts |= self._parts_of_step(step_id_of(use))
                if isinstance(use, dict) and use.get("ask"):
                    parts.add(("role", use["ask"]))
        broken: set[DefinitionProblem] = set()
        for kind, name in sorted(parts & set(self._sources.bad)):
            problems = self._sources.bad[kind, name].problems
            broken.update([p for p in problems if f"`{name}`" in p.what] or problems)
        return tuple(sorted(broken))

    def _parts_of_step(self, step_id: str) -> set[tuple[str, str]]:
        parts = {("step", step_id)}
        step: StepShape | None = self._sources.decoded["step"].get(step_id)
        if step is not None:
            parts.add(("role", step.ask))
            parts |= {("class", name) for name in (*step.per_person, *step.must_cover)}
            for name in step.does_not_apply:
                parts |= self._parts_of_reason(name)
            parts |= {("set", field.choices) for field in step.evidence if field.choices}
        return parts

    def _parts_of_reason(self, reason_id: str) -> set[tuple[str, str]]:
        reason: ReasonShape | None = self._sources.decoded["reason"].get(reason_id)
        roles = reason.verified_by if reason is not None else ()
        return {("reason", reason_id), *(("role", role) for role in roles)}


def _place(incident: IncidentShape) -> tuple[bool, bool, int, str]:
    # Not in the checklist: a new order must not be a new revision for every session.
    return (not incident.urgent, incident.order is None, incident.order or 0, incident.title)


def _types_asking(entry: Entry, key: str = "applies_to") -> set[str]:
    """Return the types that a question or a follow-up is for; `key` lists them.

    Where its table has no list of them, these are all that the file names.
    """
    named = entry.table.get(key)
    if isinstance(named, list):
        return {name for name in named if isinstance(name, str)}
    return quoted_ids(entry.file.text)


def load_catalog(
    agency: Path | None = None, shipped: Path = SHIPPED, trust: Trust = trust_all
) -> Catalog:
    """Read every definition.

    `agency` is the folder of the agency's own, where there is one; `trust` says which of it counts
    (`definitions_trust` for those in force).
    """
    return Catalog(shipped, agency, trust)
