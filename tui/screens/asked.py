"""Home of an account of victim services: what they are asked for after posts, and nothing else."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.errors import Problem
from checklists.index.watch import AskedWatch
from checklists.workstation.clock import local_now
from tui.screens.home_rows import due_row
from tui.screens.program import (
    AT_A_TIME,
    AT_ONCE,
    ENDED_AT_A_TIME,
    LOOK_SECONDS,
    Program,
    for_a_while,
    program_of,
)
from tui.widgets.frame import Frame, bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.follow_up_words import (
    ASKED,
    ENTER_COMPLETES_ASKED,
    NOTHING_ASKED,
    SHOWS_THE_POST,
    owed_words,
    where_words,
)
from tui.wording.keys import footer
from tui.wording.list_words import READING
from tui.wording.program_words import problem_words

if TYPE_CHECKING:
    from checklists.index.index import Found, Progress
    from checklists.session.list_row import Due


class Asked(Screen[None]):
    """One row for each follow-up that asks victim services, what is due first at the top."""

    AUTO_FOCUS = ""
    BINDINGS = bindings("asked")

    def __init__(self) -> None:
        super().__init__()
        self.frame = Frame()
        self._watch: AskedWatch | None = None
        self._rules = ""
        self._due: dict[str, tuple[Found, Due]] = {}
        self._is_read = False
        self._told = ""
        self._problem: Problem | None = None
        self._looking = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Yield the list, and what the row under the cursor is about."""
        with self.frame:
            yield RowList(id="asked")
            yield Static("", id="about", markup=False)

    @property
    def program(self) -> Program:
        """Return the program that shows this screen."""
        return program_of(self)

    def on_mount(self) -> None:
        """Read what is new: most of it for the first frame, the rest behind it."""
        self.query_one("#about").styles.height = 5
        self.query_one("#asked").focus()
        try:
            self._is_read = for_a_while(self._steps(), AT_ONCE) is None
        except Problem as problem:
            self._problem = problem
        self.draw()
        self.set_interval(LOOK_SECONDS, self.look)
        self.call_after_refresh(self.look)

    def on_unmount(self) -> None:
        """Close the index."""
        if self._watch is not None:
            self._watch.close()

    def on_screen_resume(self) -> None:
        """Read again: something may have been completed meanwhile."""
        self.look()

    def on_resize(self) -> None:
        """Redraw: the rows are as wide as the screen."""
        self.draw()

    def _steps(self) -> "Iterator[Progress]":
        """Begin to read what is new, by the policy and the definitions of now."""
        rules = self.program.opening.store.rules
        rules.refresh()
        if self._watch is None or rules.fingerprint != self._rules:
            if self._watch is not None:
                self._watch.close()
            self._rules = rules.fingerprint
            self._watch = AskedWatch(self.program.open_index(), ENDED_AT_A_TIME)
        return self._watch.refresh(local_now())

    @work(group="look")
    async def look(self) -> None:
        """Read off the drawing thread, to the end."""
        if self._looking.locked():
            return
        async with self._looking:
            try:
                steps = await asyncio.to_thread(self._steps)
                while await asyncio.to_thread(for_a_while, steps, AT_A_TIME) is not None:
                    continue
                self._is_read, self._problem = True, None
            except Problem as problem:
                self._problem = problem
            self.draw()

    def draw(self) -> None:
        """Draw what is known; where nothing is new, nothing is sent to the terminal."""
        if not self.query("#asked"):
            return
        width, now = self.app.size.width, local_now()
        self.frame.set_keys(footer("asked", width))
        self.frame.set_head("Clear to Post", "", ASKED, self.program.whose)
        due = self._watch.due if self._watch is not None else ()
        rows = [(due_row(found, one, now, width), (found, one)) for found, one in due]
        self._due = {row.id: about for row, about in rows}
        nothing = Row("", NOTHING_ASKED if self._is_read else READING, "quiet", selectable=False)
        self.query_one("#asked", RowList).set_rows([row for row, _ in rows] or [nothing])
        self._draw_about()

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        self._told = ""
        self._draw_about()

    def _draw_about(self) -> None:
        row = self.query_one("#asked", RowList).row
        lines: list[str] = []
        if row is not None and row.id in self._due:
            found, due = self._due[row.id]
            where = where_words(found.listed.id, found.listed.case_number)
            lines = ["", owed_words(due), where, SHOWS_THE_POST]
        self.query_one("#about", Static).update(Content("\n".join(lines)))
        said = self._told or (ENTER_COMPLETES_ASKED if self._due else "")
        self.frame.set_standing(problem_words(self._problem) if self._problem else said)

    @on(RowList.Opened)
    def _open(self, event: RowList.Opened) -> None:
        self._told = ""
        if event.row.id in self._due:
            _, name, item = event.row.id.split(":")
            self.program.complete(name, item)

    def tell_problem(self, problem: Problem) -> None:
        """Show in the status line why something was refused, until the cursor moves."""
        self._told = problem_words(problem)
        self.frame.set_standing(self._told)

    def action_help(self) -> None:
        """Open the help on the keys of this screen."""
        self.program.show_help("asked")

    def action_leave(self) -> None:
        """Leave the program."""
        self.app.exit(0)
