"""The scrolled area beside the list: a step's card and its form."""

from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from tui.widgets.field import Field
from tui.widgets.picker import Picker


class Sheet(Vertical):
    """A container that scrolls to the line that has the focus."""

    class Resized(Message):
        """Sent when the area's size changed."""

    def on_resize(self, _event: events.Resize) -> None:
        """Report the new size: the focused line may be out of sight."""
        self.post_message(self.Resized())

    def show(self, field: Field, focused: Widget) -> None:
        """Scroll as little as needed to show a field, above all its cursor's line."""
        line = self._line_of(focused)
        line += focused.cursor_line if isinstance(focused, Picker) else 0
        height = self.size.height
        wanted = max(0, self._line_of(field) + field.size.height - height)
        self.scroll_to(y=max(min(wanted, line), line - height + 1), animate=False)

    def _line_of(self, widget: Widget) -> int:
        """Return a widget's line, counted from the top of the scrolled content."""
        line = 0
        for found in widget.ancestors_with_self:
            if found is self or not isinstance(found, Widget):
                break
            line += found.virtual_region.y
        return line
