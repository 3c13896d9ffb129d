"""The idle screen: only the incident type and the status, after some minutes without a key."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists.text import show_text


class Blanked(Screen[None]):
    """The idle screen. Any key closes it and does nothing else."""

    CSS_PATH = "frame.tcss"

    def __init__(self, incident_type: str, status: str) -> None:
        super().__init__()
        self.words = "  ".join(word for word in (show_text(incident_type), status) if word)

    def compose(self) -> ComposeResult:
        """Yield the text."""
        line = f" Clear to Post   {self.words}\n\n Blanked while nobody typed. Any key returns."
        yield Static(Content(line), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Close the idle screen; the key has no other effect."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)
