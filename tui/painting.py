"""Painting only the cells that changed.

Textual repaints a whole widget when a part of it changes, and the whole screen when the layout
does: 9 KB for opening a form at 80x24, which is ten seconds at 9600 baud. Here the screen that was
painted last is remembered, and of each line only what differs from it is sent. Where a list went
on by a line, the terminal moves the lines itself.

The second of the two modules that use private parts of Textual (8.2.8, pinned exactly; the other
is `leaving`): `App._display`, through which every repaint goes, and the compositor's strips.
"""

from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from checklists.clean_text import forbidden_character

Cell = tuple[str, Style | None]


Part = tuple[int, int, Strip]
"""Column, line and content of what is painted."""


class Scroll(NamedTuple):
    """Lines that the terminal moves itself: from `top` to `bottom`, upwards by `by`, or down."""

    top: int
    bottom: int
    by: int

    def sequence(self) -> str:
        """What every terminal since the VT100 understands: a region, and a line feed or its
        reverse at its end. The second reset puts the cursor home, where every part leaves it."""
        edge, move = (self.bottom, "\x1bD") if self.by > 0 else (self.top, "\x1bM")
        region = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        return f"{region}\x1b[{edge + 1};1H{move * abs(self.by)}\x1b[r"


class ChangedCells(CompositorUpdate):
    """The differing part of each differing line, with where it begins."""

    def __init__(self, parts: list[Part], scrolls: list[Scroll] | None = None) -> None:
        self.parts = parts
        self.scrolls = scrolls or []

    def render_segments(self, console: Console) -> str:
        """The bytes for the terminal."""
        return "".join(scroll.sequence() for scroll in self.scrolls) + "".join(
            Control.move_to(x, y).segment.text + strip.render(console) for x, y, strip in self.parts
        )


class PaintingApp(App[int]):
    """An app that remembers what is on the terminal."""

    _painted: list[Strip] | None = None
    _painted_size: Size | None = None
    """As many lines as were painted: while a window changes, the screen already has its new size
    and the compositor still the lines of the old one."""

    def paint_all(self) -> None:
        """Paint every cell anew, for a terminal that something else wrote to."""
        self._painted = None
        self.screen.refresh(layout=True)

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and self._paints_now():
            strips = [
                strip.discard_meta().simplify()
                for strip in screen._compositor.render_strips()  # noqa: SLF001 (see the docstring)
            ]
            size = Size(screen.size.width, len(strips))
            before = self._painted if self._painted_size == size else None
            self._painted, self._painted_size = strips, size
            scrolls: list[Scroll] = []
            if before is None:
                parts = [(0, y, strip) for y, strip in enumerate(strips)]
            else:
                scrolls = scrolled(before, strips)
                parts = changed_parts(moved(before, scrolls), strips)
                cursor = screen.outer_size.clamp_offset(self.cursor_position)
                if not parts and not scrolls and cursor == self._previous_cursor_position:
                    # Not even the sequence that puts the cursor where it is.
                    return
            harmless_parts = [(x, y, harmless(strip)) for x, y, strip in parts]
            renderable = ChangedCells(harmless_parts, scrolls)
        super()._display(screen, renderable)  # type: ignore[arg-type]

    def _paints_now(self) -> bool:
        """Whether `App._display` would write: in tests without a terminal it would not."""
        return bool(
            self._running
            and not self._closed
            and not self.is_headless
            and self._driver is not None
            and not self._batch_count
        )


def harmless(strip: Strip) -> Strip:
    """The strip without any character that could drive the terminal, each a `?` instead.

    Second line of defence: `show_text` spells such characters out before they come here, and
    `accept_text` keeps them out of what is typed. A text field draws what is typed itself.
    """
    if all(forbidden_character(text, lines=False) is None for text, _, _ in strip):
        return strip
    return Strip(
        [
            Segment("".join("?" if forbidden_character(c, lines=False) else c for c in text), style)
            for text, style, _ in strip
        ]
    )


FEWEST = 5
"""Lines below which painting them costs no more than moving them."""


def scrolled(before: list[Strip], after: list[Strip]) -> list[Scroll]:
    """Where a list went on by a line or two: most of its lines stand there still, moved."""
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
    """The first and the last of lines that differ one after another."""
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
    """What is on the terminal once it moved these lines; nothing is known of the lines that came
    in, so they differ from any."""
    now = list(before)
    for top, bottom, by in scrolls:
        for y in range(top, bottom + 1):
            now[y] = before[y + by] if top <= y + by <= bottom else Strip([])
    return now


def changed_parts(before: list[Strip], after: list[Strip]) -> list[Part]:
    """Column, line and content of what differs between two screens of the same size."""
    parts = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
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
    """One entry a column. A wide character fills the columns that it covers with itself, so that a
    difference never begins in its middle."""
    cells: list[Cell] = []
    for text, style, _ in strip:
        if text.isascii():
            cells.extend((character, style) for character in text)
        else:
            for character in text:
                # A joiner or an accent has no column of its own and belongs to the one before.
                width = _width(character)
                if width == 0 and cells:
                    cells[-1] = (cells[-1][0] + character, style)
                cells.extend([(character, style)] * width)
    return cells


def _width(character: str) -> int:
    return cell_len(character)
