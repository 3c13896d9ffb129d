"""The editor for a text of several lines."""

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from checklists.text import clean_text


class DraftText(TextArea):
    """The text editor. Pasted text is cleaned before it reaches the terminal."""

    class PasteChanged(Message):
        """Posted when pasted text was not inserted as it is."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

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
