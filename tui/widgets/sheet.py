"""What is scrolled beside the list: the card of a step and its form."""

from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from tui.widgets.field import Field
from tui.widgets.picker import Picker


class Sheet(Vertical):
    """Scrolls to the line that keys go to."""

    class Resized(Message):
        """There is more room or less than before."""

    def on_resize(self, _event: events.Resize) -> None:
        """The line that keys go to may be out of sight now."""
        self.post_message(self.Resized())

    def show(self, field: Field, focused: Widget) -> None:
        """Scroll as little from the top as shows a field, and in it the cursor's line."""
        line = self._line_of(focused)
        line += focused.cursor_line if isinstance(focused, Picker) else 0
        height = self.size.height
        wanted = max(0, self._line_of(field) + field.size.height - height)
        self.scroll_to(y=max(min(wanted, line), line - height + 1), animate=False)

    def _line_of(self, widget: Widget) -> int:
        """The line of a widget counted from the top of what is scrolled, wherever that stands."""
        line = 0
        for found in widget.ancestors_with_self:
            if found is self or not isinstance(found, Widget):
                break
            line += found.virtual_region.y
        return line
