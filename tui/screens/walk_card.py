"""The card of the walk: a step with its form and what F5 attests, or a part of the whole post."""

from collections.abc import Awaitable, Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from checklists import changes
from checklists.definitions.model import Step
from checklists.gate.step_states import waits
from checklists.session.form import (
    Attestation,
    answered_records,
    attestation,
    form_records,
    people_named,
)
from checklists.session.model import PERSON_KEY, Evidence, Session
from checklists.text import show_text
from checklists.workspace.open_session import OpenSession
from tui.screens.program import program_of
from tui.screens.walk_list import StepList
from tui.widgets.evidence_form import EvidenceForm
from tui.widgets.field import Field
from tui.widgets.frame import Lines
from tui.widgets.picker import Picker
from tui.widgets.step_card import Sheet, card_lines, person_rows, preview_lines
from tui.wording.questions import NOT_TAKEN_OVER
from tui.wording.session_words import NOBODY_LEFT, PARTS, blockers_of, why_lines
from tui.wording.words import attested, person_words

MOST_LINES_OF_DRAFT = 8


def part_lines(opened: OpenSession, part: str) -> list[str]:
    """Return the lines of the card of a part."""
    if part not in PARTS:
        return []
    title, _ = PARTS[part]
    session = opened.session
    found = blockers_of(part, opened.blockers())
    lines = [f"THE POST: {title}", "", *(show_text(blocker.reason) for blocker in found)]
    if found:
        lines.append("")
    match part:
        case "draft":
            lines += _draft_lines(session)
        case "case":
            lines += [show_text(session.case_number) or "(none yet)"]
        case "people":
            checklist = opened.checklist
            lines += [person_words(person, checklist) for person in session.people]
            lines += ["" if session.people else "Nobody is on the list yet."]
            lines += ["Labels and classes only; never a name."]
        case "questions" if not found:
            lines += ["All are answered for this draft."]
        case "edited" if session.sealed:
            return [*lines, NOT_TAKEN_OVER]
        case "edited":
            lines += [
                "Enter shows it once more and takes it over as it stands. The ready mark goes;",
                "the edited bytes stay beside the file.",
            ]
        case "checklist":
            lines += [
                "Enter carries over the answers whose steps are worded as they were;",
                "the others are asked again and stay in the history.",
            ]
    return [*lines, "", "Enter opens it."]


def _draft_lines(session: Session) -> list[str]:
    draft = session.draft
    text = show_text(draft.text, lines=True).split("\n") if draft.text else ["(no text yet)"]
    shown = text[:MOST_LINES_OF_DRAFT]
    if len(text) > MOST_LINES_OF_DRAFT:
        shown.append("...")
    platforms = ", ".join(show_text(name) for name in draft.platforms) or "none chosen"
    media = ", ".join(show_text(media.label) for media in draft.media) or "none"
    return [*shown, "", f"Platforms: {platforms}", f"Images and clips: {media}"]


class WalkCard(Vertical):
    """The card of the row under the cursor of the list, and the form that is open in it.

    Leaving the form saves what was entered; it confirms nothing.
    """

    def __init__(self, steps: StepList, save: Callable[..., Awaitable[bool]]) -> None:
        super().__init__(id="card")
        self.opened = steps.opened
        self.steps = steps
        self._save = save
        self.together: tuple[str, ...] = ()
        """Others for whom F5 confirms the same record as well."""
        self.why = 0
        """Whether it says why the step is asked (1), and from which sources (2)."""
        self._missing: tuple[str, ...] = ()
        self._text = Lines("step")
        self._people = Lines("people")
        self._attest = Lines("attest")

    def compose(self) -> ComposeResult:
        """Yield the text, the people, the form, and what would be attested."""
        with Sheet(id="sheet"):
            yield self._text
            yield self._people
            yield Vertical(id="form")
        yield self._attest

    @property
    def form(self) -> EvidenceForm | None:
        """Return the open form, or None without one or while it is still being mounted."""
        return next((form for form in self.query(EvidenceForm) if form.is_mounted), None)

    # Display

    def draw(self) -> None:
        """Draw the row under the cursor.

        A form whose step was redefined while it was open is opened again.
        """
        step, opened = self.steps.step, self.opened
        if step is None:
            self._text.show("\n".join(part_lines(opened, self.steps.part)))
            _show_if_any(self._people, [])
            _show_if_any(self._attest, [])
            return
        checklist, person = self.steps.checklist, self.steps.current_person
        lines = card_lines(opened, checklist, step, self.steps.states[step.id])
        if self.why:
            sources = program_of(self).catalog.sources
            lines += why_lines(step, sources, with_sources=self.why > 1)
        self._text.show("\n".join(lines))
        rows = person_rows(opened.session, checklist, step, opened, person)
        record = form_records(opened.session, step).get(person, {})
        preview = [] if self.form else ["", *preview_lines(step, record, opened)]
        _show_if_any(self._people, [*([""] if rows else []), *rows, *preview])
        self.draw_attest()
        if self._is_outdated():
            self.call_later(self._open_anew)

    def draw_attest(self) -> None:
        """Draw what F5 would attest now, or what is still needed."""
        step = self.steps.step
        if step is None or self.opened.read_only:
            return
        _show_if_any(self._attest, [self._attest_words(step)])
        self.call_after_refresh(self._show_focus)

    def _attest_words(self, step: Step) -> str:
        if self.form is None and not waits(self.steps.states[step.id]):
            return "Enter answers it anew."
        found = self.would_attest(step)
        self._missing = found.missing
        if found.missing:
            return "Still needed: " + ", ".join(found.missing)
        if not found.records:
            return f"F5 Confirm: {NOBODY_LEFT}"
        before = tuple(answered_records(self.opened.session, step).values())
        return "F5 Confirm: " + attested(step, found.records, self.opened.clock(), before)

    @on(events.DescendantFocus)
    @on(Picker.CursorMoved)
    @on(Sheet.Resized)
    @on(Field.Resized)
    def focus_moved(self) -> None:
        """Scroll to the focused field after the focus or the available space changed."""
        self.call_after_refresh(self._show_focus)

    def _show_focus(self) -> None:
        """Keep the focused field visible."""
        form, focused = self.form, self.screen.focused
        if form is None or focused is None or form not in focused.ancestors:
            return
        field = next((found for found in form.fields if found.has_focus_within), None)
        if field is not None:
            self.query_one(Sheet).show(field, focused)

    @on(Input.Changed)
    def typing(self) -> None:
        """Update what is missing.

        Once nothing is, the line shows at every keystroke what F5 would attest.
        """
        step = self.steps.step
        if step is None or self.form is None:
            return
        missing = self.would_attest(step).missing
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
            together=self.together,
        )
        if self.form is not None and self.form.record()[1] and not found.missing:
            return Attestation(found.records, ("a field to mend",))
        return found

    # The form

    async def open_form(self, values: Evidence | None = None) -> None:
        """Open the form of the step under the cursor, with proposed values if given."""
        step = self.steps.step
        if step is None:
            return
        await self.close_form()
        session, person = self.opened.session, self.steps.current_person
        record = {**form_records(session, step).get(person, {}), **(values or {})}
        names = people_named(session, self.steps.checklist)
        form = EvidenceForm(step, record, self.opened.clock(), names, person)
        self.screen.add_class("-form")
        await self.query_one("#form", Vertical).mount(form)
        self.draw()
        self.call_after_refresh(form.take_focus)

    def _is_outdated(self) -> bool:
        form, step = self.form, self.steps.step
        return (
            form is not None and step is not None and form.step.id == step.id and form.step != step
        )

    async def _open_anew(self) -> None:
        if self._is_outdated():
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
        await self._save(changes.enter, form.step.id, record)

    async def close_form(self) -> None:
        """Remove the form.

        Save its values first, unless they were confirmed.
        """
        for form in self.query(EvidenceForm):
            await form.remove()
        self.screen.remove_class("-form")

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
        if self.form is not None:
            await self.keep_form()
            self.draw_attest()


def _show_if_any(lines: Lines, texts: list[str]) -> None:
    lines.show("\n".join(texts))
    lines.display = bool(lines.shown)
