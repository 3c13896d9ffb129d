"""The questions of a flow, shown as modal screens over the screen of its session."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from checklists.errors import CannotReadOrWrite, Problem
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.flows.dialog import Attempt, Attests, Blank, Values, WentBack
from tui.screens.ask import AskChoice, AskLines, AskText, AskTicks
from tui.wording.questions import SAVES, TICK_HOW, Option

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen

T = TypeVar("T")


class ScreenDialog:
    """The dialog of a session screen.

    A flow runs in a worker of that screen, because it waits for answers.
    """

    def __init__(self, screen: "SessionScreen") -> None:
        self.screen = screen

    @property
    def opened(self) -> OpenSession:
        """Return the open session."""
        return self.screen.opened

    async def follow(self, flow: Awaitable[T]) -> T | None:
        """Return the result of a flow, or None if the user went back."""
        try:
            return await flow
        except WentBack:
            return None

    @property
    def has_answer_ahead(self) -> bool:
        """Keys are never taken ahead of the question that they answer."""
        return False

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options; raise WentBack if the user leaves."""
        chosen = await self.screen.app.push_screen_wait(AskChoice(title, explanation, options))
        if chosen is None:
            raise WentBack
        return chosen

    async def write(self, title: str, explanation: str) -> str:
        """Ask for a text of several lines; raise WentBack if the user leaves."""
        text = await self.screen.app.push_screen_wait(AskText(title, explanation))
        if text is None:
            raise WentBack
        return text

    async def confirm(self, title: str, explanation: str, option: Option) -> None:
        """Ask for confirmation of a single option; raise WentBack if the user leaves."""
        await self.choose(title, explanation, (option,))

    async def tick(
        self,
        title: str,
        options: tuple[Option, ...],
        ticked: Callable[[], Sequence[str]],
        keep: Callable[[list[str]], Awaitable[bool]],
    ) -> None:
        """Add or take away one option after another, until the user leaves."""
        while True:
            chosen = ticked()
            shown = tuple(
                option._replace(label=f"{'[x]' if option.id in chosen else '[ ]'} {option.label}")
                for option in options
            )
            name = await self.screen.app.push_screen_wait(AskTicks(title, TICK_HOW, shown))
            if name is None:
                return
            await keep([x for x in chosen if x != name] if name in chosen else [*chosen, name])

    async def fill(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        attests: Attests | None = None,
        does: str = SAVES,
    ) -> bool:
        """Ask for lines until they are accepted; return whether the change is on disk.

        Raises WentBack if the user leaves.
        """
        if not blanks:
            return self.screen.report(await attempt({}))
        problem: Problem | None = None

        async def tried(values: Values) -> Problem | None:
            nonlocal problem
            problem = await attempt(values)
            # What waits to be saved is tried again by itself, and need not be typed again.
            waits = isinstance(problem, CannotReadOrWrite) and self.opened.unsaved is not None
            return None if waits else problem

        # What the lines say is attested, answered or sent with F5 alone.
        only_saves = attests is None and does == SAVES and len(blanks) == 1
        lines = AskLines(title, explanation, blanks, tried, does=does, enter=only_saves)
        if not await self.screen.app.push_screen_wait(lines):
            raise WentBack
        return self.screen.report(problem)

    def tell(self, sentence: str) -> None:
        """Show why there is nothing to do."""
        self.screen.tell(sentence)

    def refuse(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.screen.show_refusal(problem)

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Run an operation that saves; return the problem, or None if it succeeded."""
        return await self.screen.carry_out(act)

    async def attempt(
        self, change: AnyChange, *arguments: object, **more: object
    ) -> Problem | None:
        """Make a change and save it; return the problem, or None if it is on disk."""
        return await self.screen.attempt(change, *arguments, **more)

    async def save(self, change: AnyChange, *arguments: object, **more: object) -> bool:
        """Make a change and save it, showing any problem; return whether it is on disk."""
        return await self.screen.save(change, *arguments, **more)

    async def wait_for(self, act: Callable[[], T]) -> T:
        """Run a slow function in a thread and return its result; typed keys wait for it."""
        async with self.screen.program.saving:
            return await asyncio.to_thread(act)
