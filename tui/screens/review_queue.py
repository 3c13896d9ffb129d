"""The review queue: what waits for a supervisor, the most serious and oldest first."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.errors import Problem, Refused
from checklists.index.index import Progress
from checklists.index.watch import QueueWatch
from checklists.records.audit_log import Difference
from checklists.review.queue import FOLLOW_UP, QueueFilter, QueueRow, filtered_rows
from checklists.session.list_row import LEGAL_HOLD
from checklists.text import show_text
from checklists.workstation.account import login_of
from checklists.workstation.clock import local_now
from tui.flows.dialog import Blank
from tui.screens.ask import AskLines
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
from tui.widgets.line_input import FieldLine, LineInput
from tui.widgets.row_list import Row, RowList
from tui.wording.follow_up_words import owed_words
from tui.wording.keys import footer
from tui.wording.list_words import (
    READING,
    down_words,
    reading_words,
    status_named,
    unreadable_words,
)
from tui.wording.program_words import problem_words
from tui.wording.questions import SHOWS_THEM
from tui.wording.review_words import (
    MOST_DIFFERENT,
    NOTHING_WAITS,
    WAITS_HINT,
    WAITS_WORDS,
    WHAT_NOW,
    age_words,
    difference_words,
    different_words,
    more_different,
    not_noted_words,
    queue_words,
)

_OF_THE_LOG = "?"
"""Before the ID of a row that opens nothing."""


class ReviewQueue(Screen[None]):
    """One row per session that waits for a supervisor."""

    AUTO_FOCUS = ""
    BINDINGS = bindings("queue")

    def __init__(self) -> None:
        super().__init__()
        self.frame = Frame()
        self._told = ""
        self.rows: tuple[QueueRow, ...] = ()
        self.differences: tuple[Difference, ...] = ()
        self.wanted = QueueFilter()
        self._read = False
        self._left: Progress | None = None
        self._problem: Problem | None = None
        self._looking = asyncio.Lock()
        self._drawn: tuple[tuple[QueueRow, ...], datetime] | None = None
        self._worded: dict[str, Row] = {}

    def compose(self) -> ComposeResult:
        """Yield the search line, the list, and the details of the row under the cursor."""
        with self.frame:
            yield self.program.find_line()
            yield RowList(id="waiting")
            yield Static("", id="about", markup=False)

    @property
    def program(self) -> Program:
        """Return the program that shows this screen."""
        return program_of(self)

    def on_mount(self) -> None:
        """Read the queue now, and again every few seconds."""
        self._watch_by_the_rules_of_now()
        self.query_one("#about").styles.height = 5
        self.query_one(FieldLine).display = False
        self.query_one("#waiting").focus()
        self._first_rows()
        self.set_interval(LOOK_SECONDS, self.look)
        self.look()

    def on_unmount(self) -> None:
        """Close the index."""
        self.watch_disk.close()

    def _watch_by_the_rules_of_now(self) -> None:
        opening = self.program.opening
        self._rules = opening.store.rules.fingerprint
        self.watch_disk = QueueWatch(
            self.program.open_index(), opening.actor, ENDED_AT_A_TIME, opening.store.audit
        )

    def _steps(self) -> "Iterator[Progress]":
        """Begin to read what is new, by the policy and the definitions of now."""
        rules = self.program.opening.store.rules
        rules.refresh()
        if rules.fingerprint != self._rules:
            self.watch_disk.close()
            self._watch_by_the_rules_of_now()
        return self.watch_disk.refresh(local_now())

    def on_screen_resume(self) -> None:
        """Read again: a review may have been given meanwhile."""
        if self._read:
            self.look()

    def on_resize(self) -> None:
        """Redraw: the head lines are as wide as the screen."""
        self.draw()

    def _first_rows(self) -> None:
        """Show the known rows in the first frame; what is new is read in the background."""
        try:
            if self.watch_disk.first_rows(local_now(), AT_ONCE):
                self.rows = self.watch_disk.rows
        except Problem:
            # The read in the background meets the same problem and reports it.
            self.rows = ()
        self.draw()

    @work(group="look")
    async def look(self) -> None:
        """Read the queue off the UI thread."""
        if self._looking.locked():
            return
        async with self._looking:
            try:
                steps = await asyncio.to_thread(self._steps)
                while (left := await asyncio.to_thread(for_a_while, steps, AT_A_TIME)) is not None:
                    self._left = left
                    self.draw()
            except Problem as problem:
                # Keep the known rows: after a failed read, an empty queue cannot be claimed.
                self._problem, self._left = problem, None
                self.draw()
                return
        self._read, self._left, self._problem = True, None, None
        self._take()

    def _take(self) -> None:
        self.rows = self.watch_disk.rows
        self.differences = self.watch_disk.differences
        self.draw()

    def _shown(self) -> tuple[QueueRow, ...]:
        return filtered_rows(self.rows, self.wanted)

    def draw(self) -> None:
        """Draw what is known; an unchanged queue sends nothing to the terminal."""
        if not self.query("#waiting"):
            # Before it is composed, and where it is left while the disk is read.
            return
        self.frame.set_keys(footer("queue", self.app.size.width))
        shown, now = self._shown(), local_now()
        waiting = f"{len(self.rows)} waiting"
        if self.wanted != QueueFilter():
            waiting = f"{len(shown)} of {waiting}"
        self.frame.set_head(
            "Clear to Post   Review queue", waiting, self._filter_words(), self.program.whose
        )
        minute = now.replace(second=0)
        if (self.rows, minute) != self._drawn:
            # Format the rows, up to five thousand, once a minute, not at every key of a search.
            self._drawn = (self.rows, minute)
            self._worded = {row.session: _worded(row, now) for row in self.rows}
        rows = [self._worded[row.session] for row in shown] or [Row("", self._nothing(), "quiet")]
        self.query_one("#waiting", RowList).set_rows([*self._different(), *rows])
        self.frame.set_standing(self._words_below())
        self._draw_about()

    def _different(self) -> Iterator[Row]:
        """Yield a row for what is missing or not what others saw; search and filter leave these."""
        for found in self.differences[:MOST_DIFFERENT]:
            yield Row(f"{_OF_THE_LOG}{found.note.session}", different_words(found), "victim")
        if more := len(self.differences[MOST_DIFFERENT:]):
            yield Row("", more_different(more), "victim")

    def _nothing(self) -> str:
        if self._problem is not None:
            return f"{self._problem.title}."
        if not self._read:
            return READING
        return "None match." if self.rows else NOTHING_WAITS

    def _words_below(self) -> str:
        if self._problem is not None:
            return problem_words(self._problem)
        if self._told:
            return self._told
        if self._left is not None:
            return reading_words(*self._left)
        if self.watch_disk.not_noted:
            return not_noted_words(self.watch_disk.not_noted)
        if self.watch_disk.inaccessible:
            return unreadable_words(self.watch_disk.inaccessible[0])
        return "Enter opens one. The most serious and oldest come first."

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
        return f"Filter: {chosen}" if chosen else "What waits for a supervisor"

    def _here(self) -> QueueRow | None:
        row = self.query_one("#waiting", RowList).row
        return next((r for r in self.rows if row is not None and r.session == row.id), None)

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        self._told = ""
        self.frame.set_standing(self._words_below())
        self._draw_about()

    def _draw_about(self) -> None:
        row = self._here()
        lines: list[str] = []
        if row is not None:
            age = age_words(max(local_now() - row.since, timedelta()))
            down = down_words(row.taken_down, None)
            held = LEGAL_HOLD if row.held else ""
            where = ", ".join(filter(None, (show_text(row.session), held, down)))
            lines = ["", f"{row.short}, by {show_text(row.author)}", where]
            lines.append(f"{WAITS_WORDS[row.waits_for].capitalize()}; waiting {age}.")
            if row.not_yours:
                lines.append(row.not_yours)
            elif row.overdue:
                lines.append(owed_words(row.overdue[0]))
        elif (found := self._different_here()) is not None:
            how = difference_words(found, login_of(found.note.by), local_now())
            lines = ["", show_text(found.note.session), f"{how.capitalize()}.", WHAT_NOW]
        self.query_one("#about", Static).update(Content("\n".join(lines)))

    def _different_here(self) -> Difference | None:
        row = self.query_one("#waiting", RowList).row
        named = row.id.removeprefix(_OF_THE_LOG) if row is not None else ""
        return next((found for found in self.differences if found.note.session == named), None)

    @on(RowList.Opened)
    async def _open(self) -> None:
        row, self._told = self._here(), ""
        if row is not None and row.waits_for == FOLLOW_UP:
            self.program.complete(f"{row.folder}/{row.session}", row.overdue[0].item)
        elif row is not None:
            # With its folder, so that a copy of the file in another folder is not ambiguous.
            await self.program.open_review(f"{row.folder}/{row.session}")

    def action_search(self) -> None:
        """Show the search line, which filters the list at every keystroke."""
        self.query_one(FieldLine).display = True
        self.query_one("#find").focus()

    @on(LineInput.Changed)
    def _search(self, event: LineInput.Changed) -> None:
        self.wanted = replace(self.wanted, text=event.value)
        self.draw()

    @on(LineInput.Submitted)
    def _to_the_list(self) -> None:
        """Move the focus to the results; a second Enter opens one."""
        self.query_one(FieldLine).display = bool(self.wanted.text)
        self.query_one("#waiting").focus()

    def on_key(self, event: events.Key) -> None:
        """Move in the list with the arrow keys while the search line has the focus."""
        if event.key in ("up", "down") and self.query_one("#find").has_focus:
            event.stop()
            self.query_one("#waiting", RowList).action_move(1 if event.key == "down" else -1)

    def _stop_searching(self) -> None:
        self.query_one("#find", LineInput).value = ""
        self._to_the_list()

    @work
    async def action_filter(self) -> None:
        """Ask which sessions to show."""
        wanted = self.wanted

        async def attempt(values: dict[str, str]) -> Problem | None:
            try:
                self.wanted = replace(wanted_from(values), text=wanted.text)
            except Problem as problem:
                return problem
            return None

        blanks = (
            Blank("author", "Author", wanted.author),
            Blank("type", "Incident type", wanted.incident_type, hint="such as traffic-serious"),
            Blank("waits", "Waits for", wanted.waits_for, hint=WAITS_HINT),
            Blank("status", "Status", wanted.status, hint="ready, expired, posted..."),
            Blank("since", "Since", wanted.since.isoformat() if wanted.since else "", "2026-11-22"),
        )
        await self.app.push_screen_wait(
            AskLines(
                "Which ones?",
                "An empty field matches everything.",
                blanks,
                attempt,
                does=SHOWS_THEM,
            )
        )
        self.draw()

    def action_all(self) -> None:
        """Show all sessions again."""
        self.wanted = QueueFilter()
        self._stop_searching()
        self.draw()

    def tell_problem(self, problem: Problem) -> None:
        """Show in the status line why something was refused, until the cursor moves."""
        self._told = problem_words(problem)
        self.frame.set_standing(self._told)

    def action_help(self) -> None:
        """Open the help on the keys of this screen."""
        self.program.show_help("queue")

    async def action_leave(self) -> None:
        """End an active search, or leave the queue."""
        if self.query_one(FieldLine).display:
            self.wanted = replace(self.wanted, text="")
            self._stop_searching()
            self.draw()
            return
        self.dismiss(None)


def _worded(row: QueueRow, now: datetime) -> Row:
    tone = "victim" if row.waits_for == "exception" else ""
    return Row(row.session, queue_words(row, now), "quiet" if row.not_yours else tone)


def wanted_from(values: dict[str, str]) -> QueueFilter:
    """Return the filter that was typed.

    Raises Refused for an invalid date.
    """
    since = values["since"].strip()
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise Refused("Not a day", "Enter it like 2026-11-22.", "", field="since") from None
    return QueueFilter(
        waits_for=values["waits"].strip().lower(),
        status=status_named(values["status"].strip().lower()),
        incident_type=values["type"].strip().lower(),
        author=values["author"].strip(),
        since=day,
    )
