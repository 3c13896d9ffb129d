"""Reading a session as a supervisor, and giving a review of it.

An approval covers exactly what was displayed: the review is given on the digest in the last line of
the first page.
"""

from pathlib import Path
from typing import Any

from textual import on, work

from checklists.errors import Problem
from checklists.gate.step_states import ExceptionRequest
from checklists.session.review import StepComment, Verdict
from checklists.workspace.give_review import Reviewed, give_review
from tui.flows.dialog import Blank
from tui.flows.review import UnderReview, give_verdict
from tui.screens.ask import AskChoice, AskLines
from tui.screens.review_pages import ReviewPages
from tui.widgets.bindings import bindings
from tui.widgets.row_list import RowList
from tui.wording.questions import UNSENT_OPTIONS, UNSENT_WHY, unsent
from tui.wording.review_words import COMMENT, NO_EXCEPTION, VERDICT_TITLES, WHICH_EXCEPTION


class ReviewSession(ReviewPages):
    """The pages of a session, with a supervisor's verdicts and comments."""

    BINDINGS = bindings("review")

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
                comments=tuple(StepComment(step, text) for step, text in sent),
                **more,
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
            self.tell(f"{VERDICT_TITLES[verdict]}: given.")
        return bool(given)

    @work
    async def action_approve(self) -> None:
        """Approve exactly what is displayed."""
        await self._give("approved")

    @work
    async def action_return(self) -> None:
        """Return the session with a comment and the comments on its steps."""
        await self._give("returned")

    @work
    async def action_note(self) -> None:
        """Leave a note without a verdict."""
        await self._give("noted")

    @work
    async def action_comment(self) -> None:
        """Comment on the step under the cursor; a return sends the comment."""
        line = self.here()
        step = self.opened.known_checklist().step(line.step) if line and line.step else None
        if step is None:
            self.tell("Put the cursor on a step (page 2, 3 or 4) to comment on it.")
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
        if await self.app.push_screen_wait(AskLines(step.short, explanation, (blank,), attempt)):
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
        line = self.here()
        asked = self.view.exceptions
        here = [request for request in asked if line is not None and request.step == line.step]
        if len(here or asked) == 1:
            return (here or asked)[0]
        self.tell(WHICH_EXCEPTION if asked else NO_EXCEPTION)
        return None

    async def _judge(self, verdict: Verdict) -> None:
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
