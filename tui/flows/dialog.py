"""What a flow asks of whoever runs it: choosing, filling in, saying and saving.

A flow is a coroutine over a `Dialog`. It decides what is asked, in which order, and what is changed
then; the screens and the prompts decide how that is shown and typed.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from checklists.definitions.model import Role
from checklists.errors import Problem, Refused
from checklists.times import parse_time
from checklists.workspace.open_session import AnyChange, OpenSession
from tui.wording.questions import NOW, SAVES, VERIFIED_BY, VERIFIED_HINT, Option

T = TypeVar("T")

Values = dict[str, str]
"""What was filled in, by the key of its line."""

Attempt = Callable[[Values], Awaitable[Problem | None]]
"""Tries what was filled in; gives back why it was refused."""

Attests = Callable[[Values], str]
"""The sentence that says what would be attested with what was filled in."""


class WentBack(Exception):
    """Raised out of a flow where somebody goes back instead of answering: nothing is changed."""


class Blank(NamedTuple):
    """One line to fill in.

    `value` is what it begins with, `names` are completed while one types, `offer` is taken into an
    empty line by a key. `asks` is the whole question, where the line is asked for alone.
    """

    key: str
    label: str
    value: str = ""
    hint: str = ""
    names: tuple[str, ...] = ()
    asks: str = ""
    offer: str = ""


class LineDialog(Protocol):
    """Whoever fills in lines, and what is saved of them."""

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
        """Ask for some lines and try them; return whether that is on disk. Raises WentBack.

        What is refused stays and is asked again, with the reason at the line that is wrong. Where
        something is attested, `attests` names it, and only a deliberate act confirms that: the key
        that `does` it, or the word yes. One line that only saves is saved with Enter, too. Without
        blanks, what was chosen before is what is attested.
        """

    async def carry_out(self, act: Callable[[], object]) -> Problem | None:
        """Do something that saves; return why it is not on disk, or None when it is."""


class Dialog(LineDialog, Protocol):
    """One open session and whoever answers for it."""

    @property
    def opened(self) -> OpenSession:
        """The session; its `session` is what is on disk."""

    @property
    def has_answer_ahead(self) -> bool:
        """Whether the next choice was answered already, rightly or not, with the one before."""

    async def choose(self, title: str, explanation: str, options: tuple[Option, ...]) -> str:
        """Return the id of the option that was chosen. Raises WentBack."""

    async def write(self, title: str, explanation: str) -> str:
        """Return a text of several lines, pasted or typed. Raises WentBack."""

    async def confirm(self, title: str, explanation: str, option: Option) -> None:
        """Return once the one thing to do here was deliberately chosen. Raises WentBack."""

    async def tick(
        self,
        title: str,
        options: tuple[Option, ...],
        ticked: Callable[[], Sequence[str]],
        keep: Callable[[list[str]], Awaitable[bool]],
    ) -> None:
        """Ask which of several options hold; `keep` saves the ids of those, at each answer."""

    def tell(self, sentence: str) -> None:
        """Say why nothing is done."""

    def refuse(self, problem: Problem) -> None:
        """Say why something was refused."""

    async def attempt(
        self, change: AnyChange, *arguments: object, **more: object
    ) -> Problem | None:
        """Make a change and save it; return why it is not on disk, or None when it is."""

    async def save(self, change: AnyChange, *arguments: object, **more: object) -> bool:
        """Make a change, save it and say why it is not on disk; return whether it is."""

    async def wait_for(self, act: Callable[[], T]) -> T:
        """Return what something slow gives that changes nothing, without holding up anything."""


def verified_by(dialog: Dialog, *roles: Role, before: str = "") -> Blank:
    """Return the line for who verified something, in one of some roles or in any."""
    opened = dialog.opened
    names, offer = opened.names_for(*roles), opened.verifier(*roles)
    return Blank("verified-by", VERIFIED_BY, before, VERIFIED_HINT, names, offer=offer)


def time_in(values: Values, key: str, now: datetime, *, future: bool = False) -> datetime:
    """Return the time in a line; now, where an empty one may mean that.

    Raises Refused, which names the line.
    """
    try:
        return parse_time(values[key] or ("" if future else NOW), now, future=future)
    except Refused as problem:
        raise Refused(problem.title, problem.message, problem.what_to_do, field=key) from None


async def allows(dialog: Dialog, check: Callable[[], object]) -> bool:
    """Return whether a rule lets something through, asked before anything is asked for it."""
    try:
        check()
    except Problem as problem:
        dialog.refuse(problem)
        return False
    return True
