"""Recording that a post went out, line by line: for the command and the final check."""

from collections.abc import Callable
from typing import NamedTuple

from checklists.errors import Problem, Refused
from checklists.workspace.open_session import OpenSession
from tui.flows.dialog import Attempt, Blank


class _Lines(dict[str, str]):
    """What is typed for each line. A line is asked for once it is needed."""

    def __init__(self, read: Callable[[str], str], blanks: tuple[Blank, ...]) -> None:
        super().__init__()
        self._read = read
        self._questions = {blank.key: blank.asks for blank in blanks}

    def __missing__(self, key: str) -> str:
        self[key] = self._read(self._questions[key])
        return self[key]


class PostingDialog(NamedTuple):
    """How to ask, write and save; `save` raises the problem that prevents it."""

    opened: OpenSession
    read: Callable[[str], str]
    tell: Callable[[str], None]
    save: Callable[[Callable[[], object]], object]

    async def fill(
        self,
        title: str,  # noqa: ARG002 (the question of each line says it)
        explanation: str,  # noqa: ARG002
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        **more: object,  # noqa: ARG002
    ) -> bool:
        """Ask line by line; an empty first line means that it did not go out there.

        Raises what refuses it.
        """
        lines = _Lines(self.read, blanks)
        if not lines[blanks[0].key]:
            return False
        problem = await attempt(lines)
        if problem is not None:
            raise problem
        return True

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Save; return why that was refused. Raises any other problem."""
        try:
            self.save(act)
        except Refused as problem:
            return problem
        return None
