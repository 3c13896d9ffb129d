"""Private API of Textual is used in `tui/terminal` alone, where the reason for each use stands.

Textual changes what begins with an underscore without notice. What is private is asked of the
installed version, so a name of ours that happens to override one of Textual's is found as well.
"""

import ast
import importlib
import inspect
from functools import cache
from pathlib import Path

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget

ROOT = Path(__file__).parents[2]
TERMINAL = ROOT / "tui" / "terminal"
LIBRARIES = ("textual", "rich")
HANDED_ROUND = (App, Driver, Screen, Widget)
"""Whatever holds one of these could reach for its private names."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def is_theirs(module: str | None) -> bool:
    return (module or "").partition(".")[0] in LIBRARIES


@cache
def parsed(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))


def tree_of(path: Path) -> ast.Module:
    return parsed(str(path))


def is_name(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def attributes_of_self(tree: ast.AST) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_name(node.value, "self")
    }


def defined_in(tree: ast.ClassDef) -> set[str]:
    """The methods and attributes in the body of a class."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def classes_in(tree: ast.Module) -> dict[str, ast.ClassDef]:
    """The classes of a file, also those in a class, by name."""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@cache
def private_names(kind: type) -> frozenset[str]:
    """The private names of a class and of its bases that are Textual's or Rich's."""
    found: set[str] = set()
    for base in kind.__mro__:
        if not is_theirs(base.__module__):
            continue
        source = classes_in(parsed(str(inspect.getsourcefile(base)))).get(base.__name__)
        found |= set(vars(base)) | (attributes_of_self(source) if source else set())
    return frozenset(filter(is_private, found))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def private_imports(path: Path) -> set[str]:
    return {
        name
        for name in imported(path)
        if is_theirs(name) and any(is_private(part) for part in name.split("."))
    }


def overridden(tree: ast.ClassDef, kind: type) -> set[str]:
    """What a class defines or reaches for in itself although it is private in its bases."""
    return (defined_in(tree) | attributes_of_self(tree)) & private_names(kind)


def reached_for(tree: ast.Module) -> set[str]:
    """The private names of Textual that a file reaches for in something else than `self`."""
    known = {name for kind in HANDED_ROUND for name in private_names(kind)}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in known
        and not is_name(node.value, "self", "os", "sys")
    }


def private_uses(path: Path) -> set[str]:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    tree = tree_of(path)
    found = reached_for(tree)
    for node in classes_in(tree).values():
        kind = getattr(module, node.name, None)
        if inspect.isclass(kind):
            found |= overridden(node, kind)
    return found


def patches(path: Path) -> set[str]:
    """Assignments to something inside a module or class of theirs."""
    tree = tree_of(path)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and is_theirs(node.module)
        for alias in node.names
    }
    return {
        ast.unparse(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and ast.unparse(target).partition(".")[0] in names
    }


def drawing_files() -> list[Path]:
    """The files that import Textual or Rich, and so may hold an object of theirs."""
    files = sorted((ROOT / "tui").rglob("*.py"))
    return [path for path in files if any(map(is_theirs, imported(path)))]


def outside() -> list[Path]:
    return [path for path in drawing_files() if TERMINAL not in path.parents]


def test_private_modules_are_imported_in_the_terminal_folder_alone() -> None:
    assert {str(path): found for path in outside() if (found := private_imports(path))} == {}


def test_private_names_are_used_in_the_terminal_folder_alone() -> None:
    found = {str(path): names for path in outside() if (names := private_uses(path))}
    assert found == {}


def test_modules_of_textual_are_patched_in_the_terminal_folder_alone() -> None:
    assert {str(path): found for path in outside() if (found := patches(path))} == {}


def test_the_checks_find_what_the_terminal_folder_uses() -> None:
    """The control: checks that saw nothing would pass every test above."""
    assert private_imports(TERMINAL / "renderer.py") >= {"textual._compositor"}
    assert patches(TERMINAL / "leaving.py") == {
        "linux_driver.getincrementaldecoder",
        "linux_driver.XTermParser",
    }
    used = {path.name: names for path in drawing_files() if (names := private_uses(path))}
    # Exactly these. Another one needs its reason in the module's docstring, and a line here.
    assert used == {
        "leaving.py": {"_clipboard", "_fatal_error"},
        "renderer.py": {"_compositor", "_display"},
    }


def test_the_checks_find_each_kind_of_use() -> None:
    overriding = classes_in(ast.parse("class A(Widget):\n async def _on_key(self): self._size"))
    assert overridden(overriding["A"], Widget) == {"_on_key", "_size"}
    assigning = classes_in(ast.parse("class A(App):\n _driver = None"))
    assert overridden(assigning["A"], App) == {"_driver"}
    assert reached_for(ast.parse("self.app._batch_count, os._exit(0)")) == {"_batch_count"}
