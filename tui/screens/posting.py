"""Recording on the screen where and when a post went out, even if that was too early."""

from functools import partial
from typing import TYPE_CHECKING

from checklists.errors import Problem, Refused
from checklists.times import parse_time
from tui.flows.dialog import Blank
from tui.screens.ask import AskChoice, AskLines
from tui.wording.questions import ALL_RECORDED, NO_PLATFORM, Option

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen

_EXPLAIN = (
    "When it went out there, and its link. If that was before it was ready, or before a needed "
    "approval, say why: it is recorded as it happened."
)


async def record_posted(screen: "SessionScreen") -> None:
    """Ask where the post went out, then when, and record it."""
    opened = screen.opened
    draft = screen.session.draft
    left = [name for name in draft.platforms if screen.session.posted_on(name) is None]
    if not left:
        screen.tell(ALL_RECORDED if draft.platforms else NO_PLATFORM)
        return
    platforms = screen.program.catalog.platforms
    options = tuple(
        Option(name, platforms[name].title if name in platforms else name) for name in left
    )
    platform = await screen.app.push_screen_wait(
        AskChoice("Where was it posted?", "One platform after another.", options)
    )
    if platform is None:
        return

    async def attempt(values: dict[str, str]) -> Problem | None:
        now = opened.clock()
        try:
            at = parse_time(values["at"] or "now", now, future=False)
        except Refused as problem:
            return Refused(problem.title, problem.message, problem.what_to_do, field="at")
        return await screen.carry_out(
            partial(
                opened.record_posted,
                platform,
                at=at,
                link=values["link"],
                reason=values["reason"],
            )
        )

    blanks = (
        Blank("at", "When", "now", hint="now, or as 02:45"),
        Blank("link", "Link"),
        Blank("reason", "Why so early", hint="only if it went out too early"),
    )
    await screen.app.push_screen_wait(AskLines("Posted", _EXPLAIN, blanks, attempt))
