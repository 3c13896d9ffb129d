"""The review queue: what waits for a supervisor, the gravest and oldest first."""

import asyncio
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.clean_text import show_text
from checklists.index_reading import Progress
from checklists.open_session import local_now
from checklists.problems import Problem, Refused
from checklists.queue_watch import QueueWatch
from checklists.review_queue import QueueRow, Wanted, wanted_rows
from tui.keys import bindings
from tui.list_words import READING, reading_words, unreadable_words
from tui.review_words import NOTHING_WAITS, WAITS_WORDS, age_words, queue_words
from tui.screens.ask import AskLines, Blank
from tui.screens.frame import ENDED_AT_A_TIME, LOOK_SECONDS, Frame
from tui.widgets.line_input import FieldLine, LineInput
from tui.widgets.row_list import Row, RowList

if TYPE_CHECKING:
    from tui.app import ClearToPost

AT_ONCE = 0.15
"""Seconds that the first frame may wait for what was known: some thousand sessions."""
AT_A_TIME = 0.5
"""Seconds between two words on how far reading has come."""


class ReviewQueue(Frame):
    """One row a session that waits."""

    place = "queue"
    BINDINGS = bindings("queue")

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[QueueRow, ...] = ()
        self.wanted = Wanted()
        self._read = False
        self._left: Progress | None = None
        self._looking = asyncio.Lock()
        self._drawn: tuple[tuple[QueueRow, ...], datetime] | None = None
        self._worded: dict[str, Row] = {}

    def body(self) -> ComposeResult:
        """What is looked for, the list, and the whole of the row under the cursor."""
        yield FieldLine(" Find", LineInput("", id="find"), len(" Find"))
        yield RowList(id="waiting")
        yield Static("", id="about", markup=False)

    @property
    def house(self) -> "ClearToPost":
        """The program, typed."""
        from tui.app import ClearToPost  # noqa: PLC0415 (the app imports the screens)

        app = self.app
        assert isinstance(app, ClearToPost)  # noqa: S101
        return app

    def on_mount(self) -> None:
        """Look now, and again every few seconds."""
        self.watch_disk = QueueWatch(
            self.house.open_index(), self.house.opening.actor, ENDED_AT_A_TIME
        )
        self.query_one("#about").styles.height = 5
        self.query_one(FieldLine).display = False
        self.query_one("#waiting").focus()
        self._first_rows()
        self.set_interval(LOOK_SECONDS, self.look)
        self.look()

    def on_screen_resume(self) -> None:
        """A review may have been given meanwhile."""
        if self._read:
            self.look()

    def on_resize(self) -> None:
        """The head lines are as wide as the screen."""
        self.draw()

    def _first_rows(self) -> None:
        """What was known to wait is there with the first frame; what is new comes behind it."""
        try:
            if self.watch_disk.first_rows(local_now(), AT_ONCE):
                self.rows = self.watch_disk.rows
        except Problem:
            # Whoever looks behind the first frame meets it again, and says so.
            self.rows = ()
        self.draw()

    @work(group="look")
    async def look(self) -> None:
        """Read what waits, off this thread."""
        if self._looking.locked():
            return
        async with self._looking:
            try:
                steps = self.watch_disk.refresh(local_now())
                while (left := await asyncio.to_thread(_for_a_while, steps)) is not None:
                    self._left = left
                    self.draw()
            except Problem as problem:
                self.tell_problem(problem)
                return
        self._read, self._left = True, None
        self._take()

    def _take(self) -> None:
        self.rows = self.watch_disk.rows
        self.draw()

    def _shown(self) -> tuple[QueueRow, ...]:
        return wanted_rows(self.rows, self.wanted)

    def draw(self) -> None:
        """Draw what is known; of an unchanged queue nothing is sent."""
        if not self.is_mounted:
            return
        shown, now = self._shown(), local_now()
        waiting = f"{len(self.rows)} waiting"
        if self.wanted != Wanted():
            waiting = f"{len(shown)} of {waiting}"
        self.set_head(
            "Clear to Post   Review queue", waiting, self._filter_words(), self.house.whose
        )
        minute = now.replace(second=0)
        if (self.rows, minute) != self._drawn:
            # Five thousand rows are worded once a minute, and not at every letter of a search.
            self._drawn = (self.rows, minute)
            self._worded = {row.session: _worded(row, now) for row in self.rows}
        rows = [self._worded[row.session] for row in shown]
        nothing = ("None is like that." if self.rows else NOTHING_WAITS) if self._read else READING
        self.query_one("#waiting", RowList).set_rows(rows or [Row("", nothing, "quiet")])
        self.set_standing(self._words_below())
        self._draw_about()

    def _words_below(self) -> str:
        if self._left is not None:
            return reading_words(*self._left)
        if self.watch_disk.shut:
            return unreadable_words(self.watch_disk.shut[0])
        return "Enter reads one. The gravest and oldest come first."

    def _filter_words(self) -> str:
        wanted = self.wanted
        parts = [
            wanted.waits_for,
            wanted.status,
            wanted.incident_type,
            wanted.author,
            wanted.since.isoformat() if wanted.since else "",
            wanted.text,
        ]
        chosen = ", ".join(show_text(part) for part in parts if part)
        return f"Only: {chosen}" if chosen else "What waits for a supervisor"

    def _here(self) -> QueueRow | None:
        row = self.query_one("#waiting", RowList).row
        return next((r for r in self.rows if row is not None and r.session == row.id), None)

    @on(RowList.Moved)
    def _draw_about(self) -> None:
        row = self._here()
        lines: list[str] = []
        if row is not None:
            age = age_words(max(local_now() - row.since, timedelta()))
            lines = ["", f"{row.short}, by {show_text(row.author)}", show_text(row.session)]
            lines.append(f"{WAITS_WORDS[row.waits_for].capitalize()}; waiting {age}.")
            if row.not_yours:
                lines.append(row.not_yours)
        self.query_one("#about", Static).update(Content("\n".join(lines)))

    @on(RowList.Opened)
    def _open(self) -> None:
        row = self._here()
        if row is not None:
            self.house.open_review(row.session)

    def action_search(self) -> None:
        """Find while one types."""
        self.query_one(FieldLine).display = True
        self.query_one("#find").focus()

    @on(LineInput.Changed)
    def _search(self, event: LineInput.Changed) -> None:
        self.wanted = replace(self.wanted, text=event.value)
        self.draw()

    @on(LineInput.Submitted)
    def _to_the_list(self) -> None:
        """Enter goes to what was found; a second one reads it."""
        self.query_one(FieldLine).display = bool(self.wanted.text)
        self.query_one("#waiting").focus()

    def on_key(self, event: events.Key) -> None:
        """From the line, the arrows move in the list."""
        if event.key in ("up", "down") and self.query_one("#find").has_focus:
            event.stop()
            self.query_one("#waiting", RowList).action_move(1 if event.key == "down" else -1)

    def _stop_searching(self) -> None:
        self.query_one("#find", LineInput).value = ""
        self._to_the_list()

    @work
    async def action_filter(self) -> None:
        """Show only some of them."""
        wanted = self.wanted

        async def attempt(values: dict[str, str]) -> Problem | None:
            try:
                self.wanted = replace(wanted_from(values), text=wanted.text)
            except Problem as problem:
                return problem
            return None

        blanks = (
            Blank("author", "Author", wanted.author),
            Blank("type", "Incident type", wanted.incident_type, hint="as traffic-serious"),
            Blank("waits", "Waits for", wanted.waits_for, hint="exception, approval or note"),
            Blank("status", "Status", wanted.status, hint="ready, lapsed, posted..."),
            Blank("since", "Since", wanted.since.isoformat() if wanted.since else "", "2026-11-22"),
        )
        await self.app.push_screen_wait(
            AskLines("Which ones?", "An empty line asks for nothing.", blanks, attempt)
        )
        self.draw()

    def action_all(self) -> None:
        """Every one again."""
        self.wanted = Wanted()
        self._stop_searching()
        self.draw()

    async def action_leave(self) -> None:
        """Back; first to all of them, where some were looked for."""
        if self.query_one(FieldLine).display:
            self.wanted = replace(self.wanted, text="")
            self._stop_searching()
            self.draw()
            return
        self.dismiss(None)


def _for_a_while(steps: Iterator[Progress]) -> Progress | None:
    """Read for a while; gives back how far it came, or None at the end."""
    end = time.monotonic() + AT_A_TIME
    return next((step for step in steps if time.monotonic() > end), None)


def _worded(row: QueueRow, now: datetime) -> Row:
    tone = "victim" if row.waits_for == "exception" else ""
    return Row(row.session, queue_words(row, now), "quiet" if row.not_yours else tone)


def wanted_from(values: dict[str, str]) -> Wanted:
    """The filter that was typed. Raises Refused for a day that is none."""
    since = values["since"].strip()
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise Refused("Not a day", "Write it as 2026-11-22.", "", field="since") from None
    return Wanted(
        waits_for=values["waits"].strip().lower(),
        status=values["status"].strip().lower(),
        incident_type=values["type"].strip().lower(),
        author=values["author"].strip(),
        since=day,
    )
