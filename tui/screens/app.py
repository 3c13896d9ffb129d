"""The Textual application: themes, size breakpoints, idle blanking and the exit code."""

import gc
import os
import sys
from contextlib import suppress

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from checklists.errors import ExitCode, Refused
from checklists.text import show_text
from tui.launch_options import LaunchOptions
from tui.screens.session_app import SessionApp
from tui.terminal.capabilities import wants_no_color
from tui.terminal.crash_report import crash_folder
from tui.terminal.forced_exit import leave_now
from tui.terminal.themes import TERMINAL, THEMES, VARIABLES
from tui.widgets.frame import LOW, NARROW, WIDE
from tui.wording.program_words import CTRL_C, ENDED_FROM_OUTSIDE, PASTED_ON_BLANK


class ClearToPost(SessionApp, inherit_bindings=False):
    """The full-screen application.

    The framework's own keys are left out: its Ctrl+Q leaves unasked and unsaved.
    """

    TITLE = "Clear to Post"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "frame.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]
    BINDINGS = [
        Binding("ctrl+l", "paint_all", "repaint the whole screen", show=False),
        # First of all: a text field would copy with it.
        Binding("ctrl+c", "say_how_to_leave", "show which key leaves", show=False, priority=True),
    ]

    def __init__(self, opening: LaunchOptions) -> None:
        super().__init__(opening)
        self.crash_folder = crash_folder(opening)
        self._idle: Timer | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = opening.theme
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return defaults for this program's own theme variables.

        Textual needs them before one of this program's themes is set.
        """
        return {name: TERMINAL.variables[name] for name in VARIABLES}

    @property
    def whose(self) -> str:
        """Return the login and trial marker for the right end of the second head line."""
        login = self.opening.actor.login
        if self.opening.places.kind != "trial":
            return login
        # A narrow screen has room for one of the two: the trial marker matters more.
        return "TRIAL HOME" if self.size.width < NARROW else f"TRIAL HOME  {login}"

    async def on_mount(self) -> None:
        """Open the screen that the command line asked for."""
        self.watch_signals()
        if self.opening.review:
            self.open_queue()
            if self.opening.session_id:
                await self.open_review(self.opening.session_id)
        elif self.opening.incident_type:
            await self.start_walk(self.opening.incident_type, self.opening.text)
        elif self.opening.session_id:
            await self.open_walk(self.opening.session_id)
        self._watch_idle()
        self.call_after_refresh(_collect_again)

    def action_paint_all(self) -> None:
        """Repaint the whole screen after something else wrote to the terminal."""
        self.paint_all()

    async def action_say_how_to_leave(self) -> None:
        """Say which key leaves, for those who expect Ctrl+C to; what is typed is saved."""
        if isinstance(self.screen, Blanked):
            self.screen.dismiss(None)
        else:
            for screen in self.session_screens:
                screen.report(await screen.carry_out(screen.keep_now))
            self.tell_problem(Refused(*CTRL_C))

    # Idle

    def _watch_idle(self) -> None:
        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(
            self.opening.store.policy.blank_after.total_seconds(), self._blank
        )

    def _blank(self) -> None:
        words = status = ""
        for screen in self.session_screens:
            if screen is self.screen:
                words, status = screen.session.incident_type, screen.opened.status().status
        self.push_screen(Blanked(words, status), self._back_from_blank)

    def _back_from_blank(self, was_pasted: bool | None) -> None:  # noqa: FBT001 (called by Textual)
        if was_pasted:
            # After the screen below was drawn again, which may take a message away.
            self.call_later(self.tell_problem, Refused(*PASTED_ON_BLANK))

    async def on_event(self, event: events.Event) -> None:
        """Restart the idle timer on every key and paste."""
        if isinstance(event, events.Key | events.Paste):
            self._watch_idle()
        await super().on_event(event)


class Blanked(Screen[bool]):
    """The idle screen: only the incident type and the status.

    Any key closes it and does nothing else.
    """

    CSS_PATH = "frame.tcss"

    def __init__(self, incident_type: str, status: str) -> None:
        super().__init__()
        self.words = "  ".join(word for word in (show_text(incident_type), status) if word)

    def compose(self) -> ComposeResult:
        """Yield the text."""
        line = f" Clear to Post   {self.words}\n\n Screen blanked. Press any key to return."
        yield Static(Content(line), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Close the idle screen; the key has no other effect."""
        event.stop()
        event.prevent_default()
        self._close(was_pasted=False)

    def on_paste(self, event: events.Paste) -> None:
        """Close the idle screen, and say that the text went nowhere."""
        event.stop()
        self._close(was_pasted=True)

    def _close(self, *, was_pasted: bool) -> None:
        if self.is_active:
            self.dismiss(was_pasted)


def _collect_again() -> None:
    """Turn garbage collection back on, without the objects created at startup.

    It is off during startup (`tui.cli.drawing`). The objects created until now live as long as the
    program, so freezing them saves scanning them in every collection.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def run_app(opening: LaunchOptions) -> int:
    """Run the application until the user leaves; return the exit code."""
    if wants_no_color(os.environ):
        opening = replace(opening, theme=TERMINAL.name)
    # With NO_COLOR, Textual turns colors into grays, and the terminal's own into black on black.
    os.environ.pop("NO_COLOR", None)
    app = ClearToPost(opening)
    # The mouse is off unless asked for: this keeps the terminal's own selection working and saves
    # the 96 KB of output that twenty mouse moves cause.
    result = app.run(mouse=opening.mouse)
    if app.signalled:
        # Say why the program ended, if the terminal still exists. If it is stalled, `leave_within`
        # limits how long this blocks.
        with suppress(OSError, AttributeError):
            print(ENDED_FROM_OUTSIDE, file=sys.stderr, flush=True)
        leave_now(app.signalled)
    if result is not None:
        return result
    # Textual's exit code for a failure, 1, has another meaning in this program.
    return ExitCode.CANNOT_READ_OR_WRITE if app.return_code == 1 else app.return_code or 0
