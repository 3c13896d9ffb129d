"""The fields of an evidence form: typed text, a time, one choice, several ticks.

State is drawn as text (`[x]`, `(1)`), never by colour alone. Enter goes to the next field and never
confirms. Pasted text is checked before a terminal sees it.
"""

from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label

from checklists.clean_text import accept_text, show_text
from checklists.definition import EvidenceField, FollowUp
from checklists.entered_time import parse_time, show_time
from checklists.open_session import local_now
from checklists.problems import Refused
from checklists.session import Value
from tui.questions import LATER_HINT, TIME_HINT
from tui.room import NARROW

LABEL_WIDTH = 18
"""Columns, where a form says nothing else."""


class LineInput(Input):
    """A one-line text field without border or blinking, whose pasted text is checked."""

    DEFAULT_CSS = """
    LineInput {
        border: none; height: 1; padding: 0; background: transparent;
        &:focus { border: none; background-tint: transparent 0%; text-style: underline; }
        &>.input--cursor { color: $foreground; background: $background; text-style: reverse; }
        /* Textual's own for such terminals is white on black, which is not to be seen on black. */
        &:ansi>.input--cursor {
            color: ansi_default; background: ansi_default; text-style: reverse;
        }
        &:ansi>.input--placeholder, &:ansi>.input--suggestion {
            color: ansi_default; text-style: none;
        }
        &>.input--placeholder, &>.input--suggestion { color: $quiet; text-style: none; }
    }
    """

    class PasteRefused(Message):
        """What was pasted may not be entered."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    def __init__(
        self,
        value: str,
        *,
        placeholder: str = "",
        names: tuple[str, ...] = (),
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
    ) -> None:
        suggester = SuggestFromList(names, case_sensitive=False) if names else None
        super().__init__(
            value,
            placeholder=placeholder,
            suggester=suggester,
            id=id,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        try:
            accept_text(event.text.strip("\r\n"), "What was pasted", lines=True)
        except Refused as problem:
            event.stop()
            event.prevent_default()
            self.post_message(self.PasteRefused(f"{problem.message} {problem.what_to_do}"))
        # What may be entered is inserted by Input itself, which Textual calls next.


class TimeInput(LineInput):
    """A text field in which `n` alone is now."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "n":
            event.stop()
            event.prevent_default()
            self.value = f"{local_now():%H:%M}"
            self.cursor_position = len(self.value)


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
        self.query("*").filter("LineInput, Ticks, Options").first().focus()


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
        fits = len(self._hint) <= room or self.app.size.width >= NARROW
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


class FieldLine(Widget):
    """A label and a text field in one line."""

    DEFAULT_CSS = """
    FieldLine { height: 1; layout: horizontal; }
    FieldLine>.label { width: auto; height: 1; }
    FieldLine>LineInput { width: 1fr; }
    """

    def __init__(self, label: str, line_input: LineInput, width: int) -> None:
        super().__init__()
        self._width = width
        self._label = label
        self._input = line_input

    def compose(self) -> ComposeResult:
        """The two."""
        yield Label(f"{show_text(self._label):<{self._width}} [", classes="label", markup=False)
        yield self._input
        yield Label("]", markup=False)


class Picker(Widget, can_focus=True):
    """Lines to pick from with the digits, or with the arrows and Space."""

    BINDINGS = [
        Binding("space", "pick_here", show=False),
        Binding("enter", "next", show=False),
    ]

    class CursorMoved(Message):
        """The cursor came to another line."""

    DEFAULT_CSS = "Picker { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, lines: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.lines = lines
        self.at = 0

    def on_key(self, event: events.Key) -> None:
        """Digits pick; arrows move within and beyond."""
        if event.character and event.character.isdecimal():
            number = int(event.character) - 1
            if 0 <= number < len(self.lines):
                event.stop()
                self.at = number
                self.pick(number)
        elif event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            by = 1 if event.key == "down" else -1
            if 0 <= self.at + by < len(self.lines):
                self.at += by
                self.refresh()
                self.post_message(self.CursorMoved())
            else:
                self.post_message(Field.Next(by))

    def action_pick_here(self) -> None:
        """Pick the line under the cursor."""
        self.pick(self.at)

    def action_next(self) -> None:
        """On to the next field."""
        self.post_message(Field.Next(1))

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, counted from the label."""
        return 1 + self.at

    def pick(self, number: int) -> None:
        """Pick a line."""
        raise NotImplementedError

    def mark(self, number: int) -> str:
        """The mark before a line."""
        raise NotImplementedError

    def render(self) -> Content:
        """All lines; the cursor only with the focus."""
        rows = []
        for number, (_, label) in enumerate(self.lines):
            here = ">" if self.has_focus and number == self.at else " "
            rows.append(f" {here}{self.mark(number)} {number + 1} {show_text(label)}")
        return Content("\n".join(rows))


class Options(Picker):
    """One of a list. Without the focus it is one line: what was chosen."""

    def __init__(
        self, label: str, lines: tuple[tuple[str, str], ...], chosen: str, width: int
    ) -> None:
        super().__init__(lines)
        self.width = width
        self.label = label
        self.chosen = chosen
        ids = [line_id for line_id, _ in lines]
        self.at = ids.index(chosen) if chosen in ids else 0

    def mark(self, number: int) -> str:
        """The mark before a line."""
        return "(x)" if self.lines[number][0] == self.chosen else "( )"

    def pick(self, number: int) -> None:
        """Pick a line."""
        self.chosen = self.lines[number][0]
        self.refresh(layout=True)
        self.post_message(ChoiceField.Picked())

    def on_focus(self) -> None:
        """Open."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Close."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """The lines."""
        label = next((label for line_id, label in self.lines if line_id == self.chosen), "")
        head = f"{show_text(self.label):<{self.width}} [{show_text(label)}]"
        return Content(head + "\n" + str(super().render())) if self.has_focus else Content(head)


class ChoiceField(Field):
    """One answer of a choice set, with the one value that it may ask for besides."""

    class Picked(Message):
        """Another answer was picked."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = value if isinstance(value, str) else ""

    def compose(self) -> ComposeResult:
        """The list, and room for what is wrong."""
        lines = tuple((choice.id, choice.label) for choice in self.definition.choices)
        yield Options(self.label, lines, self._first, self.width)
        yield Label("", classes="wrong", markup=False)

    @property
    def options(self) -> Options:
        """The list."""
        return self.query_one(Options)

    def value(self) -> Value | None:
        """The answer's id."""
        return self.options.chosen or None

    def set_value(self, value: Value) -> None:
        """Choose."""
        self.options.chosen = str(value)
        self.options.refresh(layout=True)

    @property
    def then(self) -> FollowUp | None:
        """What the chosen answer asks for besides itself."""
        choice = self.definition.choice(self.value())
        return choice.then if choice else None

    def on_choice_field_picked(self, event: Picked) -> None:
        """A pick is a change; go on."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
        self.post_message(self.Next(1))


class Ticks(Picker):
    """Several of a list."""

    def __init__(self, label: str, lines: tuple[tuple[str, str], ...], ticked: set[str]) -> None:
        super().__init__(lines)
        self.label = label
        self.ticked = ticked

    def mark(self, number: int) -> str:
        """The mark before a line."""
        return "[x]" if self.lines[number][0] in self.ticked else "[ ]"

    def pick(self, number: int) -> None:
        """Pick a line."""
        self.ticked ^= {self.lines[number][0]}
        self.refresh()
        self.post_message(ChecksField.Ticked())

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor goes."""
        self.refresh()

    def render(self) -> Content:
        """The lines."""
        return Content(f"{show_text(self.label)}\n{super().render()}")


class ChecksField(Field):
    """Ticks: all of them, some, or none needed."""

    class Ticked(Message):
        """A tick was set or taken away."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = {str(item) for item in value} if isinstance(value, list) else set[str]()

    def compose(self) -> ComposeResult:
        """The list, and room for what is wrong."""
        need = self.definition.need
        much = "all" if need == len(self.definition.checks) else f"{need} or more"
        label = f"{self.label} ({much if need else 'if any'}; digits tick)"
        lines = tuple((check.id, check.label) for check in self.definition.checks)
        yield Ticks(label, lines, set(self._first))
        yield Label("", classes="wrong", markup=False)

    def value(self) -> Value | None:
        """The ids of what is ticked, in the order of the list."""
        ticked = self.query_one(Ticks).ticked
        return [check.id for check in self.definition.checks if check.id in ticked] or None

    def set_value(self, value: Value) -> None:
        """Tick."""
        ticks = self.query_one(Ticks)
        ticks.ticked = {str(item) for item in value} if isinstance(value, list) else set()
        ticks.refresh()

    def on_checks_field_ticked(self, event: Ticked) -> None:
        """A tick is a change."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
