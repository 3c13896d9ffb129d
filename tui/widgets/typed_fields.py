"""Form fields to type into: person, note, reference, count and time."""

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Label

from checklists.errors import Refused
from checklists.session.model import Value
from checklists.text import accept_text
from checklists.times import parse_time, show_time
from checklists.workspace.open_session import local_now
from tui.widgets.field import Field
from tui.widgets.frame import NARROW
from tui.widgets.line_input import FieldLine, LineInput, TimeInput
from tui.wording.questions import LATER_HINT, TIME_HINT


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
        hint: str = "",
    ) -> None:
        super().__init__(key, label)
        self.kind = kind
        self._first = "" if value is None else str(value)
        self._names = names
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Create the label, the text field, the hint and the line for a problem."""
        yield FieldLine(self.label, self.make_input(), self.width)
        if self._hint:
            yield Label(f"({self._hint})", classes="hint", markup=False)
        yield Label("", classes="wrong", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Show a hint under the field if it does not fit in it on a narrow screen."""
        room = event.size.width - self.width - len(" []") - 1
        fits = len(f"({self._hint})") <= room or self.app.size.width >= NARROW
        self.set_class(not fits, "-long-hint")

    def make_input(self) -> LineInput:
        """Return a new text field."""
        return LineInput(self._first, placeholder=self._hint, names=self._names)

    @property
    def text(self) -> str:
        """The text as typed."""
        return self.query_one(LineInput).value

    def set_value(self, value: Value) -> None:
        """Fill in a value."""
        self.query_one(LineInput).value = str(value)

    def value(self) -> Value | None:
        """Return the value as stored, or None if the field is empty.

        Raises Refused if it is not valid.
        """
        text = accept_text(self.text, self.label)
        if not text:
            return None
        if self.kind == "count":
            if not text.isdecimal() or len(text) > 6:
                raise Refused("Not a number", "A whole number, such as 2.", "", field=self.key)
            return int(text)
        return text

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the next field on Enter."""
        event.stop()
        self.post_message(self.Next(1))

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
        self, key: str, label: str, value: Value | None, now: datetime, *, future: bool
    ) -> None:
        self._now = now
        self._future = future
        self._known = value if isinstance(value, datetime) else None
        shown = show_time(self._known, now) if self._known else ""
        self._shown = shown
        hint = LATER_HINT if future else TIME_HINT
        super().__init__(key, label, "time", shown, hint=hint)

    def make_input(self) -> LineInput:
        """Return a text field with the key `n`, unless the time lies ahead."""
        made = LineInput if self._future else TimeInput
        return made(self._first, placeholder=self._hint)

    def set_value(self, value: Value) -> None:
        """Fill in a time."""
        if isinstance(value, datetime):
            self._known, self._shown = value, show_time(value, self._now)
            super().set_value(self._shown)

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
