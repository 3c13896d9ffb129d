"""The fields of a form that are typed into: person, note, reference, count, time."""

from datetime import datetime
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Label

from checklists.session.evidence import typed_value
from checklists.session.model import Value
from checklists.times import parse_time, show_time
from checklists.workstation.clock import local_now
from tui.widgets.frame import NARROW
from tui.widgets.line_input import FieldLine, LineInput, TimeInput
from tui.wording.questions import TAKES, kind_hint, offer_hint

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
        """Sent to move to the next field (1) or the previous one (-1); by a key that `picked`."""

        def __init__(self, by: int, *, picked: bool = False) -> None:
            self.by = by
            self.picked = picked
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

    def set_value(self, value: Value) -> None:
        """Fill in a value, or clear the field with an empty text."""
        raise NotImplementedError

    def show_wrong(self, sentence: str) -> None:
        """Show a problem under the field, or hide it if the sentence is empty."""
        self.set_class(bool(sentence), "-wrong")
        if sentence or self.query(".wrong"):
            self.query_one(".wrong", Label).update(Content("! " + sentence if sentence else ""))

    def take_focus(self) -> None:
        """Focus the first part of the field that can have the focus."""
        next(found for found in self.query("*") if found.can_focus).focus()


class TextField(Field):
    """A person, a note, a reference or a count."""

    def __init__(
        self,
        key: str,
        label: str,
        kind: str,
        value: Value | None,
        *,
        names: tuple[str, ...] = (),
        offer: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(key, label)
        self.kind = kind
        self._first = "" if value is None else str(value)
        self._names = names
        self._offer = offer
        self._hint = offer_hint(TAKES, offer) if offer else hint

    def compose(self) -> ComposeResult:
        """Create the label, the text field, the hint and the line for a problem."""
        yield FieldLine(self.label, self.make_input(), self.width)
        if self._hint:
            yield Label(f"({self._hint})", classes="hint", markup=False)
        yield Label("", classes="wrong", markup=False)

    def on_mount(self) -> None:
        """Look after every layout whether the hint fits.

        Textual sends no `Resize` to a new widget if anything asks where it is before it is laid out
        for the first time, which scrolling to the focus does.
        """
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _screen: Screen[Any]) -> None:
        self._fit_hint()

    def on_input_changed(self) -> None:
        """Hide a hint under the field once something is typed."""
        self._fit_hint()

    def _fit_hint(self) -> None:
        """Show a hint under an empty field if it does not fit in it: a name always, else if narrow.

        Not in both places.
        """
        room = self.size.width - self.width - len(" []") - 1
        cut_off = not self._offer and self.app.size.width >= NARROW
        fits = cell_len(f"({self._hint})") <= room or cut_off
        self.set_class(not fits and not self.text, "-long-hint")
        if self._hint:
            self.query_one(LineInput).placeholder = f"({self._hint})" if fits else ""

    def make_input(self) -> LineInput:
        """Return a new text field."""
        names, offer = self._names, self._offer
        return LineInput(self._first, placeholder=self._hint, names=names, offer=offer)

    @property
    def text(self) -> str:
        """The text as typed."""
        return self.query_one(LineInput).value

    def begin(self, now: datetime, names: tuple[str, ...]) -> None:  # noqa: ARG002 (for a time)
        """Begin another record, at a time, with names to complete from."""
        self.complete_from(names)

    def complete_from(self, names: tuple[str, ...]) -> None:
        """Complete a person from these names."""
        if self.kind == "person":
            self.query_one(LineInput).complete_from(names)

    def set_value(self, value: Value) -> None:
        """Fill in a value."""
        line = self.query_one(LineInput)
        line.value = str(value)
        line.cursor_position = len(line.value)
        self._fit_hint()

    def value(self) -> Value | None:
        """Return the value as stored, or None if the field is empty.

        Raises Refused if it is not valid.
        """
        return typed_value(self.kind, self.text, self.label, self.key)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the next field on Enter."""
        event.stop()
        self.post_message(self.Next(1))

    def on_line_input_taken(self, event: LineInput.Taken) -> None:
        """Move on once a whole name was taken."""
        event.stop()
        self.post_message(self.Next(1, picked=True))

    def on_line_input_paste_changed(self, event: LineInput.PasteChanged) -> None:
        """Show under the field what is not as it was pasted."""
        event.stop()
        self.show_wrong(event.sentence)

    def on_descendant_blur(self) -> None:
        """Report a possible change when the field is left."""
        self.post_message(self.Changed(self))


class TimeField(TextField):
    """A time. The key `n` enters the current one."""

    def __init__(
        self,
        key: str,
        label: str,
        value: Value | None,
        now: datetime,
        *,
        future: bool,
        earliest: str = "",
    ) -> None:
        self._now = now
        self._future = future
        self._known = value if isinstance(value, datetime) else None
        shown = show_time(self._known, now) if self._known else ""
        self._shown = shown
        super().__init__(
            key, label, "time", shown, hint=kind_hint("time", future=future, earliest=earliest)
        )

    def begin(self, now: datetime, names: tuple[str, ...]) -> None:
        """Forget the time of the record before."""
        super().begin(now, names)
        self._now, self._known, self._shown = now, None, ""

    def make_input(self) -> LineInput:
        """Return a text field with the key `n`, unless the time lies ahead."""
        made = LineInput if self._future else TimeInput
        return made(self._first, placeholder=self._hint)

    def set_value(self, value: Value) -> None:
        """Fill in a time, or clear it with an empty text."""
        if isinstance(value, datetime):
            self._known, self._shown = value, show_time(value, self._now)
            super().set_value(self._shown)
        elif not value:
            super().set_value("")

    def value(self) -> Value | None:
        """Return the time with its offset, or None if the field is empty.

        Raises Refused if it is not a time.
        """
        text = self.text.strip()
        if not text:
            return None
        if self._known is not None and text == self._shown:
            return self._known
        return parse_time(text, local_now(), future=self._future)
