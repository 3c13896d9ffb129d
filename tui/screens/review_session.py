"""Reading one session as a supervisor, and saying what one thinks of it.

What is approved is exactly what was displayed: the digest on the last line of the first page is the
one that the review is given on.
"""

from pathlib import Path

from textual import on, work

from checklists.give_review import give_review
from checklists.problems import CannotReadOrWrite, Problem
from checklists.review import StepComment, Verdict
from checklists.reviewing import check_may_give, check_request
from checklists.step_states import ExceptionRequest
from tui.keys import bindings
from tui.questions import UNSENT_OPTIONS, UNSENT_WHY, unsent, with_comments
from tui.review_words import (
    NO_EXCEPTION,
    STILL_TO_TRY,
    WHICH_EXCEPTION,
    exception_words,
    tried_lines,
)
from tui.screens.ask import AskChoice, AskLines, Blank
from tui.screens.review_pages import ReviewPages
from tui.widgets.row_list import RowList
from tui.words import VERDICT_DOES, digest_words


class ReviewSession(ReviewPages):
    """The pages, and a supervisor's word on them."""

    BINDINGS = bindings("review")

    async def _give(
        self, verdict: Verdict, shown: str, comment: str, *, step: str = ""
    ) -> Problem | None:
        """Write the review of exactly what was displayed; gives back why it was refused."""
        opened = self.opened
        comments = tuple(StepComment(name, text) for name, text in self.comments.items())
        problem: Problem | None = None
        try:
            give_review(
                self.house.opening.store,
                Path(opened.path),
                opened.known_checklist(),
                verdict,
                shown=shown,
                actor=opened.actor,
                now=opened.clock(),
                step=step,
                comment=comment,
                comments=comments if verdict == "returned" else (),
            )
        except Problem as found:
            problem = found
        opened.refresh()
        if problem is not None:
            self.redraw()
            return problem
        if verdict == "returned":
            self.comments.clear()
        self.redraw()
        return None

    async def _ask(
        self, title: str, explanation: str, verdict: Verdict, shown: str, *, step: str = ""
    ) -> bool:
        """Ask for the words of a verdict and give it; says whether that was done. Where it cannot
        be given, nothing is asked."""
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
        """Why this account cannot give a verdict on what is shown now."""
        actor = self.opened.actor
        try:
            check_may_give(self.session, self.view.standing, verdict, actor)
            if step:
                check_request(self.view.exceptions, step, shown)
            self.house.opening.store.reviews.check_writable(actor.uid)
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
        """Return it with a comment, and those on the steps."""
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
        """Leave a word without a verdict."""
        await self._ask("Leave a note", "It changes nothing.", "noted", self.view.digest)

    @work
    async def action_comment(self) -> None:
        """A comment on the step under the cursor, sent with the return."""
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
        """Back; comments that are not sent ask what is to become of them."""
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
        """The exception under the cursor, or the only one there is."""
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
