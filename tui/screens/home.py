"""Home: what is unfinished first, then what can be started."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.clean_text import show_text
from checklists.open_session import local_now
from checklists.review_queue import came_back
from checklists.store import Broken, Stored
from tui.keys import bindings
from tui.questions import HOME, START, UNFINISHED, UNREADABLE
from tui.screens.frame import Frame
from tui.session_words import about_session, out_words
from tui.widgets.row_list import Row, RowList
from tui.words import VERDICT_WORDS

if TYPE_CHECKING:
    from tui.app import ClearToPost

MOST_UNFINISHED = 40
"""As many unfinished sessions as home offers; `cleartopost list` has all."""


class Home(Frame):
    """Sessions and incident types in one list."""

    place = "home"
    BINDINGS = bindings("home")

    def body(self) -> ComposeResult:
        """The list, and what the row under the cursor is."""
        yield RowList(id="home")
        yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one("#about").styles.height = 4
        self.query_one("#home").focus()

    def on_screen_resume(self) -> None:
        """Something may have been finished or begun meanwhile."""
        self.redraw()

    def on_resize(self) -> None:
        """The head lines are as wide as the screen."""
        self._draw_head()

    def _draw_head(self) -> None:
        self.set_head("Clear to Post", "", HOME, self.house.whose)

    @property
    def house(self) -> "ClearToPost":
        """The program, typed."""
        from tui.app import ClearToPost  # noqa: PLC0415 (the app imports the screens)

        app = self.app
        assert isinstance(app, ClearToPost)  # noqa: S101
        return app

    def redraw(self) -> None:
        """Read what there is."""
        self._draw_head()
        rows = [*self._unfinished(), *self._types(), *self._queue(), *self._broken]
        self.query_one("#home", RowList).set_rows(rows)
        self.set_standing(self._notice())
        self._draw_about()

    def _notice(self) -> str:
        out = self.house.catalog.why_out
        if out:
            return out_words(out)
        return "Enter opens. Every answer is saved at once; nothing is ever sent anywhere."

    def _unfinished(self) -> list[Row]:
        rows: list[Row] = []
        self._broken: list[Row] = []
        self._own: list[Stored] = []
        now = local_now()
        for found in self.house.own_sessions():
            if isinstance(found, Broken):
                text = f"{show_text(found.id[:40])}  unreadable: {show_text(found.problem)}"
                self._broken.append(Row(f"broken:{found.id}", text, "quiet"))
                continue
            self._own.append(found)
            if len(rows) < MOST_UNFINISHED:
                row = self._session_row(found, now)
                if row is not None:
                    rows.append(row)
        if self._broken:
            heading = Row("heading:broken", UNREADABLE, "heading", selectable=False)
            self._broken.insert(0, heading)
        if not rows:
            return []
        return [Row("heading:unfinished", UNFINISHED, "heading", selectable=False), *rows]

    def _session_row(self, found: Stored, now: datetime) -> Row | None:
        session = found.session
        checklist = self.house.catalog.checklists.get(session.incident_type)
        where = self.house.opening.store.beside(session).standing(session, checklist, now)
        if where.status in ("withdrawn", "posted"):
            return None
        short, case, state, when = about_session(session, checklist, where, now)
        text = f"{short:<33} {case:<14} {state:<20} {when}"
        return Row(f"session:{session.id}", text)

    def _types(self) -> list[Row]:
        rows = [Row("heading:start", START, "heading", selectable=False)]
        for checklist in self.house.catalog.in_order:
            steps = f"{len(checklist.steps)} steps"
            urgent = "urgent" if checklist.urgent else ""
            rows.append(Row(f"type:{checklist.id}", f"{checklist.short:<34} {steps:<9} {urgent}"))
        return rows

    def _queue(self) -> list[Row]:
        """For a supervisor, the way to what waits for them."""
        if not self.house.reviews_here:
            return []
        heading = Row("heading:review", "For the shift supervisor", "heading", selectable=False)
        return [heading, Row("queue:", "Review queue: what waits for your word")]

    @on(RowList.Moved)
    def _draw_about(self) -> None:
        row = self.query_one("#home", RowList).row
        lines: list[str] = []
        kind, _, name = row.id.partition(":") if row else ("", "", "")
        if kind == "type":
            checklist = self.house.catalog.checklists[name]
            lines = ["", checklist.title, checklist.when]
        elif kind == "session":
            lines = ["", show_text(name), *self._came_back(name)]
        elif kind == "broken":
            lines = [
                "",
                show_text(name),
                "The file is left as it is; `cleartopost verify` says more.",
            ]
        self.query_one("#about", Static).update(Content("\n".join(lines)))

    def _came_back(self, session_id: str) -> list[str]:
        """What a supervisor said of a session since the author last did something."""
        store = self.house.opening.store
        stored = next((s for s in self._own if s.session.id == session_id), None)
        words = came_back(stored.session, store.beside(stored.session)) if stored else ()
        if not words:
            return ["Enter goes on where it was left."]
        newest = words[0]
        said = f": {show_text(newest.comment)}" if newest.comment else ""
        steps = f" ({len(newest.steps)} steps)" if newest.steps else ""
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
