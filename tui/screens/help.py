"""The help: the keys of the current screen, what the marks mean, and further text."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.frame import bindings
from tui.wording.keys import EDITOR_KEYS, help_lines
from tui.wording.marks import LEGEND
from tui.wording.words import help_end


class HelpText(Vertical, can_focus=True):
    """The scrollable container of the text."""


class Reading(ModalScreen[None]):
    """A text to scroll. Escape closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS = [
        *bindings("ask"),
        Binding("f1,q,question_mark", "leave", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(15)", show=False),
        Binding("pageup", "scroll(-15)", show=False),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield the whole text."""
        with HelpText(id="help"):
            yield Static(Content(self._text), markup=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by a number of lines."""
        self.query_one("#help").scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Close the text."""
        self.dismiss(None)


class Help(Reading):
    """The keys of a screen, the marks, and help on the current step."""

    def __init__(self, place: str, more: str) -> None:
        lines = ["KEYS (Esc closes this; arrows scroll)", *help_lines(place)]
        if place == "draft":
            editing = [f"{key:<8} {tells}" for key, tells in EDITOR_KEYS.items()]
            lines += ["", "IN THE TEXT", *editing]
        lines += ["", "MARKS", *LEGEND]
        if more:
            lines += ["", "THIS STEP", more]
        lines += ["", *help_end(place)]
        super().__init__("\n".join(lines))
