"""What a command gives back: the lines to print and how it ended. Only `command_line` prints."""

from collections.abc import Iterable
from typing import NamedTuple

from checklists.problems import ExitCode


class Printed(NamedTuple):
    """Lines for standard output and standard error, and the exit code. A long list of lines may be
    made while it is printed.

    `exact` refuses to replace a character that the terminal's character set lacks: the lines are
    then the text to post and nothing else.
    """

    lines: Iterable[str] = ()
    code: ExitCode = ExitCode.DONE
    errors: tuple[str, ...] = ()
    exact: bool = False
