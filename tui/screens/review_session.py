"""Reading one session as a supervisor, and saying what one thinks of it.

The post alone comes first. What is approved is exactly what was displayed: the digest on the last
line is the one that the review is given on, and a session that changed meanwhile is shown anew.
"""

import textwrap
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult

from checklists.digests import content_digest
from checklists.give_review import give_review
from checklists.open_session import OpenSession
from checklists.problems import CannotReadOrWrite, Problem
from checklists.review import StepComment, Verdict
from checklists.review_view import ReviewView, review_view
from checklists.step_states import ExceptionRequest
from tui.keys import bindings
from tui.review_words import PAGES, Line, page_lines, stands_words
from tui.screens.ask import AskLines, Blank
from tui.screens.session_screen import SessionScreen
from tui.widgets.row_list import Row, RowList
from tui.words import digest_words


class ReviewSession(SessionScreen):
    """Five pages of one session."""

    place = "review"
    BINDINGS = bindings("review")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.page = 0
        self.view = self._look()
        self.comments: dict[str, str] = {}
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """The page."""
        yield RowList(id="page")

    def on_mount(self) -> None:
        """The post alone."""
        self.query_one("#page").focus()
        self.redraw()

    def _look(self) -> ReviewView:
        opened = self.opened
        return review_view(opened.session, opened.known_checklist(), opened.beside, opened.clock())

    def watch_disk(self) -> None:
        """Show a session anew that changed while it was read."""
        if self.is_current and self.opened.refresh():
            changed = content_digest(self.session) != self.view.digest
            self.redraw()
            if changed:
                self.tell("It CHANGED while you read it; this is what it holds now.")

    def where_words(self) -> str:
        """Which page."""
        return f"{self.page + 1} of {len(PAGES)}: {PAGES[self.page][1]}"

    def redraw(self) -> None:
        """The page under the head lines."""
        self.view = self._look()
        super().redraw()
        checklist = self.opened.known_checklist()
        width = max(20, self.size.width - 3)
        rows: list[Row] = []
        marked: set[str] = {""}
        self._lines = []
        for line in page_lines(PAGES[self.page][0], self.view, checklist, self.opened.clock()):
            mark = "* " if line.step in self.comments and line.step not in marked else ""
            marked.add(line.step)
            parts = textwrap.wrap(
                mark + line.text, width, drop_whitespace=False, replace_whitespace=False
            )
            for part in parts or [""]:
                rows.append(Row(str(len(rows)), part, "heading" if line.heading else ""))
                self._lines.append(line)
        self.query_one("#page", RowList).set_rows(rows)

    def saved_words(self) -> str:
        """What one does here."""
        return f"review, rev. {self.session.revision}"

    def pen_words(self) -> str:
        """Nobody writes in a session that they review."""
        return ""

    def standing_words(self) -> str:
        """Where it stands, and how many comments wait to be sent."""
        said = stands_words(self.view.standing)
        if self.comments:
            return f"{len(self.comments)} not sent yet (e sends them with a return). {said}"
        return said

    def _here(self) -> Line | None:
        row = self.query_one("#page", RowList).row
        number = int(row.id) if row is not None else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None

    # Turning pages

    def action_turn(self, by: int) -> None:
        """The next page or the one before."""
        self.page = max(0, min(len(PAGES) - 1, self.page + by))
        self.forget_notice()
        self._open_page()

    def action_go(self, number: int) -> None:
        """A page by its number."""
        self.page = number - 1
        self._open_page()

    def _open_page(self) -> None:
        self.query_one("#page", RowList).set_rows([])
        self.redraw()
        self.query_one("#page", RowList).scroll_to(y=0, animate=False)

    @on(RowList.Opened)
    def _comment_here(self) -> None:
        self.action_comment()

    # Saying what one thinks

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
    ) -> None:
        async def attempt(values: dict[str, str]) -> Problem | None:
            problem = await self._give(verdict, shown, values["comment"], step=step)
            if isinstance(problem, CannotReadOrWrite):
                self.tell_problem(problem)
            return problem

        hint = "the author reads it"
        blank = Blank("comment", "Comment", hint=hint)
        if await self.app.push_screen_wait(AskLines(title, explanation, (blank,), attempt)):
            self.tell(f"{title}: given.")

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
        count = len(self.comments)
        on_steps = f"With your comments on {count} steps. " if count else ""
        await self._ask(
            "Return it to the author",
            f"{on_steps}The author sees it first. c comments on the step under the cursor.",
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
        line = self._here()
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
        await self.app.push_screen_wait(AskLines(step.short, explanation, (blank,), attempt))
        self.redraw()

    def _request(self) -> ExceptionRequest | None:
        line = self._here()
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
