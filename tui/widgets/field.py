"""A field of a form: one labeled value. Enter moves on and never confirms."""

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from checklists.session.model import Value

LABEL_WIDTH = 18
"""Columns, unless the form sets a width."""


class Field(Vertical):
    """A labeled value, with a line for what is wrong with it.

    `key` is the key of the value in the record.
    """

    DEFAULT_CSS = """
    Field {
        height: auto;
        &>.line { height: 1; layout: horizontal; }
        &>.hint { display: none; width: 1fr; height: auto; padding-left: 2; color: $quiet; }
        &.-long-hint>.hint { display: block; }
        &>.wrong { display: none; width: 1fr; height: auto; padding-left: 2; text-style: bold; }
        &.-wrong>.wrong { display: block; }
    }
    """

    class Changed(Message):
        """Sent when the value may have changed: the field was left or a choice was made."""

        def __init__(self, field: "Field") -> None:
            self.field = field
            super().__init__()

    class Next(Message):
        """Sent to move to the next field (1) or the previous one (-1)."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    width = LABEL_WIDTH

    def __init__(self, key: str, label: str) -> None:
        super().__init__()
        self.key = key
        self.label = label

    def value(self) -> Value | None:
        """Return the value, or None if the field is empty.

        Raises Refused if what was typed is not valid.
        """
        raise NotImplementedError

    def show_wrong(self, sentence: str) -> None:
        """Show a problem under the field, or hide it if the sentence is empty."""
        self.set_class(bool(sentence), "-wrong")
        if sentence or self.query(".wrong"):
            self.query_one(".wrong", Label).update(Content("! " + sentence if sentence else ""))

    def take_focus(self) -> None:
        """Focus the first part of the field that can have the focus."""
        next(found for found in self.query("*") if found.can_focus).focus()
