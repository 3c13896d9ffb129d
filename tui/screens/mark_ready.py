"""The final check: exactly what is to be posted, and the key that marks it ready."""

import asyncio
import os
from contextlib import suppress

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.errors import Problem
from checklists.gate.status import Status
from checklists.session.fingerprints import content_digest
from checklists.session.model import Session
from checklists.workspace.open_session import NotToBePosted, OpenSession
from tui.flows.awaiting_approval import approved_by_phone
from tui.flows.posting import mark_ready, ready_session, record_posted, text_to_post
from tui.screens.session_screen import SessionScreen
from tui.terminal.clipboard import NotSent, to_clipboard
from tui.terminal.normal_screen import CTRL_C, CTRL_Y, goes_back
from tui.widgets.frame import ToRead, bindings
from tui.wording.approval_words import KEYS
from tui.wording.keys import footer
from tui.wording.program_words import problem_words
from tui.wording.questions import (
    CLIPBOARD_HINT,
    CLIPBOARD_OFF,
    CLIPBOARD_SENT,
    COPY_HINT,
    MORE_TO_READ,
)
from tui.wording.session_words import (
    FINAL_REVIEW,
    MARKS_THIS,
    MORE_TO_MARK,
    TEXT_ONCE_READY,
    final_review_lines,
    marked_ready_words,
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
        for seen in ("scroll_y", "virtual_size", "size"):
            self.watch(self._content, seen, self._draw_end, init=False)

    def _draw_end(self) -> None:
        """Draw what depends on whether the end is in sight."""
        self._draw_standing()
        self.frame.set_keys(self.footer_words())

    def where_words(self) -> str:
        """Return that this is the final check, or who marked the post ready."""
        status = self.opened.status()
        if status.is_ready:
            return marked_ready_words(self.opened)
        return FINAL_REVIEW

    def footer_words(self) -> str:
        """Return the key line: with the key that marks it ready where that is what it does now."""
        marks = not (self.opened.status().is_ready or self._content.is_cut)
        return footer(self.place, self.app.size.width, without="" if marks else "mark")

    def standing_words(self) -> str:
        """Return what the keys of this screen do."""
        found = self.opened.status()
        if found.may_be_posted:
            return f"{found.status.upper()}. t shows the text to copy."
        if found.blockers or found.is_ready or found.status in ("returned", "posted"):
            return super().standing_words()
        return MORE_TO_MARK if self._content.is_cut else MARKS_THIS

    def draw(self) -> None:
        """Draw exactly what the session contains now."""
        super().draw()
        self.shown = content_digest(self.session)
        platforms = self.program.catalog.platforms
        lines = final_review_lines(self.opened, platforms, "t shows the text to copy.", KEYS)
        self.query_one("#all", Static).update(Content("\n".join(lines)))

    async def action_mark(self) -> None:
        """Mark exactly what is shown as ready, once its end was in sight."""
        if self._content.read_on():
            # The status line says what is left to read.
            self.forget_notice()
            return
        if await self.dialog.follow(mark_ready(self.dialog, self.shown)):
            self._content.scroll_home(animate=False)

    @work
    async def action_phone(self) -> None:
        """Record that an on-call supervisor approved what is shown by phone, read to its end."""
        if self._content.read_on():
            self.tell(MORE_TO_READ)
        elif await self.dialog.follow(approved_by_phone(self.dialog, self.shown)):
            self._content.scroll_home(animate=False)

    @work
    async def action_posted(self) -> None:
        """Record where and when it was posted."""
        platforms = self.program.catalog.platforms
        await self.dialog.follow(record_posted(self.dialog, platforms))

    async def action_text(self) -> None:
        """Print the bare text on the terminal's normal screen, to be selected and copied."""
        session = await ready_session(self.dialog, _why_no_text)
        if session is not None and not self.program.is_away:
            # Not a worker of this screen, with which it would end without coming back.
            self.app.run_worker(self._print_text(session))

    async def _print_text(self, session: Session) -> None:
        platforms = self.program.catalog.platforms
        flow = text_to_post(self.dialog, session, platforms, _why_no_text)
        ready = await self.dialog.follow(flow)
        if ready is None:
            return
        async with self.program.on_the_normal_screen() as normal:
            hints = [COPY_HINT, *([CLIPBOARD_HINT] if self._clipboard_is_on else [])]
            await normal.show("\n".join([ready.text, *hints, ""]))
            why, typed = None, b""
            while why is None and not goes_back(typed):
                typed = await normal.typed(self.WATCH_SECONDS)
                why = await self._why_taken_away(ready.session, anew=CTRL_Y in typed)
                if why is None and CTRL_Y in typed:
                    await normal.show(self._to_clipboard(ready.text))
            if why is not None:
                await normal.clear()
        if not self.is_mounted:
            return
        # Redraw first: a later redraw would remove the message as outdated.
        self.redraw()
        if why:
            self.tell(why)
        elif CTRL_C in typed:
            await self.run_action("app.say_how_to_leave")

    @property
    def _clipboard_is_on(self) -> bool:
        return self.program.opening.store.policy.clipboard

    def _to_clipboard(self, text: str) -> str:
        """Return what sends the text to the terminal's clipboard, and that it was sent."""
        if not self._clipboard_is_on:
            return f"{CLIPBOARD_OFF}\n"
        try:
            return f"{to_clipboard(text, os.environ.get('TERM', ''))}{CLIPBOARD_SENT}\n"
        except NotSent as problem:
            return f"{problem_words(problem)}\n"

    async def _why_taken_away(self, shown: Session, *, anew: bool = False) -> str | None:
        """Return why the text may not be seen any more, empty without a word; None if it may.

        `anew` reads everything that decides, also what does not seem changed.
        """
        try:
            with suppress(NotToBePosted):  # Its status says so below.
                read = self.opened.check_may_be_posted if anew else self.opened.refresh
                await asyncio.to_thread(read)
            found = self.opened.status()
        except Problem as problem:
            return problem_words(problem)
        if not found.may_be_posted:
            return text_taken_away_words(found)
        # The idle screen lies over it, or the session was left.
        return "" if self.opened.session != shown or not self.is_active else None


def _why_no_text(found: Status) -> str:
    return found.awaits_approval or TEXT_ONCE_READY
