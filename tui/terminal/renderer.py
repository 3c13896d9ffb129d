"""Send only the cells that changed to the terminal.

Textual redraws a whole widget when a part of it changes, and the whole screen when the layout does:
opening a form at 80x24 sends 9 KB, which takes ten seconds at 9600 baud. Here the screen sent last
is remembered, and only the part of each line that differs from it is sent. Where a list scrolled by
a line or two, the terminal moves the lines itself.

Uses private API of Textual 8.2.8, which is pinned exactly: `App._display`, through which every
repaint goes, the compositor's `render_strips`, and `CompositorUpdate`, the type of what `_display`
writes. No public hook sees a repaint before it becomes bytes. Going without costs, in bytes sent at
80x24 (most of each kind, as `tests/benchmarks/byte_counts.py` counts them):

                                with     without
    first paint: home           2,627      9,546
    a move in the list of home    512      2,128
    a move in the walk            678      3,532
    Tab between fields            377      5,574
    a letter in a field            70        205
    a letter in the draft         150      2,105
    confirming a step           1,644     15,066
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.geometry import Offset
from textual.screen import Screen
from textual.strip import Strip

from checklists.text import forbidden_character
from tui.terminal.normal_screen import NormalScreenApp

Cell = tuple[str, Style | None]


Part = tuple[int, int, Strip]
"""Column, line and content of what is sent."""


ERASE_LINE = "\x1b[2K"

SHOW_CURSOR = "\x1b[?25h"
"""Screen readers and braille displays follow it; the framework hides it."""


class Scroll(NamedTuple):
    """Lines from `top` to `bottom` that the terminal moves: up by `by`, or down if negative."""

    top: int
    bottom: int
    by: int

    def sequence(self) -> str:
        """Return the escape sequence, which every terminal since the VT100 understands.

        It sets a scrolling region and sends a line feed, or its reverse, at its end. Resetting the
        region moves the cursor home; every part positions it again.
        """
        edge, move = (self.bottom, "\x1bD") if self.by > 0 else (self.top, "\x1bM")
        region = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        return f"{region}\x1b[{edge + 1};1H{move * abs(self.by)}\x1b[r"


class ChangedCells(NamedTuple):
    """The differing part of each differing line, and the lines to move before."""

    parts: list[Part]
    scrolls: list[Scroll]
    is_whole: bool = False
    """Whether nothing is known of what the terminal shows."""

    def sequence(self, console: Console) -> str:
        """Return the characters for the terminal."""
        return (
            (SHOW_CURSOR if self.is_whole else "")
            + "".join(scroll.sequence() for scroll in self.scrolls)
            + "".join(
                Control.move_to(x, y).segment.text
                # What the terminal draws narrower would leave the end of the old line.
                + ("" if _is_plain(strip) else ERASE_LINE)
                + harmless(strip).render(console)
                for x, y, strip in self.parts
            )
        )


class PaintingApp(NormalScreenApp):
    """An app that remembers what is on the terminal and sends only what differs from it."""

    _painted: list[Strip] | None = None
    _painted_width = 0

    @property
    def cursor_position(self) -> Offset:
        """The place of the terminal's cursor: the active row or field, in every frame."""
        place = getattr(self.focused, "cursor_screen_offset", None)
        return place if isinstance(place, Offset) else Offset(0, self.size.height - 1)

    @cursor_position.setter
    def cursor_position(self, place: Offset) -> None:
        """Ignore what the framework's text fields set: it is old after a layout."""

    def paint_all(self) -> None:
        """Send every cell again, for a terminal that another program wrote to."""
        self._painted = None
        super().paint_all()

    def changes_since_last_paint(self, screen: Screen[object]) -> ChangedCells:
        """Return what to send for a screen, and remember it as sent."""
        compositor = screen._compositor  # noqa: SLF001 (see the docstring of the module)
        strips = [without_default_colors(strip).simplify() for strip in compositor.render_strips()]
        before, width = self._painted, screen.size.width
        # While a window is resized, the screen already has its new size, and the compositor still
        # the lines of the old one.
        fits = self._painted_width == width and before is not None and len(before) == len(strips)
        self._painted, self._painted_width = strips, width
        if before is None or not fits:
            parts = [(0, y, strip) for y, strip in enumerate(strips)]
            return ChangedCells(parts, [], is_whole=True)
        scrolls = scrolled(before, strips)
        return ChangedCells(changed_parts(moved(before, scrolls), strips), scrolls)

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if self.is_away:
            return
        if isinstance(renderable, CompositorUpdate):
            renderable = _ChangesOnly(self, screen)
        super()._display(screen, renderable)  # type: ignore[arg-type]


class _ChangesOnly(CompositorUpdate):
    """An update that is compared with the terminal only once Textual writes it.

    Textual drops updates while it starts, ends or batches them. They must not be remembered as
    sent.
    """

    def __init__(self, app: PaintingApp, screen: Screen[object]) -> None:
        self._app = app
        self._screen = screen

    def render_segments(self, console: Console) -> str:
        """Return the characters for the terminal."""
        return self._app.changes_since_last_paint(self._screen).sequence(console)


def harmless(strip: Strip) -> Strip:
    """Return the strip with `?` for each character that could control the terminal.

    This is the second line of defense: `show_text` escapes such characters before they come here,
    and `accept_text` rejects them in input. A text field draws itself what is typed.
    """
    if all(forbidden_character(text, lines=False) is None for text, _, _ in strip):
        return strip
    return Strip(
        [
            Segment("".join("?" if forbidden_character(c, lines=False) else c for c in text), style)
            for text, style, _ in strip
        ]
    )


def without_default_colors(strip: Strip) -> Strip:
    """Return the strip without metadata and default colors, which each reset restores anyway."""
    return Strip([Segment(text, style and _colored(style)) for text, style, _ in strip])


@lru_cache(maxsize=1024)
def _colored(style: Style) -> Style | None:
    color, background = (
        None if color is None or color.is_default else color
        for color in (style.color, style.bgcolor)
    )
    return style.clear_meta_and_links().without_color + Style(color=color, bgcolor=background)


FEWEST = 5
"""Lines below which sending them again costs no more than moving them."""


def scrolled(before: list[Strip], after: list[Strip]) -> list[Scroll]:
    """Return the runs of lines that are mostly the same as before, moved by a line or two."""
    found = []
    for top, bottom in _runs(before, after):
        for by in (1, -1, 2, -2):
            kept = [y for y in range(top, bottom + 1) if top <= y + by <= bottom]
            same = sum(after[y] == before[y + by] for y in kept)
            if bottom - top + 1 >= FEWEST and same * 2 > bottom - top + 1:
                found.append(Scroll(top, bottom, by))
                break
    return found


def _runs(before: list[Strip], after: list[Strip]) -> list[tuple[int, int]]:
    """Return the first and the last line of each run of differing lines."""
    runs: list[tuple[int, int]] = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if runs and runs[-1][1] == y - 1:
            runs[-1] = (runs[-1][0], y)
        else:
            runs.append((y, y))
    return runs


def moved(before: list[Strip], scrolls: list[Scroll]) -> list[Strip]:
    """Return what is on the terminal after it moved these lines.

    The lines that came in are unknown, so they are empty strips, which differ from any.
    """
    now = list(before)
    for top, bottom, by in scrolls:
        for y in range(top, bottom + 1):
            now[y] = before[y + by] if top <= y + by <= bottom else Strip([])
    return now


def changed_parts(before: list[Strip], after: list[Strip]) -> list[Part]:
    """Return column, line and content of what differs between two screens of the same size.

    A line that holds, or held, anything but plain characters of one column is sent whole: how many
    columns the others take, alone and together, is for the framework and for the terminal to say.
    """
    parts = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if len(old) == 0 or not (_is_plain(old) and _is_plain(new)):
            parts.append((0, y, new))
            continue
        old_cells, new_cells = _cells(old), _cells(new)
        if len(old_cells) != len(new_cells):
            parts.append((0, y, new))
            continue
        differing = [x for x, cell in enumerate(new_cells) if cell != old_cells[x]]
        if differing:
            first, last = differing[0], differing[-1] + 1
            parts.append((first, y, new.crop(first, last)))
    return parts


def _cells(strip: Strip) -> list[Cell]:
    """Return a plain strip as one entry for each column."""
    return [(character, style) for text, style, _ in strip for character in text]


def _is_plain(strip: Strip) -> bool:
    return all(text.isascii() or all(map(_has_one_column, text)) for text, _, _ in strip)


@lru_cache(maxsize=4096)
def _has_one_column(character: str) -> bool:
    """Return whether a character takes one column, whatever stands beside it."""
    pictured = character >= "\U0001f000"
    return (
        not pictured and cell_len(character) == 1 and unicodedata.category(character)[0] not in "MC"
    )
