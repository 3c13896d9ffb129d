"""A list of one-line rows that repaints only the lines that changed.

Textual's own lists repaint the whole widget at every move (5 KB against 300 bytes at 80x24), and
their marks differ by color alone. The cursor here is a `>` and, with the focus, reversed colors.
"""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Row(Struct, frozen=True):
    """One line. `tone` selects its style: victim, stale, done, quiet, heading, or none."""

    id: str
    text: str
    tone: str = ""
    selectable: bool = True


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor: arrows, Home, End, PgUp and PgDn move it, Enter opens."""

    MOVES_STAY = True
    """Whether keys that move the cursor keep the focus, so that `KeysInOrder` need not wait."""

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
        "row-list--stale",
        "row-list--done",
    }

    DEFAULT_CSS = """
    RowList {
        scrollbar-size-vertical: 0;
        overflow-x: hidden;
        &>.row-list--cursor { text-style: reverse; }
        &>.row-list--victim { text-style: bold; color: $victim; }
        &>.row-list--heading { text-style: underline; color: $heading; }
        &>.row-list--quiet { color: $quiet; }
        &>.row-list--stale { text-style: bold; color: $stale; }
        &>.row-list--done { color: $quiet; }
        /* Other themes would get a paler color than anybody can read on some terminals. */
        &:ansi>.row-list--done { text-style: dim; }
    }
    """

    class OnRow(Message):
        """The base of messages about a row."""

        def __init__(self, row_list: "RowList", row: Row) -> None:
            self.row_list = row_list
            self.row = row
            super().__init__()

        @property
        def control(self) -> "RowList":
            """The list, for selectors in `on`."""
            return self.row_list

    # Two siblings: a handler of a message class also receives its subclasses.
    class Moved(OnRow):
        """Sent when the cursor moved to another row."""

    class Opened(OnRow):
        """Sent when Enter was pressed on a row."""

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name for it)
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = tuple(rows)
        self._cursor = self._first()

    @property
    def row(self) -> Row | None:
        """The row under the cursor, or None."""
        return self._rows[self._cursor] if 0 <= self._cursor < len(self._rows) else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def _first(self) -> int:
        return next((i for i, row in enumerate(self._rows) if row.selectable), -1)

    def set_rows(self, rows: Sequence[Row], row_id: str = "") -> None:
        """Show other rows, with the cursor on the row with an ID, if there is one.

        Unless told otherwise it stays on the row with the same ID.
        """
        old, at = self._rows, self._cursor
        row_id = row_id or (self.row.id if self.row is not None else "")
        self._rows = tuple(rows)
        kept = [i for i, row in enumerate(rows) if row.id == row_id]
        self._cursor = kept[0] if kept else self._first()
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._show_cursor()
        if len(old) != len(self._rows):
            self.refresh()
            return
        for number, row in enumerate(self._rows):
            if row != old[number] or (at != self._cursor and number in (at, self._cursor)):
                self.refresh_line(number)

    def go_to(self, row_id: str) -> None:
        """Move the cursor to the row with an ID."""
        for number, row in enumerate(self._rows):
            if row.id == row_id and row.selectable:
                self._set_cursor(number)
                return

    def action_move(self, by: int) -> None:
        """Move the cursor, skipping rows that cannot be selected."""
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
            # Otherwise the heading above the first row would stay out of sight.
            self.scroll_to(y=0, animate=False)

    def action_page(self, direction: int) -> None:
        """Move the cursor by the height of the list less one line."""
        self.action_move(direction * max(1, self.size.height - 1))

    def action_open(self) -> None:
        """Report that the row under the cursor was opened."""
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
        # Forced: rows that just came make it scrollable only with the next layout.
        if 0 <= self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif height and self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def on_mount(self) -> None:
        """Set the height of what is scrolled."""
        self.virtual_size = Size(0, len(self._rows))

    def on_resize(self, _event: events.Resize) -> None:
        """Adapt to the new width and keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, len(self._rows))
        self._show_cursor()

    def on_focus(self) -> None:
        """Redraw the cursor's row, the only one that looks different with the focus."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Redraw the cursor's row, the only one that looks different with the focus."""
        self.refresh_line(self._cursor)

    @property
    def cursor_screen_offset(self) -> Offset:
        """The place of the cursor's row on the screen, for the terminal's own cursor."""
        return self.content_region.offset + Offset(0, self._cursor - int(self.scroll_offset.y))

    def _more(self, y: int) -> str:
        """Return the sign that more rows follow above or below, for the edge lines."""
        top, height = int(self.scroll_offset.y), self.size.height
        if y == 0 and top > 0:
            return " ^"
        return " v" if y == height - 1 and top + height < len(self._rows) else ""

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
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
            text = set_cell_size(text, max(0, width - 2)) + more
        return Strip([Segment(text, style)]).adjust_cell_length(width, style)
