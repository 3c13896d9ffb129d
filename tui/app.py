"""The program on a screen: which screens there are, and what holds between them."""

import gc
import os
import sys
from contextlib import suppress

from msgspec.structs import replace
from textual import events
from textual.binding import Binding
from textual.timer import Timer

from checklists.problems import ExitCode
from tui.crashes import crash_folder
from tui.last_resort import leave_now
from tui.opening import Opening
from tui.questions import ENDED_FROM_OUTSIDE
from tui.room import LOW, NARROW
from tui.screens.home import Home
from tui.screens.session_screen import SessionScreen
from tui.session_app import SessionApp
from tui.terminal import wants_no_colour
from tui.themes import TERMINAL, THEMES, VARIABLES


class ClearToPost(SessionApp):
    """The screens, and how they look."""

    TITLE = "Clear to Post"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "screens/frame.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]
    BINDINGS = [Binding("ctrl+l", "paint_all", "paint the whole screen anew", show=False)]

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self.crash_folder = crash_folder(opening)
        self._idle: Timer | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = opening.theme
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own names, for the moment before a theme of ours is set."""
        return {name: TERMINAL.variables[name] for name in VARIABLES}

    @property
    def whose(self) -> str:
        """Who is at the keyboard, for the right end of the second line."""
        login = self.opening.actor.login
        if self.opening.places.kind != "trial":
            return login
        # Where there is room for one of the two, what is practised matters more than by whom.
        return "TRIAL HOME" if self.size.width < NARROW else f"TRIAL HOME  {login}"

    def get_default_screen(self) -> Home:
        """Home, under all others."""
        return Home()

    def on_mount(self) -> None:
        """Begin where the command line said."""
        self.watch_signals()
        if self.opening.review:
            self.open_queue()
            if self.opening.session_id:
                self.open_review(self.opening.session_id)
        elif self.opening.incident_type:
            self.start_walk(self.opening.incident_type)
        elif self.opening.session_id:
            self.open_walk(self.opening.session_id)
        self._watch_idle()
        self.call_after_refresh(_collect_again)

    def action_paint_all(self) -> None:
        """For a terminal that something else wrote to."""
        self.paint_all()

    # Idle

    def _watch_idle(self) -> None:
        if self._idle is not None:
            self._idle.stop()
        self._idle = self.set_timer(
            self.opening.store.policy.blank_after.total_seconds(), self._blank
        )

    def _blank(self) -> None:
        from tui.screens.blank import Blanked  # noqa: PLC0415 (after minutes without a key)

        top = self.screen
        words = top.session.incident_type if isinstance(top, SessionScreen) else ""
        status = top.opened.standing().status if isinstance(top, SessionScreen) else ""
        self.push_screen(Blanked(words, status))

    async def on_event(self, event: events.Event) -> None:
        """Any key begins the waiting anew."""
        if isinstance(event, events.Key | events.Paste):
            self._watch_idle()
        await super().on_event(event)


def _collect_again() -> None:
    """What was made while starting stays, and is never looked through (`commands.drawing`)."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def run_app(opening: Opening) -> int:
    """Draw until the user leaves; gives back the exit code."""
    if wants_no_colour(os.environ):
        opening = replace(opening, theme=TERMINAL.name)
    # Textual would make greys of the colours, and of the terminal's own ones black on black.
    os.environ.pop("NO_COLOR", None)
    app = ClearToPost(opening)
    # Off unless asked for: the terminal's own selection then works, and twenty moves of the mouse
    # do not cost 96 KB.
    result = app.run(mouse=opening.mouse)
    if app.signalled:
        # Where the terminal is still there, nobody is left to wonder; where it is stalled, this
        # waits no longer than `leave_within` does.
        with suppress(OSError, AttributeError):
            print(ENDED_FROM_OUTSIDE, file=sys.stderr, flush=True)
        leave_now(app.signalled)
    if result is not None:
        return result
    # Textual's own code for a failure means something else here.
    return ExitCode.CANNOT_READ_OR_WRITE if app.return_code == 1 else app.return_code or 0
