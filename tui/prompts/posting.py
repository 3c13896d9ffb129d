"""Recording that a post went out, platform by platform: for the command and the final check."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from checklists.errors import Refused
from checklists.times import parse_time
from checklists.workspace.open_session import OpenSession
from tui.wording.questions import ALL_RECORDED, NO_PLATFORM


class Asking(NamedTuple):
    """How to ask, write and save; `save` raises the problem that prevents it."""

    read: Callable[[str], str]
    say: Callable[[str], None]
    save: Callable[[Callable[[], object]], object]


def not_posted_yet(opened: OpenSession) -> list[str]:
    """Return the chosen platforms for which nothing is recorded.

    Raises Refused if there are none.
    """
    session = opened.session
    left = [name for name in session.draft.platforms if not session.posted_on(name)]
    if not left:
        why = ALL_RECORDED if session.draft.platforms else NO_PLATFORM
        raise Refused("Nothing to record", why, "See `show`.")
    return left


def ask_posted(opened: OpenSession, platform: str, asking: Asking) -> None:
    """Ask when the post went out on a platform, and record it.

    An empty line means that it did not. Only recording it shows whether that was too early: then
    the reason is asked. Raises Refused for an invalid time, and what `save` raises.
    """
    typed = asking.read(f"{platform}: when did it go out (02:45, now; empty: it did not)?")
    if not typed:
        return
    now = opened.clock()
    at = now if typed == "now" else parse_time(typed, now, future=False)
    link = asking.read("The link to it (may be empty):")
    record = partial(opened.record_posted, platform, at=at, link=link)
    try:
        asking.save(record)
    except Refused as problem:
        if problem.field != "reason":
            raise
        asking.say(problem.message)
        reason = asking.read("Why (the supervisor sees it):")
        asking.save(partial(record, reason=reason))
