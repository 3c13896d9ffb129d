"""The walk through the steps of a checklist: answering them, and opening the other screens."""

from textual import work

from checklists import changes
from checklists.changes import EvidenceRefused
from checklists.definitions.model import Step
from checklists.errors import Problem
from checklists.gate.step_states import waits
from checklists.session.form import (
    answered_records,
    known_call,
    people_left,
    prefill,
)
from tui.flows.other_answers import other_answer
from tui.flows.posting import record_posted
from tui.flows.whole_session import take_over, withdraw
from tui.screens.ask import AskChoice
from tui.screens.parts import open_part
from tui.screens.walk_navigation import WalkMoves
from tui.screens.walk_rows import FOR
from tui.widgets.step_card import (
    why_lines,
)
from tui.wording.questions import NOT_SAVED, NOT_SAVED_OPTIONS
from tui.wording.session_words import IS_YOURS, WRITES_NOW, no_call_words


class Walk(WalkMoves):
    """The walk of one session, with what can be done with each step."""

    # Answering

    async def action_confirm(self) -> None:
        """Confirm what the confirm line says."""
        step = self.step
        if step is None:
            if self.part:
                open_part(self, self.part)
            return
        had_form = self.form is not None
        says_it = waits(self.states[step.id]) and not self.has_class("-narrow")
        if not had_form and not says_it and self._can_fill(step):
            # The line that says what would be attested is not visible.
            await self.open_form()
            return
        if self.form is not None:
            _, problems = self.form.record()
            if problems:
                self.form.show_problems(problems)
                return
        records = self._would_attest(step).records
        if not await self.save(changes.confirm, step.id, records):
            if not had_form and self.opened.unsaved is None:
                await self.open_form()
            return
        await self._after_answer(step, had_form=had_form)

    async def _after_answer(self, step: Step, *, had_form: bool) -> None:
        """Go to the next person without a record, or else to the next open step."""
        self.together = ()
        left = people_left(self.session, self.checklist, step) if step.per_person else ()
        if left and answered_records(self.session, step):
            self.person = left[0]
            if had_form:
                await self.open_form()
            self.redraw()
            return
        self.person = ""
        await self._go_on(with_form=had_form)

    def show_refusal(self, problem: Problem) -> None:
        """Show a refusal under the fields of an open form, or else in the status line."""
        if isinstance(problem, EvidenceRefused):
            person = self._current_person()
            here = tuple(p for p in problem.problems if p.person in ("", person))
            if self.form is not None and here:
                self.form.show_problems(here)
                return
        self.tell_problem(problem)

    async def action_same_call(self) -> None:
        """Fill in who, how and when from the last answer; a second time, for everyone left."""
        step = self.step
        if step is None:
            return
        if self.form is not None and step.per_person:
            left = people_left(self.session, self.checklist, step)
            waiting = tuple(label for label in left if label != self._current_person())
            if not self._would_attest(step).missing and waiting and not self.together:
                self.together = waiting
                self._draw_attest()
                return
        call = known_call(self.session, self.checklist)
        values = prefill(step, call)
        if not values:
            self.tell(no_call_words(call))
            return
        if self.form is None:
            await self.open_form(values)
        else:
            await self.form.fill(values)
            self.form.take_focus()
        await self.edited()

    @work
    async def action_other(self) -> None:
        """Answer that the step does not apply or was not done, or request an exception."""
        step = self.step
        if step is not None and await self.dialog.follow(other_answer(self.dialog, step)):
            await self._after_answer(step, had_form=self.form is not None)

    # Elsewhere

    def action_people(self) -> None:
        """Open the people list."""
        open_part(self, "people")

    def action_draft(self) -> None:
        """Open the draft."""
        open_part(self, "draft")

    def action_guards(self) -> None:
        """Open the wrong-type questions."""
        open_part(self, "questions")

    @work
    async def action_calls(self) -> None:
        """Open the call sheet, and go to the row that is chosen there."""
        from tui.screens.call_sheet import CallSheet  # noqa: PLC0415 (only when F4 is pressed)

        await self.go_where(await self.app.push_screen_wait(CallSheet(self.opened)))

    @work
    async def action_ready(self) -> None:
        """Open the list of what blocks the post, or else the final check."""
        if self.opened.blockers():
            from tui.screens.why_not_ready import WhyNotReady  # noqa: PLC0415 (only on F8)

            await self.go_where(await self.app.push_screen_wait(WhyNotReady(self.opened)))
        else:
            from tui.screens.mark_ready import MarkReady  # noqa: PLC0415 (only on F8)

            await self.app.push_screen_wait(MarkReady(self.opened))
            self.redraw()

    async def go_where(self, row_id: str | None) -> None:
        """Go to a row that another screen named, and open it.

        The name may include the person for whom the row waits (`row_for`).
        """
        if not row_id or not await self.leave_form():
            return
        row_id, _, person = row_id.partition(FOR)
        await self.close_form()
        self.go_to(row_id, person)
        self.redraw()
        await self.opened_row()

    @work
    async def action_withdraw(self) -> None:
        """Withdraw the session."""
        if await self.dialog.follow(withdraw(self.dialog)):
            self.dismiss(None)

    @work
    async def action_posted(self) -> None:
        """Record where and when it was posted."""
        platforms = self.program.catalog.platforms
        await self.dialog.follow(record_posted(self.dialog, platforms))

    @work
    async def action_take_over(self) -> None:
        """Take the lock; the user's other terminal saves and leaves."""
        if await self.dialog.follow(take_over(self.dialog)):
            self.redraw()
            self.tell(WRITES_NOW)

    async def action_continue(self) -> None:
        """Continue a colleague's session in a new one of the user's own."""
        if self.opened.is_own:
            self.tell(IS_YOURS)
        else:
            await self.program.continue_walk(self.opened)

    async def action_leave(self) -> None:
        """Go from the form to the list, or from the list to the home screen."""
        if self.form is not None:
            if await self.leave_form():
                await self.close_form()
                self.steps.focus()
                self.redraw()
            return
        if await self.try_again():
            self.dismiss(None)
        else:
            self._leave_unsaved()

    @work(exclusive=True, group="leave")
    async def _leave_unsaved(self) -> None:
        why = self.opened.why_unsaved
        chosen = await self.app.push_screen_wait(
            AskChoice(NOT_SAVED, why.message if why else "", NOT_SAVED_OPTIONS)
        )
        if chosen == "lose":
            self.dismiss(None)

    def help_text(self) -> str:
        """Return why the step is asked, with its sources."""
        step = self.step
        if step is None:
            return ""
        lines = why_lines(step, self.program.catalog.sources, with_sources=True)
        return "\n".join([step.prompt, *lines])
