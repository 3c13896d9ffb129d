"""Screens are composed, and none knows the way to another: that is asked of the program.

A screen has one base: the framework's, or one of ours that has only the framework's. It imports no
screen but the one of any session, and the questions that stand over any.
"""

import ast
import importlib
import inspect
from pathlib import Path
from types import ModuleType

import pytest
from textual.screen import Screen

FOLDER = Path(__file__).parents[2] / "tui" / "screens"
FILES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
PROGRAM = "session_app"
"""What shows the screens, and imports each when it is first asked for."""
OF_ANY = {"tui.screens.session_screen", "tui.screens.ask"}
"""What screens are made of, and asked with."""


def loaded(name: str) -> ModuleType:
    return importlib.import_module(f"tui.screens.{name}")


def screens_seen_in(module: ModuleType) -> list[type]:
    """The screens of ours that a module defines or imports, also those of a module it imports."""
    values = list(vars(module).values())
    values += [
        inner for value in values if inspect.ismodule(value) for inner in vars(value).values()
    ]
    return [kind for kind in values if inspect.isclass(kind) and is_our_screen(kind)]


def is_our_screen(kind: type) -> bool:
    return issubclass(kind, Screen) and is_ours(kind)


def is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "tui"


def defined_in(module: ModuleType) -> list[type]:
    return [kind for kind in screens_seen_in(module) if kind.__module__ == module.__name__]


def is_composed(kind: type) -> bool:
    ours = [base for base in kind.__mro__[1:] if is_ours(base)]
    return len(kind.__bases__) == 1 and len(ours) <= 1


def other_screens(module: ModuleType) -> set[str]:
    """The screens of other files that a module imports."""
    own = {module.__name__, *OF_ANY}
    return {kind.__name__ for kind in screens_seen_in(module) if kind.__module__ not in own}


def imported_in_functions(name: str) -> list[str]:
    """What a file imports of the front end within functions."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    return [
        ast.unparse(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and " tui." in f" {ast.unparse(node)}"
    ]


SCREENS = {kind.__name__: kind for name in FILES for kind in defined_in(loaded(name))}


@pytest.mark.parametrize("kind", SCREENS.values(), ids=SCREENS.keys())
def test_a_screen_has_one_base_and_at_most_one_of_ours_above_it(kind: type) -> None:
    assert is_composed(kind), [base.__name__ for base in kind.__mro__]


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("app", PROGRAM)])
def test_no_screen_imports_another(name: str) -> None:
    assert other_screens(loaded(name)) == set()


@pytest.mark.parametrize("name", [name for name in FILES if name != PROGRAM])
def test_nothing_of_the_front_end_is_imported_in_a_function(name: str) -> None:
    """There it would hide a way to another screen, or a circle."""
    assert imported_in_functions(name) == []


def test_the_checks_find_each_kind() -> None:
    """The control: checks that saw nothing would pass every test above."""
    walk = SCREENS["Walk"]
    assert is_composed(walk)
    assert not is_composed(type("OfTheWalk", (walk,), {"__module__": "tui.screens.walk"}))
    assert not is_composed(type("Mixed", (walk, ModuleType), {"__module__": "tui.screens.walk"}))
    assert len(SCREENS) > 12
    assert "Home" in other_screens(loaded(PROGRAM))
    assert "from tui.screens.walk import Walk" in imported_in_functions(PROGRAM)
