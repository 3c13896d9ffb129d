"""Modal questions over a screen: choose an option, or fill in a few lines.

Every way out dismisses the screen. Escape changes nothing. Enter or a digit chooses an option; one
that commits, and lines that were filled in, need F5 as well: but for one line that answers nothing.
"""

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label, Static

from checklists.errors import Problem
from checklists.text import show_text
from tui.flows.dialog import Attempt, Blank
from tui.widgets.draft_text import DraftText
from tui.widgets.field import Field, TextField
from tui.widgets.frame import LOW, NARROW, TINY, ToRead, bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.keys import COMMIT
from tui.wording.posted_words import LIVE_TEXT_KEYS
from tui.wording.program_words import problem_words
from tui.wording.questions import (
    F5_CONFIRMS,
    F5_IN_THE_TEXT,
    KEEP_TYPING,
    MORE_TO_READ,
    OVER_TEXT_KEYS,
    SAVES,
    TICK_KEYS,
    Option,
    choice_keys,
    line_keys,
)

DIGITS = "123456789"
MOST_ROWS = 12
"""Rows of a list of options, beyond which it scrolls."""
MOST_LINES_MEANT = 4
"""Lines that what an option means may take."""


def _lines_of_frame(height: int) -> int:
    """Return how many lines of a question its border, its margins, and its keys take."""
    return 6 if height >= LOW else _lines_of_keys(height)


def _lines_of_keys(height: int) -> int:
    return 2 if height >= TINY else 1


class FieldLines(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The lines of a form, which scroll to the one that has the focus."""


class AskChoice(ModalScreen[str | None]):
    """A choice of one option: by digit for the first nine, by arrows for any."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [*bindings("ask"), Binding(COMMIT, "commit", show=False)]

    def __init__(self, title: str, explanation: str, options: tuple[Option, ...]) -> None:
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.options = {option.id: option for option in options}
        self._told, self._means = ToRead(id="told"), ToRead(id="means-box")

    def compose(self) -> ComposeResult:
        """Yield the question, its options, and what the option under the cursor means."""
        labels = [show_text(option.label) for option in self.options.values()]
        rows = [
            Row(option.id, label)
            for option, label in zip(self.options.values(), self.labelled(labels), strict=True)
        ]
        with Vertical(id="box"):
            with self._told:
                yield Label(Content(self.ask_title), id="title")
                yield Static(Content(self.explanation), id="explanation")
            yield RowList(rows, id="options")
            with self._means:
                yield Static("", id="means", markup=False)
            yield Static("", id="keys", markup=False)

    def labelled(self, labels: list[str]) -> list[str]:
        """Return the options as rows: each of the first nine with its digit."""
        return [f"{n if n < 10 else ' '} {label}" for n, label in enumerate(labels, start=1)]

    def how(self) -> str:
        """Return what the key line says while the cursor is on an option."""
        return choice_keys(self._here)

    def on_mount(self) -> None:
        """Focus the list, with the cursor on the first option."""
        self.query_one(RowList).focus()
        self._draw_means()

    def on_resize(self) -> None:
        """Make the list as high as its rows, or as the remaining space on a low screen.

        What does not fit of the question is scrolled to before a choice counts.
        """
        height, rows = self.app.size.height, len(self.options)
        low = height < LOW
        self.query_one(RowList).styles.height = "1fr" if low else rows
        means = max(2, min(MOST_LINES_MEANT, height - 5))
        self._means.styles.max_height = means
        others = means + min(rows, 2 if low else MOST_ROWS) + _lines_of_frame(height)
        self._told.styles.max_height = max(2, height - others)
        self.query_one("#keys").styles.max_height = _lines_of_keys(height)

    @property
    def _here(self) -> Option:
        row = self.query_one(RowList).row
        return self.options[row.id if row is not None else next(iter(self.options))]

    @on(RowList.Moved)
    def _draw_means(self) -> None:
        self.tell(self._here.means)
        self.query_one("#keys", Static).update(self.how())

    def tell(self, sentence: str) -> None:
        """Show a sentence in place of what the option means."""
        self.query_one("#means", Static).update(Content(show_text(sentence)))

    def on_key(self, event: events.Key) -> None:
        """Select an option by its digit, and go on with it unless it commits."""
        if event.character and event.character in DIGITS:
            event.stop()
            number = DIGITS.index(event.character)
            if number < len(self.options):
                self.query_one(RowList).go_to(list(self.options)[number])
                self.choose()

    @on(RowList.Opened)
    def _enter(self) -> None:
        self.choose()

    def choose(self) -> None:
        """Go on with the option under the cursor, unless it commits."""
        if self._here.commits:
            self.tell(F5_CONFIRMS)
        elif self.is_active:
            self.dismiss(self._here.id)

    def action_commit(self) -> None:
        """Go on with the option under the cursor, once all of the question was in sight."""
        if self._told.read_on() or self._means.read_on():
            self.query_one("#keys", Static).update(MORE_TO_READ)
        elif self.is_active:
            self.dismiss(self._here.id)

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused, until the cursor moves."""
        self.tell(problem_words(problem))

    def action_leave(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)


class AskTicks(AskChoice):
    """A choice of what is added or taken away, one after another; F5 ends it as Escape does."""

    def how(self) -> str:
        """Return what the key line says."""
        return TICK_KEYS

    def action_commit(self) -> None:
        """Leave; each choice is saved already."""
        self.action_leave()


class AskOverText(AskChoice):
    """A choice over a text that somebody writes. It stands on going on with the text.

    Only the arrows and Enter choose: who did not see it open types on, and what is typed or pasted
    goes into the text.
    """

    def __init__(
        self, title: str, explanation: str, options: tuple[Option, ...], text: Widget
    ) -> None:
        super().__init__(title, explanation, (KEEP_TYPING, *options))
        self._text = text

    def labelled(self, labels: list[str]) -> list[str]:
        """Return the options as rows, without digits."""
        return labels

    def how(self) -> str:
        """Return what the key line says."""
        return OVER_TEXT_KEYS

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

    def action_commit(self) -> None:
        """Say that the key belongs to the text under the question."""
        self.tell(F5_IN_THE_TEXT)

    def choose(self) -> None:
        """Go on with the option under the cursor."""
        self.dismiss(None if self._here.id == KEEP_TYPING.id else self._here.id)


class AskLines(ModalScreen[bool]):
    """A form of one or a few lines, saved with F5; a refusal is shown under its line."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [
        *bindings("ask"),
        Binding(COMMIT, "keep", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "read(1)", show=False),
        Binding("pageup", "read(-1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        does: str = SAVES,
        enter: bool = False,
    ) -> None:
        """Set up the form; `does` says in the key line what F5 does, or `enter` as well."""
        super().__init__()
        self.ask_title = title
        self.explanation = explanation
        self.blanks = blanks
        self.attempt = attempt
        self.does = does
        self.enter = enter
        self._told, self._lines = ToRead(id="told"), FieldLines(id="lines")

    def compose(self) -> ComposeResult:
        """Yield the question and its lines."""
        with Vertical(id="box"):
            with self._told:
                yield Label(Content(self.ask_title), id="title")
                yield Static(Content(self.explanation), id="explanation")
            with self._lines:
                yield from map(self._field, self.blanks)
            yield Static("", id="means", markup=False)
            yield Static(
                line_keys(self.does, len(self.blanks), enter=self.enter),
                id="keys",
                markup=False,
            )

    def _field(self, blank: Blank) -> TextField:
        field = TextField(
            blank.key,
            blank.label,
            "note",
            blank.value,
            hint=blank.hint,
            names=blank.names,
            offer=blank.offer,
        )
        if self.app.size.width < NARROW:
            field.width = max(len(found.label) for found in self.blanks)
        return field

    def on_resize(self) -> None:
        """Keep the lines in sight: what does not fit of the question scrolls above them."""
        height, rows = self.app.size.height, 2 * len(self.blanks)
        lines = min(rows, max(2, height // 2 - 1))
        self._lines.styles.max_height = lines
        self._told.styles.max_height = max(2, height - lines - 2 - _lines_of_frame(height))
        self.query_one("#keys").styles.max_height = _lines_of_keys(height)

    def action_read(self, by: int) -> None:
        """Scroll the question by a number of pages."""
        self._told.scroll_relative(y=by * self._told.size.height, animate=False)

    def on_mount(self) -> None:
        """Focus the first line."""
        self.query(Field).first().take_focus()

    def action_move(self, by: int) -> None:
        """Move the focus by a number of lines, wrapping around."""
        fields = list(self.query(Field))
        here = next((i for i, field in enumerate(fields) if field.has_focus_within), 0)
        fields[(here + by) % len(fields)].take_focus()

    @on(Field.Next)
    async def _next(self, event: Field.Next) -> None:
        event.stop()
        if self.enter:
            await self.action_keep()
            return
        if len(self.blanks) == 1:
            self.tell(f"F5 {self.does}.")
        self.action_move(event.by)

    async def action_keep(self) -> None:
        """Attempt the change, once all of the question was in sight.

        Where it is refused or cannot be written, the lines stay, with the reason.
        """
        if self._told.read_on():
            self.tell(MORE_TO_READ)
            return
        values = {field.key: field.text for field in self.query(TextField)}
        problem = await self.attempt(values)
        if problem is None:
            self.dismiss(True)  # noqa: FBT003 (the result of the question)
            return
        field_name = getattr(problem, "field", "")
        for field in self.query(TextField):
            field.show_wrong(problem.message if field.key == field_name else "")
        self.tell_problem(problem)

    def tell(self, sentence: str) -> None:
        """Show a sentence under the lines."""
        self.query_one("#means", Static).update(Content(show_text(sentence)))

    def tell_problem(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.tell(problem_words(problem))

    def action_leave(self) -> None:
        """Leave without saving."""
        self.dismiss(False)  # noqa: FBT003 (the result of the question)


class AskText(ModalScreen[str | None]):
    """A text of several lines, pasted or typed; F5 goes on with it."""

    CSS_PATH = "ask.tcss"
    BINDINGS = [*bindings("ask"), Binding(COMMIT, "keep", show=False)]

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self.ask_title = title
        self.explanation = explanation

    def compose(self) -> ComposeResult:
        """Yield the question and the editor."""
        with Vertical(id="box"):
            yield Label(Content(self.ask_title), id="title")
            yield Static(Content(self.explanation), id="explanation")
            text = DraftText("", soft_wrap=True, compact=True, highlight_cursor_line=False)
            text.cursor_blink = False
            yield text
            yield Static("", id="means", markup=False)
            yield Static(LIVE_TEXT_KEYS, id="keys", markup=False)

    def on_mount(self) -> None:
        """Focus the editor."""
        self.query_one(DraftText).focus()

    @on(DraftText.PasteChanged)
    def _changed_paste(self, event: DraftText.PasteChanged) -> None:
        self.query_one("#means", Static).update(Content(event.sentence))

    def action_keep(self) -> None:
        """Go on with the text."""
        self.dismiss(self.query_one(DraftText).text)

    def action_leave(self) -> None:
        """Leave without a text."""
        self.dismiss(None)
