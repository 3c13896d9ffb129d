"""Giving a session up, with a reason."""

from typing import TYPE_CHECKING

from checklists import changes
from checklists.problems import Problem
from tui.questions import WITHDRAW, WITHDRAW_WHY
from tui.screens.ask import AskLines, Blank

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen


async def withdraw(screen: "SessionScreen") -> bool:
    """Ask why, and withdraw; says whether it was done."""
    opened = screen.opened

    async def attempt(values: dict[str, str]) -> Problem | None:
        return await screen.attempt(
            lambda session: changes.withdraw(
                session, values["reason"], actor=opened.actor, now=opened.clock()
            )
        )

    return await screen.app.push_screen_wait(
        AskLines(WITHDRAW, WITHDRAW_WHY, (Blank("reason", "Why"),), attempt, does="gives it up")
    )
