"""Completing a follow-up by line prompts, from the prompts' home and from the command line."""

from collections.abc import Callable
from typing import NamedTuple

from checklists.errors import Problem, Refused
from tui.flows.dialog import Attempt, Attests, Blank
from tui.prompts.commands import Back, picked, typed
from tui.prompts.console import Console
from tui.wording.program_words import problem_words
from tui.wording.questions import NUMBER, Option


class ConsoleDialog(NamedTuple):
    """Asks line by line; `back` ends it and changes nothing."""

    talk: Console

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options, by its number or ID."""
        self.talk.say(title, explanation)
        for number, option in enumerate(options, start=1):
            self.talk.say(f"{number} {option.label}{f'. {option.means}' if option.means else ''}")
        while True:
            found = self._read(NUMBER)
            if chosen := picked(typed(found), options):
                return chosen
            self._wrong(Refused("Not used", f"A number from 1 to {len(options)}, or back.", ""))

    async def fill(
        self,
        title: str,
        explanation: str,
        blanks: tuple[Blank, ...],
        attempt: Attempt,
        *,
        attests: Attests | None = None,
        does: str = "",  # noqa: ARG002 (no key does it here)
    ) -> bool:
        """Ask for lines, then for the word yes; ask again for a line that was refused."""
        self.talk.say(title, explanation)
        values: dict[str, str] = {}
        asked = blanks
        while True:
            for blank in asked:
                values[blank.key] = self._read(f"{blank.label} ({blank.hint}):").strip()
            if attests is not None:
                self.talk.say(f"Confirm: {attests(values)}")
                while not typed(self._read("Type yes to confirm, or back:")).is_yes:
                    self._wrong(Refused("Not used", "Only the word yes confirms.", ""))
            problem = await attempt(values)
            if problem is None:
                return True
            self._wrong(problem)
            asked = tuple(b for b in blanks if b.key == getattr(problem, "field", ""))
            if not asked:
                raise problem

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Save; return why it is not on disk, or None when it is."""
        try:
            act()
        except Problem as problem:
            return problem
        return None

    def _read(self, prompt: str) -> str:
        line = self.talk.read(prompt, anew=True)
        if line.strip().casefold() == "back" and not typed(line).literal:
            raise Back
        return line

    def _wrong(self, problem: Problem) -> None:
        """Say what is wrong. A pipe cannot correct it: its next line was for something else."""
        if not self.talk.interactive:
            raise problem
        self.talk.say(f"! {problem_words(problem)}")
