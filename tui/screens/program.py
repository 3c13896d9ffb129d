"""What the screens ask of the program that shows them, every way to another screen included.

The program imports the screens; they know only this protocol, and no screen imports another.
"""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Literal, Protocol, cast

from tui.launch_options import LaunchOptions
from tui.terminal.normal_screen import NormalScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from checklists.definitions.catalog import Catalog
    from checklists.definitions.model import How
    from checklists.index.index import Index, Progress
    from checklists.workspace.open_session import OpenSession


LOOK_SECONDS = 3.0
"""Seconds between two checks of the disk by a list. Without a change nothing is drawn."""
AT_ONCE = 0.15
"""Seconds that the first frame of a list may wait for what is new: some sixty sessions."""
AT_A_TIME = 0.5
"""Seconds between two progress messages."""
ENDED_AT_A_TIME = 0.1
"""Seconds of each check spent on ended sessions: enough for some ten thousand files."""

Place = Literal["draft", "people", "questions", "calls", "why-not-ready", "mark-ready"]
"""The screens of an open session besides its walk, as the table of keys names them."""


class Program(Protocol):
    """The program: its launch options, the order of its saves, and ways to other screens."""

    opening: LaunchOptions
    saving: asyncio.Lock
    is_away: bool
    """Whether it is on the terminal's normal screen now."""

    @property
    def catalog(self) -> "Catalog":
        """Return the definitions as they were last read."""

    @property
    def whose(self) -> str:
        """Return the login and trial marker for the right end of the second head line."""

    def open_index(self) -> "Index":
        """Open the index of all sessions, for one screen and the thread it reads in."""

    def find_line(self) -> "Widget":
        """Return the line in which is typed what is looked for in a list."""

    async def start_walk(self, incident_type: str) -> None:
        """Start a session of an incident type."""

    async def open_walk(self, session_id: str, *, then: str = "") -> None:
        """Resume a session where it was left."""

    async def continue_walk(self, before: "OpenSession") -> None:
        """Open a new session that carries over a colleague's answers."""

    async def update_walk(self, before: "OpenSession", how: "How") -> None:
        """Open a new session that updates or corrects a posted one."""

    async def change_type(self, before: "OpenSession", incident_type: str) -> None:
        """Restart the post as another incident type."""

    async def start_smaller(self, waiting: "OpenSession", incident_type: str) -> None:
        """Start a smaller statement on the case of a post that waits for an approval."""

    async def go_on_elsewhere(self, full: "OpenSession") -> None:
        """Go on with the same post in a new session."""

    def leave_session(self, opened: "OpenSession") -> None:
        """Leave all screens of a session, and show why if its incident type cannot be used."""

    def show(self, place: Place, opened: "OpenSession") -> None:
        """Open a screen of a session over the current one."""

    async def visit(self, place: Place, opened: "OpenSession") -> str | None:
        """Open a screen of a session; return the row of the walk that was chosen there, if any.

        Only from a worker, because it waits until the screen closes.
        """

    def show_help(self, place: str, more: str = "") -> None:
        """Open the help on the keys of a screen, and more about the step."""

    def show_reading(self, text: str) -> None:
        """Open a text to scroll."""

    def on_the_normal_screen(self) -> AbstractAsyncContextManager[NormalScreen]:
        """Leave the drawn screen, and come back to it at the end of the block."""

    def open_queue(self) -> None:
        """Open the review queue."""

    async def open_review(self, session_id: str) -> None:
        """Open a session to review it as a supervisor."""

    def complete(self, session_id: str, item: str) -> None:
        """Ask what came of a follow-up of a post, and record it."""

    def keep_trying(self) -> None:
        """Retry every few seconds to save what could not be saved."""


def for_a_while(steps: "Iterator[Progress]", seconds: float) -> "Progress | None":
    """Read for a number of seconds; return the progress, or None when finished."""
    end = time.monotonic() + seconds
    return next((step for step in steps if time.monotonic() > end), None)


def program_of(widget: "Widget") -> Program:
    """Return the program that shows a widget."""
    return cast("Program", widget.app)
