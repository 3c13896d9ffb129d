"""The walk through the steps of a checklist: moving in it, answering, and opening other screens.

Leaving a form saves what was entered; it confirms nothing.
"""

from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from checklists import changes
from checklists.changes import EvidenceRefused
from checklists.definitions.model import Step
from checklists.errors import Problem
from checklists.gate.step_states import place_of, waits
from checklists.session.form import (
    answered_records,
    call_from,
    people_left,
    people_to_ask,
    prefill,
)
from checklists.session.post_length import load_for_links_and_emoji
from checklists.workspace.open_session import OpenSession
from tui.flows.other_answers import other_answer
from tui.flows.places import READY, blocking_parts, next_place
from tui.flows.posting import record_posted
from tui.flows.whole_session import (
    agree_to_continue,
    take_over,
    tell_others_of_case,
    withdraw,
)
from tui.screens.ask import AskChoice
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_card import WalkCard
from tui.screens.walk_list import FOR, StepList, landing_row, open_part, post_lines, row_of
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.frame import WIDE, Lines, bindings
from tui.widgets.line_input import TimeInput
from tui.widgets.picker import Picker
from tui.widgets.row_list import RowList
from tui.wording.keys import form_footer, reading_footer
from tui.wording.questions import (
    MORE_TO_READ,
    N_AGAIN,
    NOT_SAVED,
    NOT_SAVED_OPTIONS,
    NOT_TEXT,
    NOTHING_OPEN,
    PARTS,
    THE_POST,
    UNFOLDS,
)
from tui.wording.session_words import (
    WRITES_NOW,
    copied_words,
    no_call_words,
    part_of,
    same_for_words,
    why_lines,
)


class Walk(SessionScreen):
    """The walk of one session: the list of its steps, and the card of one of them."""

    CSS_PATH = ["frame.tcss", "walk.tcss"]
    place = "walk"
    BINDINGS = bindings("walk")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        load_for_links_and_emoji()
        self.steps = StepList(opened)
        self.card = WalkCard(self, self.steps)
        self._left_at = opened.session.revision
        self._case_number = opened.session.case_number
        self.post = Lines("post")
        """Beside the card, where there is room."""

    def body(self) -> ComposeResult:
        """Yield the list and the card."""
        with Horizontal():
            yield self.steps
            yield self.card
            yield self.post

    def on_mount(self) -> None:
        """Put the cursor on the row where work waits."""
        self.steps.go_to(landing_row(self.opened))
        self.steps.focus()
        self.redraw()
        # The cursor has moved by then, which takes a message away.
        self.call_after_refresh(self.tell_reviews)

    def on_screen_suspend(self) -> None:
        """Note what was on disk when another screen came over this one."""
        self._left_at = self.opened.session.revision

    @on(events.ScreenResume)
    async def go_on_from_part(self) -> None:
        """Go on to the next row where work waits, if a part was done meanwhile; open its form."""
        if self.session.case_number != self._case_number:
            self._case_number = self.session.case_number
            self._tell_others_of_case()
        part = self.steps.part
        is_changed = self.opened.session.revision != self._left_at
        if not part or not is_changed or self.form is not None:
            return
        if part not in {part_of(blocker) for blocker in self.opened.blockers()}:
            self.steps.come_to(landing_row(self.opened))
            self.redraw()
            if self.step is not None and self._can_fill(self.step):
                await self.card.open_form()

    @work
    async def _tell_others_of_case(self) -> None:
        await tell_others_of_case(self.dialog)

    # Display

    @property
    def form(self) -> EvidenceForm | None:
        """Return the open form, or None."""
        return self.card.form

    @property
    def step(self) -> Step | None:
        """Return the step under the cursor, or None on a part of the whole post."""
        return self.steps.step

    @property
    def would_commit(self) -> tuple[str, str]:
        """Return the row and the person that F5 would confirm."""
        row = self.steps.row
        return (row.id if row is not None else "", self.steps.current_person)

    def where_words(self) -> str:
        """Return the position in the checklist, as `Family told, step 5 of 20`.

        A narrow screen shows either the list or the card, so it also names the step, and the person
        whom the form may have scrolled out of sight: `VICTIM 6/19 K1 family notified`.
        """
        step = self.step
        if step is None:
            return self.steps.section.title if self.steps.section else THE_POST
        section, number, of = place_of(self.steps.checklist, step.id)
        if self.frame.is_narrow:
            whose = f"{self.steps.current_person} " if self.steps.current_person else ""
            return f"{'VICTIM ' if step.victim_related else ''}{number}/{of} {whose}{step.short}"
        return f"{section}, step {number} of {of}"

    def footer_words(self) -> str:
        """Return the key line: of the list, of the form, or with the key that allows writing."""
        width = self.app.size.width
        if self.opened.read_only:
            return reading_footer(width, own=self.opened.is_own)
        return super().footer_words() if self.form is None else form_footer(width)

    def draw(self) -> None:
        """Draw the session and the row under the cursor.

        A form whose step was redefined while it was open is opened again.
        """
        self.steps.show_states()
        super().draw()
        self.card.draw()
        if self.app.size.width >= WIDE:
            self.post.show("\n".join(post_lines(self.session, self.steps.checklist)))
        if self.card.is_outdated():
            self.call_later(self.card.open_anew)

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,  # noqa: ARG002, FBT001, FBT002 (Textual's own signature)
        from_app_focus: bool = False,  # noqa: FBT001, FBT002 (Textual's own signature)
    ) -> None:
        """Set the focus without scrolling; only the card scrolls."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    @on(TimeInput.Selected)
    def time_selected(self, event: TimeInput.Selected) -> None:
        """Say what another `n` does, until it did."""
        if event.replaced:
            self.forget_notice()
        else:
            self.tell(N_AGAIN)

    @on(Picker.NotText)
    def not_text(self) -> None:
        """Say that the text that was typed had no effect."""
        self.tell(NOT_TEXT)

    def action_why(self) -> None:
        """Show why the step is asked; again for its sources, again to close.

        Where a narrow screen hides the card, all of it opens on a screen of its own.
        """
        if self.frame.is_narrow and self.form is None and self.step is not None:
            self.program.show_reading(self.help_text())
            return
        self.steps.why = (self.steps.why + 1) % 3
        self.card.draw()

    # Moving

    @on(RowList.Moved, "#steps")
    async def moved(self) -> None:
        """Save and close the form of the previous row after the cursor moved."""
        if self.steps.has_come():
            return
        if self.form is not None and self.form.step != self.step:
            await self.card.keep_form()
            await self.card.close_form()
        self.steps.forget()
        self.forget_notice()
        self.redraw()

    @on(RowList.Opened, "#steps")
    async def opened_row(self) -> None:
        """Open the form of a step, or the screen of a part."""
        if self.steps.part:
            open_part(self, self.steps.part)
        else:
            await self.card.open_form()

    async def action_step(self, by: int) -> None:
        """Move by a number of steps; an open form is replaced by that of the new step."""
        had_form = self.form is not None
        if not await self.card.leave_form():
            return
        with self.app.batch_update():
            await self.card.close_form()
            self.steps.go_by(by)
            if had_form and self.step is not None:
                await self.card.open_form()
            else:
                self.steps.focus()

    async def action_person(self, by: int) -> None:
        """Switch to the next or previous person."""
        step = self.step
        if step is None or not step.per_person:
            return
        labels = people_to_ask(self.session, self.steps.checklist, step)
        if labels and await self.card.leave_form():
            at = labels.index(self.steps.current_person)
            self.steps.person = labels[(at + by) % len(labels)]
            if self.form is not None:
                await self.card.open_form()
            else:
                self.redraw()

    async def action_next_open(self) -> None:
        """Go to the next open step."""
        if not await self.card.leave_form():
            return
        had_form = self.form is not None
        if not await self._go_on(with_form=had_form):
            self.tell(NOTHING_OPEN)

    async def _go_on(self, *, with_form: bool) -> bool:
        """Go to the next open step, or else to a part of the post; return whether there is one."""
        here = self.steps.after
        # A part has its own row and key here: it comes when no step is left.
        place = next_place(self.opened, here, (here, *PARTS))
        if place == READY:
            place = next(iter(blocking_parts(self.opened)), READY)
        # One frame: the card before must not stand half over the next one.
        with self.app.batch_update():
            await self.card.close_form()
            if place != READY:
                self.steps.come_to(row_of(place))
            self.redraw()
            if place != READY and with_form and self.step is not None and self._can_fill(self.step):
                await self.card.open_form()
            else:
                self.steps.focus()
        return place != READY

    def _can_fill(self, step: Step) -> bool:
        return not step.per_person or bool(people_to_ask(self.session, self.steps.checklist, step))

    # Answering

    async def action_confirm(self) -> None:
        """Confirm what the confirm line says."""
        step = self.step
        if step is None:
            if self.steps.part:
                open_part(self, self.steps.part)
            elif self.steps.folded is not None:
                self.tell(UNFOLDS)
            return
        had_form = self.form is not None
        says_it = waits(self.steps.states[step.id]) and not self.has_class("-narrow")
        if not had_form and not says_it and self._can_fill(step):
            # The line that says what would be attested is not visible.
            await self.card.open_form()
            return
        if self.form is not None:
            _, problems = self.form.record()
            if problems:
                self.form.show_problems(problems)
                return
        if self.card.read_on():
            self.tell(MORE_TO_READ)
            return
        records = self.card.would_attest(step).records
        confirmed = partial(self.opened.perform, changes.confirm, step.id, records)
        if not self.report(await self.carry_out(confirmed, draws_success=False)):
            if not had_form and self.opened.unsaved is None:
                await self.card.open_form()
            return
        await self._after_answer(step, had_form=had_form)

    async def _after_answer(self, step: Step, *, had_form: bool) -> None:
        """Go to the next person without a record, or else to the next open step."""
        self.steps.together = ()
        left = people_left(self.session, self.steps.checklist, step) if step.per_person else ()
        if left and answered_records(self.session, step):
            self.steps.person = left[0]
            if had_form:
                await self.card.open_form()
            else:
                self.redraw()
            return
        self.steps.person = ""
        await self._go_on(with_form=had_form)

    def show_refusal(self, problem: Problem) -> None:
        """Show a refusal under the fields of an open form, or else in the status line."""
        if isinstance(problem, EvidenceRefused):
            person = self.steps.current_person
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
            waiting = self.card.waiting(step)
            if not self.card.would_attest(step).missing and waiting and not self.steps.together:
                self.steps.together = waiting
                self.card.draw_attest()
                self.tell(same_for_words(waiting))
                return
        call = self.card.last_call(step)
        values = prefill(step, call)
        if not values:
            self.tell(no_call_words(call, step))
            return
        person = self.steps.current_person
        source = call_from(self.session, self.steps.checklist, step, person)
        await self.card.fill(values)
        # A field below the edge of the card is filled in, too.
        self.tell(copied_words(source, step, values, self.opened.clock()))

    @work
    async def action_other(self) -> None:
        """Answer that the step does not apply or was not done, or request an exception."""
        step = self.step
        if step is not None and await self.dialog.follow(other_answer(self.dialog, step)):
            # As in `come_from`: before the next key.
            self.call_later(self._after_answer, step, had_form=self.form is not None)

    # Elsewhere

    def action_part(self, part: str) -> None:
        """Open the people list, the draft or the wrong-type questions."""
        open_part(self, part)

    @work
    async def action_calls(self) -> None:
        """Open the call sheet, and go to the row that is chosen there."""
        self.come_from(await self.program.visit("calls", self.opened))

    @work
    async def action_ready(self) -> None:
        """Open the list of what blocks the post, or else the final check."""
        if self.opened.blockers():
            self.come_from(await self.program.visit("why-not-ready", self.opened))
        else:
            await self.program.visit("mark-ready", self.opened)
            self.redraw()

    def come_from(self, row_id: str | None) -> None:
        """Go to a row that another screen named, before the next key that was typed ahead.

        Keys wait for the messages of a screen, and not for its workers.
        """
        self.call_later(self.go_where, row_id)

    async def go_where(self, row_id: str | None) -> None:
        """Go to a row that another screen named, and open it.

        The name may include the person for whom the row waits (`row_for`).
        """
        if not row_id or not await self.card.leave_form():
            return
        row_id, _, person = row_id.partition(FOR)
        with self.app.batch_update():
            await self.card.close_form()
            self.steps.come_to(row_id, person)
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

    @work
    async def action_continue(self) -> None:
        """Continue a colleague's session in a new one of the user's own."""
        if await self.dialog.follow(agree_to_continue(self.dialog)):
            await self.program.continue_walk(self.opened)

    async def action_leave(self) -> None:
        """Go from the form to the list, or from the list to the home screen."""
        if self.form is not None:
            if await self.card.leave_form():
                await self.card.close_form()
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
        sources = self.program.catalog.sources
        lines = why_lines(self.opened, step, sources, with_sources=True)
        return "\n".join([step.prompt, *lines])
