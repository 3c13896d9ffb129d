"""Somebody who answers a flow's questions from a script, and writes down what was asked.

    dialog = FakeDialog(opened, "next-of-kin", "D1")
    dialog.follow(people.add(dialog))

An answer is the id of an option, a list of those to tick, a dictionary for lines to fill in, or
BACK. The session is a real one, on disk: what a flow saves is read from there.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from checklists.errors import Problem
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.flows.dialog import Attempt, Attests, Blank, WentBack
from tui.prompts.dialog import run
from tui.wording.questions import Option

BACK = "<back>"


class FakeDialog:
    """A dialog whose answers are known beforehand; a question too many fails the test."""

    def __init__(self, opened: OpenSession, *answers: str | list[str] | dict[str, str]) -> None:
        self.opened = opened
        self.answers = list(answers)
        self.asked: list[str] = []
        self.explained: list[str] = []
        self.offered: list[list[str]] = []
        self.told: list[str] = []
        self.refused: list[str] = []
        self.attested: list[str] = []

    def follow(self, flow: Coroutine[Any, Any, Any]) -> Any:
        """Return what the flow gives; BACK where it was left by going back."""
        try:
            return run(flow)
        except WentBack:
            return BACK
        finally:
            assert not self.answers, f"never asked for: {self.answers}"

    def _next(self, title: str) -> Any:
        self.asked.append(title)
        assert self.answers, f"asked without an answer: {title}"
        answer = self.answers.pop(0)
        if answer == BACK:
            raise WentBack
        return answer

    @property
    def has_answer_ahead(self) -> bool:
        return False

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        answer: str = self._next(title)
        self.explained.append(explanation)
        self.offered.append([option.label for option in options])
        assert answer in [option.id for option in options], f"{answer} is not offered"
        return answer

    async def write(self, title: str, explanation: str) -> str:
        text: str = self._next(title)
        return text

    async def confirm(self, title: str, explanation: str, option: Option) -> None:
        assert self._next(title) == option.id

    async def tick(
        self,
        title: str,
        options: tuple[Option, ...],
        ticked: Callable[[], Sequence[str]],
        keep: Callable[[list[str]], Awaitable[bool]],
    ) -> None:
        answer: list[str] = self._next(title)
        assert set(answer) <= {option.id for option in options}, f"{answer} are not offered"
        await keep(answer)

    async def fill(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        attests: Attests | None = None,
        does: str = "",
    ) -> bool:
        values = {blank.key: blank.value for blank in blanks}
        while True:
            if blanks:
                given = self._next(title)
                assert set(given) <= set(values), f"{given} has no line"
                values |= given
            if attests is not None:
                self.attested.append(attests(values))
            problem = await attempt(values)
            if problem is None:
                return True
            self.refuse(problem)
            if getattr(problem, "field", "") not in values:
                return False

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def refuse(self, problem: Problem) -> None:
        self.refused.append(problem.title)

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        try:
            act()
        except Problem as problem:
            return problem
        return None

    async def attempt(self, change: AnyChange, *arguments: Any, **more: Any) -> Problem | None:
        return await self.carry_out(lambda: self.opened.perform(change, *arguments, **more))

    async def save(self, change: AnyChange, *arguments: Any, **more: Any) -> bool:
        problem = await self.attempt(change, *arguments, **more)
        if problem is not None:
            self.refuse(problem)
        return problem is None

    async def wait_for(self, act: Callable[[], Any]) -> Any:
        return act()
