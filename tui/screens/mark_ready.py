"""The final check: exactly what is to be posted, and the key that marks it ready."""

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.errors import Problem
from checklists.session.fingerprints import content_digest
from checklists.session.model import Session
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.flows.posting import mark_ready, record_posted, text_to_post
from tui.screens.session_screen import WATCH_SECONDS, SessionScreen
from tui.widgets.frame import ToRead, bindings
from tui.wording.questions import MORE_TO_READ
from tui.wording.session_words import (
    FINAL_REVIEW,
    TEXT_ONCE_READY,
    bare_texts,
    final_review_lines,
    marked_ready_words,
    problem_words,
    text_taken_away_words,
)


class FinalReview(ToRead, can_focus=True):
    """The scrollable container of the text."""


class MarkReady(SessionScreen):
    """The text, its platforms, its digest, and the exceptions it depends on."""

    CSS_PATH = ["frame.tcss", "mark_ready.tcss"]
    place = "mark-ready"
    BINDINGS = bindings("mark-ready")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.shown = content_digest(opened.session)
        self._content = FinalReview(id="final-review")

    def body(self) -> ComposeResult:
        """Yield the scrollable content."""
        with self._content:
            yield Static("", id="all", markup=False)

    def on_mount(self) -> None:
        """Focus the content, so that the arrow keys scroll it."""
        self._content.focus()
        self.redraw()

    def where_words(self) -> str:
        """Return that this is the final check, or who marked the post ready."""
        status = self.opened.status()
        if status.is_ready:
            return marked_ready_words(self.opened)
        return FINAL_REVIEW

    def standing_words(self) -> str:
        """Return what the keys of this screen do."""
        found = self.opened.status()
        if found.may_be_posted:
            return f"{found.status.upper()}. t shows the bare text, to select and copy."
        if found.blockers or found.is_ready or found.status in ("returned", "posted"):
            return super().standing_words()
        return "F5 marks exactly this ready."

    def draw(self) -> None:
        """Draw exactly what the session contains now."""
        super().draw()
        self.shown = content_digest(self.session)
        platforms = self.program.catalog.platforms
        lines = final_review_lines(self.opened, platforms, "t shows the bare text to copy.")
        self.query_one("#all", Static).update(Content("\n".join(lines)))

    async def action_mark(self) -> None:
        """Mark exactly what is shown as ready, once its end was in sight."""
        if self._content.read_on():
            self.tell(MORE_TO_READ)
            return
        if await self.dialog.follow(mark_ready(self.dialog, self.shown)):
            self._content.scroll_home(animate=False)

    @work
    async def action_posted(self) -> None:
        """Record where and when it was posted."""
        platforms = self.program.catalog.platforms
        await self.dialog.follow(record_posted(self.dialog, platforms))

    async def action_text(self) -> None:
        """Show the bare text, to be selected with the terminal's own selection."""
        flow = text_to_post(self.dialog, lambda found: found.awaits_approval or TEXT_ONCE_READY)
        session = await self.dialog.follow(flow)
        if session is not None:
            self.app.push_screen(BareText(self.opened, session), self._text_closed)

    def _text_closed(self, why: str | None) -> None:
        if why:
            # Redraw first: a later redraw would remove the message as outdated.
            self.redraw()
            self.tell(why)


class BareText(Screen[str]):
    """The text alone, full width and without added line breaks.

    The screen closes as soon as the text may no longer be posted.
    """

    CSS_PATH = ["frame.tcss", "mark_ready.tcss"]
    BINDINGS = bindings("bare-text")

    def __init__(self, opened: OpenSession, session: Session) -> None:
        """Set up the screen for a session that was found to be postable."""
        super().__init__()
        self.opened = opened
        self._shown = session
        self._text = Static(
            Content(show_text(bare_texts(session), lines=True)), id="bare", markup=False
        )
        self._taken_away: str | None = None
        self._looking = False

    def compose(self) -> ComposeResult:
        """Yield the text."""
        yield self._text

    def on_mount(self) -> None:
        """Check regularly whether the text may still be posted."""
        self.set_interval(WATCH_SECONDS, self._watch)

    async def _watch(self) -> None:
        if self._looking or self._taken_away is not None:
            return
        self._looking = True
        try:
            await asyncio.to_thread(self.opened.refresh)
            found = self.opened.status()
            why = "" if found.may_be_posted else text_taken_away_words(found)
        except Problem as problem:
            why = problem_words(problem)
        finally:
            self._looking = False
        if why or self.opened.session != self._shown:
            self._taken_away = why
            self._text.update("")
            self._close()

    def on_screen_resume(self) -> None:
        """Close if the text was removed while another screen covered this one."""
        self._close()

    def _close(self) -> None:
        # Only while on top: closing this screen would also close any that cover it.
        if self._taken_away is not None and self.is_active:
            self.dismiss(self._taken_away)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss("")
