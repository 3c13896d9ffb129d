"""Modal questions over a screen: choose an option, or fill in a few lines.

Every way out dismisses the screen. Escape changes nothing, a digit chooses an option, and F5 saves
the lines. Enter never means yes.
"""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label, Static

from checklists.errors import CannotReadOrWrite, Problem
from checklists.text import show_text
from tui.flows.dialog import Attempt, Blank
from tui.widgets.field import Field
from tui.widgets.frame import LOW, NARROW, bindings
from tui.widgets.row_list import Row, RowList
from tui.widgets.typed_fields import TextField
from tui.wording.questions import KEEP_TYPING, Option
from tui.wording.session_words import problem_words

DIGITS = "123456789"


class AskChoice(ModalScreen[str | None]):
    """A choice of one option: by digit for the first nine, by arrows and Space for any."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [*bindings("ask"), Binding("space", "choose", show=False)]
    how = "A digit chooses (or arrows and Space)   Esc back"
    """What the key line says."""

    def __init__(self, title: str, explanation: str, options: tuple[Option, ...]) -> None:
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.options = options

    def compose(self) -> ComposeResult:
        """Yield the question, its options, and what the option under the cursor means."""
        labels = [show_text(option.label) for option in self.options]
        rows = [
            Row(option.id, label)
            for option, label in zip(self.options, self.labelled(labels), strict=True)
        ]
        with Vertical(id="box"):
            yield Label(Content(self.ask_title), id="title")
            yield Static(Content(self.explanation), id="explanation")
            yield RowList(rows, id="options")
            yield Static("", id="means", markup=False)
            yield Static(self.how, id="keys", markup=False)

    def labelled(self, labels: list[str]) -> list[str]:
        """Return the options as rows: each of the first nine with its digit."""
        return [f"{n if n < 10 else ' '} {label}" for n, label in enumerate(labels, start=1)]

    def on_mount(self) -> None:
        """Focus the list, with the cursor on the first option."""
        self.query_one(RowList).focus()
        self._draw_means()

    def on_resize(self) -> None:
        """Make the list as high as its rows, or as the remaining space on a low screen."""
        low = self.app.size.height < LOW
        self.query_one(RowList).styles.height = "1fr" if low else len(self.options)

    @on(RowList.Moved)
    def _draw_means(self) -> None:
        row = self.query_one(RowList).row
        option = next((o for o in self.options if row is not None and o.id == row.id), None)
        self.query_one("#means", Static).update(Content(show_text(option.means) if option else ""))

    def on_key(self, event: events.Key) -> None:
        """Choose an option by its digit."""
        if event.character and event.character in DIGITS:
            event.stop()
            self._choose(DIGITS.index(event.character))

    def _choose(self, number: int) -> None:
        if number < len(self.options) and self.is_active:
            self.dismiss(self.options[number].id)

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused, until the cursor moves."""
        self.query_one("#means", Static).update(Content(show_text(problem_words(problem))))

    def action_choose(self) -> None:
        """Choose the option under the cursor."""
        row = self.query_one(RowList).row
        if row is not None:
            self.dismiss(row.id)

    def action_leave(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)


class AskOverText(AskChoice, inherit_bindings=False):
    """A choice over a text that somebody writes. It stands on going on with the text.

    Only the arrows and Enter choose: who did not see it open types on, and what is typed or pasted
    goes into the text.
    """

    BINDINGS = [*bindings("ask")]
    how = "Arrows and Enter choose   Esc, or typing on: back to the text"

    def __init__(
        self, title: str, explanation: str, options: tuple[Option, ...], text: Widget
    ) -> None:
        super().__init__(title, explanation, (KEEP_TYPING, *options))
        self._text = text

    def labelled(self, labels: list[str]) -> list[str]:
        """Return the options as rows, without digits."""
        return labels

    def on_key(self, event: events.Key) -> None:
        """Give a printable key back to the text."""
        if event.is_printable:
            self._give_back(event, events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Give a paste back to the text."""
        self._give_back(event, events.Paste(event.text))

    def _give_back(self, event: events.Event, again: events.Event) -> None:
        event.stop()
        event.prevent_default()
        self._text.post_message(again)
        if self.is_active:
            self.dismiss(None)

    @on(RowList.Opened)
    def _chosen(self, event: RowList.Opened) -> None:
        self.dismiss(None if event.row.id == KEEP_TYPING.id else event.row.id)


class AskLines(ModalScreen[bool]):
    """A form of one or a few lines, saved with F5; a refusal is shown under its line."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [
        *bindings("ask"),
        Binding("f5,ctrl+s", "keep", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        does: str = "keeps it",
    ) -> None:
        """Set up the form; `does` says in the key line what F5 does."""
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.blanks = blanks
        self.attempt = attempt
        self.does = does

    def compose(self) -> ComposeResult:
        """Yield the question and its lines."""
        with Vertical(id="box"):
            yield Label(Content(self.ask_title), id="title")
            yield Static(Content(self.explanation), id="explanation")
            for blank in self.blanks:
                field = TextField(
                    blank.key, blank.label, "note", blank.value, hint=blank.hint, names=blank.names
                )
                if self.app.size.width < NARROW:
                    field.width = max(len(found.label) for found in self.blanks)
                yield field
            yield Static("", id="means", markup=False)
            yield Static(
                f"F5 {self.does}   Tab next line   Esc back, nothing changes",
                id="keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """Focus the first line."""
        self.query(Field).first().take_focus()

    def action_move(self, by: int) -> None:
        """Move the focus by a number of lines, wrapping around."""
        fields = list(self.query(Field))
        here = next((i for i, field in enumerate(fields) if field.has_focus_within), 0)
        fields[(here + by) % len(fields)].take_focus()

    @on(Field.Next)
    def _next(self, event: Field.Next) -> None:
        event.stop()
        if len(self.blanks) == 1:
            self.query_one("#means", Static).update(Content(f"F5 {self.does}."))
        self.action_move(event.by)

    async def action_keep(self) -> None:
        """Attempt the change; on a refusal, stay and show the reason at its line.

        A change that could not be written closes the form too: the caller reports that.
        """
        values = {field.key: field.text for field in self.query(TextField)}
        problem = await self.attempt(values)
        if problem is None or isinstance(problem, CannotReadOrWrite):
            self.dismiss(True)  # noqa: FBT003 (the result of the question)
            return
        field_name = getattr(problem, "field", "")
        for field in self.query(TextField):
            field.show_wrong(problem.message if field.key == field_name else "")
        self.tell_problem(problem)

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.query_one("#means", Static).update(Content(show_text(problem_words(problem))))

    def action_leave(self) -> None:
        """Leave without saving."""
        self.dismiss(False)  # noqa: FBT003 (the result of the question)
