"""Form fields whose value is picked from a list: one choice, or several ticks."""

from textual.app import ComposeResult
from textual.widgets import Label

from checklists.definitions.model import EvidenceField, FollowUp
from checklists.session.model import Value
from tui.widgets.field import Field
from tui.widgets.picker import Options, Picker, Ticks
from tui.wording.words import how_many_ticks


class ChoiceField(Field):
    """One answer from a list, which may ask for one follow-up value."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = value if isinstance(value, str) else ""

    def compose(self) -> ComposeResult:
        """Create the list and the line for a problem."""
        lines = tuple((choice.id, choice.label) for choice in self.definition.choices)
        yield Options(self.label, lines, self._first, self.width)
        yield Label("", classes="wrong", markup=False)

    @property
    def options(self) -> Options:
        """The list."""
        return self.query_one(Options)

    def value(self) -> Value | None:
        """Return the ID of the chosen answer, or None."""
        return self.options.chosen or None

    def set_value(self, value: Value) -> None:
        """Choose an answer."""
        self.options.chosen = str(value)
        self.options.refresh(layout=True)

    @property
    def then(self) -> FollowUp | None:
        """The follow-up that the chosen answer asks for, if any."""
        choice = self.definition.choice(self.value())
        return choice.then if choice else None

    def on_picker_picked(self, event: Picker.Picked) -> None:
        """Report the change and move to the next field."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
        self.post_message(self.Next(1))


class ChecksField(Field):
    """Ticks, of which all, some or none may be required."""

    def __init__(self, field: EvidenceField, value: Value | None) -> None:
        super().__init__(field.id, field.label)
        self.definition = field
        self._first = {str(item) for item in value} if isinstance(value, list) else set[str]()

    def compose(self) -> ComposeResult:
        """Create the list and the line for a problem."""
        label = f"{self.label} ({how_many_ticks(self.definition)}; digits select)"
        lines = tuple((check.id, check.label) for check in self.definition.checks)
        yield Ticks(label, lines, set(self._first))
        yield Label("", classes="wrong", markup=False)

    def value(self) -> Value | None:
        """Return the IDs of the ticked lines in the order of the list, or None."""
        ticked = self.query_one(Ticks).ticked
        return [check.id for check in self.definition.checks if check.id in ticked] or None

    def set_value(self, value: Value) -> None:
        """Tick the lines with these IDs and no others."""
        ticks = self.query_one(Ticks)
        ticks.ticked = {str(item) for item in value} if isinstance(value, list) else set()
        ticks.refresh()

    def on_picker_picked(self, event: Picker.Picked) -> None:
        """Report the change."""
        event.stop()
        self.show_wrong("")
        self.post_message(self.Changed(self))
