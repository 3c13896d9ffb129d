"""The errors that a user can meet when something is refused or fails, all in one form.

A problem never carries a value out of a session (a draft, a name, a note): it may end up in a
terminal's scrollback or in a log. It names files, fields, steps and codes instead.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command line."""

    DONE = 0
    DOES_NOT_HOLD = 1
    WRONG_USAGE = 2
    CANNOT_READ_OR_WRITE = 3
    NOT_ALLOWED = 4


class Problem(Exception):
    """One thing that went wrong, worded so that a tired person knows what to do next."""

    exit_code = ExitCode.DOES_NOT_HOLD
    lines: tuple[str, ...] = ()
    """What the message names, each on a line of its own."""

    def __init__(self, title: str, message: str, what_to_do: str) -> None:
        super().__init__(title, message, what_to_do)
        self.title = title
        self.message = message
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.title}: {self.message} {self.what_to_do}"


class Refused(Problem):
    """A change that the rules do not allow, or text that may not be entered.

    `field` names the evidence field it belongs to, where there is one, so that a form can show
    the sentence under it.
    """

    def __init__(self, title: str, message: str, what_to_do: str, *, field: str = "") -> None:
        super().__init__(title, message, what_to_do)
        self.field = field


class WrongUsage(Problem):
    """A command, an ID or a type that does not exist as typed."""

    exit_code = ExitCode.WRONG_USAGE


class CannotReadOrWrite(Problem):
    """The disk, a folder or a file does not do what is needed."""

    exit_code = ExitCode.CANNOT_READ_OR_WRITE


class CannotShow(Problem):
    """A text whose letters the terminal's character set lacks; another one is never shown."""

    def __init__(self) -> None:
        super().__init__(
            "Cannot be shown as it is",
            "The text has characters that this terminal's character set lacks.",
            "Set LC_ALL=C.UTF-8.",
        )


class NotAllowed(Problem):
    """An action that the account may not do."""

    exit_code = ExitCode.NOT_ALLOWED
