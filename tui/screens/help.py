"""The keys of the screen one came from, what the marks mean, and more where there is more."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keys import bindings, help_lines
from tui.marks import LEGEND
from tui.words import help_end


class HelpText(Vertical, can_focus=True):
    """What is scrolled."""


class Reading(ModalScreen[None]):
    """Text to scroll; Escape closes it."""

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
        """All of it."""
        with HelpText(id="help"):
            yield Static(Content(self._text), markup=False)

    def action_scroll(self, by: int) -> None:
        """Some lines on or back."""
        self.query_one("#help").scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


class Help(Reading):
    """The keys of a place, the marks, and what there is to say of a step."""

    def __init__(self, place: str, more: str) -> None:
        lines = ["KEYS (Esc closes this; arrows scroll)", *help_lines(place)]
        lines += ["", "MARKS", *LEGEND]
        if more:
            lines += ["", "THIS STEP", more]
        lines += ["", *help_end(place)]
        super().__init__("\n".join(lines))
