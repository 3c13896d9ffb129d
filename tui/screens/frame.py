"""The base of every screen: two head lines, a body, a status line and a key line."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.errors import Problem
from checklists.text import show_text
from tui.widgets.breakpoints import LOW, NARROW
from tui.wording.keys import footer

LOOK_SECONDS = 3.0
"""Seconds between two checks of the disk by a list. Without a change nothing is drawn."""
ENDED_AT_A_TIME = 0.1
"""Seconds of each check spent on ended sessions: enough for some ten thousand files."""


class Frame(Screen[str | None]):
    """A screen with two head lines, a body, a status line and a key line.

    `place` is the screen's name in the table of keys, which also provides its help.
    """

    AUTO_FOCUS = ""
    place: ClassVar[str] = ""
    told = ""
    """Why something was refused; a list shows it until the cursor moves."""

    def compose(self) -> ComposeResult:
        """Yield the head lines, the body, the status line and the key line."""
        yield Static("", id="head", markup=False)
        with Vertical(id="body"):
            yield from self.body()
        yield Static("", id="standing", markup=False)
        yield Static("", id="keys", markup=False)

    def body(self) -> ComposeResult:
        """Yield the content of the screen; subclasses override this."""
        yield from ()

    @property
    def is_narrow(self) -> bool:
        """Return whether the screen is too narrow for two columns."""
        return self.app.size.width < NARROW

    @property
    def is_low(self) -> bool:
        """Return whether the screen is too low for more than what is asked."""
        return self.app.size.height < LOW

    def on_mount(self) -> None:
        """Draw the key line.

        Textual calls this in addition to a subclass's own `on_mount`.
        """
        self._draw_keys()

    def on_resize(self) -> None:
        """Fit the key line and the status line to the new width.

        Textual calls this in addition to a subclass's own `on_resize`.
        """
        self._draw_keys()
        self._fit_standing()

    def footer_words(self) -> str:
        """Return the keys that fit into the key line."""
        return footer(self.place, self.app.size.width)

    def _draw_keys(self) -> None:
        keys = " " + self.footer_words()
        if keys != getattr(self, "_keys_text", None):
            self._keys_text = keys
            self.query_one("#keys", Static).update(Content(keys))

    def set_head(self, first: str, first_right: str, second: str, second_right: str) -> None:
        """Set the two head lines; the right end of each is never shortened."""
        width = max(20, self.size.width)
        lines = [
            _two_ends(" " + first, first_right + " ", width),
            _two_ends(" " + second, second_right + " ", width),
        ]
        text = "\n".join(lines)
        if text != getattr(self, "_head_text", None):
            self._head_text = text
            self.query_one("#head", Static).update(Content(text))

    def set_standing(self, text: str, *, grave: bool = False) -> None:
        """Set the status line."""
        self._standing_words = (text, grave)
        self._fit_standing()

    def _fit_standing(self) -> None:
        text, grave = getattr(self, "_standing_words", ("", False))
        line = " " + one_line(text, max(20, self.app.size.width) - 2)
        shown = (line, grave)
        if shown != getattr(self, "_standing_text", None):
            self._standing_text = shown
            found = self.query_one("#standing", Static)
            found.set_class(grave, "-grave")
            found.update(Content(line))

    def tell_problem(self, problem: Problem) -> None:
        """Show in the status line why something was refused."""
        self.told = f"{problem.title}: {problem.message} {problem.what_to_do}".strip()
        self.set_standing(self.told)

    def action_help(self) -> None:
        """Open the help on the keys of this screen."""
        # Imported here: not needed before the first F1.
        from tui.screens.help import Help  # noqa: PLC0415

        self.app.push_screen(Help(self.place, self.help_text()))

    def help_text(self) -> str:
        """Return what the help shows in addition to the keys."""
        return ""

    def action_noop(self) -> None:
        """Do nothing: the focused widget handles the key."""


def _two_ends(left: str, right: str, width: int) -> str:
    room = width - len(right) - 1
    return one_line(left, room).ljust(room) + " " + right


def one_line(text: str, room: int) -> str:
    """Return the text on one line, shortened with `...` if it does not fit."""
    shown = show_text(text)
    return shown if len(shown) <= room else shown[: max(0, room - 3)] + "..."
