"""What stands between a command that draws and its first screen, or its first prompt.

Everything that can refuse does so here, in one line and before Textual is imported: a type or an
ID that does not exist, a terminal that cannot draw, a home that cannot be written.
"""

import gc
import os
import sys
from datetime import datetime

from checklists.problems import Problem, WrongUsage
from tui.commands.nearest import not_found
from tui.commands.surroundings import Surroundings
from tui.opening import Opening
from tui.terminal import why_not_draw

UNFINISHED = ("in-progress", "lapsed", "returned")


def draw_home(here: Surroundings) -> int:
    """The home screen."""
    _check_place(here)
    return _draw(here)


def draw_start(here: Surroundings, incident_type: str) -> int:
    """A new session of one type."""
    catalog = here.catalog
    known = (*catalog.checklists, *catalog.why_out)
    if incident_type not in known:
        raise not_found("incident type", incident_type, known, "See `cleartopost types`.")
    _check_place(here)
    if incident_type in catalog.why_out:
        problems = catalog.why_out[incident_type]
        raise Problem(
            "The checklist is out",
            f"The type {incident_type} cannot be used: its definition has mistakes.",
            str(problems[0]) if problems else "`cleartopost check` names them.",
        )
    return _draw(here, incident_type=incident_type)


def draw_resume(here: Surroundings, session_id: str) -> int:
    """One session; without an ID, the unfinished one of one's own that was worked on last."""
    if session_id:
        # Read now: what cannot be read is said in a line, not on a screen.
        session_id = here.store.read(here.store.find(session_id)).session.id
    else:
        session_id = _last_unfinished(here)
    _check_place(here)
    return _draw(here, session_id=session_id)


def can_draw(here: Surroundings) -> bool:
    """Whether screens are wanted and the terminal can draw them."""
    return not here.plain and why_not_draw(sys.stdin, sys.stderr, os.environ) is None


def draw_review(here: Surroundings, session_id: str) -> int:
    """The review queue, or one session as a supervisor reads it."""
    if session_id:
        session_id = here.store.read(here.store.find(session_id)).session.id
    return _draw(here, session_id=session_id, review=True)


def _last_unfinished(here: Surroundings) -> str:
    # Imported here: 4 ms that home and a new session need not pay.
    from checklists.own_watch import OwnWatch
    from tui.commands.progress import tell

    own = OwnWatch(here.index, here.actor.login)
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
        "Start one with `cleartopost start`, or name an ID of `cleartopost list`.",
    )


def _check_place(here: Surroundings) -> None:
    """Refuse a terminal that cannot draw, and then a home that cannot be written."""
    problem = None if here.plain else why_not_draw(sys.stdin, sys.stderr, os.environ)
    if problem is not None:
        raise problem
    here.store.prepare(here.now)


def _draw(
    here: Surroundings, *, incident_type: str = "", session_id: str = "", review: bool = False
) -> int:
    opening = Opening(
        places=here.places,
        actor=here.author,
        rests_on=here.rests_on,
        catalog=here.catalog,
        store=here.store,
        incident_type=incident_type,
        session_id=session_id,
        review=review,
        theme=here.theme,
        mouse=here.mouse,
    )
    if here.plain:
        from tui.plain.run import run_plain

        return run_plain(opening)
    # Looking through what was just loaded for what can be thrown away takes 10 of the 200 ms until
    # the first frame; then it begins (`ClearToPost.on_mount`).
    gc.disable()
    # asyncio loads TLS where it finds it: 5 ms for what sends nothing anywhere.
    sys.modules["ssl"] = None  # type: ignore[assignment]  # the documented way to say: not there
    # Here and nowhere else: 150 to 290 ms, for the commands that draw.
    from tui.app import run_app

    return run_app(opening)
