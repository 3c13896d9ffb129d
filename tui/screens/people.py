"""The people list: labels and classes, never names."""

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from checklists import changes
from checklists.open_session import Change
from checklists.problems import Problem
from checklists.session import Person
from tui.keys import bindings
from tui.questions import (
    CLASS_WHY,
    FOR_WHOM,
    NEVER_NAMES,
    PEOPLE_WHY,
    REASON,
    ROW_STAYS,
    VERIFIED_BY,
    VERIFIED_HINT,
    class_options,
    first_list,
    for_whom_options,
    stands_for_nobody,
    stays_removed,
)
from tui.screens.ask import AskChoice, AskLines, Attempt, Blank
from tui.screens.session_screen import SessionScreen
from tui.widgets.row_list import Row, RowList
from tui.words import person_words


class People(SessionScreen):
    """One row a person, removed ones included."""

    place = "people"
    BINDINGS = bindings("people")

    def body(self) -> ComposeResult:
        """What the list is for, and the list."""
        yield Static("", id="explain", markup=False)
        yield RowList(id="people-list")

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one("#people-list").focus()
        self.redraw()

    def where_words(self) -> str:
        """How many are listed."""
        return f"People list: {len(self.session.listed)} listed"

    def redraw(self) -> None:
        """Each person in a row."""
        super().redraw()
        self.query_one("#explain", Static).update(NEVER_NAMES if self.is_low else PEOPLE_WHY)
        checklist = self.opened.checklist
        rows = [
            Row(person.label, person_words(person, checklist), "quiet" if person.removed else "")
            for person in self.session.people
        ]
        if not rows:
            rows = [Row("", "Nobody yet: a adds somebody.", "quiet")]
        self.query_one("#people-list", RowList).set_rows(rows)

    def _here(self) -> Person | None:
        row = self.query_one("#people-list", RowList).row
        person = self.session.person(row.id) if row else None
        if person is None:
            self.tell("Nobody is chosen.")
        elif person.removed:
            self.tell(stays_removed(person))
            return None
        return person

    async def _ask_class(self, title: str) -> str | None:
        options = class_options(self.opened.known_checklist())
        return await self.app.push_screen_wait(AskChoice(title, CLASS_WHY, options))

    async def _ask_for_whom(self, class_id: str, label: str = "") -> str | None:
        """For whom somebody of a linked class stands; empty where the class asks no one."""
        checklist = self.opened.known_checklist()
        offered = checklist.person_class(class_id)
        if offered is None or not offered.linked:
            return ""
        options = for_whom_options(self.session, checklist, class_id, label)
        if not options:
            self.tell(first_list(offered.title))
            return None
        return await self.app.push_screen_wait(AskChoice(FOR_WHOM, offered.means, options))

    async def _change(self, change: Change) -> None:
        await self.save(change)

    @work
    async def action_add(self) -> None:
        """A class, and for whom they stand."""
        class_id = await self._ask_class("Add somebody")
        if class_id is None:
            return
        stands_for = await self._ask_for_whom(class_id)
        if stands_for is None:
            return
        await self._change(
            lambda session: changes.add_person(
                session,
                self.opened.known_checklist(),
                class_id,
                stands_for=stands_for,
                actor=self.opened.actor,
                now=self.opened.clock(),
            )
        )
        if self.session.people:
            self.query_one("#people-list", RowList).go_to(self.session.people[-1].label)

    @work
    async def action_link(self) -> None:
        """Correct for whom somebody stands."""
        person = self._here()
        if person is None:
            return
        stands_for = await self._ask_for_whom(person.person_class, person.label)
        if stands_for:
            await self._change(
                lambda session: changes.link_person(
                    session,
                    self.opened.known_checklist(),
                    person.label,
                    stands_for,
                    actor=self.opened.actor,
                    now=self.opened.clock(),
                )
            )
        elif stands_for == "":
            self.tell(stands_for_nobody(person.label))

    @work
    async def action_remove(self) -> None:
        """Take somebody off, with a reason and who verified it."""
        person = self._here()
        if person is None:
            return

        async def attempt(values: dict[str, str]) -> Problem | None:
            return await self.attempt(
                lambda session: changes.remove_person(
                    session,
                    person.label,
                    because=values["reason"],
                    verified_by=values["verified-by"],
                    actor=self.opened.actor,
                    now=self.opened.clock(),
                )
            )

        await self._ask_reason(f"Take {person.label} off the list", attempt)

    @work
    async def action_reclassify(self) -> None:
        """Change somebody's class: a new label, with a reason and who verified it."""
        person = self._here()
        if person is None:
            return
        class_id = await self._ask_class(f"{person.label}: which class?")
        if class_id is None:
            return
        stands_for = await self._ask_for_whom(class_id, person.label)
        if stands_for is None:
            return

        async def attempt(values: dict[str, str]) -> Problem | None:
            return await self.attempt(
                lambda session: changes.reclassify_person(
                    session,
                    self.opened.known_checklist(),
                    person.label,
                    class_id,
                    stands_for=stands_for,
                    because=values["reason"],
                    verified_by=values["verified-by"],
                    actor=self.opened.actor,
                    now=self.opened.clock(),
                )
            )

        await self._ask_reason(f"Change the class of {person.label}", attempt)

    async def _ask_reason(self, title: str, attempt: Attempt) -> None:
        blanks = (
            Blank("reason", REASON),
            Blank("verified-by", VERIFIED_BY, hint=VERIFIED_HINT),
        )
        await self.app.push_screen_wait(AskLines(title, ROW_STAYS, blanks, attempt))
