"""The wrong-type questions: asked at the start, and again when the draft changes."""

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists import changes
from checklists.definitions.model import Question
from checklists.text import show_text
from tui.flows.draft import answer_same, answer_yes
from tui.screens.session_screen import SessionScreen
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.marks import question_mark
from tui.wording.questions import ALL_ANSWERED, RIGHT_TYPE, points_to
from tui.wording.session_words import asked_again_words, questions_that_wait

MOST_ROWS = 3
"""Rows of the list on a low screen; the rest shows the question under the cursor in full."""


class Questions(SessionScreen):
    """One row per question; `y` and `n` answer the one under the cursor."""

    place = "questions"
    BINDINGS = bindings("questions")

    def body(self) -> ComposeResult:
        """Yield the questions, and the full text of the one under the cursor."""
        yield RowList(id="questions")
        yield Static("", id="question", markup=False)

    def on_mount(self) -> None:
        """Put the cursor on the first question without a current answer."""
        questions = self.query_one("#questions", RowList)
        self.redraw()
        waiting = self._waiting()
        if waiting:
            questions.go_to(next(iter(waiting)))
        questions.focus()
        self.redraw()

    def where_words(self) -> str:
        """Return what is asked here."""
        return RIGHT_TYPE

    def _questions(self) -> tuple[Question, ...]:
        return self.opened.known_checklist().questions

    def _waiting(self) -> dict[str, str]:
        return questions_that_wait(self.opened)

    def draw(self) -> None:
        """Draw each question with its answer."""
        super().draw()
        rows, waiting = [], self._waiting()
        for question in self._questions():
            answer = self.session.question_answer(question.id)
            word = "   " if answer is None else ("yes" if answer.yes else "no ")
            mark = question_mark(answered=answer is not None, waits=question.id in waiting)
            rows.append(Row(question.id, f"{mark} {word} {question.prompt}"))
        questions = self.query_one("#questions", RowList)
        questions.styles.height = min(len(rows), MOST_ROWS) if self.frame.is_low else len(rows) + 1
        questions.set_rows(rows)
        self._draw_question()

    def on_row_list_moved(self) -> None:
        """Show the full text of the question under the cursor."""
        self._draw_question()

    def _here(self) -> Question | None:
        row = self.query_one("#questions", RowList).row
        return self.opened.known_checklist().question(row.id) if row else None

    def _draw_question(self) -> None:
        question = self._here()
        if question is None:
            return
        lines = [question.prompt, points_to(question)]
        waiting, answer = self._waiting(), self.session.question_answer(question.id)
        if answer is not None and question.id in waiting:
            # A low screen may not have room for both: this comes before what a yes means.
            why = asked_again_words(self.opened, question, answer, waiting[question.id])
            lines.insert(1 if self.frame.is_low else 2, why)
        if answer is not None and answer.reason:
            lines.append(f"Reason to stay: {show_text(answer.reason)}")
        if not waiting:
            lines.append(f"{ALL_ANSWERED} Esc goes back.")
        else:
            lines.append("Answer with y or n; nothing is answered for you.")
        between = "\n" if self.frame.is_low else "\n\n"
        self.query_one("#question", Static).update(Content(between.join(lines)))

    def _go_on(self) -> None:
        waiting = self._waiting()
        if waiting:
            self.query_one("#questions", RowList).go_to(next(iter(waiting)))
            self._draw_question()
        else:
            self.dismiss(None)

    async def action_no(self) -> None:
        """Answer no to the question under the cursor."""
        question = self._here()
        if question is not None and await self.save(
            changes.answer_question, question.id, yes=False
        ):
            self._go_on()

    @work
    async def action_yes(self) -> None:
        """Answer yes: switch to the other type, or give a reason to keep this one."""
        question = self._here()
        if question is None:
            return
        usable = question.suggests in self.program.catalog.checklists
        other = await self.dialog.follow(answer_yes(self.dialog, question, usable=usable))
        if other:
            await self.program.change_type(self.opened, other)
        elif other is not None:
            self._go_on()

    async def action_same(self) -> None:
        """Repeat the previous answers to the questions that are asked again."""
        if await self.dialog.follow(answer_same(self.dialog)):
            self._go_on()
