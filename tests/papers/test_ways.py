"""The ways through the house that CONTRIBUTING tells, file by file: each file imports the next."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPER = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
WAYS = re.findall(
    r"^\*\*(An? [^*]+)\*\*.*?```text\n(.*?)```", PAPER, flags=re.DOTALL | re.MULTILINE
)


def imported(path: Path) -> set[Path]:
    """Every file of ours that one file imports, by a package's `__init__` too."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                place = ROOT / name.replace(".", "/")
                if place.is_dir():
                    found |= imported(place / "__init__.py")
                elif place.with_suffix(".py").exists():
                    found.add(place.with_suffix(".py"))
    return found


def steps(way: str) -> list[tuple[int, Path]]:
    lines = [line for line in way.splitlines() if line.strip()]
    return [(len(line) - len(line.lstrip()), ROOT / line.split()[0]) for line in lines]


def test_three_ways_are_told() -> None:
    assert len(WAYS) == 3
    assert all(len(steps(way)) >= 6 for _, way in WAYS)
    assert all([depth for depth, _ in steps(way)].count(0) == 1 for _, way in WAYS)


@pytest.mark.parametrize("way", [way for _, way in WAYS], ids=[name for name, _ in WAYS])
def test_each_file_of_a_way_is_imported_by_the_one_above_it(way: str) -> None:
    above: dict[int, Path] = {}
    for depth, path in steps(way):
        assert path.is_file(), path
        if depth:
            parent = above[max(d for d in above if d < depth)]
            assert path in imported(parent), f"{parent} does not import {path}"
        above = {d: p for d, p in above.items() if d < depth} | {depth: path}
