"""Small questions over a screen: choose one, or fill a few lines.

Every way out dismisses. Escape changes nothing; a choice is made with its digit, lines are kept
with F5; Enter never means yes.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from checklists.clean_text import show_text
from checklists.problems import CannotReadOrWrite, Problem
from tui.keys import bindings
from tui.questions import Option
from tui.room import LOW, NARROW
from tui.widgets.field import Field
from tui.widgets.row_list import Row, RowList
from tui.widgets.typed_fields import TextField

DIGITS = "123456789"


class AskChoice(ModalScreen[str | None]):
    """Choose one: the first nine with their digits, any with the arrows and Space."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [*bindings("ask"), Binding("space", "choose", show=False)]

    def __init__(self, title: str, explanation: str, options: tuple[Option, ...]) -> None:
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.options = options

    def compose(self) -> ComposeResult:
        """The question, its answers, and what the answer under the cursor means."""
        rows = [
            Row(option.id, f"{number if number < 10 else ' '} {show_text(option.label)}")
            for number, option in enumerate(self.options, start=1)
        ]
        with Vertical(id="box"):
            yield Label(Content(self.ask_title), id="title")
            yield Static(Content(self.explanation), id="explanation")
            yield RowList(rows, id="options")
            yield Static("", id="means", markup=False)
            yield Static(
                "A digit chooses (or arrows and Space)   Esc back", id="keys", markup=False
            )

    def on_mount(self) -> None:
        """Begin with the first answer."""
        self.query_one(RowList).focus()
        self._draw_means()

    def on_resize(self) -> None:
        """The list is as high as it has rows; where there is little room, as high as is left."""
        low = self.app.size.height < LOW
        self.query_one(RowList).styles.height = "1fr" if low else len(self.options)

    @on(RowList.Moved)
    def _draw_means(self) -> None:
        row = self.query_one(RowList).row
        option = next((o for o in self.options if row is not None and o.id == row.id), None)
        self.query_one("#means", Static).update(Content(show_text(option.means) if option else ""))

    def on_key(self, event: events.Key) -> None:
        """A digit chooses."""
        if event.character and event.character in DIGITS:
            event.stop()
            self._choose(DIGITS.index(event.character))

    def _choose(self, number: int) -> None:
        if number < len(self.options) and self.is_active:
            self.dismiss(self.options[number].id)

    def action_choose(self) -> None:
        """The one under the cursor."""
        row = self.query_one(RowList).row
        if row is not None:
            self.dismiss(row.id)

    def action_leave(self) -> None:
        """Nothing is chosen."""
        self.dismiss(None)


class Blank(NamedTuple):
    """One line to fill: its key, label, what it begins with and a hint."""

    key: str
    label: str
    value: str = ""
    hint: str = ""
    names: tuple[str, ...] = ()


Attempt = Callable[[dict[str, str]], Awaitable[Problem | None]]
"""Tries what was filled in; gives back why it was refused."""


class AskLines(ModalScreen[bool]):
    """Fill one or a few lines; F5 keeps them. What is refused is said under its line."""

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
        """`does` is what F5 does, for the line of keys."""
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.blanks = blanks
        self.attempt = attempt
        self.does = does

    def compose(self) -> ComposeResult:
        """The question and its lines."""
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
        """Begin with the first line."""
        self.query(Field).first().take_focus()

    def action_move(self, by: int) -> None:
        """The next line or the one before."""
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
        """Try it; stay with what is wrong said where it is wrong."""
        values = {field.key: field.text for field in self.query(TextField)}
        problem = await self.attempt(values)
        if problem is None or isinstance(problem, CannotReadOrWrite):
            self.dismiss(True)  # noqa: FBT003 (the result of the question)
            return
        field_name = getattr(problem, "field", "")
        for field in self.query(TextField):
            field.show_wrong(problem.message if field.key == field_name else "")
        sentence = f"{problem.title}: {problem.message} {problem.what_to_do}"
        self.query_one("#means", Static).update(Content(show_text(sentence)))

    def action_leave(self) -> None:
        """Nothing is kept."""
        self.dismiss(False)  # noqa: FBT003 (the result of the question)
