"""A text field of one line, whose pasted text is checked before a terminal sees it."""

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label

from checklists.clean_text import accept_text, show_text
from checklists.open_session import local_now
from checklists.problems import Refused


class LineInput(Input):
    """A one-line text field without border or blinking."""

    DEFAULT_CSS = """
    LineInput {
        border: none; height: 1; padding: 0; background: transparent;
        &:focus { border: none; background-tint: transparent 0%; text-style: underline; }
        &>.input--cursor { color: $foreground; background: $background; text-style: reverse; }
        /* Textual's own for such terminals is white on black, which is not to be seen on black. */
        &:ansi>.input--cursor {
            color: ansi_default; background: ansi_default; text-style: reverse;
        }
        &:ansi>.input--placeholder, &:ansi>.input--suggestion {
            color: ansi_default; text-style: none;
        }
        &>.input--placeholder, &>.input--suggestion { color: $quiet; text-style: none; }
    }
    """

    class PasteRefused(Message):
        """What was pasted may not be entered."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    def __init__(
        self,
        value: str,
        *,
        placeholder: str = "",
        names: tuple[str, ...] = (),
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
    ) -> None:
        suggester = SuggestFromList(names, case_sensitive=False) if names else None
        super().__init__(
            value,
            # Without colour, a bare hint looks like something that was typed.
            placeholder=f"({placeholder})" if placeholder else "",
            suggester=suggester,
            id=id,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        try:
            # Input itself would keep the first line and drop the others without a word.
            accept_text(event.text.strip("\r\n"), "What was pasted")
        except Refused as problem:
            event.stop()
            event.prevent_default()
            self.post_message(self.PasteRefused(f"{problem.message} {problem.what_to_do}"))
        # What may be entered is inserted by Input itself, which Textual calls next.


class TimeInput(LineInput):
    """A text field in which `n` alone is now."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "n":
            event.stop()
            event.prevent_default()
            self.value = f"{local_now():%H:%M}"
            self.cursor_position = len(self.value)


class FieldLine(Widget):
    """A label and a text field in one line."""

    DEFAULT_CSS = """
    FieldLine { height: 1; layout: horizontal; }
    FieldLine>.label { width: auto; height: 1; }
    FieldLine>LineInput { width: 1fr; }
    """

    def __init__(self, label: str, line_input: LineInput, width: int) -> None:
        super().__init__()
        self._width = width
        self._label = label
        self._input = line_input

    def compose(self) -> ComposeResult:
        """The two."""
        yield Label(f"{show_text(self._label):<{self._width}} [", classes="label", markup=False)
        yield self._input
        yield Label("]", markup=False)
