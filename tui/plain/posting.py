"""Recording that a post went out, platform by platform: for the command and for the last look."""

from collections.abc import Callable
from typing import NamedTuple

from checklists import changes
from checklists.entered_time import parse_time
from checklists.open_session import Change, OpenSession
from checklists.problems import Refused
from tui.questions import ALL_RECORDED, NO_PLATFORM

EARLY = {"ready": "it was marked ready", "approval": "a supervisor approved it"}


class Asking(NamedTuple):
    """How one asks, says and saves where the question is asked."""

    read: Callable[[str], str]
    say: Callable[[str], None]
    save: Callable[[Change], object]


def not_posted_yet(opened: OpenSession) -> list[str]:
    """The chosen platforms for which nothing is recorded. Raises Refused where there is none."""
    session = opened.session
    left = [name for name in session.draft.platforms if not session.posted_on(name)]
    if not left:
        why = ALL_RECORDED if session.draft.platforms else NO_PLATFORM
        raise Refused("Nothing to record", why, "See `show`.")
    return left


def ask_posted(opened: OpenSession, platform: str, asking: Asking) -> None:
    """Ask when it went out there and record it; an empty line says that it did not. Raises Refused
    for what is no time."""
    typed = asking.read(f"{platform}: when did it go out (02:45, now; empty: it did not)?")
    if not typed:
        return
    now = opened.clock()
    at = now if typed == "now" else parse_time(typed, now, future=False)
    link = asking.read("The link to it (may be empty):")
    reason = ""
    early = changes.too_early(opened.session, opened.standing(), at)
    if early:
        asking.say(f"It went out before {EARLY[early]}. That is recorded as it was.")
        reason = asking.read("Why (the supervisor sees it):")
    asking.save(
        lambda session: changes.record_posted(
            session,
            opened.beside.standing(session, opened.checklist, now),
            platform,
            at=at,
            link=link,
            reason=reason,
            actor=opened.actor,
            now=now,
        )
    )
