"""The walk as it is seen: the list of steps, the card of one of them with its form, and moving."""

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from checklists import changes
from checklists.attesting import (
    Attestation,
    answered_records,
    attestation,
    begun_records,
    people_to_ask,
    person_to_fill,
)
from checklists.definition import Checklist, Step
from checklists.open_session import OpenSession
from checklists.same_call import people_named
from checklists.session import PERSON_KEY, Evidence
from checklists.step_states import StepState
from checklists.walking import next_step, place_of, waits
from tui.keys import bindings, reading_footer
from tui.post_parts import part_of
from tui.screens.parts import open_part, part_lines
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_rows import landing_row, walk_rows
from tui.session_words import NOBODY_LEFT
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.fields import Field, Picker
from tui.widgets.row_list import RowList
from tui.widgets.step_card import (
    StepCard,
    card_lines,
    person_rows,
    preview_lines,
    why_lines,
)
from tui.words import attested


class Sheet(Vertical):
    """What is scrolled beside the list."""

    class Resized(Message):
        """There is more room or less than before."""

    def on_resize(self) -> None:
        """The line that keys go to may be out of sight now."""
        self.post_message(self.Resized())


def _line_within(sheet: Sheet, widget: Widget) -> int:
    """The line of a widget counted from the top of what is scrolled, wherever that stands now."""
    line = 0
    for found in widget.ancestors_with_self:
        if found is sheet or not isinstance(found, Widget):
            break
        line += found.virtual_region.y
    return line


class WalkView(SessionScreen):
    """One session, step by step: what is seen, and how one moves."""

    CSS_PATH = ["frame.tcss", "walk.tcss"]
    place = "walk"
    BINDINGS = bindings("walk")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.states: dict[str, StepState] = opened.states()
        self.person = ""
        self.together: tuple[str, ...] = ()
        self.why = 0
        self._missing: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        """The list and the card."""
        with Horizontal():
            yield RowList(walk_rows(self.opened, self.states), id="steps")
            with Vertical(id="card"):
                with Sheet(id="sheet"):
                    yield StepCard()
                    yield Static("", id="people", markup=False)
                    yield Vertical(id="form")
                yield Static("", id="attest", markup=False)

    def on_mount(self) -> None:
        """Land where work waits."""
        self.steps.go_to(landing_row(self.opened, self.states))
        self.steps.focus()
        self.redraw()

    def on_screen_resume(self) -> None:
        """Coming back from a part that is done, go on to where work waits."""
        if self.part and not self.query(EvidenceForm):
            row = self.steps.row
            blocked = {part_of(blocker) for blocker in self.opened.blockers()}
            if row is not None and self.part not in blocked:
                self.states = self.opened.states()
                self.steps.go_to(landing_row(self.opened, self.states))
        self.redraw()

    # What is shown

    @property
    def steps(self) -> RowList:
        """The list."""
        return self.query_one("#steps", RowList)

    @property
    def form(self) -> EvidenceForm | None:
        """The open form, or None while the list has the focus or the form is still being built."""
        return next((form for form in self.query(EvidenceForm) if form.is_mounted), None)

    @property
    def checklist(self) -> Checklist:
        """The checklist; the walk is only opened where there is one."""
        return self.opened.known_checklist()

    @property
    def step(self) -> Step | None:
        """The step under the cursor; None on a part of the whole post."""
        row = self.steps.row
        return self.checklist.step(row.id) if row else None

    @property
    def part(self) -> str:
        """The part under the cursor; empty on a step."""
        row = self.steps.row
        return row.id.removeprefix("part:") if row and row.id.startswith("part:") else ""

    def where_words(self) -> str:
        """`Contact before posting, step 6 of 19`; where the card hides the list or is hidden by
        it, what they would say: `VICTIM 6/19 family notified`."""
        step = self.step
        if step is None:
            return "The post"
        section, number, of = place_of(self.checklist, step.id)
        if self.is_narrow:
            return f"{'VICTIM ' if step.victim_related else ''}{number}/{of} {step.short}"
        return f"{section}, step {number} of {of}"

    def footer_words(self) -> str:
        """Where one can only read, the key with which one writes."""
        if self.opened.read_only:
            return reading_footer(self.app.size.width, own=self.opened.is_own)
        return super().footer_words()

    def redraw(self) -> None:
        """Draw what the session and the cursor say."""
        self._draw_keys()
        self.states = self.opened.states()
        self.steps.set_rows(walk_rows(self.opened, self.states))
        super().redraw()
        self._draw_card()

    def _draw_card(self) -> None:
        card, step = self.query_one(StepCard), self.step
        people = self.query_one("#people", Static)
        if step is None:
            card.show(part_lines(self.opened, self.part))
            self._set(people, [])
            self._set(self.query_one("#attest", Static), [])
            return
        lines = card_lines(self.opened, self.checklist, step, self.states[step.id])
        if self.why:
            lines += why_lines(step, self.house.catalog.sources, with_sources=self.why > 1)
        card.show(lines)
        rows = person_rows(self.session, self.checklist, step, self.opened, self._current_person())
        record = begun_records(self.session, step).get(self._current_person(), {})
        preview = [] if self.form else ["", *preview_lines(step, record, self.opened)]
        self._set(people, [*([""] if rows else []), *rows, *preview])
        self._draw_attest()

    def _set(self, widget: Static, lines: list[str]) -> None:
        text = "\n".join(lines)
        if text != getattr(widget, "shown_text", None):
            widget.shown_text = text  # type: ignore[attr-defined]
            widget.update(text)
            widget.display = bool(text)

    def _draw_attest(self) -> None:
        step = self.step
        if step is None or self.opened.read_only:
            return
        self._set(self.query_one("#attest", Static), [self._attest_words(step)])
        self.call_after_refresh(self._show_focus)

    @on(events.DescendantFocus)
    @on(Picker.CursorMoved)
    @on(Sheet.Resized)
    @on(Field.Resized)
    def focus_moved(self) -> None:
        """Another field is filled now, or there is less room for it."""
        self.call_after_refresh(self._show_focus)

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,  # noqa: ARG002, FBT001, FBT002 (Textual's own signature)
        from_app_focus: bool = False,  # noqa: FBT001, FBT002 (Textual's own signature)
    ) -> None:
        """Where to scroll is decided in one place, below."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    def _show_focus(self) -> None:
        """Scroll as little from the top as shows the field that takes the keys, and its cursor."""
        form, focused = self.form, self.focused
        if form is None or focused is None or form not in focused.ancestors:
            return
        field = next((found for found in form.fields if found.has_focus_within), None)
        if field is None:
            return
        sheet = self.query_one(Sheet)
        line = _line_within(sheet, focused)
        line += focused.cursor_line if isinstance(focused, Picker) else 0
        height = sheet.size.height
        wanted = max(0, _line_within(sheet, field) + field.size.height - height)
        sheet.scroll_to(y=max(min(wanted, line), line - height + 1), animate=False)

    def _attest_words(self, step: Step) -> str:
        if self.form is None and not waits(self.states[step.id]):
            return "Enter answers it anew."
        found = self._would_attest(step)
        self._missing = found.missing
        if found.missing:
            return "Still needed: " + ", ".join(found.missing)
        if not found.records:
            return f"F5 Confirm: {NOBODY_LEFT}"
        before = tuple(answered_records(self.session, step).values())
        return "F5 Confirm: " + attested(step, found.records, self.opened.clock(), before)

    # The record that the form works on

    def _current_person(self) -> str:
        step = self.step
        if step is None:
            return ""
        return person_to_fill(self.session, self.checklist, step, self.person)

    def _here(self, step: Step) -> Evidence:
        """The record as the form has it, with its person."""
        person = self._current_person()
        form = self.form
        if form is not None and form.step is step and form.person == person:
            record, _ = form.record()
        else:
            record = begun_records(self.session, step).get(person, {})
        return {PERSON_KEY: person, **record} if person else record

    def _would_attest(self, step: Step) -> Attestation:
        """What confirming would attest, and what is still missing."""
        found = attestation(
            self.session,
            self.checklist,
            step,
            self._here(step),
            at=self.opened.clock(),
            author=self.opened.actor,
            together=self.together,
        )
        if self.form is not None and self.form.record()[1] and not found.missing:
            return Attestation(found.records, ("a field to mend",))
        return found

    # Moving

    @on(RowList.Moved, "#steps")
    async def moved(self) -> None:
        """Another row is under the cursor; the form of the row before goes."""
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

    async def close_form(self) -> None:
        """Take the form away. What it held must be kept before, where it is not answered."""
        for form in self.query(EvidenceForm):
            await form.remove()
        self.remove_class("-form")

    async def action_step(self, by: int) -> None:
        """The step before or after; a form stays open."""
        had_form = self.form is not None
        await self.keep_form()
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
        if labels:
            await self.keep_form()
            at = labels.index(self._current_person())
            self.person = labels[(at + by) % len(labels)]
            if self.form is not None:
                await self.open_form()
            self.redraw()

    async def action_next_open(self) -> None:
        """The next step that waits."""
        await self.keep_form()
        await self._go_on(with_form=self.form is not None)

    async def _go_on(self, *, with_form: bool) -> None:
        step = self.step
        found = next_step(self.checklist, self.states, step.id if step else "")
        await self.close_form()
        if found is None:
            self.steps.focus()
            self.redraw()
            return
        self.steps.go_to(found.id)
        self.person, self.together, self.why = "", (), 0
        self.redraw()
        if with_form and self._can_fill(found):
            await self.open_form()
        else:
            self.steps.focus()

    def _can_fill(self, step: Step) -> bool:
        return not step.per_person or bool(people_to_ask(self.session, self.checklist, step))

    @on(EvidenceForm.Left)
    async def left_form(self, event: EvidenceForm.Left) -> None:
        """Beyond the last field is the confirm key; before the first is the list."""
        if event.by < 0:
            await self.action_leave()
        else:
            self._draw_attest()

    @on(EvidenceForm.Edited)
    async def edited(self) -> None:
        """Keep what is filled in."""
        if self.form is not None:
            await self.keep_form()
            self._draw_attest()

    @on(Input.Changed)
    def typing(self) -> None:
        """What is still missing; once nothing is, the line says what F5 would attest right now."""
        step = self.step
        if step is None or self.form is None:
            return
        missing = self._would_attest(step).missing
        if not missing or missing != self._missing:
            self._draw_attest()

    def action_why(self) -> None:
        """Why this is asked; again for the sources; again to close. Where the card is hidden, all
        of it on a screen of its own."""
        if self.is_narrow and self.form is None and self.step is not None:
            from tui.screens.help import Reading  # noqa: PLC0415 (only when ? is pressed)

            self.app.push_screen(Reading(self.help_text()))
            return
        self.why = (self.why + 1) % 3
        self._draw_card()
