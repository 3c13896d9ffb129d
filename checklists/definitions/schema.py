"""The shapes of the definition files, and decoding of one table with every problem named.

A shape refuses unknown keys. Decoding goes key by key, so that one run reports everything that is
wrong with a file and not only the first mistake.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec
import tomli
from msgspec import Struct

from checklists.definitions.model import Counting, DetailKind, Effect, How, Kind
from checklists.definitions.toml_lines import line_index, line_of
from checklists.definitions.trust import UntrustedPlace
from checklists.text import nearest_words

LARGEST_FILE = 512 * 1024
"""Bytes. The longest shipped file has 25 KB; 20 times that is not a definition any more."""

Names = tuple[str, ...]
Bindable = Literal["text", "media", "platforms", "people"]
Table = dict[str, Any]


class DefinitionProblem(Struct, frozen=True, order=True):
    """One mistake in a definition file: where, what, and what to do about it."""

    file: str
    line: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.do}"


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a definition file."""


class FollowUpShape(Shape, frozen=True):
    kind: DetailKind
    label: str
    future: bool = False


class ChoiceShape(Shape, frozen=True):
    id: str
    label: str
    effect: Effect = "counts"
    then: FollowUpShape | None = None
    waive: Names = ()
    types: Names = ()


class ChoiceSetShape(Shape, frozen=True):
    id: str
    choice: tuple[ChoiceShape, ...]


class CheckShape(Shape, frozen=True):
    id: str
    label: str


class EvidenceShape(Shape, frozen=True):
    id: str
    kind: Kind
    label: str
    required: bool = True
    choices: str = ""
    checks: tuple[CheckShape, ...] = ()
    need: int | Literal["all"] = 0
    min: int = 0
    max: int = 200
    future: bool = False
    precedes_text: bool = False
    not_author: bool = False
    not_asked: bool = False
    equals: Literal["", "people"] = ""


class NotNeededShape(Shape, frozen=True, rename={"reason": "as"}):
    reason: str
    step: str = ""
    answer: str = ""
    types: Names = ()


class StepShape(Shape, frozen=True):
    id: str
    ask: str
    short: str
    prompt: str
    why: str
    binds: tuple[Bindable, ...]
    evidence: tuple[EvidenceShape, ...]
    victim_related: bool = False
    per_person: Names = ()
    must_cover: Names = ()
    fresh_for: str = ""
    does_not_apply: Names = ()
    not_needed_if: tuple[NotNeededShape, ...] = ()
    approver_sees_not_done: bool = False
    while_writing: bool = False
    sources: Names = ()


class StepUseShape(Shape, frozen=True):
    """A step in a type's list, with what this type rewords or tightens."""

    id: str
    prompt: str = ""
    why: str = ""
    ask: str = ""
    victim_related: bool = False
    fresh_for: str = ""
    binds: tuple[Bindable, ...] = ()


class SectionShape(Shape, frozen=True):
    title: str
    steps: tuple[Any, ...]


class ColdReadShape(Shape, frozen=True):
    id: str
    prompt: str
    step: str
    field: str
    yes: Names


class IncidentShape(Shape, frozen=True):
    schema: int
    id: str
    title: str
    short: str
    when: str
    fresh_for: str
    case_number: bool
    section: tuple[SectionShape, ...]
    urgent: bool = False
    group: str = ""
    order: int | None = None
    people: Names = ()
    people_need_one_of: Names = ()
    most_follow_ups: int = 3
    cold_read: tuple[ColdReadShape, ...] = ()


class RoleShape(Shape, frozen=True):
    id: str
    label: str


class PersonClassShape(Shape, frozen=True):
    id: str
    title: str
    letter: str
    contact: Literal["self", "next-of-kin", "none"]
    means: str
    linked: bool = False


class AnswerNeedShape(Shape, frozen=True, rename={"choice": "is"}):
    step: str
    field: str
    choice: str


class NeedsShape(Shape, frozen=True):
    confirmed: str = ""
    nobody_of: Names | Literal["step"] = ()
    answer: AnswerNeedShape | None = None
    draft_empty: Literal["", "text", "media", "platforms", "variants"] = ""
    no_link: bool = False


class ReasonShape(Shape, frozen=True):
    id: str
    label: str
    means: str
    verified_by: Names
    binds: tuple[Bindable, ...]
    types: Names = ()
    needs: NeedsShape = NeedsShape()


class QuestionShape(Shape, frozen=True):
    id: str
    prompt: str
    applies_to: Names
    binds: tuple[Bindable, ...]
    suggests: str = ""
    adds: Names = ()


class UpdateShape(Shape, frozen=True):
    id: str
    how: How
    adds: Names
    people: Names = ()


class FollowUpTimeShape(Shape, frozen=True):
    step: str
    field: str
    choice: str = ""


class FollowUpWhenShape(Shape, frozen=True, rename={"among": "is"}):
    step: str = ""
    field: str = ""
    among: Names = ()
    listed: bool = False
    media: bool = False
    open: bool = False
    types: Names = ()


class FollowUpOutcomeShape(Shape, frozen=True):
    id: str
    label: str
    opens: str = ""
    ends: bool = False
    post: Literal["", How] = ""
    again: str = ""
    told: bool = True


class NamedInShape(Shape, frozen=True):
    step: str
    field: str


class FollowUpRuleShape(Shape, frozen=True):
    id: str
    owed: str
    types: Names
    ask: str
    outcome: tuple[FollowUpOutcomeShape, ...]
    named_in: NamedInShape | None = None
    when: tuple[FollowUpWhenShape, ...] = ()
    after_post: Names = ()
    due_in: tuple[FollowUpTimeShape, ...] = ()
    within: str = ""
    every: str = ""
    people: bool = False
    safety: bool = False
    tells: bool = False
    each_post: bool = False
    removal: bool = False


class PlatformShape(Shape, frozen=True):
    id: str
    title: str
    counts: Counting
    limit: int | None = None
    no_limit: bool = False
    limit_bytes: int | None = None
    link_counts_as: int | None = None
    mentions_without_host: bool = False
    checked_on: date | None = None
    source: str = ""


class SourceShape(Shape, frozen=True):
    id: str
    title: str
    address: str
    cited_for: str = ""
    read: date | None = None
    unchecked: bool = False


class DefinitionFile:
    """One TOML file as it was read, able to say in which line a table or key is."""

    def __init__(self, path: Path | None, name: str, largest: int = LARGEST_FILE) -> None:
        """Read `path`; `name` is what problems call it. What is wrong is in `problems`.

        Without a path it only collects problems of something that has no text. `largest` is how
        many bytes it may have.
        """
        self.name = name
        self.problems: list[DefinitionProblem] = []
        self.tables: Table = {}
        self.text = ""
        self.unread = False
        self.untrusted: UntrustedPlace | None = None
        self._largest = largest
        self._lines: dict[tuple[str | int, ...], int] | None = None
        if path is not None:
            self._read(path)

    def distrust(self, untrusted: UntrustedPlace) -> None:
        """Record that this does not count, because of who can change it; it is not read."""
        self.untrusted = untrusted
        do = (
            f"read it through, then run: {untrusted.fix}"
            if untrusted.fix
            else "check who has access to it"
        )
        self.add((), f"this does not count: {untrusted.why}", do)

    def _read(self, path: Path) -> None:
        try:
            data = _bytes_of(path, self._largest + 1)
            # The text is needed for the ids in it even where the file cannot be used.
            self.text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
            if len(data) > self._largest:
                self.add((), f"is larger than {self._largest // 1024} KiB", "split it")
                return
            data.decode("utf-8")
            self.tables = tomli.loads(self.text)
        except OSError as error:
            self.unread = True
            self.add((), f"cannot be read ({error.strerror})", "check its owner and mode")
        except UnicodeDecodeError:
            self.add((), "is not UTF-8 text", "save it as UTF-8")
        except tomli.TOMLDecodeError as error:
            problem = DefinitionProblem(
                self.name, error.lineno, f"not TOML ({error.msg})", "fix this line"
            )
            self.problems.append(problem)
        except RecursionError:
            self.add((), "nested too deeply", "flatten it")
        except ValueError:
            # A number with thousands of digits.
            self.add((), "has a value that cannot be read", "look for a very long number")

    def add(self, path: tuple[str | int, ...], what: str, do: str) -> None:
        """Record a problem at a table or key."""
        self.problems.append(DefinitionProblem(self.name, self.line(path), what, do))

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line of a table or key."""
        if self._lines is None:
            self._lines = line_index(self.text)
        return line_of(self._lines, path)


def _bytes_of(path: Path, most: int) -> bytes:
    """Return the bytes of a file, `most` at most.

    Does not wait for a pipe and does not read a device, which could be endless.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


S = TypeVar("S", bound=Shape)


def decode(
    shape: type[S], table: object, file: DefinitionFile, path: tuple[str | int, ...]
) -> S | None:
    """Return the table as its shape, or None with every problem recorded in `file`."""
    if not isinstance(table, dict):
        file.add(path, "should be a table", "write it as `[table]` or `{ key = value }`")
        return None
    try:
        return msgspec.convert(table, shape, strict=True)
    except msgspec.ValidationError:
        # The fast way stops at the first problem; the slow one names all of them.
        return _decode_key_by_key(shape, table, file, path)


def _decode_key_by_key(
    shape: type[S], table: Table, file: DefinitionFile, path: tuple[str | int, ...]
) -> S | None:
    before = len(file.problems)
    fields = _fields_of(shape)
    for key in table:
        if key not in fields:
            near = nearest_words(key, fields, cutoff=0.6)
            do = f"did you mean `{near[0]}`?" if near else "take it out"
            file.add((*path, key), f"unknown key `{key}`", do)
    values: Table = {}
    for name, field in fields.items():
        if name not in table:
            if field.required:
                file.add(path, f"`{name}` is missing", f"add `{name} = ...`")
            continue
        values[field.name] = _decode_value(field.type, table[name], file, (*path, name))
    if len(file.problems) > before:
        return None
    return shape(**values)


def _decode_value(
    kind: Any, value: object, file: DefinitionFile, path: tuple[str | int, ...]
) -> object:
    inner = _shape_of_list(kind)
    if inner is not None and isinstance(value, list):
        found = [decode(inner, item, file, (*path, i)) for i, item in enumerate(value)]
        return tuple(item for item in found if item is not None)
    inside = _shape_inside(kind)
    if inside is not None and isinstance(value, dict):
        return decode(inside, value, file, path)
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        what, do = _in_words(str(path[-1]), str(error), tuple(_accepted(kind)))
        file.add(path, what, do)
        return None


@cache
def _fields_of(shape: type[Shape]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return a shape's fields by their encoded names.

    Cached: resolving a shape's annotations costs more than all the decoding.
    """
    return {field.encode_name: field for field in msgspec.structs.fields(shape)}


def _shape_of_list(kind: Any) -> type[Shape] | None:
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if isinstance(inner, type) and issubclass(inner, Shape):
            return inner
    return None


def _shape_inside(kind: Any) -> type[Shape] | None:
    """Return the shape of a table inside a table, optional or not; None where it has none."""
    for part in (kind, *get_args(kind)):
        if isinstance(part, type) and issubclass(part, Shape):
            return part
    return None


_TYPE_WORDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table in { }",
    "float": "a number",
    "date": "a date such as 2026-11-22",
    "null": "nothing",
}


def _accepted(kind: Any) -> Iterator[str]:
    """Yield the words that a key accepts, where it accepts only some, but for the empty one."""
    for part in get_args(kind):
        if get_origin(kind) is Literal:
            yield from (f"`{part}`",) if part else ()
        else:
            yield from _accepted(part)


def _in_words(key: str, message: str, accepted: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return what is wrong and what to do, from msgspec's message, in an administrator's words.

    `accepted` are the words that the key accepts, where it accepts only some.
    """
    message = message.split(" - at ", maxsplit=1)[0]
    wrong_type = re.match(r"Expected `([^`]+)`, got `([^`]+)`", message)
    if wrong_type:
        wanted, got = (
            " or ".join(_TYPE_WORDS.get(part.strip(), part.strip()) for part in kind.split("|"))
            for kind in wrong_type.groups()
        )
        return f"`{key}` should be {wanted}, not {got}", "correct it"
    unknown = re.match(r"Invalid enum value (.+)", message)
    if unknown:
        return f"`{key}` does not accept {unknown[1]}", f"write one of {', '.join(accepted)}"
    return f"`{key}`: {message[0].lower()}{message[1:]}", "correct it"


_SPAN = re.compile(r"^([1-9][0-9]{0,5})([mhd])$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def span(text: str) -> timedelta | None:
    """Return `30m`, `12h` or `7d` as a duration, or None where it is not one."""
    found = _SPAN.match(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
