"""The walk: answering the steps, and going from there to everything else."""

import asyncio

from textual import work

from checklists import changes
from checklists.attesting import (
    answered_records,
    people_left,
)
from checklists.changes import EvidenceRefused
from checklists.definition import Step
from checklists.problems import Problem
from checklists.same_call import known_call, same_call
from checklists.walking import waits
from tui.questions import NOT_SAVED, NOT_SAVED_OPTIONS
from tui.screens.ask import AskChoice
from tui.screens.parts import open_part
from tui.screens.walk_moves import WalkMoves
from tui.screens.walk_rows import FOR
from tui.session_words import IS_YOURS, WRITES_ALREADY, WRITES_NOW, no_call_words
from tui.widgets.step_card import (
    why_lines,
)


class Walk(WalkMoves):
    """One session, step by step, and what is done with each."""

    # Answering

    async def action_confirm(self) -> None:
        """Attest what the confirm line says."""
        step = self.step
        if step is None:
            if self.part:
                open_part(self, self.part)
            return
        had_form = self.form is not None
        says_it = waits(self.states[step.id]) and not self.has_class("-narrow")
        if not had_form and not says_it and self._can_fill(step):
            # The line that says what would be attested is not in sight.
            await self.open_form()
            return
        if self.form is not None:
            _, problems = self.form.record()
            if problems:
                self.form.show_problems(problems)
                return
        records = self._would_attest(step).records
        done = await self.save(
            lambda session: changes.confirm(
                session,
                self.checklist,
                step.id,
                records,
                actor=self.opened.actor,
                now=self.opened.clock(),
            )
        )
        if not done:
            if not had_form and self.opened.unsaved is None:
                await self.open_form()
            return
        await self._after_answer(step, had_form=had_form)

    async def _after_answer(self, step: Step, *, had_form: bool) -> None:
        """On to the next person without a record, else to the next open step."""
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
        """Under the fields where the form is open, else in the standing line."""
        if isinstance(problem, EvidenceRefused):
            person = self._current_person()
            here = tuple(p for p in problem.problems if p.person in ("", person))
            if self.form is not None and here:
                self.form.show_problems(here)
                return
        self.tell_problem(problem)

    async def action_same_call(self) -> None:
        """Fill who, how and when as in the last answer; a second time: for everyone here."""
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
        values = same_call(step, call)
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
        """Does not apply, not done, or an exception."""
        from tui.screens.other_answer import other_answer  # noqa: PLC0415 (only when F7 is pressed)

        step = self.step
        if step is not None and await other_answer(self, step):
            await self._after_answer(step, had_form=self.form is not None)

    # Elsewhere

    def action_people(self) -> None:
        """The people list."""
        open_part(self, "people")

    def action_draft(self) -> None:
        """The draft."""
        open_part(self, "draft")

    def action_guards(self) -> None:
        """The wrong-type questions."""
        open_part(self, "questions")

    @work
    async def action_calls(self) -> None:
        """The call sheet; what is chosen there is gone to."""
        from tui.screens.call_sheet import CallSheet  # noqa: PLC0415 (only when F4 is pressed)

        await self.go_where(await self.app.push_screen_wait(CallSheet(self.opened)))

    @work
    async def action_ready(self) -> None:
        """Why not ready; or the text once more, to mark it ready."""
        if self.opened.blockers():
            from tui.screens.why_not_ready import WhyNotReady  # noqa: PLC0415 (only on F8)

            await self.go_where(await self.app.push_screen_wait(WhyNotReady(self.opened)))
        else:
            from tui.screens.mark_ready import MarkReady  # noqa: PLC0415 (only on F8)

            await self.app.push_screen_wait(MarkReady(self.opened))
            self.redraw()

    async def go_where(self, row_id: str | None) -> None:
        """Go to a row that another screen named, with the person for whom it waits (`row_for`), and
        open it."""
        if not row_id or not await self.leave_form():
            return
        row_id, _, person = row_id.partition(FOR)
        await self.close_form()
        self.go_to(row_id, person)
        self.redraw()
        await self.opened_row()

    @work
    async def action_withdraw(self) -> None:
        """Give the session up."""
        from tui.screens.withdrawing import withdraw  # noqa: PLC0415 (seldom needed)

        if await withdraw(self) and self.opened.unsaved is None:
            self.dismiss(None)

    @work
    async def action_posted(self) -> None:
        """Record that it went out."""
        from tui.screens.posting import record_posted  # noqa: PLC0415 (once a session)

        await record_posted(self)

    @work
    async def action_take_over(self) -> None:
        """Write here; one's own other terminal saves and leaves."""
        if not self.opened.read_only:
            self.tell(WRITES_ALREADY)
            return
        try:
            await asyncio.to_thread(self.opened.take_over)
        except Problem as problem:
            self.tell_problem(problem)
            return
        self.redraw()
        self.tell(WRITES_NOW)

    def action_continue(self) -> None:
        """Go on with a colleague's session in a new one of one's own."""
        if self.opened.is_own:
            self.tell(IS_YOURS)
        else:
            self.house.continue_walk(self.opened)

    async def action_leave(self) -> None:
        """From the form to the list; from the list home."""
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
        """Why the step is asked, and from where."""
        step = self.step
        if step is None:
            return ""
        lines = why_lines(step, self.house.catalog.sources, with_sources=True)
        return "\n".join([step.prompt, *lines])
