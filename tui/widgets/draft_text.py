"""The editor for a text of several lines."""

from collections import defaultdict
from collections.abc import Iterable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

from checklists.text import clean_text

DRIFT = 8
"""Columns that marked words may have moved by typing before they are looked for again."""


class DraftText(TextArea):
    """The text editor. Pasted text is cleaned before it reaches the terminal."""

    class PasteChanged(Message):
        """Posted when pasted text was not inserted as it is."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    marks: dict[int, list[tuple[int, str]]] = {}
    """The words that are marked, by line, with the column where each was."""

    def on_paste(self, event: events.Paste) -> None:
        """Clean pasted text; `TextArea`'s own handler, which Textual calls next, inserts it."""
        # One that a dialog gave back would reach the program as another paste.
        event.stop()
        text = event.text
        if "\n" not in text:
            # Terminals send every line break of a paste as a return: nothing is changed by this.
            text = text.replace("\r", "\n")
        event.text, changed = clean_text(text, lines=True)
        if changed:
            self.post_message(self.PasteChanged(changed))

    def mark(self, spans: Iterable[tuple[int, int]]) -> None:
        """Underline parts of the text, each from one character to another."""
        marks: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        text = self.text
        for start, end in spans:
            line, column = self.location(start)
            for words in text[start:end].split("\n"):
                marks[line].append((column, words))
                line, column = line + 1, 0
        if marks != self.marks:
            self.marks = dict(marks)
            self.notify_style_update()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """Return a line with its marks."""
        line = super().get_line(line_index)
        for column, words in self.marks.get(line_index, ()):
            at = line.plain.find(words, max(0, column - DRIFT), column + len(words) + DRIFT)
            if at >= 0:
                line.stylize("underline", at, at + len(words))
        return line

    def location(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a character."""
        before = self.text[:at]
        return before.count("\n"), at - before.rfind("\n") - 1

    def put_in(self, words: str, start: int, end: int) -> None:
        """Replace a part of the text; one undo takes that back, and nothing else."""
        self.history.checkpoint()
        first, last = self.location(start), self.location(end)
        self.replace(words, first, last, maintain_selection_offset=False)
        self.history.checkpoint()
