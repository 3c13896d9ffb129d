"""Leave the drawn screen for a while, to print on the terminal's normal screen.

What is printed there is the terminal's own: it scrolls back, it can be selected over the ends of
its lines, and nothing of it is wrapped, cut or spelled out by us.
"""

import asyncio
import os
import signal
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Final, Self

from textual.app import App

CTRL_C: Final = 3
CTRL_Y: Final = 25
GOES_BACK: Final = frozenset((*b"\r\n", CTRL_C))
"""Enter, and the key that many press to get out. No reply of a terminal contains one of them, nor
Ctrl+Y."""
ESCAPE: Final = b"\x1b"
"""Goes back as well where it comes alone: arrows and replies begin with it."""

CLEAR: Final = "\x1b[H\x1b[2J\x1b[3J"
"""Clears the screen, and what scrolled off it where the terminal can."""

QUIET: Final = 0.1
"""Seconds of silence after which nothing more comes of one key or paste."""
LONGEST: Final = 20
"""Times that is waited for: a key may be held down."""


def goes_back(typed: bytes) -> bool:
    """Return whether what was typed leads back to the drawn screen."""
    return typed == ESCAPE or bool(GOES_BACK.intersection(typed))


class NormalScreen:
    """The terminal, with keys that are not echoed and raise no signals, as on the drawn screen."""

    def __init__(self) -> None:
        self._output = sys.__stderr__
        self._keyboard = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        self._before = termios.tcgetattr(self._keyboard)

    def __enter__(self) -> Self:
        changed = termios.tcgetattr(self._keyboard)
        changed[0] &= ~(termios.IXON | termios.IXOFF)
        changed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        termios.tcsetattr(self._keyboard, termios.TCSAFLUSH, changed)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(termios.error):
            termios.tcsetattr(self._keyboard, termios.TCSAFLUSH, self._before)

    async def show(self, text: str) -> None:
        """Print a text as it is."""
        # In a thread: the terminal may take nothing for a while, or ever.
        await asyncio.to_thread(self._write, text)

    async def clear(self) -> None:
        """Take away what was printed."""
        await self.show(CLEAR)

    def _write(self, text: str) -> None:
        if self._output is not None:
            # Of a terminal that is gone, the reading side tells.
            with suppress(OSError):
                self._output.write(text)
                self._output.flush()

    async def typed(self, seconds: float) -> bytes:
        """Return what is typed within some seconds, empty where nothing is."""
        loop, came = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._keyboard, came.set)
        try:
            async with asyncio.timeout(seconds):
                await came.wait()
        except TimeoutError:
            return b""
        finally:
            loop.remove_reader(self._keyboard)
        found = b""
        with suppress(OSError):
            found = os.read(self._keyboard, 4096)
        if not found:
            # The line has dropped, whether a signal says so or not.
            signal.raise_signal(signal.SIGHUP)
            await asyncio.Event().wait()
        if found == ESCAPE:
            found += await self.typed(QUIET)
        return found

    async def forget_typed(self) -> None:
        """Wait for the rest of what came with the last key, such as a paste; it does nothing."""
        for _ in range(LONGEST):
            if not await self.typed(QUIET):
                return


class NormalScreenApp(App[int]):
    """An app that can leave the drawn screen for the normal one."""

    is_away = False
    """Whether it is on the normal screen now: nothing is drawn then, and no key acts."""
    _has_printed = False
    """Whether something was printed there before, which may be another text by now."""

    def forget_typed(self) -> None:
        """Forget the keys that were read and not handled yet."""

    def paint_all(self) -> None:
        """Draw the whole screen again."""
        self.screen.refresh(layout=True)

    @asynccontextmanager
    async def on_the_normal_screen(self) -> AsyncIterator[NormalScreen]:
        """Leave the drawn screen, and come back to it unless the app ends meanwhile."""
        self.is_away = True
        self.forget_typed()
        with self.suspend(), NormalScreen() as normal:
            if self._has_printed:
                await normal.clear()
            self._has_printed = True
            yield normal
            await normal.forget_typed()
        self.is_away = False
        self.paint_all()
