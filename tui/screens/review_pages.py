"""A session as a supervisor reads it: five pages, the post itself first.

A session that changes while it is read is redrawn.
"""

import textwrap

from textual import on
from textual.app import ComposeResult

from checklists.review.report import ReviewView, review_view
from checklists.session.fingerprints import content_digest
from checklists.workspace.give_review import why_no_review
from checklists.workspace.open_session import OpenSession
from tui.screens.session_screen import SessionScreen
from tui.widgets.bindings import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.keys import exceptions_footer
from tui.wording.review_words import PAGES, Line, only_read_words, page_lines, stands_words


class ReviewPages(SessionScreen):
    """Five pages of one session."""

    place = "review"
    BINDINGS = bindings("review")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.page = 0
        self.view = self._read_view()
        self.comments: dict[str, str] = {}
        self.refusal = ""
        """Why this account cannot review the session now; empty if it can."""
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield the page."""
        yield RowList(id="page")

    def on_mount(self) -> None:
        """Show the first page: the post itself."""
        self.query_one("#page").focus()
        self.redraw()

    def _read_view(self) -> ReviewView:
        opened = self.opened
        return review_view(opened.session, opened.known_checklist(), opened.context, opened.clock())

    def look(self) -> bool:
        """Return whether the session changed, or whether this account may still review it."""
        is_new = super().look()
        before, opened = self.refusal, self.opened
        self.refusal = why_no_review(
            self.program.opening.store, opened.session, opened.context, opened.actor
        )
        return is_new or self.refusal != before

    def show_news(self) -> None:
        """Redraw the session, and say if its content changed while it was read."""
        changed = content_digest(self.session) != self.view.digest
        self.redraw()
        if changed:
            self.tell("It CHANGED while you read it; this is what it holds now.")

    def where_words(self) -> str:
        """Return the number and title of the page."""
        return f"{self.page + 1} of {len(PAGES)}: {PAGES[self.page][1]}"

    def footer_words(self) -> str:
        """Return the key line; on a page with exceptions, with the keys that decide on them."""
        if PAGES[self.page][0] == "unusual" and self.view.exceptions:
            return exceptions_footer(self.app.size.width)
        return super().footer_words()

    def draw(self) -> None:
        """Draw the page under the head lines."""
        self.view = self._read_view()
        self._draw_keys()
        super().draw()
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
        said = stands_words(self.view.status)
        if self.refusal:
            said = f"{only_read_words(self.refusal)} {said}"
        if self.comments:
            return f"{len(self.comments)} not sent yet (e sends them with a return). {said}"
        return said

    def here(self) -> Line | None:
        """Return the line under the cursor."""
        row = self.query_one("#page", RowList).row
        number = int(row.id) if row is not None else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        self.forget_notice()

    # Turning pages

    def action_turn(self, by: int) -> None:
        """Turn forward or back by a number of pages."""
        self.page = max(0, min(len(PAGES) - 1, self.page + by))
        self.forget_notice()
        self._open_page()

    def action_go(self, number: int) -> None:
        """Go to a page by its number."""
        self.page = number - 1
        self._open_page()

    def _open_page(self) -> None:
        self.query_one("#page", RowList).set_rows([])
        self.redraw()
        self.query_one("#page", RowList).scroll_to(y=0, animate=False)
