"""What the screens use of the program that shows them.

The program imports the screens; they depend only on this protocol, so that neither has to be read
to understand the other.
"""

import asyncio
from typing import TYPE_CHECKING, Protocol, cast

from checklists.workspace.open_session import OpenSession
from tui.launch_options import LaunchOptions

if TYPE_CHECKING:
    from textual.widget import Widget

    from checklists.definitions.catalog import Catalog
    from checklists.index.index import Index


class Program(Protocol):
    """The program: its launch options, the order of its saves, and ways to other screens."""

    opening: LaunchOptions
    saving: asyncio.Lock

    @property
    def catalog(self) -> "Catalog":
        """Return the definitions as they were last read."""

    @property
    def whose(self) -> str:
        """Return the login and trial marker for the right end of the second head line."""

    def open_index(self) -> "Index":
        """Open the index of all sessions, for one screen and the thread it reads in."""

    async def start_walk(self, incident_type: str) -> None:
        """Start a session of an incident type."""

    async def open_walk(self, session_id: str, *, then: str = "") -> None:
        """Resume a session where it was left."""

    async def continue_walk(self, before: OpenSession) -> None:
        """Open a new session that carries over a colleague's answers."""

    async def change_type(self, before: OpenSession, incident_type: str) -> None:
        """Restart the post as another incident type."""

    def offer_new_session(self, full: OpenSession) -> None:
        """Offer to continue the same post in a new session."""

    def leave_session(self, opened: OpenSession) -> None:
        """Leave a session whose incident type can no longer be used."""

    def open_queue(self) -> None:
        """Open the review queue."""

    async def open_review(self, session_id: str) -> None:
        """Open a session to review it as a supervisor."""

    def keep_trying(self) -> None:
        """Retry every few seconds to save what could not be saved."""


def program_of(widget: "Widget") -> Program:
    """Return the program that shows a widget."""
    return cast("Program", widget.app)
