"""The card of the walk: a step with its form and what F5 attests, or a part of the whole post."""

from datetime import datetime
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from checklists import changes
from checklists.definitions.model import Step
from checklists.gate.step_states import waits
from checklists.session.form import (
    Attestation,
    answered_records,
    attestation,
    form_records,
    known_call,
    label_of,
    people_left,
    prefill,
)
from checklists.session.model import PERSON_KEY, Evidence
from checklists.session.moments import not_before
from checklists.times import show_time
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_list import StepList, part_lines, section_lines
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.frame import Lines, ToRead
from tui.widgets.picker import Picker
from tui.widgets.step_card import Sheet, ask_lines, person_rows, preview_lines, state_lines
from tui.wording.questions import NOT_KEPT
from tui.wording.session_words import (
    ANSWER_AGAIN,
    ANSWER_ANYWAY,
    DIRECTORY_MISTAKES,
    NOBODY_LEFT,
    also_offered_words,
    call_offered_words,
    still_needed_words,
    why_lines,
)
from tui.wording.words import attested

MOST_LINES_ATTESTED = 7
"""Lines of the card that what F5 attests may take."""


class WalkCard(Vertical):
    """The card of the row under the cursor of the list, and the form that is open in it.

    Leaving the form saves what was entered; it confirms nothing.
    """

    def __init__(self, walk: SessionScreen, steps: StepList) -> None:
        super().__init__(id="card")
        self.opened = walk.opened
        self.walk = walk
        self.steps = steps
        self._missing: tuple[str, ...] = ()
        self._told_mistakes = False
        self._ask = Lines("ask-whom")
        self._prompt = Lines("prompt")
        self._text = Lines("step")
        self._people = Lines("people")
        self._form = Vertical(id="form")
        self._attest = Lines("attest")
        self._attest_box = ToRead(self._attest, id="attest-box")

    def compose(self) -> ComposeResult:
        """Yield the text, the people, the form, and what would be attested."""
        with Sheet(id="sheet"):
            with Vertical(id="asked"):
                yield self._ask
                yield self._prompt
            yield self._text
            yield self._people
            yield self._form
        yield self._attest_box

    def on_resize(self) -> None:
        """Keep what F5 attests within the card: what is cut off is scrolled to before it counts."""
        self._attest_box.styles.max_height = max(1, min(MOST_LINES_ATTESTED, self.size.height - 1))

    @property
    def form(self) -> EvidenceForm | None:
        """Return the open form, or None without one or while it is still being mounted."""
        # Asked at every key, so not by a query, which walks through every widget.
        forms = self._form.children
        return next((f for f in forms if isinstance(f, EvidenceForm) and f.is_mounted), None)

    # Display

    def draw(self) -> None:
        """Draw the row under the cursor."""
        step, opened = self.steps.step, self.opened
        if step is None:
            folded = self.steps.folded
            lines = section_lines(folded) if folded else part_lines(opened, self.steps.part)
            _show_if_any(self._text, lines)
            for hidden in (self._ask, self._prompt, self._people):
                _show_if_any(hidden, [])
            self._show_attest("")
            return
        checklist, person = self.steps.checklist, self.steps.current_person
        _show_if_any(self._ask, ask_lines(opened, step, person, in_form=self.form is not None))
        _show_if_any(self._prompt, [step.prompt])
        lines = state_lines(opened, checklist, step, self.steps.states[step.id])
        if self.steps.why:
            sources = self.walk.program.catalog.sources
            lines += why_lines(opened, step, sources, with_sources=self.steps.why > 1)
        _show_if_any(self._text, lines)
        # Over a form the line above the statement names whom it is about: right above its fields
        # another person's row was taken for theirs.
        rows = [] if self.form else person_rows(opened.session, checklist, step, opened, person)
        record = form_records(opened.session, step).get(person, {})
        preview = [] if self.form else ["", *preview_lines(step, record, opened)]
        _show_if_any(self._people, [*([""] if rows else []), *rows, *preview])
        self.draw_attest()

    def draw_attest(self) -> None:
        """Draw what F5 would attest now, or what is still needed."""
        step = self.steps.step
        if step is None or self.opened.read_only:
            return
        self._show_attest(self._attest_words(step))

    def _show_attest(self, words: str) -> None:
        if words != self._attest.shown:
            self._attest_box.scroll_home(animate=False)
        self._attest.show(words)
        self._attest_box.display = bool(words)

    def read_on(self) -> bool:
        """Show more of what F5 attests, if its end is not in sight; return whether that was so."""
        return self._attest_box.read_on()

    def _attest_words(self, step: Step) -> str:
        if self.form is None and not waits(self.steps.states[step.id]):
            is_asked = self.steps.states[step.id] != "not-needed"
            return ANSWER_AGAIN if is_asked else ANSWER_ANYWAY
        found = self.would_attest(step)
        self._missing = found.missing
        if found.missing:
            needed = still_needed_words(step, self.steps.current_person, found.missing)
            call = self.last_call(step)
            values = prefill(step, call)
            copied = any(label_of(step, {}, key) in found.missing for key in values)
            if copied and not (self.walk.frame.is_low or self.walk.frame.is_narrow):
                when = next((v for v in values.values() if isinstance(v, datetime)), None)
                return f"{needed}\n{call_offered_words(call['who'], when, self.opened.clock())}"
            return needed
        if not found.records:
            return f"F5 Confirm: {NOBODY_LEFT}"
        before = tuple(answered_records(self.opened.session, step).values())
        words = "F5 Confirm: " + attested(step, found.records, self.opened.clock(), before)
        waiting = () if self.form is None or self.steps.together else self.waiting(step)
        return f"{words}\n{also_offered_words(waiting)}" if waiting else words

    def last_call(self, step: Step) -> dict[str, object]:
        """Return what F6 knows of the last call to whoever a step asks."""
        now, person = self.opened.clock(), self.steps.current_person
        return known_call(self.opened.session, self.steps.checklist, step, now, person)

    def waiting(self, step: Step) -> tuple[str, ...]:
        """Return for whom else a step still needs a record, besides the current person."""
        left = people_left(self.opened.session, self.steps.checklist, step)
        return tuple(label for label in left if label != self.steps.current_person)

    def on_mount(self) -> None:
        """Keep the focused field visible after every layout."""
        self.walk.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _screen: Screen[Any]) -> None:
        self._show_focus()

    @on(events.DescendantFocus)
    @on(Picker.CursorMoved)
    def focus_moved(self) -> None:
        """Scroll to the focused field after the focus moved, where that changes no layout."""
        self.walk.call_after_refresh(self._show_focus)

    def _show_focus(self) -> None:
        """Keep the focused field visible."""
        form, focused = self.form, self.walk.focused
        if form is None or focused is None or form not in focused.ancestors:
            return
        field = next((found for found in form.fields if found.has_focus_within), None)
        if field is not None:
            self.query_one(Sheet).show(field, focused)

    @on(Input.Changed)
    def typing(self) -> None:
        """Update what is missing, and what is still wrong.

        Once nothing is, the line shows at every keystroke what F5 would confirm.
        """
        step = self.steps.step
        if step is None or self.form is None:
            return
        missing = self.would_attest(step).missing
        self.form.forget_mended(missing)
        if not missing or missing != self._missing:
            self.draw_attest()

    # The record that the form works on

    def _here(self, step: Step) -> Evidence:
        """Return the record with the values of the form, and its person."""
        person = self.steps.current_person
        form = self.form
        if form is not None and form.step == step and form.person == person:
            record, _ = form.record()
        else:
            record = form_records(self.opened.session, step).get(person, {})
        return {PERSON_KEY: person, **record} if person else record

    def would_attest(self, step: Step) -> Attestation:
        """Return what confirming would attest, and what is still missing."""
        found = attestation(
            self.opened.session,
            self.steps.checklist,
            step,
            self._here(step),
            at=self.opened.clock(),
            author=self.opened.actor,
            together=self.steps.together,
        )
        if self.form is not None and self.form.record()[1] and not found.missing:
            return Attestation(found.records, ("a field to fix",))
        return found

    # The form

    async def open_form(self, values: Evidence | None = None) -> None:
        """Open the form of the step under the cursor, with proposed values if given."""
        step, session, person = self.steps.step, self.opened.session, self.steps.current_person
        if step is None:
            return
        if self.opened.read_only:
            self.walk.tell("READ ONLY: nothing can be entered here.")
            return
        if step.per_person and not person:
            self.walk.tell("Nobody on the list fits this step. F2 adds people; F7: other answers.")
            return
        record = {**form_records(session, step).get(person, {}), **(values or {})}
        names, offers = self.opened.names_for(step.ask), self.opened.offers(step)
        form, now = self.form, self.opened.clock()
        since = not_before(session, step, now)
        earliest = show_time(since, now) if since and since.date() == now.date() else ""
        # One frame instead of one without a form, and then one with it.
        with self.app.batch_update():
            begun = (form.step, form.offers, form.earliest) if form is not None else ()
            if form is not None and begun == (step, offers, earliest):
                await form.turn_to(person, record, now, names)
            else:
                form = EvidenceForm(step, record, now, names, person, offers, earliest)
                await self._form.remove_children()
                self.walk.add_class("-form")
                await self._form.mount(form)
            # The head line names the person, too.
            self.walk.draw()
            form.take_focus()
        if self.opened.directory.has_mistakes and not self._told_mistakes:
            self._told_mistakes = True
            self.walk.tell(DIRECTORY_MISTAKES)

    async def fill(self, values: Evidence) -> None:
        """Fill in values, in the open form or in a new one, and save them."""
        if self.form is None:
            await self.open_form(values)
        else:
            await self.form.fill(values)
            self.form.take_focus()
        await self.edited()

    def is_outdated(self) -> bool:
        """Return whether the step was redefined while its form was open."""
        form, step = self.form, self.steps.step
        return (
            form is not None and step is not None and form.step.id == step.id and form.step != step
        )

    async def open_anew(self) -> None:
        """Open the form of a step that was redefined again."""
        if self.is_outdated():
            await self.keep_form()
            await self.open_form()

    async def keep_form(self) -> None:
        """Save what was entered, including the field being edited; confirm nothing."""
        form = self.form
        if form is None:
            return
        record, _ = form.record()
        begun = form_records(self.opened.session, form.step).get(form.person, {})
        if record == {key: value for key, value in begun.items() if key != PERSON_KEY}:
            return
        if form.person:
            record = {PERSON_KEY: form.person, **record}
        await self.walk.save(changes.enter, form.step.id, record)

    async def leave_form(self) -> bool:
        """Save what was entered; return whether the form may be left.

        Text that is not a valid value cannot be saved. The first attempt to leave warns about it.
        """
        await self.keep_form()
        if self.form is not None and self.form.warns():
            self.walk.tell(NOT_KEPT)
            return False
        return True

    async def close_form(self) -> None:
        """Remove the form.

        Save its values first, unless they were confirmed.
        """
        await self._form.remove_children()
        self.walk.remove_class("-form")

    @on(EvidenceForm.Left)
    def left_form(self, event: EvidenceForm.Left) -> None:
        """Redraw the confirm line after the last field.

        Nothing precedes the first field: moving from there to the list would turn the next typed
        letters into commands. Escape leads to the list.
        """
        if event.by > 0:
            self.draw_attest()

    @on(EvidenceForm.Edited)
    async def edited(self) -> None:
        """Save what was entered."""
        step = self.steps.step
        if self.form is not None and step is not None:
            await self.keep_form()
            self.form.show_wrong(self.would_attest(step).wrong)
            self.draw_attest()


def _show_if_any(lines: Lines, texts: list[str]) -> None:
    lines.show("\n".join(texts))
    lines.display = bool(lines.shown)
