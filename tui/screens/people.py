"""The people list: labels and classes, never names."""

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.errors import Problem
from checklists.text import show_text
from tui.flows import people
from tui.screens.session_screen import SessionScreen
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.program_words import problem_words
from tui.wording.questions import NEVER_NAMES, PEOPLE_WHY
from tui.wording.session_words import blockers_of
from tui.wording.words import person_words


class People(SessionScreen):
    """One row per person, including removed ones."""

    place = "people"
    BINDINGS = bindings("people")

    def body(self) -> ComposeResult:
        """Yield the purpose of the list, the list, and what is wrong with the selected row."""
        yield Static("", id="explain", markup=False)
        yield RowList(id="people-list")
        yield Static("", id="reason", markup=False)

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one("#people-list").focus()
        self.redraw()

    def where_words(self) -> str:
        """Return how many people are listed."""
        return f"People list: {len(self.session.listed)} listed"

    def draw(self) -> None:
        """Draw one row per person."""
        super().draw()
        self.query_one("#explain", Static).update(NEVER_NAMES if self.frame.is_low else PEOPLE_WHY)
        checklist = self.opened.checklist
        wrong = self._wrong_with()
        rows = [
            Row(
                person.label,
                f"[!] {person_words(person, checklist)}"
                if person.label in wrong
                else person_words(person, checklist),
                "victim" if person.label in wrong else "quiet" if person.removed else "",
            )
            for person in self.session.people
        ]
        if not rows:
            rows = [Row("", "Nobody is listed yet. Press a to add a person.", "quiet")]
        self.query_one("#people-list", RowList).set_rows(rows)
        self._say_what_is_wrong()

    def _wrong_with(self) -> dict[str, str]:
        """Return the first reason why each person blocks posting, by label."""
        found = blockers_of("people", self.opened.blockers())
        return {b.person: show_text(b.reason) for b in reversed(found) if b.person}

    @on(RowList.Moved)
    def _say_what_is_wrong(self) -> None:
        row = self.query_one("#people-list", RowList).row
        self._say_here(self._wrong_with().get(row.id, "") if row is not None else "")

    def _say_here(self, sentence: str) -> None:
        """Show a sentence about the person under the cursor, below the list."""
        reason = self.query_one("#reason", Static)
        reason.display = bool(sentence)
        reason.update(Content(sentence))

    def show_refusal(self, problem: Problem) -> None:
        """Show a refusal below the list, where it fits in full, unlike in the status line."""
        self._say_here(show_text(problem_words(problem)))

    def _here(self) -> str:
        row = self.query_one("#people-list", RowList).row
        return row.id if row else ""

    @work
    async def action_add(self) -> None:
        """Add a person to the list."""
        if await self.dialog.follow(people.add(self.dialog)):
            self.query_one("#people-list", RowList).go_to(self.session.people[-1].label)

    @work
    async def action_link(self) -> None:
        """Correct which person the one under the cursor is linked to."""
        await self.dialog.follow(people.link(self.dialog, self._here()))

    @work
    async def action_remove(self) -> None:
        """Remove the person under the cursor from the list."""
        await self.dialog.follow(people.remove(self.dialog, self._here()))

    @work
    async def action_reclassify(self) -> None:
        """Change the class of the person under the cursor."""
        await self.dialog.follow(people.reclassify(self.dialog, self._here()))
