"""Open the screens or the line prompts, after every check that can refuse.

An unknown type or ID, an unsuitable terminal and a home that cannot be written are reported in one
line, before Textual is imported.
"""

import gc
import os
import sys
from datetime import datetime

from checklists.errors import Problem, WrongUsage
from checklists.text import NO_TEXT, Cleaned
from tui.cli.context import CommandContext
from tui.launch_options import LaunchOptions
from tui.terminal.capabilities import why_not_draw

UNFINISHED = ("in-progress", "lapsed", "returned")


def draw_home(here: CommandContext) -> int:
    """Open the home screen."""
    _check_terminal(here)
    if not here.store.is_advocate:
        here.store.prepare(here.now)
    return _draw(here)


def draw_start(here: CommandContext, incident_type: str, text_from: str = "") -> int:
    """Start a new session of an incident type; `text_from` is where its text is read from."""
    here.check_type(incident_type)
    text = NO_TEXT
    if text_from:
        from tui.cli.given_text import given_text

        text = given_text(text_from)
    _check_place(here)
    problems = here.catalog.why_out.get(incident_type)
    if problems is not None:
        raise Problem(
            "Type unavailable",
            f"The type {incident_type} cannot be used: its definition has mistakes.",
            str(problems[0]) if problems else "`cleartopost check` names them.",
        )
    return _draw(here, incident_type=incident_type, text=text)


def draw_resume(here: CommandContext, session_id: str) -> int:
    """Open a session; without an ID, the unfinished one of this account changed last."""
    if session_id:
        # Read before a screen opens, so that an unreadable file is reported in one line.
        session_id = here.store.read(here.find(session_id)).session.id
    else:
        session_id = _last_unfinished(here)
    _check_place(here)
    return _draw(here, session_id=session_id)


def can_draw(here: CommandContext) -> bool:
    """Return whether screens are wanted and the terminal can draw them."""
    return not here.plain and why_not_draw(sys.stdin, sys.stderr, os.environ) is None


def draw_review(here: CommandContext, session_id: str) -> int:
    """Open the review queue, or one session for review."""
    if session_id:
        session_id = here.store.read(here.find(session_id)).session.id
    return _draw(here, session_id=session_id, review=True)


def _last_unfinished(here: CommandContext) -> str:
    # Imported here: it takes 4 ms, and home and a new session do without.
    from checklists.index.watch import OwnWatch
    from tui.prompts.console import tell

    own = OwnWatch(here.index, here.actor)
    tell(own.refresh(here.now))
    last = max(
        (found.listed for found in own.found if found.listed.status in UNFINISHED),
        key=lambda found: datetime.fromisoformat(found.updated_at),
        default=None,
    )
    if last is not None:
        return last.id
    raise WrongUsage(
        "Nothing to resume",
        "You have no unfinished session.",
        "Start one with `cleartopost start`, or give an ID from `cleartopost list`.",
    )


def _check_place(here: CommandContext) -> None:
    """Refuse a terminal that cannot draw, then a home that cannot be written."""
    _check_terminal(here)
    here.store.prepare(here.now)


def _check_terminal(here: CommandContext) -> None:
    problem = None if here.plain else why_not_draw(sys.stdin, sys.stderr, os.environ)
    if problem is not None:
        raise problem


def _draw(
    here: CommandContext,
    *,
    incident_type: str = "",
    text: Cleaned = NO_TEXT,
    session_id: str = "",
    review: bool = False,
) -> int:
    opening = LaunchOptions(
        places=here.places,
        actor=here.author,
        store=here.store,
        incident_type=incident_type,
        text=text,
        session_id=session_id,
        review=review,
        theme=here.theme,
        mouse=here.mouse,
    )
    if here.plain:
        from tui.prompts.run import run_plain

        return run_plain(opening)
    # Garbage collection would take 10 of the 200 ms to the first frame. `ClearToPost.on_mount`
    # enables it again.
    gc.disable()
    # asyncio imports `ssl` if it can, which takes 5 ms; this program has no network connections.
    sys.modules["ssl"] = None  # type: ignore[assignment]  # makes the import fail, as documented
    # The only import of Textual, which takes 150 to 290 ms.
    from tui.screens.app import run_app

    return run_app(opening)
