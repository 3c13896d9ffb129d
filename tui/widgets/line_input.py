"""A one-line text field that checks pasted text before it is drawn."""

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Label

from checklists.session.directory import names_beginning
from checklists.text import clean_text, show_text
from checklists.workstation.clock import local_now
from tui.wording.questions import TAKES, offer_hint


class _TheOneThatFits(Suggester):
    """Suggests the one name that begins as what is typed; nothing where several do."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    def fitting(self, typed: str) -> str | None:
        """Return the name, or None."""
        found = names_beginning(self._names, typed)
        return found[0] if len(found) == 1 else None

    async def get_suggestion(self, value: str) -> str | None:
        """Return what is typed and, set off from it, the name that Right would take.

        In parentheses, as every hint: without color it would look like typed text.
        """
        name = self.fitting(value)
        return f"{value} ({offer_hint(TAKES, name)})" if name and name != value else None


class LineInput(Input):
    """A one-line text field without a border or a blinking cursor.

    Right, and no other key, takes the name that `names` complete to; in an empty field, `offer`.
    """

    DEFAULT_CSS = """
    LineInput {
        border: none; height: 1; padding: 0; background: transparent;
        &:focus { border: none; background-tint: transparent 0%; text-style: underline; }
        /* The terminal's own cursor is there. */
        &>.input--cursor { color: $foreground; background: $background; text-style: none; }
        &:ansi>.input--cursor { color: ansi_default; background: ansi_default; text-style: none; }
        &:ansi>.input--placeholder, &:ansi>.input--suggestion {
            color: ansi_default; text-style: none;
        }
        &>.input--placeholder, &>.input--suggestion { color: $quiet; text-style: none; }
    }
    """

    class PasteChanged(Message):
        """Sent when pasted text was not inserted as it is."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    class Taken(Message):
        """Sent when a name that was offered was taken."""

    def __init__(
        self,
        value: str,
        *,
        placeholder: str = "",
        names: tuple[str, ...] = (),
        offer: str = "",
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
    ) -> None:
        self._offer = offer
        super().__init__(
            value,
            # In parentheses, because without color a hint looks like typed text.
            placeholder=f"({placeholder})" if placeholder else "",
            id=id,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False
        self.complete_from(names)

    def complete_from(self, names: tuple[str, ...]) -> None:
        """Complete what is typed from these names."""
        self._names = _TheOneThatFits(names)
        self.suggester = self._names if names else None

    @property
    def cursor_screen_offset(self) -> Offset:
        """The place of the cursor; the framework's own is one further at the end of the text."""
        before = cell_len(self.value[: self.cursor_position]) - int(self.scroll_offset.x)
        return self.content_region.offset + Offset(before, 0)

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 (Textual's)
        """Take the completion at the end of the text; anywhere else, move the cursor.

        Looked up now: what was typed ahead comes before the suggestion is shown.
        """
        taken = (self._names.fitting(self.value) if self.value else self._offer) or ""
        if taken and self.cursor_at_end and not select:
            self.value = taken
            self.cursor_position = len(taken)
            self.post_message(self.Taken())
        else:
            super().action_cursor_right(select)

    def on_paste(self, event: events.Paste) -> None:
        """Clean pasted text; Textual then calls `Input`, which inserts it.

        `Input` itself would keep the first line and drop the others silently.
        """
        event.text, changed = clean_text(event.text, lines=False)
        if changed:
            self.post_message(self.PasteChanged(changed))


class TimeInput(LineInput):
    """A text field in which `n`, or `now`, enters the current time while it is empty.

    Over a time the first `n` selects it, and the next one replaces it. In other text, it is text.
    """

    class Selected(Message):
        """Sent when `n` selected the time that is there, and when another `n` replaced it."""

        def __init__(self, *, replaced: bool) -> None:
            self.replaced = replaced
            super().__init__()

    _now = ""

    async def on_key(self, event: events.Key) -> None:
        """Enter the current time on `n`."""
        if event.key.casefold() == "n" and (not self.value or self.value[0].isdigit()):
            event.stop()
            event.prevent_default()
            if self.value and self.selected_text != self.value:
                self.select_all()
                self.post_message(self.Selected(replaced=False))
                return
            if self.value:
                self.post_message(self.Selected(replaced=True))
            self.value = self._now = f"{local_now():%H:%M}"
            self.cursor_position = len(self.value)
        elif event.key.casefold() in ("o", "w") and self.value == self._now:
            # Of the whole word.
            event.stop()
            event.prevent_default()


class FieldLine(Widget):
    """A label and a text field on one line."""

    DEFAULT_CSS = """
    FieldLine { height: 1; layout: horizontal; }
    FieldLine>.label { width: auto; height: 1; }
    FieldLine:focus-within>.label { text-style: reverse; }
    FieldLine>LineInput { width: 1fr; }
    """

    def __init__(self, label: str, line_input: LineInput, width: int) -> None:
        super().__init__()
        self._width = width
        self._label = label
        self._input = line_input

    def compose(self) -> ComposeResult:
        """Create the label and the text field, in brackets."""
        yield Label(f"{show_text(self._label):<{self._width}}", classes="label", markup=False)
        yield Label(" [", markup=False)
        yield self._input
        yield Label("]", markup=False)
