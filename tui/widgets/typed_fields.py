"""The fields that one types into: a person, a note, a reference, a count, a time."""

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Label

from checklists.clean_text import accept_text
from checklists.entered_time import parse_time, show_time
from checklists.open_session import local_now
from checklists.problems import Refused
from checklists.session import Value
from tui.questions import LATER_HINT, TIME_HINT
from tui.room import NARROW
from tui.widgets.field import Field
from tui.widgets.line_input import FieldLine, LineInput, TimeInput


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
        """A label, the text, and room for what is wrong."""
        yield FieldLine(self.label, self.make_input(), self.width)
        if self._hint:
            yield Label(f"({self._hint})", classes="hint", markup=False)
        yield Label("", classes="wrong", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """On a narrow screen, a hint that does not fit into the empty field stands under it."""
        room = event.size.width - self.width - len(" []") - 1
        fits = len(f"({self._hint})") <= room or self.app.size.width >= NARROW
        self.set_class(not fits, "-long-hint")

    def make_input(self) -> LineInput:
        """The text field itself."""
        return LineInput(self._first, placeholder=self._hint, names=self._names)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(LineInput).value

    def set_value(self, value: Value) -> None:
        """Fill it in."""
        self.query_one(LineInput).value = str(value)

    def value(self) -> Value | None:
        """What was typed, as it is stored."""
        text = accept_text(self.text, self.label)
        if not text:
            return None
        if self.kind == "count":
            if not text.isdecimal() or len(text) > 6:
                raise Refused("Not a number", "A whole number, such as 2.", "", field=self.key)
            return int(text)
        return text

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; it never confirms."""
        event.stop()
        self.post_message(self.Next(1))

    def on_line_input_paste_refused(self, event: LineInput.PasteRefused) -> None:
        """Say under the field why nothing was pasted."""
        event.stop()
        self.show_wrong(event.sentence)

    def on_descendant_blur(self) -> None:
        """What was typed is kept when the field is left."""
        self.post_message(self.Changed(self))


class TimeField(TextField):
    """A time: `n` is now, by one key."""

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
        """One that knows the key for now, unless the time lies ahead."""
        made = LineInput if self._future else TimeInput
        return made(self._first, placeholder=self._hint)

    def set_value(self, value: Value) -> None:
        """Fill it in."""
        if isinstance(value, datetime):
            self._known, self._shown = value, show_time(value, self._now)
            super().set_value(self._shown)

    def value(self) -> Value | None:
        """The time that was typed, with its offset."""
        text = self.text.strip()
        if not text:
            return None
        if self._known is not None and text == self._shown:
            return self._known
        return parse_time(text, local_now(), future=self._future)
