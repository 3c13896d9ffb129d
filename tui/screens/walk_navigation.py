"""Navigation in the walk: between steps and people, into a form and out of it.

Leaving a form saves what was entered; it confirms nothing.
"""

from textual import on
from textual.containers import Vertical

from checklists import changes
from checklists.definitions.model import Step
from checklists.gate.step_states import next_step
from checklists.session.form import form_records, people_named, people_to_ask
from checklists.session.model import PERSON_KEY, Evidence
from tui.screens.parts import open_part
from tui.screens.walk_view import WalkView
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.row_list import RowList
from tui.wording.questions import NOT_KEPT, NOTHING_OPEN


class WalkMoves(WalkView):
    """The navigation in the walk of one session."""

    _came_to = ""
    """The row that the walk itself moved to, until the message of that move arrives."""

    def go_to(self, row_id: str, person: str = "") -> None:
        """Put the cursor on a row, for one of the people its step asks about."""
        if self.steps.row is None or self.steps.row.id != row_id:
            self._came_to = row_id
        self.steps.go_to(row_id)
        self.person, self.together, self.why = person, (), 0

    @on(RowList.Moved, "#steps")
    async def moved(self) -> None:
        """Save and close the form of the previous row after the cursor moved."""
        came_to, self._came_to = self._came_to, ""
        if self.steps.row is not None and self.steps.row.id == came_to:
            return
        if self.form is not None and self.form.step != self.step:
            await self.keep_form()
            await self.close_form()
        self.person, self.together, self.why = "", (), 0
        self.forget_notice()
        self.redraw()

    @on(RowList.Opened, "#steps")
    async def opened_row(self) -> None:
        """Open the form of a step, or the screen of a part."""
        if self.part:
            open_part(self, self.part)
        else:
            await self.open_form()

    async def open_form(self, values: Evidence | None = None) -> None:
        """Open the form of the step under the cursor, with proposed values if given."""
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
        record = {**form_records(self.session, step).get(person, {}), **(values or {})}
        names = people_named(self.session, self.checklist)
        form = EvidenceForm(step, record, self.opened.clock(), names, person)
        self.add_class("-form")
        await self.query_one("#form", Vertical).mount(form)
        self._draw_card()
        self.call_after_refresh(form.take_focus)

    def draw(self) -> None:
        """Draw the session and the row under the cursor.

        A form whose step was redefined while it was open is opened again.
        """
        super().draw()
        if self._form_is_outdated():
            self.call_later(self._open_anew)

    def _form_is_outdated(self) -> bool:
        form, step = self.form, self.step
        return (
            form is not None and step is not None and form.step.id == step.id and form.step != step
        )

    async def _open_anew(self) -> None:
        if self._form_is_outdated():
            await self.keep_form()
            await self.open_form()

    async def keep_form(self) -> None:
        """Save what was entered, including the field being edited; confirm nothing."""
        form = self.form
        if form is None:
            return
        record, _ = form.record()
        begun = form_records(self.session, form.step).get(form.person, {})
        if record == {key: value for key, value in begun.items() if key != PERSON_KEY}:
            return
        if form.person:
            record = {PERSON_KEY: form.person, **record}
        await self.save(changes.enter, form.step.id, record)

    async def leave_form(self) -> bool:
        """Save what was entered; return whether the form may be left.

        Text that is not a valid value cannot be saved. The first attempt to leave warns about it.
        """
        await self.keep_form()
        if self.form is not None and self.form.warns():
            self.tell(NOT_KEPT)
            return False
        return True

    async def close_form(self) -> None:
        """Remove the form.

        Save its values first, unless they were confirmed.
        """
        for form in self.query(EvidenceForm):
            await form.remove()
        self.remove_class("-form")

    async def action_step(self, by: int) -> None:
        """Move by a number of steps; an open form is replaced by that of the new step."""
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
        """Switch to the next or previous person."""
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
        """Go to the next open step."""
        if not await self.leave_form():
            return
        had_form = self.form is not None
        if not await self._go_on(with_form=had_form):
            self.tell(NOTHING_OPEN)

    async def _go_on(self, *, with_form: bool) -> bool:
        """Go to the next open step; return whether there is one."""
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
        """Redraw the confirm line after the last field.

        Nothing precedes the first field: moving from there to the list would turn the next typed
        letters into commands. Escape leads to the list.
        """
        if event.by > 0:
            self._draw_attest()

    @on(EvidenceForm.Edited)
    async def edited(self) -> None:
        """Save what was entered."""
        if self.form is not None:
            await self.keep_form()
            self._draw_attest()
