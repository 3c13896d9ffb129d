"""What the screens of one session share: its head lines, its standing, and saving."""

import asyncio
from typing import TYPE_CHECKING

from checklists.beside import Beside
from checklists.clean_text import show_text
from checklists.open_session import Change, OpenSession
from checklists.problems import Problem
from checklists.record import TooLarge
from checklists.session import Session
from tui.questions import SAVING
from tui.screens.frame import Frame
from tui.session_words import (
    PEN_FREE,
    full_words,
    not_saved_words,
    problem_words,
    read_only_words,
)
from tui.words import standing_line

if TYPE_CHECKING:
    from tui.app import ClearToPost


SLOW_SECONDS = 1.0
"""A save that takes longer says so: what is typed waits for it."""
WATCH_SECONDS = 0.5
"""How often the disk is looked at for what others did: two looks, and nothing sent."""


class SessionScreen(Frame):
    """A screen that shows one open session and changes it.

    What is drawn is what is on disk: a change is drawn after it was saved.
    """

    def __init__(self, opened: OpenSession) -> None:
        super().__init__()
        self.opened = opened
        self._notice = ""
        self._drawn: tuple[Session, Beside, str] | None = None

    @property
    def house(self) -> "ClearToPost":
        """The program, typed."""
        from tui.app import ClearToPost  # noqa: PLC0415 (the app imports the screens)

        app = self.app
        assert isinstance(app, ClearToPost)  # noqa: S101
        return app

    @property
    def session(self) -> Session:
        """What is on disk."""
        return self.opened.session

    def where_words(self) -> str:
        """The left of the second head line."""
        return ""

    def redraw(self) -> None:
        """Draw what depends on the session; the screens add their own parts."""
        session = self.session
        stands = (session, self.opened.beside, self._status())
        if self._drawn not in (None, stands):
            # It was said of what stood there before, and may contradict what is drawn now.
            self._notice = ""
        self._drawn = stands
        checklist = self.opened.checklist
        title = checklist.short if checklist else show_text(session.incident_type)
        name = "" if self.is_narrow else "Clear to Post   "
        self.set_head(
            f"{name}{title}   {show_text(session.case_number)}",
            self.saved_words(),
            self.where_words(),
            self.house.whose,
        )
        self._draw_standing()

    def _status(self) -> str:
        return self.opened.standing().status

    def saved_words(self) -> str:
        """The right end of the first head line."""
        if self.opened.unsaved is not None:
            return "NOT SAVED"
        if self.opened.read_only:
            return "READ ONLY"
        return f"saved {self.opened.saved_at:%H:%M:%S}"

    def _draw_standing(self) -> None:
        why = self.opened.why_unsaved
        if why is not None:
            sentence = f"{not_saved_words(why)} Tried again every few seconds."
            self.set_standing(sentence, grave=True)
        elif self._notice:
            self.set_standing(self._notice)
        else:
            self.set_standing(self.pen_words() or self._full_words() + self.standing_words())

    def standing_words(self) -> str:
        """Where the session stands, and what to do about it."""
        found = self.opened.standing()
        ready = self.session.ready
        return standing_line(found, self.opened.clock(), ready.at if ready else None)

    def _full_words(self) -> str:
        if not self.opened.nearly_full:
            return ""
        return full_words()

    def pen_words(self) -> str:
        """Who writes, where one can only read."""
        return read_only_words(self.opened) if self.opened.read_only else ""

    def tell(self, sentence: str) -> None:
        """Say something in the standing line, until the next change, of whomever, or move."""
        self._notice = sentence
        self._draw_standing()

    def forget_notice(self) -> None:
        """The notice was read."""
        if self._notice:
            self._notice = ""
            self._draw_standing()

    def tell_problem(self, problem: Problem) -> None:
        """Say why something was refused."""
        self.tell(problem_words(problem))

    async def attempt(self, change: Change) -> Problem | None:
        """Make a change and save it, off this thread and in order; draw what is then on disk.

        Gives back why it was refused, or could not be saved; None when it is on disk.
        """
        self._notice = ""
        problem: Problem | None = None
        # Not a timer of Textual's: where the key came from, its messages wait for the save as well.
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self.set_standing, SAVING)
        async with self.house.saving:
            try:
                await asyncio.to_thread(self.opened.apply, change)
            except Problem as found:
                problem = found
        slow.cancel()
        if self.opened.unsaved is not None:
            self.house.keep_trying()
        self.redraw()
        return problem

    async def save(self, change: Change) -> bool:
        """Make a change and say why where it is not on disk afterwards."""
        problem = await self.attempt(change)
        if isinstance(problem, TooLarge):
            self.tell_problem(problem)
            self.house.offer_new_session(self.opened)
        elif problem is not None and self.opened.unsaved is None:
            self.show_refusal(problem)
        return problem is None

    def show_refusal(self, problem: Problem) -> None:
        """Where a refusal is shown; a form shows it under its field."""
        self.tell_problem(problem)

    def watch_disk(self) -> None:
        """See what others did, or time: a review that came, the pen that came free, a ready mark
        that lapsed. Nothing is drawn, and so nothing sent, while there is nothing new."""
        if self.opened.unsaved is not None or not self.is_active or self.house.saving.locked():
            # A save that takes its time must not hold up the screen.
            return
        drawn = self._drawn[2] if self._drawn is not None else ""
        lapsed = self.session.ready is not None and self._status() != drawn
        got_pen = self.opened.read_only and self.opened.is_own and self.opened.try_pen()
        if self.opened.refresh() or got_pen or lapsed:
            self.redraw()
        if got_pen:
            self.tell(PEN_FREE)

    async def action_save(self) -> None:
        """Everything is saved as it is made: say so, or try again."""
        if await self.try_again():
            self.tell(f"Saved: {self.opened.saved_at:%H:%M:%S}. Every answer is saved at once.")

    async def try_again(self) -> bool:
        """Try to save what could not be saved; says whether all is on disk."""
        try:
            async with self.house.saving:
                return await asyncio.to_thread(self.opened.retry)
        except Problem as problem:
            self.tell_problem(problem)
            return False
        finally:
            self.redraw()

    def on_mount(self) -> None:
        """See what others do. (Textual calls this besides the screen's own.)"""
        self.set_interval(WATCH_SECONDS, self.watch_disk)

    def on_screen_resume(self) -> None:
        """Another screen may have changed the session."""
        self.redraw()

    def on_resize(self) -> None:
        """The head lines are as wide as the screen."""
        self.redraw()

    async def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
