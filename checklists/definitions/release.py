"""What a public copy gives out: the class of each field, and why a class is left out."""

from pathlib import Path

from msgspec import Struct

from checklists.definitions.schema import (
    DefinitionFile,
    DefinitionProblem,
    Names,
    Shape,
    decode,
)
from checklists.definitions.trust import Trust
from checklists.text import nearest_words

NAME = "release.toml"
RELEASED = "released"
UNLISTED = "unlisted"
"""The class of a field that is in none."""
ALWAYS_RELEASED = ("id", "incident_type", "started_at")
"""The ID, which names the pages, has all of these."""
_NOT_DECIDED = "Nobody has decided that it may be released."


class ReleaseClassShape(Shape, frozen=True):
    """One class of a file."""

    id: str
    fields: Names
    reason: str = ""


class ReleaseRules(Struct, frozen=True):
    """The class of each field, by its dotted name, and the reason of each class left out.

    With a problem they cannot be used: a mistake must not release anything.
    """

    classes: dict[str, str]
    reasons: dict[str, str]
    problems: tuple[DefinitionProblem, ...] = ()

    def class_of(self, field: str) -> str:
        """Return a field's class: its own, or that of the longest name that it is below."""
        name = field
        while name not in self.classes and name:
            name = name.rpartition(".")[0]
        return self.classes.get(name, UNLISTED)

    def is_released(self, field: str) -> bool:
        """Return whether a public copy gives a field out."""
        return self.class_of(field) == RELEASED


def load_release(shipped: Path, agency: Path | None, trust: Trust) -> ReleaseRules:
    """Return the rules, with the agency's own over the shipped ones."""
    classes: dict[str, str] = {}
    reasons = {UNLISTED: _NOT_DECIDED}
    file = DefinitionFile(shipped / NAME, NAME)
    for shape in _shapes(file):
        if shape.id != RELEASED:
            reasons[shape.id] = shape.reason
        classes.update(dict.fromkeys(shape.fields, shape.id))
    problems = file.problems
    own = agency / NAME if agency is not None else None
    if own is not None and _is_there(own):
        untrusted = trust(own)
        file = DefinitionFile(None if untrusted else own, str(own))
        if untrusted is not None:
            file.distrust(untrusted)
        _tighten(classes, reasons, file)
        problems = [*problems, *file.problems]
    return ReleaseRules(classes, reasons, tuple(sorted(problems)))


def _is_there(path: Path) -> bool:
    """Return whether a file is there, or may be: what cannot be reached may leave more out."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _shapes(file: DefinitionFile) -> list[ReleaseClassShape]:
    found = file.tables.get("class", [])
    for key in file.tables:
        if key != "class":
            file.add((key,), f"unknown table `{key}`", "write `[[class]]`")
    if not isinstance(found, list):
        file.add(("class",), "`class` should be a list of tables", "write `[[class]]`")
        return []
    shapes = [decode(ReleaseClassShape, t, file, ("class", n)) for n, t in enumerate(found)]
    return [shape for shape in shapes if shape is not None]


def _tighten(classes: dict[str, str], reasons: dict[str, str], file: DefinitionFile) -> None:
    """Move what the agency names into classes that are left out."""
    known = {name for field in classes for name in _with_those_above(field)}
    for number, shape in enumerate(_shapes(file)):
        at = ("class", number)
        if shape.id == RELEASED:
            file.add((*at, "id"), "releases what is left out", "name a class that is left out")
            continue
        if not (shape.reason or reasons.get(shape.id)):
            file.add(at, f"the class `{shape.id}` has no `reason`", 'add `reason = "..."`')
            continue
        if shape.reason and not shape.reason.isprintable():
            file.add((*at, "reason"), "has a control or hidden character", "type it again")
            continue
        reasons.setdefault(shape.id, shape.reason)
        for field in shape.fields:
            if field in ALWAYS_RELEASED:
                file.add((*at, "fields"), f"`{field}` is in the ID", "take it out")
            elif field not in known:
                near = nearest_words(field, known, cutoff=0.6)
                do = f"did you mean `{near[0]}`?" if near else f"see the shipped {NAME}"
                file.add((*at, "fields"), f"there is no field `{field}`", do)
            else:
                for below in [name for name in classes if name.startswith(f"{field}.")]:
                    classes[below] = shape.id
                classes[field] = shape.id


def _with_those_above(field: str) -> list[str]:
    parts = field.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
