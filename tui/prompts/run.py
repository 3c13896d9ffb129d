"""The prompts on this process's own input and output, and the signals that end them.

Exit codes: 0 when the user left or the input ended with everything on disk; 3 when something is not
on disk; 129 on SIGHUP and 143 on SIGTERM.
"""

import codecs
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any, Self, TextIO

from checklists.errors import ExitCode, Problem, WrongUsage
from tui.launch_options import LaunchOptions
from tui.prompts.console import WIDTH, Console, TerminalGone
from tui.prompts.prompt_app import PromptApp
from tui.terminal.crash_report import crash_folder, crash_line
from tui.terminal.forced_exit import leave_now, leave_within
from tui.wording.questions import CTRL_Z

_SIGNALS = (signal.SIGHUP, signal.SIGTERM)


class Leaving(BaseException):
    """The connection dropped, or the process was asked to end."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Signals:
    """Handlers that end the program on SIGHUP with 129 and on SIGTERM with 143.

    They replace whatever handling the process inherited.
    """

    def __init__(self) -> None:
        self._saving = 0
        self._code = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _came(self, number: int, _frame: FrameType | None) -> None:
        if self._code:
            return
        self._code = 128 + number
        leave_within(self._code)
        if not self._saving:
            raise Leaving(self._code)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Finish the block before a signal takes effect."""
        self._saving += 1
        try:
            yield
        finally:
            self._saving -= 1
            if self._code and not self._saving:
                raise Leaving(self._code)


HUNG_UP = 129
_SPELLED_OUT = "cleartopost.spelled-out"


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    """Replace characters missing in the terminal's character set, as `<U+00E9>`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(f"<U+{ord(character):04X}>" for character in lacking), error.end


def console_here() -> Console:
    """Return a console on this process's own input and output.

    Raises WrongUsage if one of them is closed.
    """
    if sys.stdin is None or sys.stdout is None:
        raise WrongUsage(
            "No input or output",
            "Standard input or output is closed.",
            "Run it in a terminal, or with pipes for both.",
        )
    signal.signal(signal.SIGTSTP, _stay)
    codecs.register_error(_SPELLED_OUT, _spell_out)
    _reconfigure(sys.stdin, errors="surrogateescape", newline="\n")
    _reconfigure(sys.stdout, errors=_SPELLED_OUT, newline="\n")
    return Console(sys.stdin, sys.stdout, interactive=sys.stdin.isatty(), width=_width())


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Say that Ctrl+Z stops nothing, as on the screens.

    A stopped process would keep its lock, and could not be asked to end. The terminal itself throws
    the line away.
    """
    with suppress(OSError):
        # Not through the stream: it may be in the middle of a write.
        os.write(sys.stdout.fileno(), f"\n{CTRL_Z}\n".encode())


def run_plain(opening: LaunchOptions) -> int:
    """Run the prompts until the user leaves; return the exit code."""
    talk = console_here()
    with Signals() as signals:
        house = PromptApp(opening, talk, signals.saving)
        try:
            code = house.run()
            talk.end()
        except Leaving as leaving:
            leave_now(leaving.code)
        except TerminalGone:
            # What could not be written would fail again in the interpreter's own exit: 120.
            leave_now(HUNG_UP)
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
        # Not a terminal.
        return WIDTH
    # A printing terminal reports no columns.
    return columns - 1 if columns > 1 else WIDTH
