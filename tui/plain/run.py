"""The prompts on this process's own input and output.

Exit codes: 0 when it was left, or the input ended, with everything on disk; 3 when something is
not; 129 and 143 on a hang-up and a request to end.
"""

import codecs
import os
import sys
from typing import TextIO

from checklists.problems import ExitCode, Problem, WrongUsage
from tui.crashes import crash_folder, crash_line
from tui.last_resort import leave_now
from tui.opening import Opening
from tui.plain.house import House
from tui.plain.leaving import Leaving, Signals
from tui.plain.talk import WIDTH, Talk, TerminalGone

HUNG_UP = 129
_SPELLED_OUT = "cleartopost.spelled-out"


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    """What the terminal's character set lacks is shown as what cannot be seen: `<U+00E9>`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(f"<U+{ord(character):04X}>" for character in lacking), error.end


def talk_here() -> Talk:
    """A conversation on this process's own input and output. Raises WrongUsage without both."""
    if sys.stdin is None or sys.stdout is None:
        raise WrongUsage(
            "Nobody to talk to",
            "Standard input or output is closed.",
            "Run it in a terminal, or with a pipe on both.",
        )
    codecs.register_error(_SPELLED_OUT, _spell_out)
    _reconfigure(sys.stdin, errors="surrogateescape", newline="\n")
    _reconfigure(sys.stdout, errors=_SPELLED_OUT, newline="\n")
    return Talk(sys.stdin, sys.stdout, interactive=sys.stdin.isatty(), width=_width())


def run_plain(opening: Opening) -> int:
    """Talk until the user leaves; gives back the exit code."""
    talk = talk_here()
    with Signals() as signals:
        house = House(opening, talk, signals.saving)
        try:
            code = house.run()
            talk.end()
        except Leaving as leaving:
            leave_now(leaving.code)
        except TerminalGone:
            code = HUNG_UP
        except (Problem, BrokenPipeError):
            raise
        except Exception:  # noqa: BLE001  # no value reaches the terminal
            kind, _, trace = sys.exc_info()
            print(crash_line(kind, trace, crash_folder(opening), house.record), file=sys.stderr)
            code = ExitCode.CANNOT_READ_OR_WRITE
        return code


def _reconfigure(stream: TextIO, **how: str) -> None:
    change = getattr(stream, "reconfigure", None)
    if change is not None:
        change(**how)


def _width() -> int:
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        # No terminal.
        return WIDTH
    # A line printer has no columns to tell of.
    return columns - 1 if columns > 1 else WIDTH
