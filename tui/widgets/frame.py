"""What every screen has: its keys, two head lines, a body, a status line and a key line."""

import re
from functools import lru_cache

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from checklists.text import show_text
from tui.wording.keys import OF_THE_LIST, PLACES

NARROW = 70
"""Columns below which the card replaces the list, and header and footer are shortened."""
WIDE = 120
"""Columns from which the post stands beside the card."""
LOW = 18
"""Lines below which blank lines and explanations are left out."""

TINY = 10
"""Lines below which the keys of a question have one line."""


def bindings(place: str) -> list[BindingType]:
    """Return the bindings of a screen, made from the table of keys.

    What a list does itself, the table has for the help alone. With Caps Lock a letter does
    the same.
    """
    return [
        Binding(_either_case(key.keys), key.action, key.tells, show=False)
        for key in PLACES[place]
        if key.action not in OF_THE_LIST
    ]


def _either_case(keys: str) -> str:
    capitals = [key.upper() for key in keys.split(",") if len(key) == 1 and key.isalpha()]
    return ",".join([keys, *capitals])


@lru_cache(maxsize=5000)
def _wrapped(line: str, width: int) -> tuple[str, ...]:
    """Return a line as Textual wraps it; of a long text most lines are those of the text before."""
    return tuple(part.plain for part in Content(line).wrap(width))


@lru_cache(maxsize=50)
def _fitted(text: str, width: int) -> tuple[str, ...]:
    """Return a text as lines of a width."""
    return tuple(row for line in text.split("\n") for row in _wrapped(line, width))


class Lines(Static):
    """Text of which only what changed is wrapped again, and only what is in sight drawn.

    A card has a line for each person of a large incident. Textual wraps and draws the whole text
    after each change, even of a character out of sight, and lays out the whole screen again.
    """

    ALLOW_SELECT = False

    def __init__(self, name: str) -> None:
        super().__init__("", id=name, markup=False)
        self.shown = ""

    def show(self, text: str) -> None:
        """Show a text."""
        if text != self.shown:
            before = self._rows()
            self.shown = text
            # While it is hidden nobody knows its width: its height is asked for again then.
            self.refresh(layout=not self.size.width or len(self._rows()) != len(before))

    def _rows(self) -> tuple[str, ...]:
        return _fitted(self.shown, self.size.width) if self.size.width else ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 (Textual's own signature)
        """Return how many lines the text takes."""
        return len(_fitted(self.shown, width)) if width else 0

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        rows = self._rows()
        return Strip([Segment(rows[y] if y < len(rows) else "", self.visual_style.rich_style)])


_BADGE = re.compile(r"[A-Z]{4,}(?: [A-Z]{4,}| \d+)*\b|NOT [A-Z]{4,}(?: \d+)?\b")
"""How the status line begins where it says how the session stands."""


class Standing(Lines):
    """The status line; the words in capitals that it begins with are a badge."""

    COMPONENT_CLASSES = {"standing--badge", "standing--ready"}

    def render_line(self, y: int) -> Strip:
        """Return the line, or the one above it."""
        strip = super().render_line(y)
        badge = _BADGE.match(self.shown, 1)
        if y or badge is None:
            return strip
        tone = "ready" if badge[0] == "READY" else "badge"
        style = self.get_component_rich_style(f"standing--{tone}", partial=True)
        before, words, after = strip.divide([0, badge.end(), strip.cell_length])
        return Strip.join([before, words.apply_style(style), after])


class ToRead(VerticalScroll, can_focus=False):
    """What a key would commit, which counts only once its end was in sight."""

    def action_scroll_end(self) -> None:
        """Scroll to the end now, and not after what is typed ahead."""
        self.scroll_end(animate=False, immediate=True)

    @property
    def is_cut(self) -> bool:
        """Return whether its end is not in sight."""
        return self.scroll_offset.y < self.max_scroll_y

    def read_on(self) -> bool:
        """Scroll on where the end is not in sight; return whether that was so."""
        is_cut = self.is_cut
        if is_cut:
            self.scroll_page_down(animate=False)
        return is_cut


class Frame(Vertical):
    """Two head lines, a body, a status line and a key line.

    What a screen composes within it (`with self.frame:`) stands in the body.
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = Lines("title")
        self._where = Lines("where")
        self._body = Vertical(id="body")
        self._standing = Standing("standing")
        self._key_line = Lines("keys")
        self._standing_words = ""

    def compose(self) -> ComposeResult:
        """Yield the head lines, the body, the status line and the key line."""
        yield self._title
        yield self._where
        yield self._body
        yield self._standing
        yield self._key_line

    def compose_add_child(self, widget: Widget) -> None:
        """Put what a screen composes into the body."""
        self._body.compose_add_child(widget)

    @property
    def is_narrow(self) -> bool:
        """Return whether the screen is too narrow for two columns."""
        return self.app.size.width < NARROW

    @property
    def is_low(self) -> bool:
        """Return whether the screen is too low for more than what is asked."""
        return self.app.size.height < LOW

    def on_resize(self) -> None:
        """Fit the status line to the new width."""
        self._fit_standing()

    def set_keys(self, words: str) -> None:
        """Set the key line."""
        self._key_line.show(f" {words}")

    def set_head(self, first: str, first_right: str, second: str, second_right: str) -> None:
        """Set the two head lines; the right end of each is never shortened."""
        width = max(20, self.app.size.width)
        self._title.show(_two_ends(" " + first, first_right + " ", width))
        self._where.show(_two_ends(" " + second, second_right + " ", width))

    def set_standing(self, text: str, *, grave: bool = False) -> None:
        """Set the status line."""
        self._standing_words = text
        self._standing.set_class(grave, "-grave")
        self._fit_standing()

    def _fit_standing(self) -> None:
        room = max(20, self.app.size.width) - 2
        self._standing.show(" " + one_line(self._standing_words, room))


def _two_ends(left: str, right: str, width: int) -> str:
    room = width - len(right) - 1
    return one_line(left, room).ljust(room) + " " + right


def one_line(text: str, room: int) -> str:
    """Return the text on one line, shortened with `...` if it does not fit."""
    shown = show_text(text)
    return shown if len(shown) <= room else shown[: max(0, room - 3)] + "..."
