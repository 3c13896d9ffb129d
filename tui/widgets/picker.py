"""The fields of a form whose value is picked from a list: one line, or several ticks.

State is drawn as text (`[x]`, `(x)`), never by color alone.
"""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Label

from checklists.definitions.model import EvidenceField, FollowUp
from checklists.session.model import Value
from checklists.text import show_text
from tui.widgets.field import Field
from tui.wording.words import how_many_ticks


class Picker(Widget, can_focus=True):
    """Lines to pick from with the digits, or with the arrow keys and Space."""

    BINDINGS = [
        Binding("space", "pick_here", show=False),
        Binding("enter", "next", show=False),
    ]

    class CursorMoved(Message):
        """Sent when the cursor moved to another line."""

    class Picked(Message):
        """Sent when a line was picked."""

    class NotText(Message):
        """Sent when something was typed or pasted, as if into a text field."""

    DEFAULT_CSS = "Picker { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, lines: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.lines = lines
        self.at = 0
        self._refuses = False
        """Whether text is being typed: all of it is refused, with its digits, spaces and Enter."""

    def on_key(self, event: events.Key) -> None:
        """Pick by digit, move by arrow key, and refuse text whole, from its first letter on.

        Letters must not reach the screen's commands: somebody who takes this for a text field would
        open screens by typing a name, and answer their questions. Nor may a digit or a space in the
        same text pick a line. The next key that is no text ends it.
        """
        if self._refuses and event.key == "enter":
            self._refuses = False
            self._refuse(event)
        elif self._refuses and event.is_printable:
            self._refuse(event)
        elif event.character is not None and event.character.isalpha():
            self._refuses = True
            self._refuse(event)
        else:
            self._refuses = False
            self._act_on(event)

    def _refuse(self, event: events.Event) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(self.NotText())

    def on_paste(self, event: events.Paste) -> None:
        """Refuse what is pasted, and say so."""
        self._refuse(event)

    def _act_on(self, event: events.Key) -> None:
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

    def on_blur(self) -> None:
        """Begin anew once the list was left."""
        self._refuses = False

    def action_pick_here(self) -> None:
        """Pick the line under the cursor."""
        self.pick(self.at)

    def action_next(self) -> None:
        """Move to the next field."""
        self.post_message(Field.Next(1))

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, counted from the label."""
        return 1 + self.at

    @property
    def cursor_screen_offset(self) -> Offset:
        """The place of that line on the screen, for the terminal's own cursor."""
        return self.content_region.offset + Offset(1, self.cursor_line)

    def pick(self, number: int) -> None:
        """Pick a line."""
        raise NotImplementedError

    def mark(self, number: int) -> str:
        """Return the mark before a line."""
        raise NotImplementedError

    def render(self) -> Content:
        """Return all lines, with the cursor if the list has the focus."""
        rows = []
        for number, (_, label) in enumerate(self.lines):
            here = ">" if self.has_focus and number == self.at else " "
            digit = number + 1 if number < 9 else " "
            rows.append(f" {here}{self.mark(number)} {digit} {show_text(label)}")
        return Content("\n".join(rows))


class Options(Picker):
    """A list of which one line is picked.

    Without the focus it is a single line with the picked answer.
    """

    def __init__(
        self, label: str, lines: tuple[tuple[str, str], ...], chosen: str, width: int
    ) -> None:
        super().__init__(lines)
        self.width = width
        self.label = label
        self.choose(chosen)

    def choose(self, chosen: str) -> None:
        """Show a line as picked, or none, with the cursor on it."""
        self.chosen = chosen
        ids = [line_id for line_id, _ in self.lines]
        self.at = ids.index(chosen) if chosen in ids else 0

    def mark(self, number: int) -> str:
        """Return the mark before a line."""
        return "(x)" if self.lines[number][0] == self.chosen else "( )"

    def pick(self, number: int) -> None:
        """Pick a line instead of the one before."""
        self.chosen = self.lines[number][0]
        self.refresh(layout=True)
        self.post_message(self.Picked())

    def on_focus(self) -> None:
        """Show the whole list."""
        self.refresh(layout=True)

    def on_blur(self) -> None:
        """Show only the picked answer."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the label with the picked answer, and the list if it has the focus."""
        label = next((label for line_id, label in self.lines if line_id == self.chosen), "")
        name, answer = f"{show_text(self.label):<{self.width}}", f" [{show_text(label)}]"
        if not self.has_focus:
            return Content(name + answer)
        return Content.assemble((name, "reverse"), f"{answer}\n{super().render()}")


class Ticks(Picker):
    """A list of which several lines may be picked."""

    def __init__(self, label: str, lines: tuple[tuple[str, str], ...], ticked: set[str]) -> None:
        super().__init__(lines)
        self.label = label
        self.ticked = ticked

    def mark(self, number: int) -> str:
        """Return the mark before a line."""
        return "[x]" if self.lines[number][0] in self.ticked else "[ ]"

    def pick(self, number: int) -> None:
        """Tick a line, or untick it."""
        self.ticked ^= {self.lines[number][0]}
        self.refresh()
        self.post_message(self.Picked())

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def render(self) -> Content:
        """Return the label and the list."""
        name = show_text(self.label)
        return Content.assemble(
            (name, "reverse" if self.has_focus else ""), f"\n{super().render()}"
        )


class ChoiceField(Field):
    """One answer from a list, which may ask for one follow-up value."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = value if isinstance(value, str) else ""

    def compose(self) -> ComposeResult:
        """Create the list and the line for a problem."""
        lines = tuple((choice.id, choice.label) for choice in self.definition.choices)
        yield Options(self.label, lines, self._first, self.width)
        yield Label("", classes="wrong", markup=False)

    @property
    def options(self) -> Options:
        """The list."""
        return self.query_one(Options)

    def value(self) -> Value | None:
        """Return the ID of the chosen answer, or None."""
        return self.options.chosen or None

    def set_value(self, value: Value) -> None:
        """Choose an answer."""
        self.options.choose(str(value))
        self.options.refresh(layout=True)

    @property
    def then(self) -> FollowUp | None:
        """The follow-up that the chosen answer asks for, if any."""
        choice = self.definition.choice(self.value())
        return choice.then if choice else None

    def on_picker_picked(self, event: Picker.Picked) -> None:
        """Report the change and move to the next field."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
        self.post_message(self.Next(1, picked=True))


class ChecksField(Field):
    """Ticks, of which all, some or none may be required."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = {str(item) for item in value} if isinstance(value, list) else set[str]()

    def compose(self) -> ComposeResult:
        """Create the list and the line for a problem."""
        label = f"{self.label} ({how_many_ticks(self.definition)}; press numbers to check)"
        lines = tuple((check.id, check.label) for check in self.definition.checks)
        yield Ticks(label, lines, set(self._first))
        yield Label("", classes="wrong", markup=False)

    def value(self) -> Value | None:
        """Return the IDs of the ticked lines in the order of the list, or None."""
        ticked = self.query_one(Ticks).ticked
        return [check.id for check in self.definition.checks if check.id in ticked] or None

    def set_value(self, value: Value) -> None:
        """Tick the lines with these IDs and no others."""
        ticks = self.query_one(Ticks)
        ticks.ticked = {str(item) for item in value} if isinstance(value, list) else set()
        ticks.at = 0
        ticks.refresh()

    def on_picker_picked(self, event: Picker.Picked) -> None:
        """Report the change."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
