"""Completing a follow-up, asked over home or over the queue."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from checklists.errors import Problem
from checklists.workstation.clock import local_now
from tui.flows.dialog import Attempt, Attests, Blank, WentBack
from tui.flows.follow_up import Completing, complete
from tui.screens.ask import AskChoice, AskLines
from tui.wording.questions import SAVES, Option

if TYPE_CHECKING:
    from tui.screens.session_app import SessionApp


class ListDialog:
    """Asks over a list that has no session open."""

    def __init__(self, app: "SessionApp") -> None:
        self._app = app

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options. Raises WentBack."""
        chosen = await self._app.push_screen_wait(AskChoice(title, explanation, options))
        if chosen is None:
            raise WentBack
        return chosen

    async def fill(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        attests: Attests | None = None,  # noqa: ARG002 (the lines say it, and F5 confirms it)
        does: str = SAVES,
    ) -> bool:
        """Ask for lines until they are accepted. Raises WentBack."""
        lines = AskLines(title, explanation, blanks, attempt, does=does)
        if not await self._app.push_screen_wait(lines):
            raise WentBack
        return True

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Save off the drawing thread; return why it is not on disk, or None when it is."""
        async with self._app.saving:
            try:
                await asyncio.to_thread(act)
            except Problem as problem:
                return problem
        return None


async def complete_here(app: "SessionApp", session_id: str, item: str) -> None:
    """Complete one follow-up, or show why that is not possible."""
    opening = app.opening
    try:
        # Not in a thread: a key that comes meanwhile would act on the list.
        path = opening.store.find(session_id)
        here = Completing(opening.store, opening.actor, local_now)
        await complete(ListDialog(app), here, path, item)
    except WentBack:
        return
    except Problem as problem:
        app.tell_problem(problem)
