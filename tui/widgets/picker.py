"""Lists to pick from: one of them, or several. State is drawn as text (`[x]`, `(x)`), never by
colour alone.
"""

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from checklists.clean_text import show_text
from tui.widgets.field import Field


class Picker(Widget, can_focus=True):
    """Lines to pick from with the digits, or with the arrows and Space."""

    BINDINGS = [
        Binding("space", "pick_here", show=False),
        Binding("enter", "next", show=False),
    ]

    class CursorMoved(Message):
        """The cursor came to another line."""

    class Picked(Message):
        """A line was picked."""

    class NoLetters(Message):
        """A letter was typed, as into a text field."""

    DEFAULT_CSS = "Picker { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, lines: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.lines = lines
        self.at = 0

    def on_key(self, event: events.Key) -> None:
        """Digits pick; arrows move within and beyond. Letters are no commands here: whoever takes
        this for a text field would open screens with a name, and answer what they ask."""
        if event.character and event.character.isdecimal():
            number = int(event.character) - 1
            if 0 <= number < len(self.lines):
                event.stop()
                self.at = number
                self.pick(number)
        elif event.character and event.character.isalpha():
            event.stop()
            event.prevent_default()
            self.post_message(self.NoLetters())
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
        self.post_message(self.Picked())

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
        self.post_message(self.Picked())

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor goes."""
        self.refresh()

    def render(self) -> Content:
        """The lines."""
        return Content(f"{show_text(self.label)}\n{super().render()}")
