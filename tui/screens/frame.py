"""What every screen has: two lines above, a line for where things stand, a line of keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.clean_text import show_text
from checklists.problems import Problem
from tui.keys import footer
from tui.room import LOW, NARROW

LOOK_SECONDS = 3.0
"""How often a list of sessions looks at the disk. Nothing is sent while nothing changed there."""
ENDED_AT_A_TIME = 0.1
"""Seconds of each such look that go to what is over: some ten thousand files."""


class Frame(Screen[str | None]):
    """A screen between its two head lines and its two foot lines.

    `place` is its name in the table of keys; its help comes from there.
    """

    AUTO_FOCUS = ""
    place: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        """Head, body, foot."""
        yield Static("", id="head", markup=False)
        with Vertical(id="body"):
            yield from self.body()
        yield Static("", id="standing", markup=False)
        yield Static("", id="keys", markup=False)

    def body(self) -> ComposeResult:
        """What the screen is for."""
        yield from ()

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for two columns."""
        return self.app.size.width < NARROW

    @property
    def is_low(self) -> bool:
        """Whether there is only room for what is asked."""
        return self.app.size.height < LOW

    def on_mount(self) -> None:
        """The keys that fit. (Textual calls this besides the screen's own.)"""
        self._draw_keys()

    def on_resize(self) -> None:
        """More keys may fit, or fewer. (Textual calls this besides the screen's own.)"""
        self._draw_keys()
        self._fit_standing()

    def footer_words(self) -> str:
        """The keys that fit."""
        return footer(self.place, self.app.size.width)

    def _draw_keys(self) -> None:
        keys = " " + self.footer_words()
        if keys != getattr(self, "_keys_text", None):
            self._keys_text = keys
            self.query_one("#keys", Static).update(Content(keys))

    def set_head(self, first: str, first_right: str, second: str, second_right: str) -> None:
        """The two head lines; each has a right end that always stays."""
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
        """The line that says where things stand."""
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
        """Say why something was refused."""
        self.set_standing(f"{problem.title}: {problem.message} {problem.what_to_do}".strip())

    def action_help(self) -> None:
        """The keys of this screen."""
        # Imported here: nobody needs it before the first F1.
        from tui.screens.help import Help  # noqa: PLC0415

        self.app.push_screen(Help(self.place, self.help_text()))

    def help_text(self) -> str:
        """What the help says besides the keys."""
        return ""

    def action_noop(self) -> None:
        """Carried out by the widget that has the focus."""


def _two_ends(left: str, right: str, width: int) -> str:
    room = width - len(right) - 1
    return one_line(left, room).ljust(room) + " " + right


def one_line(text: str, room: int) -> str:
    """The text in one line; `...` says that more follows."""
    shown = show_text(text)
    return shown if len(shown) <= room else shown[: max(0, room - 3)] + "..."
