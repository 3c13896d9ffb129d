"""A session as a supervisor reads it: five pages, the post alone first.

A session that changed while it was read is shown anew.
"""

import textwrap

from textual import on
from textual.app import ComposeResult

from checklists.digests import content_digest
from checklists.open_session import OpenSession
from checklists.review_view import ReviewView, review_view
from tui.keys import bindings, exceptions_footer
from tui.review_words import PAGES, Line, page_lines, stands_words
from tui.screens.session_screen import SessionScreen
from tui.widgets.row_list import Row, RowList


class ReviewPages(SessionScreen):
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
        if self.is_active and self.opened.refresh():
            changed = content_digest(self.session) != self.view.digest
            self.redraw()
            if changed:
                self.tell("It CHANGED while you read it; this is what it holds now.")

    def where_words(self) -> str:
        """Which page."""
        return f"{self.page + 1} of {len(PAGES)}: {PAGES[self.page][1]}"

    def footer_words(self) -> str:
        """Where exceptions are shown, the keys that grant and refuse them."""
        if PAGES[self.page][0] == "unusual" and self.view.exceptions:
            return exceptions_footer(self.app.size.width)
        return super().footer_words()

    def redraw(self) -> None:
        """The page under the head lines."""
        self.view = self._look()
        self._draw_keys()
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
        """What one does here; and that not all of it is sent, whatever the standing line says."""
        if self.comments:
            return f"{len(self.comments)} NOT SENT"
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

    def here(self) -> Line | None:
        """The line under the cursor."""
        row = self.query_one("#page", RowList).row
        number = int(row.id) if row is not None else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        self.forget_notice()

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
