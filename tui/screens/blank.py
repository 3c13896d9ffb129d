"""The blank after some minutes without a key: the type and the status, and nothing else."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.clean_text import show_text


class Blanked(Screen[None]):
    """Any key returns; the key does nothing else."""

    CSS_PATH = "frame.tcss"

    def __init__(self, incident_type: str, status: str) -> None:
        super().__init__()
        self.words = "  ".join(word for word in (show_text(incident_type), status) if word)

    def compose(self) -> ComposeResult:
        """One line."""
        line = f" Clear to Post   {self.words}\n\n Blanked while nobody typed. Any key returns."
        yield Static(Content(line), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Return."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)
