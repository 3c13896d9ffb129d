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

    def mark(self, found: Iterable[tuple[tuple[int, int], str]]) -> None:
        """Underline words, each with the line and the column where they begin, from 1."""
        marks: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for (line, column), words in found:
            for number, part in enumerate(words.split("\n")):
                marks[line - 1 + number].append((0 if number else column - 1, part))
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

    def put_in(self, words: str, before: str, first: tuple[int, int]) -> None:
        """Put words in place of others; one undo takes that back, and nothing else."""
        *lines, last = before.split("\n")
        line, column = first
        end = (line + len(lines), len(last) if lines else column + len(last))
        self.history.checkpoint()
        self.replace(words, first, end, maintain_selection_offset=False)
        self.history.checkpoint()
