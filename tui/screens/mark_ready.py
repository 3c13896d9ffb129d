"""The last look: exactly what is to be posted, and the key that marks it ready."""

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from checklists import changes
from checklists.clean_text import show_text
from checklists.digests import content_digest
from checklists.open_session import OpenSession
from tui.keys import bindings
from tui.screens.session_screen import SessionScreen
from tui.session_words import (
    ALREADY_READY,
    LAST_LOOK,
    bare_texts,
    last_look_lines,
    marked_ready_words,
)


class LastLook(Vertical, can_focus=True):
    """What is scrolled."""


class MarkReady(SessionScreen):
    """The text, where it goes, its digest, and the exceptions it rests on."""

    CSS_PATH = ["frame.tcss", "mark_ready.tcss"]
    place = "mark-ready"
    BINDINGS = bindings("mark-ready")

    def __init__(self, opened: OpenSession) -> None:
        super().__init__(opened)
        self.shown = content_digest(opened.session)

    def body(self) -> ComposeResult:
        """All of it, to scroll with the arrows."""
        with LastLook(id="last-look"):
            yield Static("", id="all", markup=False)

    def on_mount(self) -> None:
        """It can be scrolled."""
        self.query_one("#last-look").focus()
        self.redraw()

    def where_words(self) -> str:
        """What this is."""
        standing = self.opened.standing()
        if standing.is_ready:
            return marked_ready_words(standing)
        return LAST_LOOK

    def standing_words(self) -> str:
        """What the keys of this screen would do."""
        found = self.opened.standing()
        if found.may_be_posted:
            return f"{found.status.upper()}. t shows the bare text, to select and copy."
        if found.blockers or found.is_ready or found.status in ("returned", "posted"):
            return super().standing_words()
        return "m marks exactly this ready."

    def redraw(self) -> None:
        """Exactly what the session holds now."""
        super().redraw()
        self.shown = content_digest(self.session)
        platforms = self.house.catalog.platforms
        lines = last_look_lines(self.opened, platforms, "t shows the bare text to copy.")
        self.query_one("#all", Static).update(Content("\n".join(lines)))

    def key_down(self) -> None:
        """A line down."""
        self.query_one("#last-look").scroll_down(animate=False)

    def key_up(self) -> None:
        """A line up."""
        self.query_one("#last-look").scroll_up(animate=False)

    def key_pagedown(self) -> None:
        """A page down."""
        self.query_one("#last-look").scroll_page_down(animate=False)

    def key_pageup(self) -> None:
        """A page up."""
        self.query_one("#last-look").scroll_page_up(animate=False)

    async def action_mark(self) -> None:
        """Mark exactly what is shown."""
        if self.opened.standing().is_ready:
            self.tell(f"{ALREADY_READY} t shows the bare text.")
            return
        await self.save(
            lambda session: changes.mark_ready(
                session,
                self.opened.known_checklist(),
                self.opened.reviews,
                shown=self.shown,
                actor=self.opened.actor,
                now=self.opened.clock(),
                originals=self.opened.originals,
            )
        )

    @work
    async def action_posted(self) -> None:
        """Record that it went out."""
        from tui.screens.posting import record_posted  # noqa: PLC0415 (once a session)

        await record_posted(self)

    def action_text(self) -> None:
        """The bare text, to select with the terminal's own means."""
        if not self.opened.standing().may_be_posted:
            waits = self.opened.standing().awaits_approval
            self.tell(waits or "The bare text is shown once it is marked ready: m.")
            return
        self.app.push_screen(BareText(bare_texts(self.session)))


class BareText(Screen[None]):
    """Nothing but the text, full width and unbroken."""

    CSS_PATH = ["frame.tcss", "mark_ready.tcss"]
    BINDINGS = bindings("bare-text")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield Static(Content(show_text(self.text, lines=True)), id="bare", markup=False)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
