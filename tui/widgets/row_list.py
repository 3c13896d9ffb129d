"""A list of one-line rows that repaints only the lines that changed.

Textual's own lists repaint the whole widget at every move (5 KB against 300 bytes at 80x24), and
their marks differ by colour alone. The cursor here is a `>` and, with the focus, reversed colours.
"""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Row(Struct, frozen=True):
    """One line. `tone` is a component class: `victim`, `quiet`, `heading` or empty."""

    id: str
    text: str
    tone: str = ""
    selectable: bool = True


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor: arrows, Home, End and Page move it, Enter opens."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    COMPONENT_CLASSES = {
        "row-list--cursor",
        "row-list--victim",
        "row-list--heading",
        "row-list--quiet",
    }

    DEFAULT_CSS = """
    RowList {
        scrollbar-size-vertical: 0;
        overflow-x: hidden;
        &>.row-list--cursor { text-style: reverse; }
        &>.row-list--victim { text-style: bold; color: $victim; }
        &>.row-list--heading { text-style: underline; color: $heading; }
        &>.row-list--quiet { color: $quiet; }
    }
    """

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, row_list: "RowList", row: Row) -> None:
            self.row_list = row_list
            self.row = row
            super().__init__()

        @property
        def control(self) -> "RowList":
            """The list, for selectors."""
            return self.row_list

    class Opened(Moved):
        """Enter was pressed on a row."""

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name for it)
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = tuple(rows)
        self._cursor = self._first()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if 0 <= self._cursor < len(self._rows) else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return self._rows

    def _first(self) -> int:
        return next((i for i, row in enumerate(self._rows) if row.selectable), -1)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on the row with the same ID, where it still is."""
        before, old, at = self.row, self._rows, self._cursor
        self._rows = tuple(rows)
        kept = [i for i, row in enumerate(rows) if before is not None and row.id == before.id]
        self._cursor = kept[0] if kept else self._first()
        self.virtual_size = Size(self.size.width, len(self._rows))
        if len(old) != len(self._rows):
            self.refresh()
            return
        for number, row in enumerate(self._rows):
            if row != old[number] or (at != self._cursor and number in (at, self._cursor)):
                self.refresh_line(number)

    def go_to(self, row_id: str) -> None:
        """Put the cursor on a row."""
        for number, row in enumerate(self._rows):
            if row.id == row_id and row.selectable:
                self._set_cursor(number)
                return

    def action_move(self, by: int) -> None:
        """Move the cursor over rows that can be chosen."""
        step = 1 if by > 0 else -1
        target = max(0, min(len(self._rows) - 1, self._cursor + by))
        while 0 <= target < len(self._rows) and not self._rows[target].selectable:
            target += step
        if not 0 <= target < len(self._rows):
            choosable = [i for i, row in enumerate(self._rows) if row.selectable]
            if not choosable:
                return
            target = choosable[-1] if by > 0 else choosable[0]
        self._set_cursor(target)
        if by < 0 and not any(row.selectable for row in self._rows[:target]):
            # The heading above the first row must be seen again.
            self.scroll_to(y=0, animate=False)

    def action_page(self, direction: int) -> None:
        """Move by a screen less one line."""
        self.action_move(direction * max(1, self.size.height - 1))

    def action_open(self) -> None:
        """Tell that a row was chosen."""
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))

    def _set_cursor(self, number: int) -> None:
        if number == self._cursor:
            return
        before, self._cursor = self._cursor, number
        self.refresh_line(before)
        self.refresh_line(number)
        self._show_cursor()
        self.post_message(self.Moved(self, self._rows[number]))

    def _show_cursor(self) -> None:
        top, height = int(self.scroll_offset.y), self.size.height
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False)

    def on_mount(self) -> None:
        """Measure."""
        self.virtual_size = Size(0, len(self._rows))

    def on_resize(self, _event: events.Resize) -> None:
        """Measure anew and keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._show_cursor()

    def on_focus(self) -> None:
        """Only the cursor's line looks different with the focus."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Only the cursor's line looks different with the focus."""
        self.refresh_line(self._cursor)

    def _more(self, y: int) -> str:
        """A sign on the first and last line where rows lie beyond them."""
        top, height = int(self.scroll_offset.y), self.size.height
        if y == 0 and top > 0:
            return " ^"
        return " v" if y == height - 1 and top + height < len(self._rows) else ""

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number = y + int(self.scroll_offset.y)
        width = self.size.width
        style = self.rich_style
        if number >= len(self._rows):
            return Strip.blank(width, style)
        row = self._rows[number]
        here = number == self._cursor
        if row.tone:
            style += self.get_component_rich_style(f"row-list--{row.tone}", partial=True)
        if here and self.has_focus:
            style += Style(reverse=True)
        text = (">" if here else " ") + row.text
        more = self._more(y)
        if more:
            text = set_cell_size(text, width - 2) + more
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)
