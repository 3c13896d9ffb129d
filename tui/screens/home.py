"""Home: what is unfinished first, then what can be started."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.clean_text import show_text
from checklists.open_session import local_now
from checklists.problems import Problem
from checklists.review_queue import came_back
from checklists.store import Stored
from tui.keys import bindings
from tui.list_words import how_many, reading_words
from tui.questions import HOME
from tui.screens.frame import ENDED_AT_A_TIME, LOOK_SECONDS, Frame
from tui.screens.home_rows import broken_rows, queue_rows, type_rows, unfinished_rows
from tui.session_words import out_words, problem_words
from tui.widgets.row_list import RowList
from tui.words import VERDICT_WORDS, comment_words

if TYPE_CHECKING:
    from checklists.index_reading import Progress
    from checklists.own_watch import OwnWatch
    from tui.app import ClearToPost

AT_ONCE = 0.15
"""Seconds that the first frame may wait for what is new: some sixty sessions."""
AT_A_TIME = 0.5
"""Seconds between two words on how far reading has come."""


class Home(Frame):
    """Sessions and incident types in one list."""

    place = "home"
    BINDINGS = bindings("home")

    def __init__(self) -> None:
        super().__init__()
        self._paths: dict[str, Path] = {}
        self._rows_narrow: bool | None = None
        self._problem: Problem | None = None
        self._reading = False
        self._coming_from = ""
        self._asked_again = False
        # Not before there is a folder of one's own: an empty home is drawn sooner without it.
        self._own: OwnWatch | None = None
        self._drawn: tuple[object, ...] | None = None

    def body(self) -> ComposeResult:
        """The list, and what the row under the cursor is."""
        yield RowList(id="home")
        yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """The list has the focus."""
        self._fit_about()
        self.query_one("#home").focus()
        self.set_interval(LOOK_SECONDS, self.look_again)

    def on_screen_resume(self) -> None:
        """Something may have been finished or begun meanwhile."""
        self.look()

    def on_resize(self) -> None:
        """The head lines are as wide as the screen, and a narrow one has shorter rows."""
        self._draw_head()
        self._fit_about()
        if self._rows_narrow not in (None, self.is_narrow):
            self.redraw()

    def _fit_about(self) -> None:
        """Where there is little room, most of it is the list's."""
        self.query_one("#about").styles.height = 2 if self.is_low else 4

    def _draw_head(self) -> None:
        self.set_head("Clear to Post", "", HOME, self.house.whose)

    @property
    def house(self) -> "ClearToPost":
        """The program, typed."""
        from tui.app import ClearToPost  # noqa: PLC0415 (the app imports the screens)

        app = self.app
        assert isinstance(app, ClearToPost)  # noqa: S101
        return app

    # Reading

    def look(self) -> None:
        """Read what is new: for a moment at once, so that most see a whole screen first, and what
        is left of it behind the screen."""
        if self._reading:
            self._asked_again = True
            return
        steps = self._steps()
        left = self._read(steps, AT_ONCE)
        self._reading = left is not None
        if left is not None and self._own is not None:
            self._known(self._own)
        self.redraw()
        if left is not None:
            self._read_behind(steps, left)

    def look_again(self) -> None:
        """See what others did, or time: a session that a supervisor returned, one begun elsewhere.
        All of it behind the screen; nothing is drawn, and so nothing sent, while nothing is new."""
        if self.is_active and not self._reading:
            self._reading = True
            self._read_behind(self._steps())

    def _steps(self) -> "Iterator[Progress]":
        self._problem = None
        if self._own is None and self.house.opening.store.own_folder.exists():
            from checklists.own_watch import OwnWatch  # noqa: PLC0415 (an empty home needs none)

            login = self.house.opening.actor.login
            self._own = OwnWatch(self.house.open_index(), login, ENDED_AT_A_TIME)
        return self._own.refresh(local_now()) if self._own is not None else iter(())

    def _known(self, own: "OwnWatch") -> None:
        """What is being read behind the screen is not waited for."""
        try:
            own.take_known(local_now())
        except Problem as problem:
            self._problem = problem

    def _read(self, steps: "Iterator[Progress]", seconds: float) -> "Progress | None":
        """Read for so long; gives back how far it came, or None at the end."""
        end = time.monotonic() + seconds
        try:
            return next((step for step in steps if time.monotonic() > end), None)
        except Problem as problem:
            self._problem = problem
            return None

    @work(exclusive=True)
    async def _read_behind(
        self, steps: "Iterator[Progress]", left: "Progress | None" = None
    ) -> None:
        try:
            if left is None:
                left = await asyncio.to_thread(self._read, steps, AT_A_TIME)
            while left is not None and self.is_active:
                self._drawn = None
                self.set_standing(reading_words(left.read, left.of))
                left = await asyncio.to_thread(self._read, steps, AT_A_TIME)
        finally:
            self._reading = False
        if not self.is_active:
            # Whoever comes back sees it drawn anew.
            return
        if self._asked_again:
            self._asked_again = False
            self.look()
        elif self._drawn != self._stands():
            self.redraw()

    def _stands(self) -> tuple[object, ...]:
        """Everything on disk that the screen shows."""
        found = self._own.found if self._own is not None else ()
        problem = str(self._problem) if self._problem is not None else ""
        return (found, self.house.opening.store.reviews.state, problem)

    def come_back_to(self, session_id: str) -> None:
        """A session was opened: the cursor is on it when one comes back."""
        self._coming_from = f"session:{session_id}"

    def redraw(self) -> None:
        """Draw what is known, as it was on disk a moment ago."""
        self._drawn = self._stands()
        self._draw_head()
        found = self._own.found if self._own is not None else ()
        self._paths = {one.listed.id: one.path for one in found}
        own, catalog = [one.listed for one in found], self.house.catalog
        self._rows_narrow = self.is_narrow
        room = self.app.size.width - len(" in-progress, 25 open ") if self.is_narrow else None
        rows = [*unfinished_rows(own, local_now(), room), *type_rows(catalog.offered)]
        rows += queue_rows() if self.house.opening.reviews_here else []
        sessions = self.query_one("#home", RowList)
        sessions.set_rows([*rows, *broken_rows(own)])
        if self.is_active and self._coming_from:
            sessions.go_to(self._coming_from)
            self._coming_from = ""
        self.set_standing(self._notice())
        self._draw_about()

    def _notice(self) -> str:
        if self._problem is not None:
            return problem_words(self._problem)
        out = self.house.catalog.why_out
        if out:
            return out_words(out)
        return "Enter opens. Every answer is saved at once; nothing is ever sent anywhere."

    @on(RowList.Moved)
    def _draw_about(self) -> None:
        row = self.query_one("#home", RowList).row
        lines: list[str] = []
        kind, _, name = row.id.partition(":") if row else ("", "", "")
        if kind == "type":
            offer = next(o for o in self.house.catalog.offered if o.id == name)
            lines = ["", offer.title, offer.when]
        elif kind == "session":
            lines = ["", show_text(name), *self._came_back(name)]
        elif kind == "broken":
            lines = [
                "",
                show_text(name),
                "The file is left as it is; `cleartopost verify` says more.",
            ]
        shown = lines[1:] if self.is_low else lines
        self.query_one("#about", Static).update(Content("\n".join(shown)))

    def _came_back(self, session_id: str) -> list[str]:
        """What a supervisor said of a session since the author last did something."""
        store = self.house.opening.store
        path = self._paths.get(session_id)
        stored = store.look(path) if path is not None else None
        words = (
            came_back(stored.session, store.beside(stored.session))
            if isinstance(stored, Stored)
            else ()
        )
        if not words:
            return ["Enter goes on where it was left."]
        newest = words[0]
        said = f": {comment_words(newest.comment)}" if newest.comment else ""
        steps = f" ({how_many(len(newest.steps), 'step')})" if newest.steps else ""
        return [f"{show_text(newest.by)} {VERDICT_WORDS[newest.verdict]}{steps}{said}"]

    @on(RowList.Opened)
    def _open(self, event: RowList.Opened) -> None:
        kind, _, name = event.row.id.partition(":")
        if kind == "session":
            self.house.open_walk(name)
        elif kind == "type":
            self.house.start_walk(name)
        elif kind == "queue":
            self.house.open_queue()

    def action_withdraw(self) -> None:
        """Give the session under the cursor up."""
        row = self.query_one("#home", RowList).row
        kind, _, name = row.id.partition(":") if row else ("", "", "")
        if kind != "session":
            self.set_standing("Choose an unfinished session to give up.")
            return
        self.house.open_walk(name, then="withdraw")

    def action_leave(self) -> None:
        """Leave the program."""
        self.app.exit(0)
