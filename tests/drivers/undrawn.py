"""The program in a test, without what only a terminal and the passing of time are for.

    async with running(opening, size=(80, 24)) as pilot:
        ...

Without a terminal, Textual draws each change and throws it away; here nothing is drawn until a test
looks. Every program parses the same style sheets; here they are parsed once. Both are most of what
a key costs. And no screen goes blank because a test is slow.
"""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

from textual import events
from textual._compositor import Compositor, visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen

from tui.launch_options import LaunchOptions
from tui.screens.app import ClearToPost

SENT = {"enter": b"\r", "escape": b"\x1b", "ctrl+c": b"\x03", "ctrl+y": b"\x19"}


class Printed:
    """Stands in for the terminal's normal screen: what stands there, and what is typed there."""

    def __init__(self) -> None:
        self.text = ""
        self.waits = False
        """Whether every key that was pressed did what it does."""
        self._keys: asyncio.Queue[bytes] = asyncio.Queue()

    def press(self, event: events.Key) -> None:
        self.waits = False
        self._keys.put_nowait(
            {"enter": b"\r", "escape": b"\x1b", "ctrl+c": b"\x03", "ctrl+y": b"\x19"}.get(
                event.key, b"x"
            )
        )

    async def show(self, text: str) -> None:
        self.text += text

    async def clear(self) -> None:
        self.text = ""

    async def typed(self, seconds: float) -> bytes:
        self.waits = self._keys.empty()
        try:
            return await asyncio.wait_for(self._keys.get(), seconds)
        except TimeoutError:
            return b""


class Undrawn(ClearToPost):
    """The program, which counts what it would draw."""

    CSS_PATH = Path(inspect.getfile(ClearToPost)).with_name("frame.tcss")

    def __init__(self, opening: LaunchOptions) -> None:
        super().__init__(opening)
        self.drawn = 0
        self.printed = Printed()

    async def on_event(self, event: events.Event) -> None:
        if self.is_away and isinstance(event, events.Key):
            self.printed.press(event)
        await super().on_event(event)

    @asynccontextmanager
    async def on_the_normal_screen(self) -> AsyncIterator[Printed]:
        self.printed = Printed()
        self.is_away = True
        self.forget_typed()
        yield self.printed
        self.is_away = False

    def _display(self, screen: Screen[object], renderable: object) -> None:
        self.drawn += 1

    def _watch_idle(self) -> None:
        super()._watch_idle()
        # The clock of a test stands still; how long the test takes is no time without a key.
        assert self._idle is not None
        self._idle.pause()


@asynccontextmanager
async def running(opening: LaunchOptions, size: tuple[int, int]) -> AsyncIterator[Pilot[int]]:
    """The program, opened, until the test is done with it."""
    with (
        patch.object(Compositor, "render_update", _draw_nothing),
        patch.object(Stylesheet, "_parse_rules", _parsed_once),
    ):
        async with Undrawn(opening).run_test(size=size) as pilot:
            yield pilot


_render_update = Compositor.render_update


def picture_of(app: Undrawn) -> str:
    """Return what stands on the screen as SVG, without the font that it would load from elsewhere.

    For that it is drawn.
    """
    with patch.object(Compositor, "render_update", _render_update):
        svg = app.export_screenshot(title="Clear to Post")
    plain = re.sub(r"<!--.*?-->\s*|@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    # Some readers drop the spaces that a line begins with.
    spaced = plain.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return spaced.replace("Fira Code", "Courier New")


def _draw_nothing(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> None:
    # What lies under a dialog is drawn with it.
    visible_screen_stack.set(screen_stack or [])
    compositor._dirty_regions.clear()


_parse = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, css: str, **how: object) -> list[RuleSet]:
    key = (css, *how.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, **how)
    return _parsed[key]
