"""A copy of the shipped definitions whose text can be damaged, one field at a time.

The shipped files are laid out plainly (one key a line, lists over several lines), so that their
text can be taken apart here without the code under test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checklists.definitions.catalog import SHIPPED, Catalog, load_catalog

NAMES = tuple(
    path.relative_to(SHIPPED).as_posix()
    for path in sorted(SHIPPED.rglob("*.toml"))
    # These hold no definition; rules of wording and of release have readers of their own.
    if path.name
    not in ("policy.toml", "directory.toml", "state.toml", "trace.toml", "release.toml")
    and path.parent.name != "wording"
)

_HEADER = re.compile(r"\s*\[\[?([a-z._]+)\]\]?$")
_FIELD = re.compile(r"(\s*)([a-z_]+) = (.*)$")
_ITEM = re.compile(r'\{[^{}]*\}|"[^"]*"')
_INNER = re.compile(r'([a-z_]+) = ("[^"]*"|true|false|[0-9]+)')


@dataclass(frozen=True)
class Field:
    """One key of one table: which lines it fills, the first counted from 1."""

    file: str
    table: str
    header: int
    key: str
    line: int
    last: int
    value: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.table}.{self.key}"

    @property
    def items(self) -> list[str]:
        """The items of a list, as they are written; the one inline table, for a table."""
        return _ITEM.findall(self.value) if self.value[0] in "[{" else []

    @property
    def inner(self) -> list[list[tuple[str, str]]]:
        """The keys and values of each inline table in this field."""
        return [_INNER.findall(item) for item in self.items if item.startswith("{")]


def fields_of(name: str, text: str) -> Iterator[Field]:
    """Every field of a file."""
    table, header = "", 1
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if found := _HEADER.match(line):
            table, header = found[1], number
        elif not line.lstrip().startswith("#") and (found := _FIELD.match(line)):
            first, value = number, found[3]
            while value.count("[") > value.count("]"):
                value += "\n" + lines[number]
                number += 1
            yield Field(name, table, header, found[2], first, number, value)


TEXTS = {name: (SHIPPED / name).read_text(encoding="utf-8") for name in NAMES}
FIELDS = tuple(field for name, text in TEXTS.items() for field in fields_of(name, text))


class ShippedCopy:
    """The shipped files in a folder of their own, to be damaged and mended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in TEXTS.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        self._damaged: set[str] = set()

    def damage(self, *changes: tuple[Field, str | None]) -> Catalog:
        """The catalog after giving each field another value; None takes it out, and leaves its
        lines empty so that every other line keeps its number. What was damaged before is mended."""
        by_file: dict[str, list[str]] = {}
        for field, value in changes:
            lines = by_file.setdefault(field.file, TEXTS[field.file].split("\n"))
            for number in range(field.line, field.last):
                lines[number] = ""
            start = lines[field.line - 1].split(field.key, maxsplit=1)[0]
            new = "" if value is None else f"{start}{field.key} = {value}"
            lines[field.line - 1] = new.replace("\n", " ")
        return self.write({name: "\n".join(lines) for name, lines in by_file.items()})

    def write(self, texts: dict[str, str]) -> Catalog:
        """The catalog with these files, and every other one as it ships."""
        for name in self._damaged - set(texts):
            (self.folder / name).write_text(TEXTS[name], encoding="utf-8")
        for name, text in texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        self._damaged = set(texts)
        return load_catalog(shipped=self.folder)
