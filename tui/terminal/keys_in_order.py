"""Handle keys one at a time: each completes its effect before the next is read.

On a slow line several keys arrive at once: Enter, and the name that belongs in the form that Enter
opens. Textual sends each key to whatever has the focus at that moment, which is still the list
while the form is being built. There, letters are commands: a name would open screens and move to
other steps, and the rest of it would end up in another field.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from textual import events
from textual.screen import Screen

from tui.terminal.normal_screen import NormalScreenApp
from tui.wording.keys import COMMIT

LONGEST = 10.0
"""Seconds to wait for the effect of a key, unless it saves: longer than a busy workstation needs.

A letter that came before it would go to what has the focus until then.

What is typed after an answer waits until the answer is on disk, however long that takes.
"""

COMMITS = frozenset(COMMIT.split(","))
"""Keys that answer, confirm or mark what is on the screen, and then move on."""

AGAIN = 0.7
"""Seconds after such a key in which another one is ignored, whatever came between.

Longer than a keyboard waits before it repeats a key that is held down. Nobody can have read what it
would confirm.
"""

WITH_ESCAPE = 0.05
"""Seconds after Escape in which such a key is ignored: some terminals send Alt and a key so."""

A_MOMENT = 0.02
"""Seconds between checks whether the screen waited for is still the top one."""

_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class KeysInOrder(NormalScreenApp):
    """An app that queues keys typed ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[tuple[events.Key | events.Paste, object]] = deque()
        """Each with what it would commit when it came."""
        self.is_typing = False
        """Whether the effect of a key is still in progress."""
        self._stayed = False
        """Whether the key before left the focus where it was, so that nothing waited for it."""
        self._committed_at = self._escaped_at = float("-inf")

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes; pass on all other events at once.

        A key that Textual forwards again because no widget handled it is passed on as well.
        """
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if self.is_away:
            # Typed ahead: it was not meant for what comes back.
            return
        self._typed.append((event, self.would_commit() if _commits(event) else None))
        if not self.is_typing:
            self.is_typing = True
            self.run_worker(self._type(), group="keys")

    async def _type(self) -> None:
        try:
            while self._typed:
                event, seen = self._typed.popleft()
                if self._stayed and not self._stays_where_it_is(event):
                    await self._has_done_what_it_does()
                    self._stayed = False
                if _commits(event) and (self._is_too_fast(event) or seen != self.would_commit()):
                    self.tell_too_fast()
                    continue
                if isinstance(event, events.Key) and event.key == "escape":
                    self._escaped_at = event.time
                self._stayed = self._stays_where_it_is(event)
                await super().on_event(event)
                if not self._stayed:
                    await self._has_done_what_it_does()
        finally:
            self.is_typing = False

    def forget_typed(self) -> None:
        """Forget the keys that wait for the one before."""
        self._typed.clear()

    @property
    def is_saving(self) -> bool:
        """Whether a save is in progress."""
        return False

    def would_commit(self) -> object:
        """Return what a confirming key would confirm now.

        A key that was pressed over something else does nothing: on a slow line, or while a save
        takes its time, what it would confirm was not on the screen yet.
        """
        return tuple(self.screen_stack)

    def tell_too_fast(self) -> None:
        """Tell the user that a confirming key came too soon to be meant, and did nothing."""

    def _is_too_fast(self, event: events.Key | events.Paste) -> bool:
        """Return whether a confirming key came too soon after another, or with Escape."""
        before, self._committed_at = self._committed_at, event.time
        return event.time - before < AGAIN or event.time - self._escaped_at < WITH_ESCAPE

    def _is_written(self, event: events.Key) -> bool:
        """Return whether the focused widget is a text field that takes the key.

        Not decided by its class: importing the draft's widget takes 10 ms.
        """
        focused = self.focused
        return focused is not None and focused.check_consume_key(event.key, event.character)

    def _stays_where_it_is(self, event: events.Key | events.Paste) -> bool:
        """Return whether the key leaves the focus where it is.

        Another such key then need not wait, and several steps of a held arrow key are drawn once.
        """
        if isinstance(event, events.Paste):
            return True
        if getattr(self.focused, "MOVES_STAY", False):
            return event.key in _MOVES
        return self._is_written(event)

    async def _has_done_what_it_does(self) -> None:
        end = time.monotonic() + LONGEST
        before: object = None
        while (left := end - time.monotonic()) > 0 or self.is_saving:
            try:
                await asyncio.wait_for(self._everybody_is_done(), left if left > 0 else LONGEST)
            except TimeoutError:
                continue
            # What waits for a save may open something after it.
            now = None if self.is_saving else (tuple(self.screen_stack), self.focused)
            if now is not None and now == before:
                return
            before = now

    async def _everybody_is_done(self) -> None:
        """Wait until the messages that a key led to are handled and drawn.

        From the focused widget up to the screen, then what waits for a refresh.
        """
        start = self.focused or self.screen
        for pump in start.ancestors_with_self:
            # First for the key itself, then for the messages that it led to.
            for _ in range(2):
                await _handled(pump.call_later)
        await self._is_drawn(self.screen)

    async def _is_drawn(self, screen: Screen[object]) -> None:
        """Wait until the screen is drawn.

        A screen that another one covered meanwhile is never drawn, and no longer waited for.
        """
        drawn = asyncio.Event()
        if not screen.call_after_refresh(drawn.set):
            return
        while not drawn.is_set() and self.screen is screen:
            with suppress(TimeoutError):
                await asyncio.wait_for(drawn.wait(), A_MOMENT)


def _commits(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Key) and event.key in COMMITS


async def _handled(call: Callable[[Callable[[], None]], bool]) -> None:
    done = asyncio.Event()
    if call(done.set):
        await done.wait()
