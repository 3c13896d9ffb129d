"""The form for one record: a step's fields, for one person if it asks about each."""

from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from checklists.definitions.model import EvidenceField, FollowUp, Kind, Step
from checklists.errors import Refused
from checklists.session.evidence import (
    FieldProblem,
    detail_key,
    fields_asked,
    still_needed,
    told_of_by,
)
from checklists.session.form import named_beside
from checklists.session.model import Evidence, Value
from tui.widgets.field import Field, TextField, TimeField
from tui.widgets.picker import ChecksField, ChoiceField
from tui.wording.questions import field_hint, kind_hint
from tui.wording.words import label_width


class EvidenceForm(Vertical):
    """The fields of one record."""

    BINDINGS = [
        Binding("tab", "go(1)", show=False),
        Binding("shift+tab", "go(-1)", show=False),
    ]

    DEFAULT_CSS = "EvidenceForm { height: auto; padding-left: 2; }"

    class Edited(Message):
        """Sent when a field was left, or a choice or tick was made."""

    class Left(Message):
        """Sent when the focus would move past the first or the last field."""

        def __init__(self, by: int) -> None:
            self.by = by
            super().__init__()

    def __init__(
        self,
        step: Step,
        record: Evidence,
        now: datetime,
        names: tuple[str, ...] = (),
        person: str = "",
        offers: Evidence | None = None,
        earliest: str = "",
    ) -> None:
        """Make the form of one record.

        `names` complete what is typed for somebody; `offers` are whom the last call of the same
        role proposes, by field; `earliest` is since when there is what the step is about.
        """
        super().__init__()
        self.step = step
        self.offers = offers or {}
        self.earliest = earliest
        self._start(record, now, names, person)

    def _start(self, record: Evidence, now: datetime, names: tuple[str, ...], person: str) -> None:
        self.person = person
        self._record = record
        self._now = now
        self._names = names
        self._warned_of: list[tuple[str, str]] = []
        self._chosen = {field.id: record.get(field.id) for field in self.step.fields}
        """What was chosen last in each field."""
        self._wrong: set[str] = set()
        """The fields under which it stands what is wrong with them."""
        self._came_to = ""
        """The field to which the number of a choice, or a name that was taken, moved on."""

    def compose(self) -> ComposeResult:
        """Create a widget for each field, and for the follow-up of a chosen answer.

        What the record does not have with its choices is there and hidden.
        """
        asked = fields_asked(self.step, self._record)
        for field in self.step.fields:
            made = self._make(field, self._record.get(field.id))
            made.display = field in asked
            yield made
            if isinstance(made, ChoiceField):
                choice = field.choice(self._record.get(field.id))
                if choice is not None and choice.then is not None:
                    key = detail_key(field.id)
                    yield self._make_detail(key, choice.then, self._record.get(key))

    def _make(self, field: EvidenceField, value: Value | None) -> Field:
        made = self._made(field, value)
        made.width = label_width(self.step)
        return made

    def _made(self, field: EvidenceField, value: Value | None) -> Field:
        match field.kind:
            case "choice":
                return ChoiceField(field, value)
            case "checks":
                return ChecksField(field, value)
            case "time":
                ahead, any_time = field.future, field.future or field.precedes_text
                earliest = "" if any_time else self.earliest
                return TimeField(
                    field.id, field.label, value, self._now, future=ahead, earliest=earliest
                )
            case _:
                return self._typed(field.id, field.label, field.kind, value, field_hint(field))

    def _make_detail(self, key: str, then: FollowUp, value: Value | None) -> Field:
        made = self._made_detail(key, then, value)
        made.width = label_width(self.step)
        return made

    def _made_detail(self, key: str, then: FollowUp, value: Value | None) -> Field:
        if then.kind == "time":
            return TimeField(key, then.label, value, self._now, future=then.future)
        return self._typed(key, then.label, then.kind, value, kind_hint(then.kind))

    def _typed(self, key: str, label: str, kind: Kind, value: Value | None, hint: str) -> TextField:
        names = self._names if kind == "person" else ()
        offer = str(self.offers.get(key, ""))
        return TextField(key, label, kind, value, names=names, offer=offer, hint=hint)

    @property
    def fields(self) -> list[Field]:
        """The mounted fields that are asked, from top to bottom."""
        return [field for field in self._mounted if field.display]

    @property
    def _mounted(self) -> list[Field]:
        return [field for field in self.children if isinstance(field, Field) and field.is_mounted]

    async def turn_to(
        self, person: str, record: Evidence, now: datetime, names: tuple[str, ...]
    ) -> None:
        """Show the record of another person, in the fields that are there.

        New ones would cost two thirds of the processor time of an F5.
        """
        self._start(record, now, names, person)
        # Nothing of it was typed: what is missing is drawn once, with the rest.
        with self.prevent(Input.Changed):
            for field in self._mounted:
                if isinstance(field, TextField):
                    field.begin(now, names)
                self._set(field, record.get(field.key, ""))
            await self._fit_asked()
        for choice in self.fields:
            if isinstance(choice, ChoiceField):
                await self._fit_detail(choice, record)

    def record(self) -> tuple[Evidence, tuple[FieldProblem, ...]]:
        """Return the values entered, and the problems of fields without a valid value."""
        found: Evidence = {}
        problems: list[FieldProblem] = []
        for field in self.fields:
            try:
                value = field.value()
            except Refused as problem:
                sentence = f"{problem.message} {problem.what_to_do}".strip()
                problems.append(FieldProblem(field.key, sentence))
                continue
            if value is not None:
                found[field.key] = value
        return found, tuple(problems)

    async def fill(self, values: Evidence) -> None:
        """Fill in values; fields that they do not name keep theirs."""
        for field in self.fields:
            if field.key in values:
                self._set(field, values[field.key])
                if isinstance(field, ChoiceField):
                    await self._fit_detail(field)
        await self._fit_asked()

    @staticmethod
    def _set(field: Field, value: Value) -> None:
        field.set_value(value)
        field.show_wrong("")

    def show_problems(self, problems: tuple[FieldProblem, ...]) -> None:
        """Show each problem under its field, and focus the first such field."""
        by_key = {problem.field: problem.sentence for problem in problems}
        self._wrong = set(by_key)
        first: Field | None = None
        for field in self.fields:
            field.show_wrong(by_key.get(field.key, ""))
            if field.key in by_key and first is None:
                first = field
        if first is not None:
            first.take_focus()

    def show_wrong(self, problems: tuple[FieldProblem, ...]) -> None:
        """Show what is wrong with values that were entered, without moving the focus."""
        for problem in problems:
            for field in self.fields:
                if field.key == problem.field and not field.has_focus_within:
                    self._wrong.add(field.key)
                    field.show_wrong(problem.sentence)

    def forget_mended(self, missing: tuple[str, ...]) -> None:
        """Hide what was wrong with fields that are right now, and so not among the `missing`."""
        invalid = {problem.field for problem in self.record()[1]}
        for field in self.fields:
            if field.key in self._wrong - invalid and field.label not in missing:
                self._wrong.discard(field.key)
                field.show_wrong("")

    def warns(self) -> bool:
        """Show what is wrong with invalid text fields.

        Returns whether any of it was new since the last warning.
        """
        _, problems = self.record()
        wrong = {problem.field for problem in problems}
        texts = (field for field in self.fields if isinstance(field, TextField))
        typed = [(field.key, field.text) for field in texts if field.key in wrong]
        if typed in ([], self._warned_of):
            return False
        self._warned_of = typed
        self.show_problems(problems)
        return True

    def take_focus(self) -> None:
        """Focus the first empty field, or the first one if none is empty."""
        fields = self.fields
        empty = [field for field in fields if not self._filled(field)]
        if fields:
            (empty or fields)[0].take_focus()

    @staticmethod
    def _filled(field: Field) -> bool:
        try:
            return field.value() is not None
        except Refused:
            return False

    @property
    def _here(self) -> int:
        return next((i for i, field in enumerate(self.fields) if field.has_focus_within), -1)

    def move(self, by: int) -> None:
        """Move the focus by a number of fields, or leave the form at its end.

        Whoever presses Tab or Enter after a key that moved on by itself stays there once: they
        would skip that field unseen.
        """
        fields, here = self.fields, self._here
        came_to, self._came_to = self._came_to, ""
        if by == 1 and here >= 0 and fields[here].key == came_to and not self._filled(fields[here]):
            return
        if 0 <= here + by < len(fields):
            fields[here + by].take_focus()
        else:
            self.post_message(self.Left(by))

    def action_go(self, by: int) -> None:
        """Move by a number of fields; nothing leads from the form into the list but Escape."""
        self.move(by)

    def _move_on(self) -> None:
        """Move to the next field without an answer, else back to one that needs it, else by one."""
        fields, here = self.fields, self._here
        needed = still_needed(self.step, self.record()[0])
        open_fields = [f for f in fields[here + 1 :] if not self._filled(f)]
        before = [f for f in fields[: max(here, 0)] if f.label in needed]
        to = next(iter([*open_fields, *before]), None)
        if to is None:
            self.move(1)
        else:
            to.take_focus()
            self._came_to = to.key

    async def on_field_changed(self, event: Field.Changed) -> None:
        """Add or remove the follow-up field of a changed choice."""
        event.stop()
        if isinstance(event.field, ChoiceField):
            await self._fit_detail(event.field)
            await self._fit_others(event.field)
            await self._fit_asked()
        else:
            self._show_if_invalid(event.field)
            self._complete_from_each_other()
        self.post_message(self.Edited())

    def _complete_from_each_other(self) -> None:
        """Complete a name from those in the other fields, too: one person often did both."""
        record, _ = self.record()
        for field in self.fields:
            if isinstance(field, TextField):
                beside = named_beside(self.step, record, field.key)
                field.complete_from(tuple(dict.fromkeys([*beside, *self._names])))

    def _show_if_invalid(self, left: Field) -> None:
        """Show under a field that was left what keeps its text from being a value."""
        sentences = [found.sentence for found in self.record()[1] if found.field == left.key]
        if sentences:
            self._wrong.add(left.key)
            left.show_wrong(sentences[0])

    async def _fit_others(self, changed: ChoiceField) -> None:
        """Clear when and how another outcome came about, once a different one is chosen."""
        key, value = changed.key, changed.value()
        before, self._chosen[key] = self._chosen.get(key), value
        if before not in (None, value):
            cleared = told_of_by(self.step, changed.definition)
            for field in self.fields:
                if field.key in cleared:
                    self._set(field, "")
                    if isinstance(field, ChoiceField):
                        await self._fit_detail(field)

    async def _fit_asked(self) -> None:
        """Show the fields that the choices leave to be filled; empty and hide the others."""
        chosen = {f.key: f.value() for f in self._mounted if isinstance(f, ChoiceField)}
        record: Evidence = {key: value for key, value in chosen.items() if value is not None}
        asked = {field.id for field in fields_asked(self.step, record)}
        for field in self._mounted:
            if self.step.field(field.key) is None:
                continue
            field.display = field.key in asked
            if not field.display:
                self._set(field, "")
                if isinstance(field, ChoiceField):
                    await self._fit_detail(field)

    async def _fit_detail(self, field: ChoiceField, record: Evidence | None = None) -> None:
        key = detail_key(field.key)
        there = [found for found in self._mounted if found.key == key]
        then = field.then
        if there and (then is None or there[0].label != then.label):
            await there[0].remove()
            there = []
        if then is not None and not there:
            value = (record or {}).get(key)
            await self.mount(self._make_detail(key, then, value), after=field)

    def on_field_next(self, event: Field.Next) -> None:
        """Move to another field, after a follow-up field is mounted."""
        event.stop()
        if event.picked:
            self.call_after_refresh(self._move_on)
        else:
            self.call_after_refresh(self.move, event.by)

    def key_down(self) -> None:
        """Move to the next field, for fields that do not use the arrow keys."""
        self.move(1)

    def key_up(self) -> None:
        """Move to the previous field, for fields that do not use the arrow keys."""
        self.move(-1)
