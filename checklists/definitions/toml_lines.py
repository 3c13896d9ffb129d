"""Finds the line of a table or key in a TOML file, so that a problem can name it.

The parser gives values without their positions. This reads the same text once more, only as far as
needed: table headers, keys at the start of a line, strings and brackets that span lines.
"""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_index(text: str) -> dict[Path, int]:
    """Return the line number, from 1, of every table header and key in `text`."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    closing = ""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not closing and depth == 0:
            header = _HEADER.match(line)
            if header:
                table = _table_path(header[2].split("."), counts, repeated=header[1] == "[[")
                lines.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key:
                lines.setdefault((*table, key[1]), number)
        closing, depth = _open_after(line, closing, depth)
    return lines


def _table_path(names: list[str], counts: dict[Path, int], *, repeated: bool) -> Path:
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, names[-1])
    if repeated:
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def _open_after(line: str, closing: str, depth: int) -> tuple[str, int]:
    """Return which multi-line string is open after a line, and how many brackets are."""
    position = 0
    while position < len(line):
        if closing:
            end = line.find(closing, position)
            if end < 0:
                return closing, depth
            position, closing = end + len(closing), ""
            continue
        token = _TOKEN.search(line, position)
        if token is None:
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            closing = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth = max(0, depth - 1)
    return closing, depth


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the nearest table or key around it; 1 if there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
