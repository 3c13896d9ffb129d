"""`where`: where everything is kept."""

from pathlib import Path

import checklists
from checklists.clean_text import show_text
from checklists.places import HOME_VARIABLE, index_file
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings


def place_lines(here: Surroundings) -> Printed:
    """Each place, and whether it is there yet."""
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
        ("policy", places.policy, ""),
        ("checklists", places.checklists, "your agency's own"),
        ("index", index_file(places), "what lists need; it may be thrown away"),
        # Not from `checklists.catalog`: it would read what it takes to read definitions.
        ("definitions", Path(*checklists.__path__) / "definitions", "shipped"),
    )
    return Printed(tuple(_line(*row) for row in rows))


def _line(name: str, path: Path, remark: str) -> str:
    remarks = [part for part in (remark, "" if path.exists() else "not there yet") if part]
    return f"{name:<12} {show_text(str(path))}" + (f"  ({'; '.join(remarks)})" if remarks else "")
