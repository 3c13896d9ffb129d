"""Textual bindings, made from the table of keys."""

from textual.binding import Binding, BindingType

from tui.wording.keys import PLACES

NOWHERE = ("noop",)
"""Actions that another widget handles; the table has them for the help alone."""


def bindings(place: str) -> list[BindingType]:
    """Return the bindings of a screen."""
    return [
        Binding(key.keys, key.action, key.tells, show=False, id=f"{place}.{key.action}")
        for key in PLACES[place]
        if key.action not in NOWHERE and key.action != "open"
    ]
