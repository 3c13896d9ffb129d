"""A field of a form: one labelled value. Enter goes to the next field and never confirms."""

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from checklists.session import Value

LABEL_WIDTH = 18
"""Columns, where a form says nothing else."""


class Field(Vertical):
    """One labelled value with a line for what is wrong with it.

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
        """The value may be another one now; the field was left or a choice was made."""

        def __init__(self, field: "Field") -> None:
            self.field = field
            super().__init__()

    class Resized(Message):
        """It is higher or lower than before: a hint or what is wrong stands under it now."""

    class Next(Message):
        """Go on to the next field (1), or back (-1)."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    width = LABEL_WIDTH

    def __init__(self, key: str, label: str) -> None:
        super().__init__()
        self.key = key
        self.label = label

    def on_resize(self, _event: events.Resize) -> None:
        """Its screen may have to scroll. (Textual calls this besides a kind of field's own.)"""
        self.post_message(self.Resized())

    def value(self) -> Value | None:
        """The value, or None. Raises Refused when what was typed is none."""
        raise NotImplementedError

    def show_wrong(self, sentence: str) -> None:
        """Say under the field what is wrong with it; an empty sentence takes it away."""
        self.set_class(bool(sentence), "-wrong")
        if sentence or self.query(".wrong"):
            self.query_one(".wrong", Label).update(Content("! " + sentence if sentence else ""))

    def take_focus(self) -> None:
        """Put the focus into the field."""
        next(found for found in self.query("*") if found.can_focus).focus()
