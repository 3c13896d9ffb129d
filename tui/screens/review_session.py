"""Reading a session as a supervisor, and giving a review of it.

An approval covers exactly what was displayed: the review is given on the digest in the last line of
the first page.
"""

import textwrap
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from textual import on, work
from textual.app import ComposeResult

from checklists.definitions.model import ColdRead
from checklists.errors import Problem
from checklists.gate.cold_read import post_digest
from checklists.gate.step_states import ExceptionRequest
from checklists.review.report import ReviewView, review_view
from checklists.review.rules import cold_read_asked, unknown_reviews
from checklists.session.fingerprints import content_digest
from checklists.session.review import StepComment, Verdict
from checklists.workspace.give_review import (
    Reviewed,
    give_cold_read,
    give_review,
    why_no_review,
)
from checklists.workspace.open_session import OpenSession
from tui.flows.dialog import Blank
from tui.flows.review import UnderReview, give_verdict, read_cold
from tui.screens.ask import AskChoice, AskLines
from tui.screens.session_screen import SessionScreen
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.keys import exceptions_footer
from tui.wording.questions import UNSENT_OPTIONS, UNSENT_WHY, unsent
from tui.wording.review_words import (
    COLD_READ_FIRST,
    COMMENT,
    NO_EXCEPTION,
    NOT_READ_WHOLE,
    PAGES,
    TO_READ,
    VERDICT_TITLES,
    WHICH_EXCEPTION,
    Line,
    only_read_words,
    page_lines,
    reviewed_words,
    stands_words,
)


class ReviewPage(RowList):
    """One page of a session, wrapped; each line knows the step it is about."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self._lines: list[Line] = []

    def show(self, lines: Iterable[Line], commented: Container[str], width: int) -> None:
        """Show lines, with a mark at each step that has a comment."""
        rows: list[Row] = []
        marked: set[str] = {""}
        self._lines = []
        for line in lines:
            mark = "* " if line.step in commented and line.step not in marked else ""
            marked.add(line.step)
            parts = textwrap.wrap(
                mark + line.text,
                width,
                subsequent_indent=" " * line.hang,
                # Where the text of the post goes on, every space of it shows.
                drop_whitespace=line.hang > 0,
                replace_whitespace=False,
            )
            for part in parts or [""]:
                rows.append(Row(str(len(rows)), part, "heading" if line.heading else ""))
                self._lines.append(line)
        self.set_rows(rows)

    @property
    def is_at_end(self) -> bool:
        """Return whether its last line is in sight, or was scrolled past."""
        return int(self.scroll_offset.y) + self.size.height >= len(self.rows)

    def read_on(self) -> None:
        """Show the next lines; the last one of those before stays in sight."""
        here = int(self.row.id) if self.row is not None else 0
        self.action_move(int(self.scroll_offset.y) + 2 * self.size.height - 2 - here)

    def here(self) -> Line | None:
        """Return the line under the cursor."""
        number = int(self.row.id) if self.row is not None else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None


class ReviewSession(SessionScreen):
    """Six pages of a session, what decides first, with a supervisor's verdicts and comments."""

    place = "review"
    BINDINGS = bindings("review")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.page = ReviewPage()
        self.number = 0
        self.view = self._read_view()
        self._read: dict[int, list[Line]] = {}
        """The lines of each page that was shown to its end."""
        self.comments: dict[str, str] = {}
        self.refusal = ""
        """Why this account cannot review the session now; empty if it can."""

    def body(self) -> ComposeResult:
        """Yield the page."""
        yield self.page

    def on_mount(self) -> None:
        """Show the first page: what decides."""
        self.page.focus()
        self.redraw()
        if self._asked_cold():
            self.tell(COLD_READ_FIRST)

    def _read_view(self) -> ReviewView:
        opened = self.opened
        return review_view(
            opened.session,
            opened.known_checklist(),
            opened.context,
            opened.clock(),
            opened.linter,
        )

    def _look(self) -> tuple[bool, bool]:
        """Return whether anything is new. The lock stays free: a reviewer never writes."""
        return self.look(), False

    def look(self) -> bool:
        """Return whether the session changed, or whether this account may still review it."""
        is_new = super().look()
        before, opened = self.refusal, self.opened
        self.refusal = why_no_review(
            self.program.opening.store, opened.session, opened.context, opened.actor
        )
        return is_new or self.refusal != before

    def show_news(self) -> None:
        """Redraw the session, and say what changed while it was read."""
        changed = content_digest(self.session) != self.view.digest
        reviews = unknown_reviews(self.opened.reviews, self.view.reviews)
        self.redraw()
        if changed:
            self.tell("It CHANGED while you were reading. This is how it is now.")
        elif reviews:
            self.tell(reviewed_words(reviews))

    def where_words(self) -> str:
        """Return the number and title of the page."""
        return f"{self.number + 1} of {len(PAGES)}: {PAGES[self.number][1]}"

    def footer_words(self) -> str:
        """Return the key line; on a page with exceptions, with the keys that decide on them."""
        if PAGES[self.number][0] == "unusual" and self.view.exceptions:
            return exceptions_footer(self.app.size.width)
        return super().footer_words()

    def _asked_cold(self) -> tuple[ColdRead, ...]:
        """Return what is to be answered from the post alone, before anything else is shown."""
        if self.refusal:
            return ()
        opened = self.opened
        return cold_read_asked(self.session, opened.known_checklist(), opened.context, opened.actor)

    def draw(self) -> None:
        """Draw the page under the head lines; the post alone before its cold read."""
        self.view = self._read_view()
        if self._asked_cold():
            self.number = [name for name, _ in PAGES].index("post")
        super().draw()
        self.page.show(self._lines_of(self.number), self.comments, max(20, self.size.width - 3))

    def _lines_of(self, number: int) -> list[Line]:
        checklist, now = self.opened.known_checklist(), self.opened.clock()
        return page_lines(PAGES[number][0], self.view, checklist, now)

    def saved_words(self) -> str:
        """Return how many comments are not sent, or that this is a review.

        The head line shows it even while the status line shows a message.
        """
        if self.comments:
            return f"{len(self.comments)} NOT SENT"
        return f"review, rev. {self.session.revision}"

    def read_only_line(self) -> str:
        """Return an empty string: a reviewer never writes in the session."""
        return ""

    def standing_words(self) -> str:
        """Return the status of the session, and how many comments are not sent yet."""
        said = stands_words(self.view)
        if self.refusal:
            said = f"{only_read_words(self.refusal)} {said}"
        if self.comments:
            return f"{len(self.comments)} not sent yet (e sends them with a return). {said}"
        return said

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        self._note_read()
        self.forget_notice()

    def _note_read(self) -> None:
        if self.page.is_at_end:
            self._read[self.number] = self._lines_of(self.number)

    def read_on(self) -> bool:
        """Show more of the first page that was not shown to its end; return whether there is one.

        A page that changed since is another one.
        """
        self._note_read()
        pages = ((number, self._lines_of(number)) for number in TO_READ)
        unread = (number for number, lines in pages if lines and self._read.get(number) != lines)
        number = next(unread, None)
        if number is None:
            return False
        if number == self.number:
            with self.page.prevent(RowList.Moved):
                self.page.read_on()
        else:
            self.action_go(number + 1)
        self.tell(NOT_READ_WHOLE)
        return True

    def action_turn(self, by: int) -> None:
        """Turn forward or back by a number of pages."""
        self.forget_notice()
        self.action_go(max(1, min(len(PAGES), self.number + 1 + by)))

    def action_go(self, number: int) -> None:
        """Go to a page by its number."""
        if self._asked_cold():
            self.tell(COLD_READ_FIRST)
            return
        self._note_read()
        self.number = number - 1
        self.page.set_rows([])
        self.redraw()
        self.page.scroll_to(y=0, animate=False)

    # Verdicts

    def _shown(self) -> UnderReview:
        """Return what is displayed now, to give a verdict on exactly that."""
        opened, reviews = self.opened, self.program.opening.store.reviews
        return UnderReview(
            Reviewed(self.session, opened.known_checklist(), opened.context),
            self.view,
            opened.clock(),
            opened.actor,
            lambda: reviews.check_writable(opened.actor.uid),
            self._write,
            self.read_on,
            len(self.comments),
        )

    def _write(self, verdict: Verdict, **more: Any) -> None:
        """Write a review, and read what is on disk then. A return sends the comments."""
        opened = self.opened
        sent = self.comments.items() if verdict == "returned" else ()
        try:
            give_review(
                self.program.opening.store,
                Path(opened.path),
                verdict,
                actor=opened.actor,
                now=opened.clock(),
                **{"comments": tuple(StepComment(step, text) for step, text in sent), **more},
            )
        finally:
            opened.refresh()

    async def _give(self, verdict: Verdict, request: ExceptionRequest | None = None) -> bool:
        """Ask for the comment of a verdict and give it; return whether it was given."""
        try:
            flow = give_verdict(self.dialog, self._shown(), verdict, request)
            given = await self.dialog.follow(flow)
        except Problem as problem:
            self.tell_problem(problem)
            return False
        if given:
            if verdict == "returned":
                self.comments.clear()
                self.redraw()
            self.tell(f"{VERDICT_TITLES[verdict]}: saved.")
        return bool(given)

    @work
    async def action_approve(self) -> None:
        """Approve exactly what was displayed, once all that it is about was."""
        if questions := self._asked_cold():
            await self._read_cold(questions)
        else:
            await self._give("approved")

    async def _read_cold(self, questions: tuple[ColdRead, ...]) -> None:
        """Ask for the cold read of the post that is displayed; then show the record."""
        opened, shown = self.opened, post_digest(self.session)

        def give(answers: dict[str, bool]) -> None:
            try:
                give_cold_read(
                    self.program.opening.store,
                    Path(opened.path),
                    answers,
                    shown=shown,
                    actor=opened.actor,
                    now=opened.clock(),
                )
            finally:
                opened.refresh()

        if not self.page.is_at_end:
            self.page.read_on()
            self.tell(COLD_READ_FIRST)
        elif await self.dialog.follow(read_cold(self.dialog, questions, give)):
            self.action_go(1)

    @work
    async def action_return(self) -> None:
        """Return the session with a comment and the comments on its steps."""
        await self._give("returned")

    @work
    async def action_note(self) -> None:
        """Leave a note without a verdict."""
        await self._give("noted")

    @work
    async def action_confirm_after(self) -> None:
        """Confirm what was posted, once all that it is about was displayed."""
        await self._give("confirmed-after")

    @work
    async def action_correct_after(self) -> None:
        """Say what of the post had to be corrected."""
        await self._give("corrected-after")

    @work
    async def action_comment(self) -> None:
        """Comment on the step under the cursor; a return sends the comment."""
        line = self.page.here()
        step = self.opened.known_checklist().step(line.step) if line and line.step else None
        if step is None:
            self.tell("Select a step on page 1, 3, 4, or 5 to comment on it.")
            return

        async def attempt(values: dict[str, str]) -> Problem | None:
            text = values["comment"].strip()
            if text:
                self.comments[step.id] = text
            else:
                self.comments.pop(step.id, None)
            return None

        blank = Blank("comment", COMMENT, self.comments.get(step.id, ""))
        explanation = f"{step.prompt}\nSuggest wording here; only the author changes the session."
        asked = AskLines(step.short, explanation, (blank,), attempt, enter=True)
        if await self.app.push_screen_wait(asked):
            self.forget_notice()
        self.redraw()

    @on(RowList.Opened)
    def _comment_here(self) -> None:
        self.action_comment()

    async def action_leave(self) -> None:
        """Go back; ask what to do with comments that are not sent."""
        if self.comments:
            self._leave_unsent()
        else:
            self.dismiss(None)

    @work(exclusive=True, group="leave")
    async def _leave_unsent(self) -> None:
        chosen = await self.app.push_screen_wait(
            AskChoice(unsent(len(self.comments)), UNSENT_WHY, UNSENT_OPTIONS)
        )
        if chosen == "lose" or (chosen == "return" and await self._give("returned")):
            self.dismiss(None)

    def _request(self) -> ExceptionRequest | None:
        """Return the exception under the cursor, or the only one; otherwise None."""
        line = self.page.here()
        asked = self.view.exceptions
        here = [request for request in asked if line is not None and request.step == line.step]
        if len(here or asked) == 1:
            return (here or asked)[0]
        self.tell(WHICH_EXCEPTION if asked else NO_EXCEPTION)
        return None

    async def _judge(self, verdict: Verdict) -> None:
        if self._asked_cold():
            self.tell(COLD_READ_FIRST)
            return
        request = self._request()
        if request is not None:
            await self._give(verdict, request)

    @work
    async def action_grant(self) -> None:
        """Grant the exception under the cursor."""
        await self._judge("exception-granted")

    @work
    async def action_refuse(self) -> None:
        """Refuse the exception under the cursor."""
        await self._judge("exception-refused")
