"""Everything that the rows of the index rest on besides the sessions and their reviews."""

import os
from collections.abc import Iterator
from pathlib import Path

from checklists.file_state import state_of
from checklists.listed import Listed
from checklists.machine_zone import ZONE_FILE
from checklists.places import Places
from checklists.trust import weak_spot

_PROGRAM = Path(__file__).parent


def basis(places: Places) -> str:
    """The home, the account and its groups, the program and its definitions, the workstation's
    time zone, the agency's policy and definitions, and whether those may be believed, as one text:
    with another one, no row is believed.

    Taken once in a program, before it reads policy and definitions: what it reads of sessions until
    its end it reads by those.
    """
    parts = [
        str(places.home),
        _account(),
        ",".join(Listed._fields),
        *map(_states, _files(_PROGRAM)),
        _states(str(ZONE_FILE)),
        _states(str(places.policy)),
        *map(_states, _files(places.checklists)),
        *(weak_spot(place) for place in (places.policy, places.checklists)),
    ]
    return "\n".join(parts)


def _account() -> str:
    """Who reads, and what else lets them read: one who was put into a group reads more."""
    ids = (os.getuid(), os.geteuid(), os.getgid(), os.getegid())
    return ",".join(map(str, (*ids, *sorted(os.getgroups()))))


def _states(name: str) -> str:
    """A file or folder with its state; of a link, with that of what it leads to as well."""
    own, through = state_of(name), state_of(name, through_links=True)
    return f"{name} {own}" if own == through else f"{name} {own} {through}"


def _files(folder: Path) -> Iterator[str]:
    """Every file and folder below that a rule could come from, in a steady order. Of what a link
    leads to, only what lies right in it: no definition is read from deeper, and it may be `/`."""
    for within, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield within
        yield from _joined(within, names)
        for linked in filter(os.path.islink, _joined(within, folders)):
            _, inner, there = next(os.walk(linked), (linked, [], []))
            yield linked
            yield from _joined(linked, [*inner, *there])


def _joined(within: str, names: list[str]) -> list[str]:
    return [os.path.join(within, name) for name in sorted(names)]  # noqa: PTH118  # text
