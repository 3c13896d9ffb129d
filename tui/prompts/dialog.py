"""The questions of a flow as line prompts, in a session and where only a post is recorded.

A flow never suspends here: what it awaits has completed when the call returns.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from checklists.errors import Problem, Refused
from checklists.text import clean_text
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.flows.dialog import Attempt, Attests, Blank
from tui.prompts.commands import Back, Typed, picked
from tui.wording.marks import CHOSEN
from tui.wording.questions import HOW_TO_WRITE, NOTHING_CHANGED, NUMBER, Option

if TYPE_CHECKING:
    from tui.prompts.console import Console
    from tui.prompts.session_prompt import SessionPrompt

T = TypeVar("T")


def run(flow: Coroutine[Any, Any, T]) -> T:
    """Return the result of a flow that never suspends."""
    try:
        flow.send(None)
    except StopIteration as end:
        value: T = end.value
        return value
    flow.close()
    raise AssertionError("a flow of the prompts waits for nothing")


class PromptDialog:
    """The dialog of a session at the prompts. `back` ends a flow and changes nothing."""

    def __init__(self, desk: "SessionPrompt") -> None:
        self.desk = desk
        self._ahead: list[str] = []

    @property
    def opened(self) -> OpenSession:
        """Return the open session."""
        return self.desk.opened

    def follow(self, flow: Coroutine[Any, Any, T], *ahead: str) -> T | None:
        """Return the result of a flow; None if the user went back, which is reported.

        `ahead` are answers that were typed on the line of the command. Each answers the next
        choice; one that is none of its options is ignored, and the choice is asked.
        """
        self._ahead = list(ahead)
        try:
            return run(flow)
        except Back:
            self.desk.say(NOTHING_CHANGED)
            return None
        finally:
            self._ahead = []

    @property
    def has_answer_ahead(self) -> bool:
        """Whether the line of the command has a word for the next choice."""
        return bool(self._ahead)

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options, by its number or ID."""
        named = picked(Typed(self._ahead.pop(0)), options) if self._ahead else ""
        return named or self.desk.choose(title, explanation, options)

    async def write(self, title: str, explanation: str) -> str:
        """Ask for the lines of a text."""
        return written(self.desk.talk, title, explanation)

    async def confirm(self, title: str, explanation: str, option: Option) -> None:
        """Show what would be done, and wait for the word yes."""
        self.desk.confirms(f"{title}. {explanation} Confirm: {option.label}. {option.means}")

    async def tick(
        self,
        title: str,
        options: tuple[Option, ...],
        ticked: Callable[[], Sequence[str]],
        keep: Callable[[list[str]], Awaitable[bool]],
    ) -> None:
        """Ask once for the numbers of all options that hold; Enter leaves those there are."""
        desk, chosen = self.desk, ticked()
        desk.say(title)
        for number, option in enumerate(options, start=1):
            desk.say(f"{number} {option.label}{CHOSEN if option.id in chosen else ''}")
        while True:
            found = desk.ask(
                "Numbers, such as 1 2:",
                why=lambda _: [f"{option.label}: {option.means}" for option in options],
            )
            words = found.text.replace(",", " ").split()
            wanted = [picked(Typed(word), options) for word in words]
            if words and all(wanted):
                await keep(wanted)
                return
            if not words and chosen:
                return
            desk.say(f"! Numbers from 1 to {len(options)}, one or more.")

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
        """Ask for lines, then for the word yes; ask again for a line that was refused.

        A pipe is not asked again: its next line was meant for another question. Returns whether the
        change is on disk.
        """
        if blanks:
            self.desk.say_question(title, explanation)
        values: dict[str, str] = {}
        asked = blanks
        while True:
            for blank in asked:
                values[blank.key] = self.desk.ask_words(
                    blank.label, blank.hint, blank.value, blank.names, blank.offer
                )
            if attests is not None:
                self.desk.confirms(f"Confirm: {attests(values)}")
            problem = await attempt(values)
            if problem is None:
                return True
            self.desk.tell(problem)
            asked = tuple(b for b in blanks if b.key == getattr(problem, "field", ""))
            if not asked or not self.desk.talk.interactive:
                return False

    def tell(self, sentence: str) -> None:
        """Show why there is nothing to do."""
        self.desk.say(f"! {sentence}")

    def refuse(self, problem: Problem) -> None:
        """Show why something was refused."""
        self.desk.tell(problem)

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Run an operation that saves; return the problem, or None if it succeeded."""
        return self.desk.carry_out(act)

    async def attempt(
        self, change: AnyChange, *arguments: object, **more: object
    ) -> Problem | None:
        """Make a change and save it; return the problem, or None if it is on disk."""
        return self.desk.attempt(change, *arguments, **more)

    async def save(self, change: AnyChange, *arguments: object, **more: object) -> bool:
        """Make a change and save it, showing any problem; return whether it is on disk."""
        return self.desk.save(change, *arguments, **more)

    async def wait_for(self, act: Callable[[], T]) -> T:
        """Run a slow function and return its result; the prompts have to wait for it anyway."""
        return act()


class _Lines(dict[str, str]):
    """What is typed for each line. A line is asked for once it is needed; the first, anew."""

    def __init__(self, read: Callable[[str, bool], str], blanks: tuple[Blank, ...]) -> None:
        super().__init__()
        self._read = read
        self._questions = {blank.key: blank.asks for blank in blanks}

    def __missing__(self, key: str) -> str:
        self[key] = self._read(self._questions[key], not self)
        return self[key]


def written(talk: "Console", title: str, explanation: str) -> str:
    """Return the lines up to one with only a period. Raises EndOfInput, and Refused."""
    talk.say(f"{title}. {explanation}", HOW_TO_WRITE)
    lines = []
    while (line := talk.read("")) != ".":
        cleaned, changed = clean_text("." if line == ".." else line, lines=True)
        if changed:
            talk.say(changed)
        lines.append(cleaned)
    return "\n".join(lines)


class PostingDialog(NamedTuple):
    """How to ask, write and save; `save` raises the problem that prevents it."""

    opened: OpenSession
    talk: "Console"
    read: Callable[[str, bool], str]
    save: Callable[[Callable[[], object]], object]

    def tell(self, sentence: str) -> None:
        """Say what is needed."""
        self.talk.say(sentence)

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Ask for one of several options, by its number or ID.

        Raises Refused where a pipe answers with none of them: its next line was for something else.
        """
        self.talk.say(title, explanation)
        for number, option in enumerate(options, start=1):
            self.talk.say(f"{number} {option.label}")
        while True:
            if chosen := picked(Typed(self.read(NUMBER, True)), options):  # noqa: FBT003
                return chosen
            wrong = Refused("Not used", f"A number from 1 to {len(options)}.", "")
            if not self.talk.interactive:
                raise wrong
            self.talk.say(f"! {wrong.message}")

    async def write(self, title: str, explanation: str) -> str:
        """Ask for the lines of a text."""
        return written(self.talk, title, explanation)

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
        if blanks and not lines[blanks[0].key]:
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
