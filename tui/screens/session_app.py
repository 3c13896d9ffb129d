"""The sessions of the application and the ways between its screens.

Changes are saved in order. What could not be saved is tried again. Each screen is imported when it
is first asked for, so that the home screen is drawn without the others.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from textual.screen import Screen
from textual.timer import Timer

from checklists.errors import Problem, Refused
from checklists.text import NO_TEXT, Cleaned
from tui.launch_options import LaunchOptions
from tui.screens.home import Home
from tui.screens.program import Place
from tui.terminal.keys_in_order import KeysInOrder
from tui.terminal.leaving import LeavingApp
from tui.wording.list_words import FIND
from tui.wording.program_words import LEFT_OUT, TOO_FAST

if TYPE_CHECKING:
    from checklists.definitions.catalog import Catalog
    from checklists.definitions.model import How
    from checklists.index.index import Index
    from checklists.workspace.open_session import OpenSession
    from checklists.workspace.sessions import Workspace
    from tui.screens.session_screen import SessionScreen
    from tui.screens.walk import Walk
    from tui.widgets.line_input import FieldLine

RETRY_SECONDS = 5.0
"""Seconds between two attempts to save what could not be saved."""


@runtime_checkable
class Tells(Protocol):
    """A screen with room for a sentence."""

    def tell(self, sentence: str) -> None:
        """Show a sentence."""


@runtime_checkable
class TellsProblems(Protocol):
    """A screen with a status line."""

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused."""


@runtime_checkable
class ShowsSession(Protocol):
    """A screen of one session. Home is drawn, and left, without importing any of them."""

    opened: "OpenSession"


class SessionApp(KeysInOrder, LeavingApp):
    """The application with one open session, whose changes are saved in order."""

    def __init__(self, opening: LaunchOptions) -> None:
        super().__init__()
        self.opening = opening
        self.saving = asyncio.Lock()
        self._retry: Timer | None = None

    def get_default_screen(self) -> Screen[None]:
        """Return the home screen, which stays at the bottom of the stack."""
        if self.opening.is_advocate:
            from tui.screens.asked import Asked

            return Asked()
        return Home()

    def open_record(self) -> Path | None:
        """Return the file of the open session, or None without one."""
        opened = (screen.opened for screen in self.session_screens)
        return next((Path(found.path) for found in opened if not found.is_new), None)

    def keep_now(self) -> None:
        """Save what is typed and not saved yet in the open session."""
        for screen in self.session_screens:
            screen.keep_now()

    @property
    def session_screens(self) -> "list[SessionScreen]":
        """Return the open screens of sessions, the topmost last."""
        open_now = (screen for screen in self.screen_stack if isinstance(screen, ShowsSession))
        return cast("list[SessionScreen]", list(open_now))

    # Opening

    @property
    def catalog(self) -> "Catalog":
        """Return the definitions as they were last read."""
        return self.opening.catalog

    @property
    def workspace(self) -> "Workspace":
        """Return the workspace, which starts and opens sessions."""
        from checklists.workspace.sessions import Workspace

        return Workspace(self.opening.store, self.opening.actor)

    def open_index(self) -> "Index":
        """Open the index of all sessions, for one screen and the thread it reads in."""
        from checklists.index.index import open_index

        return open_index(self.opening.places, self.opening.store)

    def find_line(self) -> "FieldLine":
        """Return the line in which is typed what is looked for in a list."""
        from tui.widgets.line_input import FieldLine, LineInput

        return FieldLine(f" {FIND}", LineInput("", id="find"), len(FIND) + 1)

    async def _opened(self, make: "Callable[[], OpenSession]") -> "OpenSession | None":
        """Start or open a session off the UI thread; on failure, show why and return None."""
        async with self.saving:
            try:
                return await asyncio.to_thread(make)
            except Problem as problem:
                self.tell_problem(problem)
                return None

    async def start_walk(self, incident_type: str, given: Cleaned = NO_TEXT) -> None:
        """Start a session with its post; what was not given as it is now is told there."""
        opened = await self._opened(lambda: self.workspace.start(incident_type, given.text))
        if opened is not None:
            self._begin_walk(opened, given)

    def _begin_walk(self, opened: "OpenSession", given: Cleaned = NO_TEXT) -> None:
        """Open the walk of a session with its post over it."""
        self._walk(opened)
        post = _screen("draft")(opened)
        self.push_screen(post)
        if given.changed:
            post.call_after_refresh(post.tell, given.changed)

    async def open_walk(self, session_id: str, *, then: str = "") -> None:
        """Resume a session where it was left."""
        opened = await self._opened(lambda: self.workspace.open(session_id))
        if opened is None:
            return
        walk = self._walk(opened)
        if then == "withdraw":
            walk.call_after_refresh(walk.action_withdraw)

    def show(self, place: Place, opened: "OpenSession") -> None:
        """Open a screen of a session over the current one."""
        self.push_screen(_screen(place)(opened))

    async def visit(self, place: Place, opened: "OpenSession") -> str | None:
        """Open a screen of a session; return the row of the walk that was chosen there, if any."""
        return await self.push_screen_wait(_screen(place)(opened))

    def show_help(self, place: str, more: str = "") -> None:
        """Open the help on the keys of a screen, and more about the step."""
        from tui.screens.help import Help

        self.push_screen(Help(place, more))

    def show_reading(self, text: str) -> None:
        """Open a text to scroll."""
        from tui.screens.help import Reading

        self.push_screen(Reading(text))

    def open_queue(self) -> None:
        """Open the review queue."""
        from tui.screens.review_queue import ReviewQueue

        self.push_screen(ReviewQueue())

    async def open_review(self, session_id: str) -> None:
        """Open a session to review it as a supervisor."""
        from tui.screens.review_session import ReviewSession

        opened = await self._opened(lambda: self.workspace.open(session_id))
        if opened is not None:
            # Release the lock: a reviewer must not keep it from the author.
            opened.close()
            self.push_screen(ReviewSession(opened))

    def complete(self, session_id: str, item: str) -> None:
        """Ask what came of a follow-up of a post, and record it."""
        from tui.screens.completing import complete_here

        self.run_worker(complete_here(self, session_id, item), group="complete")

    def _walk(self, opened: "OpenSession") -> "Walk":
        from tui.screens.walk import Walk

        walk = Walk(opened)
        self.push_screen(walk, lambda _: opened.close())
        for screen in self.screen_stack:
            if isinstance(screen, Home):
                screen.come_back_to(opened.session.id)
        return walk

    async def continue_walk(self, before: "OpenSession") -> None:
        """Open a new session that carries over a colleague's answers."""
        opened = await self._opened(lambda: self.workspace.continue_open(before))
        if opened is not None:
            self._walk_instead(opened)

    async def update_walk(self, before: "OpenSession", how: "How") -> None:
        """Open a new session that updates or corrects a posted one, with its post."""
        opened = await self._opened(lambda: self.workspace.update_open(before, how))
        if opened is not None:
            self._leave_screens()
            self.call_later(self._begin_walk, opened)

    async def change_type(self, before: "OpenSession", incident_type: str) -> None:
        """Restart the post as another incident type, and withdraw the old session.

        No screen closes before both are on disk.
        """
        opened = await self._opened(lambda: self.workspace.change_type(before, incident_type))
        if opened is not None:
            self._walk_instead(opened)
        elif before.unsaved is not None:
            self.keep_trying()

    async def start_smaller(self, waiting: "OpenSession", incident_type: str) -> None:
        """Start a smaller statement on the case of a post that waits for an approval."""
        opened = await self._opened(
            lambda: self.workspace.start_smaller(waiting.session, incident_type)
        )
        if opened is not None:
            self._leave_screens()
            self.call_later(self._begin_walk, opened)

    def _walk_instead(self, opened: "OpenSession") -> None:
        """Close every screen of the old session and open the walk of the new one."""
        self._leave_screens()
        self.call_later(self._walk, opened)

    def _leave_screens(self) -> None:
        for screen in reversed(self.session_screens):
            screen.dismiss(None)

    def leave_session(self, opened: "OpenSession") -> None:
        """Leave all screens of a session, and show why if its incident type cannot be used."""
        self._leave_screens()
        try:
            opened.usable_checklist()
        except Problem as problem:
            self.call_later(self.tell_problem, problem)

    async def go_on_elsewhere(self, full: "OpenSession") -> None:
        """Go on with the same post in a new session, because the record is full."""
        opened = await self._opened(lambda: self.workspace.go_on_elsewhere(full))
        if opened is not None:
            self._walk_instead(opened)

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused, on the topmost screen that can."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, TellsProblems):
                screen.tell_problem(problem)
                return

    # Saving

    @property
    def is_saving(self) -> bool:
        """Return whether a save is in progress."""
        return self.saving.locked()

    def would_commit(self) -> object:
        """Return the screens, and the row of the uppermost one that would be confirmed."""
        return super().would_commit(), getattr(self.screen, "would_commit", None)

    def tell_too_fast(self) -> None:
        """Show that a confirming key came too soon to be meant, and did nothing."""
        if isinstance(self.screen, Tells):
            self.screen.tell(TOO_FAST)

    def on_left_out(self) -> None:
        """Show that keys were taken for what a terminal sends by itself."""
        self.tell_problem(Refused(*LEFT_OUT))

    def keep_trying(self) -> None:
        """Retry every few seconds to save what could not be saved."""
        if self._retry is None:
            self._retry = self.set_interval(RETRY_SECONDS, self._try_again)

    async def _try_again(self) -> None:
        waiting = [screen for screen in self.session_screens if screen.opened.unsaved]
        if waiting:
            await waiting[-1].try_again()
        if not any(screen.opened.unsaved for screen in waiting) and self._retry is not None:
            self._retry.stop()
            self._retry = None


def _screen(place: Place) -> "type[SessionScreen]":
    match place:
        case "draft":
            from tui.screens.draft import DraftScreen

            return DraftScreen
        case "people":
            from tui.screens.people import People

            return People
        case "questions":
            from tui.screens.questions import Questions

            return Questions
        case "calls":
            from tui.screens.call_sheet import CallSheet

            return CallSheet
        case "why-not-ready":
            from tui.screens.why_not_ready import WhyNotReady

            return WhyNotReady
        case "mark-ready":
            from tui.screens.mark_ready import MarkReady

            return MarkReady
