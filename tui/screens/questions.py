"""The wrong-type questions: asked once the text is accepted, and again when the draft changes."""

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.definitions.model import Question
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.flows.draft import answer_question, answer_same
from tui.screens.session_screen import SessionScreen
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.keys import footer
from tui.wording.marks import question_mark
from tui.wording.questions import (
    ALL_ANSWERED,
    SELECT_AN_ANSWER,
    f5_answers,
    right_type,
    what_it_does,
)
from tui.wording.session_words import asked_again_words, questions_that_wait

MOST_ROWS = 3
"""Rows of the list on a low screen; the rest shows the question under the cursor in full."""


class Questions(SessionScreen):
    """One row per question; `y` and `n` select the answer to one, and F5 gives it."""

    place = "questions"
    BINDINGS = bindings("questions")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self._selected: dict[str, bool] = {}
        """What was selected, by the ID of its question."""

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

    @property
    def would_commit(self) -> str:
        """Return the question that F5 would answer."""
        row = self.query_one("#questions", RowList).row
        return row.id if row is not None else ""

    def where_words(self) -> str:
        """Return what is asked here."""
        return right_type(self.opened.known_checklist())

    def footer_words(self) -> str:
        """Return the key line, with the same answers as before only where there are some."""
        is_again = any(map(self.session.question_answer, self._waiting()))
        return footer(self.place, self.app.size.width, without="" if is_again else "same")

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
            selected = self._selected.get(question.id)
            if selected is not None:
                word = "yes?" if selected else "no? "
            else:
                word = "    " if answer is None else ("yes " if answer.yes else "no  ")
            mark = question_mark(answered=answer is not None, waits=question.id in waiting)
            rows.append(Row(question.id, f"{mark} {word} {question.prompt}"))
        questions = self.query_one("#questions", RowList)
        questions.styles.height = min(len(rows), MOST_ROWS) if self.frame.is_low else len(rows) + 1
        questions.set_rows(rows)
        self._draw_question()

    def on_row_list_opened(self) -> None:
        """Say which keys answer: Enter does not."""
        self.tell(SELECT_AN_ANSWER)

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
        lines = [question.prompt, what_it_does(question, self.opened.known_checklist())]
        waiting, answer = self._waiting(), self.session.question_answer(question.id)
        if answer is not None and question.id in waiting:
            # A low screen may not have room for both: this comes before what a yes means.
            why = asked_again_words(self.opened, question, answer, waiting[question.id])
            lines.insert(1 if self.frame.is_low else 2, why)
        if answer is not None and answer.reason:
            lines.append(f"Reason to keep this type: {show_text(answer.reason)}")
        if answer is not None and answer.verified_by:
            lines.append(f"No, verified by {show_text(answer.verified_by)}")
        selected = self._selected.get(question.id)
        if selected is not None:
            lines.append(f5_answers(yes=selected))
        else:
            lines.append(SELECT_AN_ANSWER if waiting else f"{ALL_ANSWERED} Esc goes back.")
        between = "\n" if self.frame.is_low else "\n\n"
        self.query_one("#question", Static).update(Content(between.join(lines)))

    def _go_on(self) -> None:
        waiting = self._waiting()
        if waiting:
            self.query_one("#questions", RowList).go_to(next(iter(waiting)))
            self._draw_question()
        else:
            self.dismiss(None)

    def action_select(self, yes: bool) -> None:  # noqa: FBT001 (an action takes it by position)
        """Select an answer to the question under the cursor."""
        question = self._here()
        if question is not None:
            self._selected[question.id] = yes
            self.redraw()

    @work
    async def action_answer(self) -> None:
        """Give the selected answer to the question under the cursor."""
        question = self._here()
        yes = self._selected.pop(question.id, None) if question is not None else None
        if question is None or yes is None:
            self.tell(SELECT_AN_ANSWER)
        else:
            await self._answer(question, yes=yes)

    async def _answer(self, question: Question, *, yes: bool) -> None:
        """Give an answer, with what it needs; or switch to the type that a yes suggests."""
        usable = question.suggests in self.program.catalog.checklists
        flow = answer_question(self.dialog, question, yes=yes, usable=usable)
        other = await self.dialog.follow(flow)
        self.redraw()
        if other:
            await self.program.change_type(self.opened, other)
        elif other is not None:
            self._go_on()

    async def action_same(self) -> None:
        """Repeat the previous answers to the questions that are asked again."""
        if await self.dialog.follow(answer_same(self.dialog)):
            self._go_on()
