"""The house: folders are layers, no two files import each other in a circle, every folder is named.

That imports go down only is held by import-linter (pyproject.toml), which sees folders; here it is
asked of files, and of the table of layers itself.
"""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("checklists", "tui")


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def is_for_types_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """What a file imports of ours when it runs, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner) for node in ast.walk(tree) if is_for_types_alone(node) for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (whole & set(known)) or {node.module}
    return found & set(known)


def test_no_two_files_import_each_other_in_a_circle() -> None:
    known = modules()
    left = {name: imports(path, known) - {name} for name, path in known.items()}
    while free := {name for name, needs in left.items() if not needs & set(left)}:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert sorted(left) == []
    assert len(known) > 100


def test_every_folder_says_in_a_line_what_is_in_it() -> None:
    for package in PACKAGES:
        for folder in (ROOT / package).rglob("*/"):
            if not any(folder.glob("*.py")):
                continue
            text = (folder / "__init__.py").read_text(encoding="utf-8")
            first = (ast.get_docstring(ast.parse(text)) or "").splitlines()
            assert first, folder
            assert first[0].endswith("."), folder


def test_every_folder_stands_in_the_table_of_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = {
        name
        for contract in contracts
        if contract["type"] == "layers"
        for layer in contract["layers"]
        for name in layer.replace("|", " ").replace(":", " ").split()
    }
    assert all(contract.get("exhaustive") for contract in contracts if contract["type"] == "layers")
    folders = {
        path.parent.name for package in PACKAGES for path in (ROOT / package).glob("*/__init__.py")
    }
    assert folders <= layers
