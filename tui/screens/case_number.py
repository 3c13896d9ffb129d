"""Asking for the case number."""

from typing import TYPE_CHECKING

from checklists import changes
from checklists.problems import Problem
from tui.questions import CASE_NUMBER
from tui.screens.ask import AskLines, Blank

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen


async def ask_case_number(screen: "SessionScreen") -> None:
    """The agency's own number; never a criminal-records number."""
    opened = screen.opened

    async def attempt(values: dict[str, str]) -> Problem | None:
        return await screen.attempt(
            lambda session: changes.set_case_number(
                session, values["case"], actor=opened.actor, now=opened.clock()
            )
        )

    blank = Blank("case", "Case number", screen.session.case_number)
    await screen.app.push_screen_wait(AskLines("Case number", CASE_NUMBER, (blank,), attempt))
