"""Reading a session as a supervisor, and giving a review of it.

An approval covers exactly what was displayed: the review is given on the digest in the last line of
the first page.
"""

from pathlib import Path

from textual import on, work

from checklists.errors import CannotReadOrWrite, Problem
from checklists.gate.step_states import ExceptionRequest
from checklists.review.rules import check_may_give, check_request
from checklists.session.review import StepComment, Verdict
from checklists.workspace.give_review import give_review
from tui.flows.dialog import Blank
from tui.screens.ask import AskChoice, AskLines
from tui.screens.review_pages import ReviewPages
from tui.widgets.bindings import bindings
from tui.widgets.row_list import RowList
from tui.wording.questions import UNSENT_OPTIONS, UNSENT_WHY, unsent, with_comments
from tui.wording.review_words import (
    NO_EXCEPTION,
    STILL_TO_TRY,
    WHICH_EXCEPTION,
    exception_words,
    tried_lines,
)
from tui.wording.words import VERDICT_DOES, digest_words


class ReviewSession(ReviewPages):
    """The pages of a session, with a supervisor's verdicts and comments."""

    BINDINGS = bindings("review")

    async def _give(
        self, verdict: Verdict, shown: str, comment: str, *, step: str = ""
    ) -> Problem | None:
        """Write the review of exactly what was displayed; return the problem, or None."""
        opened = self.opened
        comments = tuple(StepComment(name, text) for name, text in self.comments.items())

        def give() -> None:
            try:
                give_review(
                    self.program.opening.store,
                    Path(opened.path),
                    verdict,
                    shown=shown,
                    actor=opened.actor,
                    now=opened.clock(),
                    step=step,
                    comment=comment,
                    comments=comments if verdict == "returned" else (),
                )
            finally:
                opened.refresh()

        problem = await self.carry_out(give)
        if problem is None and verdict == "returned":
            self.comments.clear()
            self.redraw()
        return problem

    async def _ask(
        self, title: str, explanation: str, verdict: Verdict, shown: str, *, step: str = ""
    ) -> bool:
        """Ask for the comment of a verdict and give it; return whether it was given.

        A verdict that cannot be given is refused before anything is asked.
        """
        refusal = self._why_not(verdict, shown, step)
        if refusal is not None:
            self.tell_problem(refusal)
            return False

        async def attempt(values: dict[str, str]) -> Problem | None:
            problem = await self._give(verdict, shown, values["comment"], step=step)
            if isinstance(problem, CannotReadOrWrite):
                self.tell_problem(problem)
            return problem

        hint = "the author reads it"
        blank = Blank("comment", "Comment", hint=hint)
        kept = await self.app.push_screen_wait(
            AskLines(title, explanation, (blank,), attempt, does=VERDICT_DOES[verdict])
        )
        if kept:
            self.tell(f"{title}: given.")
        return kept

    def _why_not(self, verdict: Verdict, shown: str, step: str) -> Problem | None:
        """Return why this account cannot give a verdict on what is displayed, or None."""
        actor = self.opened.actor
        try:
            check_may_give(self.session, self.opened.context, self.view.status, verdict, actor)
            if step:
                check_request(self.view.exceptions, step, shown)
            self.program.opening.store.reviews.check_writable(actor.uid)
        except Problem as problem:
            return problem
        return None

    @work
    async def action_approve(self) -> None:
        """Approve exactly what is displayed."""
        shown = self.view.digest
        await self._ask(
            "Approve exactly this",
            f"Digest {digest_words(shown)}. Any later change withdraws it.",
            "approved",
            shown,
        )

    @work
    async def action_return(self) -> None:
        """Return the session with a comment and the comments on its steps."""
        await self._return()

    async def _return(self) -> bool:
        return await self._ask(
            "Return it to the author",
            f"{with_comments(len(self.comments))}The author sees it first. "
            "c comments on the step under the cursor.",
            "returned",
            self.view.digest,
        )

    @work
    async def action_note(self) -> None:
        """Leave a note without a verdict."""
        await self._ask("Leave a note", "It changes nothing.", "noted", self.view.digest)

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

        blank = Blank("comment", "Comment", self.comments.get(step.id, ""))
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
        if chosen == "lose" or (chosen == "return" and await self._return()):
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

    async def _judge(self, title: str, verdict: Verdict, *more: str) -> None:
        request = self._request()
        if request is None:
            return
        checklist, now = self.opened.known_checklist(), self.opened.clock()
        about = [exception_words(request, self.view, checklist)]
        about += tried_lines(request, checklist, now)
        about += more
        await self._ask(title, "\n".join(about), verdict, request.digest, step=request.step)

    @work
    async def action_grant(self) -> None:
        """Grant the exception under the cursor."""
        await self._judge("Grant the exception", "exception-granted")

    @work
    async def action_refuse(self) -> None:
        """Refuse the exception under the cursor."""
        await self._judge("Refuse the exception", "exception-refused", STILL_TO_TRY)
