"""Moving in the walk: from step to step and from person to person, into a form and out of it.

A form that is left keeps what is filled in; it confirms nothing.
"""

from functools import partial

from textual import on
from textual.containers import Vertical

from checklists import changes
from checklists.attesting import begun_records, people_to_ask
from checklists.definition import Step
from checklists.same_call import people_named
from checklists.session import PERSON_KEY, Evidence
from checklists.walking import next_step
from tui.questions import NOT_KEPT, NOTHING_OPEN
from tui.screens.parts import open_part
from tui.screens.walk_view import WalkView
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.row_list import RowList


class WalkMoves(WalkView):
    """One session, step by step: how one moves."""

    _came_to = ""
    """The row to which the walk itself moved, before it hears of that."""

    def go_to(self, row_id: str, person: str = "") -> None:
        """Put the cursor on a row, for one of the people whom its step asks for."""
        if self.steps.row is None or self.steps.row.id != row_id:
            self._came_to = row_id
        self.steps.go_to(row_id)
        self.person, self.together, self.why = person, (), 0

    @on(RowList.Moved, "#steps")
    async def moved(self) -> None:
        """Another row is under the cursor; the form of the row before goes."""
        came_to, self._came_to = self._came_to, ""
        if self.steps.row is not None and self.steps.row.id == came_to:
            return
        if self.form is not None and self.form.step is not self.step:
            await self.keep_form()
            await self.close_form()
        self.person, self.together, self.why = "", (), 0
        self.forget_notice()
        self.redraw()

    @on(RowList.Opened, "#steps")
    async def opened_row(self) -> None:
        """Enter opens: the form of a step, or the screen of a part."""
        if self.part:
            open_part(self, self.part)
        else:
            await self.open_form()

    async def open_form(self, values: Evidence | None = None) -> None:
        """Open the form of the step under the cursor, with values proposed where given."""
        step = self.step
        if step is None:
            return
        if self.opened.read_only:
            self.tell("READ ONLY: nothing can be entered here.")
            return
        if step.per_person and not self._current_person():
            self.tell("Nobody of the people this asks for is on the list: F2. Or F7.")
            return
        await self.close_form()
        person = self._current_person()
        record = {**begun_records(self.session, step).get(person, {}), **(values or {})}
        names = people_named(self.session, self.checklist)
        form = EvidenceForm(step, record, self.opened.clock(), names, person)
        self.add_class("-form")
        await self.query_one("#form", Vertical).mount(form)
        self._draw_card()
        self.call_after_refresh(form.take_focus)

    async def keep_form(self) -> None:
        """Save what is filled in, the field that is being typed in with it. It confirms nothing."""
        form = self.form
        if form is None:
            return
        record, _ = form.record()
        begun = begun_records(self.session, form.step).get(form.person, {})
        if record == {key: value for key, value in begun.items() if key != PERSON_KEY}:
            return
        if form.person:
            record = {PERSON_KEY: form.person, **record}
        change = partial(
            changes.enter, checklist=self.checklist, step_id=form.step.id, record=record
        )
        await self.save(change)

    async def leave_form(self) -> bool:
        """Keep what is filled in, and say whether the form may be left: what was typed and is no
        value cannot be kept, which the first try to leave says instead."""
        await self.keep_form()
        if self.form is not None and self.form.warns():
            self.tell(NOT_KEPT)
            return False
        return True

    async def close_form(self) -> None:
        """Take the form away. What it held must be kept before, where it is not answered."""
        for form in self.query(EvidenceForm):
            await form.remove()
        self.remove_class("-form")

    async def action_step(self, by: int) -> None:
        """The step before or after; a form stays open."""
        had_form = self.form is not None
        if not await self.leave_form():
            return
        await self.close_form()
        self.steps.action_move(by)
        if had_form and self.step is not None:
            self.call_after_refresh(self.open_form)
        else:
            self.steps.focus()

    async def action_person(self, by: int) -> None:
        """The person before or after."""
        step = self.step
        if step is None or not step.per_person:
            return
        labels = people_to_ask(self.session, self.checklist, step)
        if labels and await self.leave_form():
            at = labels.index(self._current_person())
            self.person = labels[(at + by) % len(labels)]
            if self.form is not None:
                await self.open_form()
            self.redraw()

    async def action_next_open(self) -> None:
        """The next step that waits."""
        if not await self.leave_form():
            return
        had_form = self.form is not None
        if not await self._go_on(with_form=had_form):
            self.tell(NOTHING_OPEN)

    async def _go_on(self, *, with_form: bool) -> bool:
        """On to the next open step; says whether there is one."""
        step = self.step
        found = next_step(self.checklist, self.states, step.id if step else "")
        await self.close_form()
        if found is None:
            self.steps.focus()
            self.redraw()
            return False
        self.go_to(found.id)
        self.redraw()
        if with_form and self._can_fill(found):
            await self.open_form()
        else:
            self.steps.focus()
        return True

    def _can_fill(self, step: Step) -> bool:
        return not step.per_person or bool(people_to_ask(self.session, self.checklist, step))

    @on(EvidenceForm.Left)
    def left_form(self, event: EvidenceForm.Left) -> None:
        """Beyond the last field is the confirm key. Before the first is nothing: in the list,
        which Escape leads to, what is typed next would be commands."""
        if event.by > 0:
            self._draw_attest()

    @on(EvidenceForm.Edited)
    async def edited(self) -> None:
        """Keep what is filled in."""
        if self.form is not None:
            await self.keep_form()
            self._draw_attest()
