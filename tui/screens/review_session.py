"""Reading one session as a supervisor, and saying what one thinks of it.

What is approved is exactly what was displayed: the digest on the last line of the first page is the
one that the review is given on.
"""

from pathlib import Path

from textual import on, work

from checklists.give_review import give_review
from checklists.problems import CannotReadOrWrite, Problem
from checklists.review import StepComment, Verdict
from checklists.step_states import ExceptionRequest
from tui.keys import bindings
from tui.questions import UNSENT_OPTIONS, UNSENT_WHY, unsent, with_comments
from tui.screens.ask import AskChoice, AskLines, Blank
from tui.screens.review_pages import ReviewPages
from tui.widgets.row_list import RowList
from tui.words import digest_words


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
        """Ask for the words of a verdict and give it; says whether that was done."""

        async def attempt(values: dict[str, str]) -> Problem | None:
            problem = await self._give(verdict, shown, values["comment"], step=step)
            if isinstance(problem, CannotReadOrWrite):
                self.tell_problem(problem)
            return problem

        hint = "the author reads it"
        blank = Blank("comment", "Comment", hint=hint)
        kept = await self.app.push_screen_wait(AskLines(title, explanation, (blank,), attempt))
        if kept:
            self.tell(f"{title}: given.")
        return kept

    @work
    async def action_approve(self) -> None:
        """Approve exactly what is displayed."""
        shown = self.view.digest
        await self._ask(
            "Approve exactly this",
            f"Digest {digest_words(shown)}. F5 approves; any later change withdraws it.",
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
        line = self.here()
        asked = [r for r in self.view.exceptions if r.state in ("waiting", "refused", "granted")]
        if line is not None and line.request:
            asked = [r for r in asked if r.step == line.request]
        if len(asked) == 1:
            return asked[0]
        self.tell(
            "No exception is asked for."
            if not self.view.exceptions
            else "Put the cursor on the exception (page 2)."
        )
        return None

    @work
    async def action_grant(self) -> None:
        """Grant the exception under the cursor."""
        request = self._request()
        if request is not None:
            await self._ask(
                "Grant the exception",
                f"What was tried: {request.tried or 'see the evidence'}",
                "exception-granted",
                request.digest,
                step=request.step,
            )

    @work
    async def action_refuse(self) -> None:
        """Refuse the exception under the cursor."""
        request = self._request()
        if request is not None:
            await self._ask(
                "Refuse the exception",
                "Say what is still to be tried.",
                "exception-refused",
                request.digest,
                step=request.step,
            )
