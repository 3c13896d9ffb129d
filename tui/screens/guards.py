"""The wrong-type questions: asked at the start, and again when the draft changes."""

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists import changes
from checklists.clean_text import show_text
from checklists.definition import Guard
from checklists.digests import changed_inputs
from checklists.problems import Problem
from checklists.session import Session
from tui.keys import bindings
from tui.questions import (
    NOTHING_STALE,
    OTHER_TYPE,
    REASON,
    RIGHT_TYPE,
    WHY_THIS_TYPE,
    changed_since,
    guard_options,
    points_to,
)
from tui.screens.ask import AskChoice, AskLines, Blank
from tui.screens.session_screen import SessionScreen
from tui.widgets.row_list import Row, RowList

MOST_ROWS = 3
"""Of the questions in a list, where the lines are for the whole of the one under the cursor."""


class Guards(SessionScreen):
    """One row a question; `y` and `n` answer the one under the cursor."""

    place = "guards"
    BINDINGS = bindings("guards")

    def body(self) -> ComposeResult:
        """The questions, and the whole of the one under the cursor."""
        yield RowList(id="questions")
        yield Static("", id="question", markup=False)

    def on_mount(self) -> None:
        """Begin with the first open one."""
        questions = self.query_one("#questions", RowList)
        self.redraw()
        waiting = [guard.id for guard in self._guards() if self._waits(guard)]
        if waiting:
            questions.go_to(waiting[0])
        questions.focus()
        self.redraw()

    def where_words(self) -> str:
        """What this is."""
        return RIGHT_TYPE

    def _guards(self) -> tuple[Guard, ...]:
        return self.opened.known_checklist().guards

    def _waits(self, guard: Guard) -> bool:
        answer = self.session.guard_answer(guard.id)
        return answer is None or bool(changed_inputs(self.session, answer.given_for, guard.binds))

    def redraw(self) -> None:
        """Each question with its answer."""
        super().redraw()
        rows = []
        for guard in self._guards():
            answer = self.session.guard_answer(guard.id)
            word = "   " if answer is None else ("yes" if answer.yes else "no ")
            mark = "[ ]" if answer is None else ("[~]" if self._waits(guard) else "[x]")
            rows.append(Row(guard.id, f"{mark} {word} {guard.question}"))
        questions = self.query_one("#questions", RowList)
        questions.styles.height = min(len(rows), MOST_ROWS) if self.is_low else len(rows) + 1
        questions.set_rows(rows)
        self._draw_question()

    def on_row_list_moved(self) -> None:
        """Another question."""
        self._draw_question()

    def _here(self) -> Guard | None:
        row = self.query_one("#questions", RowList).row
        return self.opened.known_checklist().guard(row.id) if row else None

    def _draw_question(self) -> None:
        guard = self._here()
        if guard is None:
            return
        lines = [guard.question, points_to(guard)]
        answer = self.session.guard_answer(guard.id)
        if answer is not None and self._waits(guard):
            # Before what a yes means where there is not room for both.
            lines.insert(1 if self.is_low else 2, changed_since(yes=answer.yes))
        if answer is not None and answer.reason:
            lines.append(f"Reason to stay: {show_text(answer.reason)}")
        if not any(self._waits(found) for found in self._guards()):
            lines.append("All are answered for this draft. Esc goes back.")
        else:
            lines.append("Answer with y or n; nothing is answered for you.")
        between = "\n" if self.is_low else "\n\n"
        self.query_one("#question", Static).update(Content(between.join(lines)))

    async def _answer(self, guard: Guard, *, yes: bool, reason: str = "") -> Problem | None:
        problem = await self.attempt(
            lambda session: changes.answer_guard(
                session,
                self.opened.known_checklist(),
                guard.id,
                yes=yes,
                reason=reason,
                actor=self.opened.actor,
                now=self.opened.clock(),
            )
        )
        if problem is None:
            self._go_on()
        return problem

    def _go_on(self) -> None:
        waiting = [guard.id for guard in self._guards() if self._waits(guard)]
        if waiting:
            self.query_one("#questions", RowList).go_to(waiting[0])
            self._draw_question()
        else:
            self.dismiss(None)

    async def action_no(self) -> None:
        """No."""
        guard = self._here()
        if guard is not None:
            problem = await self._answer(guard, yes=False)
            if problem is not None:
                self.tell_problem(problem)

    @work
    async def action_yes(self) -> None:
        """Yes: the other type, or a reason to stay."""
        guard = self._here()
        if guard is None:
            return
        usable = guard.suggests in self.house.catalog.checklists
        chosen = await self.app.push_screen_wait(
            AskChoice(OTHER_TYPE, guard.question, guard_options(guard, usable=usable))
        )
        if chosen == "change":
            self.house.change_type(self.opened, guard.suggests)
        elif chosen == "stay":

            async def attempt(values: dict[str, str]) -> Problem | None:
                return await self._answer(guard, yes=True, reason=values["reason"])

            await self.app.push_screen_wait(
                AskLines(WHY_THIS_TYPE, guard.question, (Blank("reason", REASON),), attempt)
            )

    async def action_same(self) -> None:
        """The same answers as before, for those that the changed draft made stale."""
        stale = [
            (guard, answer)
            for guard in self._guards()
            for answer in (self.session.guard_answer(guard.id),)
            if answer is not None and self._waits(guard)
        ]
        if not stale:
            self.tell(NOTHING_STALE)
            return

        def same(session: Session) -> Session:
            for guard, answer in stale:
                session = changes.answer_guard(
                    session,
                    self.opened.known_checklist(),
                    guard.id,
                    yes=answer.yes,
                    reason=answer.reason,
                    actor=self.opened.actor,
                    now=self.opened.clock(),
                )
            return session

        if await self.save(same):
            self._go_on()
