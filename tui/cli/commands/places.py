"""`where`: print where everything is stored."""

from pathlib import Path

import checklists
from checklists.text import show_text
from checklists.workstation.paths import HOME_VARIABLE, index_file
from tui.cli.context import CommandContext, Printed


def place_lines(here: CommandContext) -> Printed:
    """Return a line for each location, and whether it exists yet."""
    places = here.places
    kinds = {
        "own": "your own",
        "shared": "this workstation's, shared",
        "trial": f"a trial home, named by {HOME_VARIABLE}",
    }
    rows = (
        ("home", places.home, kinds[places.kind]),
        ("sessions", places.sessions, ""),
        ("reviews", places.reviews, ""),
        ("completions", places.completions, ""),
        ("audit", places.audit, "what other accounts saw of each session"),
        ("holds", places.holds, "legal holds"),
        ("purged", places.purged, "what was purged, and by which rule"),
        ("policy", places.policy, ""),
        ("directory", places.directory, "your agency's names"),
        ("notes", places.state_notes, "your agency's, on its state's law"),
        ("checklists", places.checklists, "your agency's own"),
        ("index", index_file(places), "what lists need; safe to delete"),
        # Not from the catalog, which would import the reader of definitions.
        ("definitions", Path(*checklists.__path__) / "definitions" / "shipped", "shipped"),
    )
    return Printed(tuple(_line(*row) for row in rows))


def _line(name: str, path: Path, remark: str) -> str:
    remarks = [part for part in (remark, _state(path)) if part]
    return f"{name:<12} {show_text(str(path))}" + (f"  ({'; '.join(remarks)})" if remarks else "")


def _state(path: Path) -> str:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist yet"
    except PermissionError:
        return "you have no access"
    except OSError as error:
        return (error.strerror or "failed").lower()
    return ""
