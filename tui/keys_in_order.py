"""Keys that come faster than the screen follows: each does what it does before the next is read.

On a bad line keys arrive in one piece: Enter, and the name that belongs into the form which Enter
opens. Textual hands each key to whatever has the focus at that moment. While the form was being
built that was the list, where letters are commands: a name would open screens and move to other
steps, and its rest would land in another field.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from textual import events
from textual.app import App
from textual.screen import Screen

from tui.paste_guard import put_back
from tui.widgets.row_list import RowList

LONGEST = 2.0
"""Seconds for which a key is waited for, unless it saves: what is typed after an answer waits until
the answer is on disk, however slow that is, and never goes to the screen before."""

DELIBERATE = frozenset({"f5", "X"})
"""Keys that attest what stands on the screen, and then go on to something else."""

AGAIN = 0.7
"""Seconds within which the same one again attests nothing: longer than a keyboard waits before it
repeats a key that is held down."""

A_MOMENT = 0.02
"""Seconds after which it is looked again whether what is waited for can still come."""

_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class KeysInOrder(App[int]):
    """An app that holds back what is typed ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self.is_typing = False
        """Whether a key is still at work."""
        self._key_before: events.Key | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the one before; everything else goes on as it comes, and so does a key that
        comes back because nobody wanted it."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(event, events.Paste):
            event.text = put_back(event.text)
        self._typed.append(event)
        if not self.is_typing:
            self.is_typing = True
            self.run_worker(self._type(), group="keys")

    async def _type(self) -> None:
        try:
            while self._typed:
                event = self._typed.popleft()
                if self._is_a_repeat(event):
                    self.tell_repeated()
                    continue
                stays = self._stays_where_it_is(event)
                await super().on_event(event)
                if not stays:
                    await self._has_done_what_it_does()
        finally:
            self.is_typing = False

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return False

    def tell_repeated(self) -> None:
        """Say that a key came twice and was done once."""

    def _is_a_repeat(self, event: events.Key | events.Paste) -> bool:
        """Whether a key that attests came again before anybody can have read what for."""
        before, self._key_before = self._key_before, None
        if not isinstance(event, events.Key):
            return False
        self._key_before = event
        return (
            event.key in DELIBERATE
            and before is not None
            and before.key == event.key
            and event.time - before.time < AGAIN
            and not self._is_written(event)
        )

    def _is_written(self, event: events.Key) -> bool:
        """Whether a text field takes the key; asked so, because importing the widget of the draft
        takes 10 ms."""
        focused = self.focused
        return focused is not None and focused.check_consume_key(event.key, event.character)

    def _stays_where_it_is(self, event: events.Key | events.Paste) -> bool:
        """Whether the next key goes to the same place in any case: then nothing is waited for, and
        a held arrow key is drawn once for several steps."""
        if isinstance(event, events.Paste):
            return True
        if isinstance(self.focused, RowList):
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
            now = (tuple(self.screen_stack), self.focused)
            if now == before:
                return
            before = now

    async def _everybody_is_done(self) -> None:
        """From the widget with the focus up to the screen, and then what waits for a refresh."""
        start = self.focused or self.screen
        for pump in start.ancestors_with_self:
            # Once for the key itself, once for the messages that it led to.
            for _ in range(2):
                await _handled(pump.call_later)
        await self._is_drawn(self.screen)

    async def _is_drawn(self, screen: Screen[object]) -> None:
        """A screen that another one covered meanwhile is not drawn, and not waited for."""
        drawn = asyncio.Event()
        if not screen.call_after_refresh(drawn.set):
            return
        while not drawn.is_set() and self.screen is screen:
            with suppress(TimeoutError):
                await asyncio.wait_for(drawn.wait(), A_MOMENT)


async def _handled(call: Callable[[Callable[[], None]], bool]) -> None:
    done = asyncio.Event()
    if call(done.set):
        await done.wait()
