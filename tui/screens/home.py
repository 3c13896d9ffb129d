"""The home screen: unfinished sessions first, then the incident types."""

import asyncio
import math
import time
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.errors import Problem
from checklists.index.offers import Offers
from checklists.session.list_row import Listed
from checklists.text import show_text
from checklists.workstation.clock import local_now
from checklists.workstation.file_state import is_gone
from tui.screens.home_rows import (
    broken_rows,
    due_rows,
    found_rows,
    queue_rows,
    type_rows,
    unfinished_rows,
)
from tui.screens.home_search import HomeSearch
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
from tui.wording.follow_up_words import ENTER_COMPLETES, owed_words, where_words
from tui.wording.keys import footer
from tui.wording.list_words import (
    ENDED_WORDS,
    FIND_WHAT,
    LOOKING,
    NOTHING_FOUND,
    OPEN_FOUND,
    by_words,
    came_back_words,
    cannot_be_read_words,
    first_words,
    last_changed_words,
    reading_words,
    unfinished,
)
from tui.wording.program_words import HOME, out_words, problem_words

if TYPE_CHECKING:
    from textual.widgets import Input

    from checklists.index.index import Found, Progress
    from checklists.index.watch import OwnWatch, QueueWatch
    from checklists.review.queue import NewReview

FIRST_WORDS_AT_ONCE = 0.01
"""Seconds that the first frame may wait for the first words of drafts: some four sessions, a
twentieth of its time. The others come right after it."""
KNOWN_AT_ONCE = 200
"""Sessions of everybody up to which the first frame says how many wait for a supervisor: of 1,700
that alone took a fifth of its time."""
TYPING_PAUSE = 0.2
"""Seconds without a letter before a search begins."""


class Home(Screen[None]):
    """Sessions and incident types in one list."""

    AUTO_FOCUS = ""
    BINDINGS = bindings("home")

    def __init__(self) -> None:
        super().__init__()
        self.frame = Frame()
        self._told = self._told_at = ""
        """Why something was refused, and the row under the cursor meanwhile."""
        self._reviews: dict[str, NewReview] = {}
        """The newest review of each unfinished session since its author last did something."""
        self._reviews_of: tuple[object, ...] = ()
        """What they were read from."""
        self._words: dict[str, tuple[Listed, str]] = {}
        """The first words of the draft of each unfinished session, and the row they belong to."""
        self._search: HomeSearch | None = None
        self._is_finding = False
        self._rows_width: int | None = None
        self._problem: Problem | None = None
        self._reading = False
        self._coming_from = ""
        """The row on which the cursor belongs; the first one if empty."""
        self._put_on = ""
        """The row on which the program put the cursor."""
        self._is_arriving = True
        """Whether rows may still come, and the user has not moved the cursor yet."""
        self._asked_again = False
        # None until there is a folder: an empty home is drawn sooner without a watch. A shared
        # home always has one, because its refresh reports a damaged home.
        self._own: OwnWatch | None = None
        # None for everybody but a supervisor.
        self._queue: QueueWatch | None = None
        self._rules = ""
        self._offers, self._offers_of = Offers((), ()), ""
        """The types that can be started, and the fingerprint of the rules by which they can."""
        self._drawn: tuple[object, ...] | None = None
        self._due: list[Row] = []
        """The rows of what is due, as of when it was last asked what is drawn."""

    def compose(self) -> ComposeResult:
        """Yield the list, and the description of the row under the cursor."""
        with self.frame:
            yield RowList(id="home")
            yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        """Focus the list, and check the disk every few seconds."""
        self._fit_about()
        self.query_one("#home").focus()
        self.set_interval(LOOK_SECONDS, self.look_again)

    def on_unmount(self) -> None:
        """Close the index, and end a search."""
        self._close_watches()
        if self._search is not None:
            self._search.stop()

    def _close_watches(self) -> None:
        for watch in (self._own, self._queue):
            if watch is not None:
                watch.close()
        self._own = self._queue = None

    def on_screen_resume(self) -> None:
        """Read again: a session may have been started or finished meanwhile."""
        self.look()
        if self._search is not None:
            self._look_for(self._search.text)

    def on_resize(self) -> None:
        """Redraw the head lines; also the rows, which are as wide as the screen."""
        self._draw_head()
        self._fit_about()
        if self._rows_width not in (None, self.app.size.width):
            self.redraw()

    def _fit_about(self) -> None:
        """Shorten the description on a low screen, to leave room for the list."""
        self.query_one("#about").styles.height = 2 if self.frame.is_low else 4

    def _draw_head(self) -> None:
        self.frame.set_keys(footer("home", self.app.size.width))
        self.frame.set_head("Clear to Post", "", HOME, self.program.whose)

    @property
    def program(self) -> Program:
        """Return the program that shows this screen."""
        return program_of(self)

    @property
    def _is_shown(self) -> bool:
        """Whether there is something to draw on: as the program ends, the rows go first."""
        return self.is_active and bool(self.query("#about"))

    # Reading

    def look(self) -> None:
        """Read what is new: for AT_ONCE seconds now, the rest in the background.

        Reading before the first frame means that most users see a complete screen at once. How many
        wait for a supervisor is at first what was known of it, or nothing where that takes too
        long: their folders are everybody's.
        """
        if self._reading:
            self._asked_again = True
            return
        steps, waiting = self._steps()
        is_known = self._knows_who_waits()
        left = self._read(steps, AT_ONCE)
        self._reading = True
        if left is not None and self._own is not None:
            self._known(self._own)
        self._read_first_words(FIRST_WORDS_AT_ONCE)
        self.redraw()
        # From the start where something was only known. Not before this is drawn: a thread that
        # reads would hold it up.
        behind = None if left is None and is_known else chain(steps, waiting)
        self.call_after_refresh(self._read_behind, behind, left)

    def look_again(self) -> None:
        """Read in the background what changed since the last check.

        Examples are a session that a supervisor returned, one started elsewhere, and a state that
        changes with time. Nothing is drawn, and so nothing is sent to the terminal, while nothing
        is new.
        """
        if self.is_active and not self._reading:
            self._reading = True
            self._read_behind()

    def _steps(self) -> "tuple[Iterator[Progress], Iterator[Progress]]":
        """Begin to read what is new of the user's sessions, and of those that wait for them."""
        self._problem = None
        opening = self.program.opening
        rules = opening.store.rules
        if self._offers_of:
            # At the start they were read a moment ago.
            rules.refresh()
        if self._offers_of != rules.fingerprint or rules.is_unsure:
            self._offers, self._offers_of = opening.offers, rules.fingerprint
        if self._rules != rules.fingerprint:
            # The policy or the definitions changed: the rows have to be computed again.
            self._close_watches()
        if self._own is None and (
            opening.places.kind == "shared" or not is_gone(opening.places.sessions)
        ):
            from checklists.index.watch import OwnWatch  # noqa: PLC0415 (not for an empty home)

            self._rules = rules.fingerprint
            self._own = OwnWatch(self.program.open_index(), opening.actor, ENDED_AT_A_TIME)
        if self._own is None:
            return iter(()), iter(())
        if self._queue is None and opening.reviews_here:
            from checklists.index.watch import QueueWatch  # noqa: PLC0415 (as above)

            self._queue = QueueWatch(self.program.open_index(), opening.actor, ENDED_AT_A_TIME)
        queue = self._queue.refresh(local_now()) if self._queue is not None else iter(())
        return self._own.refresh(local_now()), queue

    @property
    def _found(self) -> "tuple[Found, ...]":
        """Return the user's sessions as they were last read."""
        return self._own.found if self._own is not None else ()

    def _knows_who_waits(self) -> bool:
        """Take what is known of the queue the first time; return whether that is enough for now."""
        if self._queue is None or self._queue.is_known:
            return False
        try:
            few = self._queue.count_known() <= KNOWN_AT_ONCE
            return few and self._queue.first_rows(local_now(), AT_ONCE)
        except Problem as problem:
            self._problem = problem
            return False

    def _known(self, own: "OwnWatch") -> None:
        """Take the rows that are already known, while the rest is read in the background."""
        try:
            own.take_known(local_now())
        except Problem as problem:
            self._problem = problem

    def _read(self, steps: "Iterator[Progress]", seconds: float) -> "Progress | None":
        """Read for a number of seconds; return the progress, or None when finished."""
        try:
            return for_a_while(steps, seconds)
        except Problem as problem:
            self._problem = problem
            return None

    def _read_first_words(self, seconds: float) -> None:
        """Read the first words of the drafts of unfinished sessions, where they may be new."""
        end, store = time.monotonic() + seconds, self.program.opening.store
        paths = {one.listed.id: one.path for one in self._found}
        words: dict[str, tuple[Listed, str]] = {}
        for listed in unfinished(one.listed for one in self._found):
            known = self._words.get(listed.id)
            if known is not None and known[0] == listed:
                words[listed.id] = known
            elif time.monotonic() < end:
                session = getattr(store.look(paths[listed.id]), "session", None)
                words[listed.id] = (listed, first_words(session) if session is not None else "")
        self._words = words

    def _read_reviews(self) -> None:
        """Read what supervisors said of unfinished sessions, where that may be new."""
        looked, store = time.time_ns(), self.program.opening.store
        found, state = self._found, store.reviews.names.state
        if (found, state) == self._reviews_of:
            return
        paths = {one.listed.id: one.path for one in found}
        own = unfinished(one.listed for one in found)
        try:
            self._reviews = store.reviewed_since((one.id, paths[one.id]) for one in own)
        except Problem as problem:
            self._problem = problem
        else:
            self._reviews_of = () if state.may_change_unseen(looked) else (found, state)

    @work(exclusive=True)
    async def _read_behind(
        self, steps: "Iterator[Progress] | None" = None, left: "Progress | None" = None
    ) -> None:
        try:
            if steps is None:
                steps = chain(*await asyncio.to_thread(self._steps))
            if left is None:
                left = await asyncio.to_thread(self._read, steps, AT_A_TIME)
            while left is not None and self._is_shown:
                self._drawn = None
                self.frame.set_standing(reading_words(left.read, left.of))
                left = await asyncio.to_thread(self._read, steps, AT_A_TIME)
            await asyncio.to_thread(self._read_reviews)
            await asyncio.to_thread(self._read_first_words, math.inf)
        finally:
            self._reading = False
        if not self._is_shown:
            # `on_screen_resume` draws it.
            return
        if self._asked_again:
            self._asked_again = False
            self.look()
        elif self._drawn != self._stands():
            self.redraw()
        else:
            self._is_arriving = False

    def _stands(self) -> tuple[object, ...]:
        """Return everything on disk that the screen depends on."""
        problem = str(self._problem) if self._problem is not None else ""
        waiting = self._queue.waiting if self._queue is not None else None
        # Thousands may be due: drawn is what was compared.
        self._due = due_rows(self._found, local_now(), self.app.size.width)
        due = [row.text for row in self._due]
        return (self._found, due, waiting, self._reviews, self._words, problem, self._offers)

    def come_back_to(self, session_id: str) -> None:
        """Put the cursor on this session the next time the home screen is shown."""
        self._coming_from, self._is_arriving = f"session:{session_id}", True

    def redraw(self) -> None:
        """Draw the rows as they were last read."""
        self._drawn = self._stands()
        self._draw_head()
        sessions = self.query_one("#home", RowList)
        sessions.set_rows(self._found_rows() if self._search is not None else self._home_rows())
        if self.is_active and self._is_arriving:
            if self._coming_from:
                # It is not the user who moves the cursor now: what was told stays.
                self._told_at = self._coming_from
                sessions.go_to(self._coming_from)
            else:
                sessions.action_move(-len(sessions.rows))
            self._put_on = sessions.row.id if sessions.row is not None else ""
            self._is_arriving = self._reading
        self.frame.set_standing(self._notice())
        self._draw_about()

    def _home_rows(self) -> list[Row]:
        own = [one.listed for one in self._found]
        self._rows_width = width = self.app.size.width
        queue = self._queue
        rows = [*self._due]
        rows += queue_rows(queue.waiting) if queue is not None else []
        words = {session_id: known[1] for session_id, known in self._words.items()}
        rows += unfinished_rows(own, self._reviews, words, width)
        rows += type_rows(self._offers.usable)
        if queue is None and self.program.opening.reviews_here:
            rows += queue_rows(None)
        return [*rows, *broken_rows(own)]

    def _found_rows(self) -> list[Row]:
        search = self._search
        if search is None or not search.text.strip():
            return [Row("", FIND_WHAT, "quiet", selectable=False)]
        self._rows_width = width = self.app.size.width
        rows = found_rows(search.hits, self.program.opening.actor.uid, width)
        nothing = NOTHING_FOUND if search.is_read else LOOKING
        return rows or [Row("", nothing, "quiet", selectable=False)]

    def _notice(self) -> str:
        if self._search is not None and self._search.problem is not None:
            return problem_words(self._search.problem)
        if self._problem is not None:
            return problem_words(self._problem)
        if self._told:
            return self._told
        out = self._offers.out
        if out:
            return out_words(out)
        if self._search is not None:
            return OPEN_FOUND if self._search.is_read else LOOKING
        return "Enter opens. Every answer is saved at once. Nothing is sent anywhere."

    @on(RowList.Moved)
    def _look_elsewhere(self) -> None:
        row = self.query_one("#home", RowList).row
        if row is None or row.id != self._put_on:
            self._is_arriving = False
        if self._told and (row is None or row.id != self._told_at):
            self._told = ""
            self.frame.set_standing(self._notice())
        self._draw_about()

    def _draw_about(self) -> None:
        row = self.query_one("#home", RowList).row
        lines: list[str] = []
        kind, _, name = row.id.partition(":") if row else ("", "", "")
        if kind == "type":
            # A type that went out since the rows were drawn is offered no more.
            offers = (o for o in self._offers.usable if o.id == name)
            lines = next((["", offer.title, offer.when] for offer in offers), [])
        elif kind == "session":
            lines = ["", *self._about_session(name)]
        elif kind == "due":
            lines = ["", *self._about_due(*name.rsplit(":", 1))]
        elif kind == "broken":
            why = next((o.listed.problem for o in self._found if o.listed.id == name), "")
            lines = [
                "",
                show_text(name),
                cannot_be_read_words(why),
                "The file was not changed. `cleartopost verify` says more.",
            ]
        shown = lines[1:] if self.frame.is_low else lines
        self.query_one("#about", Static).update(Content("\n".join(shown)))

    def _about_due(self, name: str, item: str) -> tuple[str, str, str]:
        """Return what is owed after a post, after which one, and what Enter does."""
        for one in self._found:
            if name == f"{one.path.parts[-3]}/{one.listed.id}":
                due = next((due for due in one.listed.due if due.item == item), None)
                where = where_words(one.listed.id, one.listed.case_number)
                return (owed_words(due) if due else "", where, ENTER_COMPLETES)
        return "", show_text(name), ""

    def _about_session(self, name: str) -> tuple[str, str, str]:
        """Return a session's ID, what Enter does with it, and when it was last changed."""
        found = self._found if self._search is None else [hit.found for hit in self._search.hits]
        names = ((one.listed, f"{one.path.parts[-3]}/{one.listed.id}") for one in found)
        listed = next((one for one, full in names if name in (one.id, full)), None)
        if listed is None:
            # It went since the rows were drawn.
            return show_text(name), "", ""
        if listed.author_uid != self.program.opening.actor.uid:
            does = by_words(listed)
        elif not listed.is_unfinished:
            does = ENDED_WORDS
        else:
            does = came_back_words(listed.misnamed, self._reviews.get(listed.id))
        return show_text(listed.id), does, last_changed_words(listed, local_now())

    # Searching

    async def action_search(self) -> None:
        """Show the search line: what it finds takes the place of the list."""
        if self._search is None:
            await self.query_one("#body").mount(self.program.find_line(), before="#home")
            self._look_for("")
        self.query_one("#find").focus()

    def _look_for(self, text: str) -> None:
        before = self._search
        if before is not None:
            before.stop()
        self._search = HomeSearch(text, before.hits if before is not None else ())
        self._told, self._is_arriving = "", False
        self._find()
        self.redraw()

    # By their names, because the first frame does without the module of their class.

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Look for what is typed now."""
        self._look_for(event.value)

    def on_input_submitted(self) -> None:
        """Move the focus to what was found; a second Enter opens one."""
        self.query_one("#home").focus()

    def on_key(self, event: events.Key) -> None:
        """Move in the list with the arrow keys while the search line has the focus."""
        is_there = self._search is not None and self.query_one("#find").has_focus
        if is_there and event.key in ("up", "down"):
            event.stop()
            self.query_one("#home", RowList).action_move(1 if event.key == "down" else -1)

    @work(group="find")
    async def _find(self) -> None:
        """Search off the drawing thread; one search at a time, until it is the one wanted."""
        if self._is_finding:
            return
        self._is_finding = True
        try:
            while (search := self._search) is not None and not search.is_read:
                await asyncio.sleep(TYPING_PAUSE)
                if search is not self._search:
                    continue
                reading = asyncio.create_task(asyncio.to_thread(search.read, self.program))
                drawn = search.hits
                while not reading.done():
                    await asyncio.wait({reading}, timeout=AT_A_TIME)
                    if search is self._search and self._is_shown and search.hits != drawn:
                        drawn = search.hits
                        self.redraw()
                await reading
                if search is self._search and self._is_shown:
                    self.redraw()
        finally:
            self._is_finding = False

    async def _end_search(self) -> None:
        if self._search is not None:
            self._search.stop()
            self._search = None
            self.query_one("#home").focus()
            await self.query("FieldLine").remove()
            self.redraw()

    @on(RowList.Opened)
    async def _open(self, event: RowList.Opened) -> None:
        kind, _, name = event.row.id.partition(":")
        self._told = ""
        if self._search is not None and self._search.is_old:
            # The row is not of what is looked for now.
            return
        if kind == "session":
            await self.program.open_walk(name)
        elif kind == "type":
            await self.program.start_walk(name)
        elif kind == "due":
            self.program.complete(*name.rsplit(":", 1))
        elif kind == "queue":
            self.program.open_queue()

    async def action_withdraw(self) -> None:
        """Withdraw the session under the cursor."""
        row = self.query_one("#home", RowList).row
        kind, _, name = row.id.partition(":") if row else ("", "", "")
        if kind != "session":
            self.frame.set_standing("Choose an unfinished session to cancel.")
            return
        await self.program.open_walk(name, then="withdraw")

    def tell_problem(self, problem: Problem) -> None:
        """Show in the status line why something was refused, until the cursor moves."""
        row = self.query_one("#home", RowList).row
        self._told, self._told_at = problem_words(problem), row.id if row is not None else ""
        self.frame.set_standing(self._told)

    def action_help(self) -> None:
        """Open the help on the keys of this screen."""
        self.program.show_help("home")

    async def action_leave(self) -> None:
        """End the search, or leave the program."""
        if self._search is not None:
            await self._end_search()
        else:
            self.app.exit(0)
