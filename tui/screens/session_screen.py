"""The base of the screens of one session: its head lines, its status line, and saving."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen

from checklists.errors import Problem
from checklists.gate.status import Status
from checklists.records.codec import TooLarge
from checklists.review.queue import NewReview
from checklists.session.model import Session
from checklists.session.review import Review
from checklists.text import show_text
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.flows.awaiting_approval import smaller_statement
from tui.flows.follow_up import Completing, take_down
from tui.flows.updating import choose_how
from tui.flows.whole_session import agree_to_new_session
from tui.screens.dialog import ScreenDialog
from tui.screens.program import Program, program_of
from tui.widgets.frame import Frame
from tui.wording.follow_up_words import NOT_UP
from tui.wording.keys import footer
from tui.wording.program_words import not_saved_words, problem_words
from tui.wording.questions import NOT_SAVED_YET, NOTHING_TO_SAVE, SAVING
from tui.wording.session_words import (
    LOCK_FREE,
    full_words,
    read_only_words,
    reviewed_since,
    standing_words,
)
from tui.wording.update_words import changed_line, titled

if TYPE_CHECKING:
    from checklists.index.updates import ChangedBy

SLOW_SECONDS = 1.0
"""Seconds after which a save shows a message, because typed keys wait for it."""


class SessionScreen(Screen[str | None]):
    """A screen that shows one open session and changes it.

    It draws only what is on disk: a change is drawn after it was saved. `place` is its name in the
    table of keys, which also provides its help.
    """

    AUTO_FOCUS = ""
    place: ClassVar[str] = ""
    WATCH_SECONDS: ClassVar[float] = 0.5
    """Seconds between two checks of the disk. Without a change nothing is drawn."""

    def __init__(self, opened: OpenSession) -> None:
        super().__init__()
        self.frame = Frame()
        self.opened = opened
        self.dialog = ScreenDialog(self)
        self._notice = ""
        self._drawn: tuple[Session, tuple[Review, ...], Status] | None = None
        self._looking = False
        self._reviews_told: tuple[NewReview, ...] = ()
        self._changed_by: tuple[ChangedBy, ...] = ()
        """The sessions that update or correct this post, as they were when it was opened."""

    def compose(self) -> ComposeResult:
        """Yield the frame with the content of the screen in it."""
        with self.frame:
            yield from self.body()

    def body(self) -> ComposeResult:
        """Yield the content of the screen; subclasses override this."""
        yield from ()

    @property
    def program(self) -> Program:
        """Return the program that shows this screen."""
        return program_of(self)

    @property
    def session(self) -> Session:
        """Return the session as it is on disk."""
        return self.opened.session

    def where_words(self) -> str:
        """Return the left end of the second head line."""
        return ""

    def footer_words(self) -> str:
        """Return the keys that fit into the key line."""
        return footer(self.place, self.app.size.width)

    def help_text(self) -> str:
        """Return what the help shows in addition to the keys."""
        return ""

    def action_help(self) -> None:
        """Open the help on the keys of this screen."""
        self.program.show_help(self.place, self.help_text())

    def redraw(self) -> None:
        """Draw what depends on the session.

        If its incident type can no longer be used, leave the session, once no question is open over
        it.
        """
        if self.opened.checklist is not None:
            self.draw()
        elif self.is_active:
            self.program.leave_session(self.opened)

    def draw(self) -> None:
        """Draw the lines of the frame; subclasses add their own parts."""
        self.frame.set_keys(self.footer_words())
        session = self.session
        stands = (session, self.opened.reviews, self.opened.status())
        if self._drawn not in (None, stands):
            # The message is about the previous state and may contradict the new one.
            self._notice = ""
        self._drawn = stands
        checklist = self.opened.checklist
        title = titled(checklist.short if checklist else session.incident_type, session)
        # What it does to a posted one takes that room, and the case number stays in sight.
        name = "" if self.frame.is_narrow or session.how else "Clear to Post   "
        self.frame.set_head(
            f"{name}{title}   {show_text(session.case_number)}",
            self.saved_words(),
            self.where_words(),
            self.program.whose,
        )
        self._draw_standing()

    def saved_words(self) -> str:
        """Return the right end of the first head line."""
        if self.opened.unsaved is not None:
            return "NOT SAVED"
        if self.opened.read_only:
            return "READ ONLY"
        if self.opened.is_new:
            return NOT_SAVED_YET
        return f"saved {self.opened.saved_at:%H:%M:%S}"

    def _draw_standing(self) -> None:
        why = self.opened.why_unsaved
        if why is not None:
            sentence = f"{not_saved_words(why)} Retrying every few seconds."
            # The head line says NOT SAVED too; what a key did not do stands nowhere else.
            self.frame.set_standing(f"{self._notice} {sentence}".lstrip(), grave=True)
        elif self._notice:
            self.frame.set_standing(self._notice)
        else:
            full = full_words() if self.opened.nearly_full else ""
            said = self.read_only_line() or full + self.standing_words()
            self.frame.set_standing(f"{changed_line(self._changed_by)} {said}".lstrip())

    def standing_words(self) -> str:
        """Return the status of the session, and what to do about it."""
        return standing_words(self.opened)

    def read_only_line(self) -> str:
        """Return who writes if the session is read-only; otherwise an empty string."""
        return read_only_words(self.opened) if self.opened.read_only else ""

    def tell(self, sentence: str) -> None:
        """Show a message in the status line.

        It stays until anybody changes the session, or until the cursor moves.
        """
        self._notice = sentence
        self._draw_standing()

    def forget_notice(self) -> None:
        """Remove the message from the status line."""
        if self._notice:
            self._notice = ""
            self._draw_standing()

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.tell(problem_words(problem))

    async def attempt(
        self, change: AnyChange, *arguments: object, **more: object
    ) -> Problem | None:
        """Make a change and save it; return why it is not on disk, or None when it is."""
        return await self.carry_out(partial(self.opened.perform, change, *arguments, **more))

    async def carry_out(
        self, act: Callable[[], object], *, draws_success: bool = True
    ) -> Problem | None:
        """Run an operation on the open session, and draw what is on disk afterward.

        Operations run off the UI thread, one after another. Returns why it was refused or could not
        be saved; None if it succeeded, which a caller that goes on elsewhere draws itself.
        """
        self._notice = ""
        problem: Problem | None = None
        # Not a Textual timer: its message would wait behind the key that waits for this save.
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self.frame.set_standing, SAVING)
        async with self.program.saving:
            try:
                await asyncio.to_thread(act)
            except Problem as found:
                problem = found
        slow.cancel()
        if self.opened.unsaved is not None:
            self.program.keep_trying()
        if draws_success or problem is not None:
            self.redraw()
        return problem

    async def save(self, change: AnyChange, *arguments: object, **more: object) -> bool:
        """Make a change and save it, showing any problem; return whether it is on disk."""
        return self.report(await self.attempt(change, *arguments, **more))

    @work
    async def action_take_down(self) -> None:
        """Record that a post was taken down, whoever wrote its session."""
        opening = self.program.opening
        here = Completing(opening.store, opening.actor, self.opened.clock)
        try:
            done = await self.dialog.follow(take_down(self.dialog, here, Path(self.opened.path)))
        except Problem as problem:
            self.show_refusal(problem)
        else:
            if done:
                self.tell(NOT_UP)

    @work
    async def action_update(self) -> None:
        """Update or correct the post in a new session, whoever wrote this one."""
        how = await self.dialog.follow(choose_how(self.dialog))
        if how:
            await self.program.update_walk(self.opened, how)

    @work
    async def action_smaller(self) -> None:
        """Start a smaller statement while this post waits for its approval."""
        usable = self.program.catalog.checklists
        incident_type = await self.dialog.follow(smaller_statement(self.dialog, usable))
        if incident_type:
            await self.program.start_smaller(self.opened, incident_type)

    def report(self, problem: Problem | None) -> bool:
        """Show why something is not on disk; return whether it is."""
        if isinstance(problem, TooLarge):
            self.tell_problem(problem)
            self._offer_new_session()
        elif problem is not None and self.opened.unsaved is None:
            self.show_refusal(problem)
        return problem is None

    @work
    async def _offer_new_session(self) -> None:
        if await self.dialog.follow(agree_to_new_session(self.dialog)):
            await self.program.go_on_elsewhere(self.opened)

    def show_refusal(self, problem: Problem) -> None:
        """Show a refusal; a screen with a form shows it under the field."""
        self.tell_problem(problem)

    async def watch_disk(self) -> None:
        """Draw what others or the passing of time changed since the last check.

        Examples are a new review, a changed policy or original, a released lock, and a ready mark
        that lapsed. The disk is read in another thread. Nothing is drawn, and so nothing is sent to
        the terminal, while nothing is new.
        """
        if self._looking or self.opened.unsaved is not None or not self.is_active:
            return
        if self.program.is_away:
            # Whatever is printed there is watched there.
            return
        self._looking = True
        try:
            is_new, is_writer = await asyncio.to_thread(self._look)
        except Problem as problem:
            self.frame.set_standing(problem_words(problem), grave=True)
            return
        finally:
            self._looking = False
        if not self.is_mounted:
            return
        drawn = self._drawn[2] if self._drawn is not None else None
        by_time = self.session.ready is not None and self.opened.status() != drawn
        if is_new or is_writer or by_time:
            self.show_news()
        if is_writer:
            self.tell(LOCK_FREE)

    def _look(self) -> tuple[bool, bool]:
        """Return whether anything is new, and whether this terminal acquired the lock."""
        is_writer = self.opened.read_only and self.opened.is_own and self.opened.try_lock()
        return self.look(), is_writer

    def look(self) -> bool:
        """Read what others changed on disk; return whether anything is new.

        Runs off the UI thread.
        """
        return self.opened.refresh()

    def show_news(self) -> None:
        """Draw what others changed, and say what a supervisor said if no status does."""
        self.redraw()
        self.tell_reviews()

    def tell_reviews(self) -> None:
        """Say once what supervisors said since the author last did something."""
        self._reviews_told, words = reviewed_since(self.opened, self._reviews_told)
        if words:
            self.tell(words)

    async def action_save(self) -> None:
        """Show that everything was saved as it was entered, or retry."""
        self._notice = ""
        if await self.try_again():
            saved = f"Saved: {self.opened.saved_at:%H:%M:%S}. Every answer is saved at once."
            self.tell(NOTHING_TO_SAVE if self.opened.is_new else saved)

    async def try_again(self) -> bool:
        """Retry saving; return whether everything is on disk."""
        try:
            async with self.program.saving:
                return await asyncio.to_thread(self.opened.retry)
        except Problem as problem:
            self.tell_problem(problem)
            return False
        finally:
            self.redraw()

    def on_mount(self) -> None:
        """Check the disk regularly.

        Textual calls this in addition to a subclass's own `on_mount`.
        """
        self.set_interval(self.WATCH_SECONDS, self.watch_disk)
        if self.session.posted:
            self._read_changed_by()

    @work(group="changed-by")
    async def _read_changed_by(self) -> None:
        """Say which sessions update or correct this post; its own file does not."""
        from checklists.index.updates import find_changed_by  # noqa: PLC0415 (posts alone need it)

        store, now = self.program.opening.store, self.opened.clock()
        try:
            found = await asyncio.to_thread(find_changed_by, store, self.session, now)
        except Problem as problem:
            self.tell_problem(problem)
            return
        if found and self.is_mounted:
            self._changed_by = found
            self._draw_standing()

    def on_screen_resume(self) -> None:
        """Redraw: another screen may have changed the session."""
        self.redraw()

    def on_resize(self) -> None:
        """Redraw: the head lines are as wide as the screen."""
        self.redraw()

    def keep_now(self) -> None:
        """Save what is typed and not saved yet, off the UI thread; subclasses override this."""

    async def action_leave(self) -> None:
        """Go back to the previous screen."""
        self.dismiss(None)
