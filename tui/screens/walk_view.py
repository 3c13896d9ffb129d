"""The display of the walk: the list of steps, and the card of one of them with its form."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from checklists.definitions.model import Checklist, Step
from checklists.gate.step_states import StepState, place_of, waits
from checklists.session.form import (
    Attestation,
    answered_records,
    attestation,
    form_records,
    person_to_fill,
)
from checklists.session.model import PERSON_KEY, Evidence
from checklists.workspace.open_session import OpenSession
from tui.screens.parts import part_lines
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_rows import landing_row, walk_rows
from tui.widgets.bindings import bindings
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.field import Field
from tui.widgets.picker import Picker
from tui.widgets.row_list import RowList
from tui.widgets.sheet import Sheet
from tui.widgets.step_card import (
    StepCard,
    card_lines,
    person_rows,
    preview_lines,
    why_lines,
)
from tui.wording.keys import reading_footer
from tui.wording.questions import NO_LETTERS
from tui.wording.session_words import NOBODY_LEFT, part_of
from tui.wording.words import attested


class WalkView(SessionScreen):
    """The display of the walk of one session."""

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
        """Yield the list and the card."""
        with Horizontal():
            yield RowList(walk_rows(self.opened, self.states), id="steps")
            with Vertical(id="card"):
                with Sheet(id="sheet"):
                    yield StepCard()
                    yield Static("", id="people", markup=False)
                    yield Vertical(id="form")
                yield Static("", id="attest", markup=False)

    def on_mount(self) -> None:
        """Put the cursor on the row where work waits."""
        self.steps.go_to(landing_row(self.opened, self.states))
        self.steps.focus()
        self.redraw()

    def on_screen_resume(self) -> None:
        """Go on to the next row where work waits, if the opened part is done."""
        if self.part and not self.query(EvidenceForm):
            row = self.steps.row
            blocked = {part_of(blocker) for blocker in self.opened.blockers()}
            if row is not None and self.part not in blocked:
                self.states = self.opened.states()
                self.steps.go_to(landing_row(self.opened, self.states))
        self.redraw()

    # Display

    @property
    def steps(self) -> RowList:
        """Return the list of steps."""
        return self.query_one("#steps", RowList)

    @property
    def form(self) -> EvidenceForm | None:
        """Return the open form, or None without one or while it is still being mounted."""
        return next((form for form in self.query(EvidenceForm) if form.is_mounted), None)

    @property
    def checklist(self) -> Checklist:
        """Return the checklist; the walk is only opened for a session that has one."""
        return self.opened.known_checklist()

    @property
    def step(self) -> Step | None:
        """Return the step under the cursor, or None on a part of the whole post."""
        row = self.steps.row
        return self.checklist.step(row.id) if row else None

    @property
    def part(self) -> str:
        """Return the part under the cursor, or an empty string on a step."""
        row = self.steps.row
        return row.id.removeprefix("part:") if row and row.id.startswith("part:") else ""

    def where_words(self) -> str:
        """Return the position in the checklist, as `Contact before posting, step 6 of 19`.

        A narrow screen shows either the list or the card, so it also names the step: `VICTIM 6/19
        family notified`.
        """
        step = self.step
        if step is None:
            return "The post"
        section, number, of = place_of(self.checklist, step.id)
        if self.is_narrow:
            return f"{'VICTIM ' if step.victim_related else ''}{number}/{of} {step.short}"
        return f"{section}, step {number} of {of}"

    def footer_words(self) -> str:
        """Return the key line; in a read-only session, with the key that allows writing."""
        if self.opened.read_only:
            return reading_footer(self.app.size.width, own=self.opened.is_own)
        return super().footer_words()

    def draw(self) -> None:
        """Draw the session and the row under the cursor."""
        self._draw_keys()
        self.states = self.opened.states()
        self.steps.set_rows(walk_rows(self.opened, self.states))
        super().draw()
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
            lines += why_lines(step, self.program.catalog.sources, with_sources=self.why > 1)
        card.show(lines)
        rows = person_rows(self.session, self.checklist, step, self.opened, self._current_person())
        record = form_records(self.session, step).get(self._current_person(), {})
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
        """Scroll to the focused field after the focus or the available space changed."""
        self.call_after_refresh(self._show_focus)

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = True,  # noqa: ARG002, FBT001, FBT002 (Textual's own signature)
        from_app_focus: bool = False,  # noqa: FBT001, FBT002 (Textual's own signature)
    ) -> None:
        """Set the focus without scrolling; only `_show_focus` scrolls."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)

    def _show_focus(self) -> None:
        """Keep the focused field visible."""
        form, focused = self.form, self.focused
        if form is None or focused is None or form not in focused.ancestors:
            return
        field = next((found for found in form.fields if found.has_focus_within), None)
        if field is not None:
            self.query_one(Sheet).show(field, focused)

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
        """Return the record with the values of the form, and its person."""
        person = self._current_person()
        form = self.form
        if form is not None and form.step == step and form.person == person:
            record, _ = form.record()
        else:
            record = form_records(self.session, step).get(person, {})
        return {PERSON_KEY: person, **record} if person else record

    def _would_attest(self, step: Step) -> Attestation:
        """Return what confirming would attest, and what is still missing."""
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

    # Events

    @on(Input.Changed)
    def typing(self) -> None:
        """Update what is missing.

        Once nothing is, the line shows at every keystroke what F5 would attest.
        """
        step = self.step
        if step is None or self.form is None:
            return
        missing = self._would_attest(step).missing
        if not missing or missing != self._missing:
            self._draw_attest()

    @on(Picker.NoLetters)
    def no_letters(self) -> None:
        """Show that the typed letters had no effect."""
        self.tell(NO_LETTERS)

    def action_why(self) -> None:
        """Show why the step is asked; again for its sources, again to close.

        Where a narrow screen hides the card, all of it opens on a screen of its own.
        """
        if self.is_narrow and self.form is None and self.step is not None:
            from tui.screens.help import Reading  # noqa: PLC0415 (only when ? is pressed)

            self.app.push_screen(Reading(self.help_text()))
            return
        self.why = (self.why + 1) % 3
        self._draw_card()
