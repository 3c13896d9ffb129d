"""The command line: what was asked, to the command that does it.

Every import of a command stands in the function that needs it. A command that prints must start
within a few bare interpreters' time on a busy workstation, and only those that draw import Textual.

Nothing out of a session goes into an argument (everybody reads the process list) or, when
something fails, into what is printed.
"""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from checklists.problems import CannotReadOrWrite, ExitCode, Problem

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.commands.printed import Printed
    from tui.commands.surroundings import Surroundings

INTERRUPTED = 130
READER_GONE = 141
LINES_AT_ONCE = 2000
"""As many lines are made before the first is printed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives back the exit code."""
    # What is made while starting stays; looking through it again and again for what can be thrown
    # away takes a tenth of the time to the first frame.
    gc.set_threshold(50_000, 20, 20)
    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
    except Problem as problem:
        _print_problem(problem)
        code = problem.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        code = READER_GONE
    except Exception as error:  # noqa: BLE001  # no value reaches the terminal
        _say((_failure_line(error),))
        code = ExitCode.CANNOT_READ_OR_WRITE
    return int(code)


def _run(argv: list[str]) -> int:
    from tui.commands.surroundings import Surroundings

    if not argv:
        # Home, as most begin: nothing to take apart, so that is not imported either (3 ms).
        from tui.commands.drawing import draw_home

        return draw_home(Surroundings())
    from tui.arguments import COMMANDS, WITH_VALUE, parser

    words = [w for w, before in zip(argv, ["", *argv], strict=False) if before not in WITH_VALUE]
    first = next((word for word in words if not word.startswith("-")), "")
    if first and first not in COMMANDS:
        from tui.commands.nearest import not_found

        raise not_found("command", first, COMMANDS, "See `cleartopost --help`.")
    try:
        helps = any(word in ("-h", "--help") for word in argv)
        asked = parser(None if helps else first).parse_args(argv)
    except SystemExit as end:
        # --help and --version, which print and leave. Flushed here, where a reader that is gone is
        # no error.
        if sys.stdout is not None:
            sys.stdout.flush()
        return int(end.code or 0)
    run = _RUN[asked.command] if asked.command else _home
    found = run(Surroundings(theme=asked.theme, mouse=asked.mouse, plain=asked.plain), asked)
    return found if isinstance(found, int) else _print(found)


# The commands: each imports what it needs


def _home(here: "Surroundings", _asked: "Namespace") -> int:
    from tui.commands.drawing import draw_home

    return draw_home(here)


def _start(here: "Surroundings", asked: "Namespace") -> int:
    from tui.commands.drawing import draw_home, draw_start

    return draw_start(here, asked.type) if asked.type else draw_home(here)


def _resume(here: "Surroundings", asked: "Namespace") -> int:
    from tui.commands.drawing import draw_resume

    return draw_resume(here, asked.id)


def _list(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.listing import Wanted, list_sessions

    # Everybody reads the process list: what nobody else should see is read from the input.
    text = _one_line() if asked.grep == "-" else asked.grep
    wanted = Wanted(asked.status, asked.type, asked.by, asked.since, text, asked.limit, asked.sort)
    return list_sessions(here, wanted, json=asked.json)


def _show(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.showing import show_session

    return show_session(here, asked.id, json=asked.json)


def _text(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.text import text_to_post

    return text_to_post(here, asked.id, asked.platform)


def _calls(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.calls import call_lines

    return call_lines(here, asked.id)


def _review(here: "Surroundings", asked: "Namespace") -> "Printed | int":
    from tui.commands.drawing import can_draw, draw_review

    if can_draw(here):
        return draw_review(here, asked.id)
    from tui.commands.reviewing import converse, queue_lines

    if not asked.id:
        return queue_lines(here)
    from tui.plain.run import talk_here

    return converse(here, asked.id, talk_here())


def _continue(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.continuing import continue_session

    return continue_session(here, asked.id)


def _posted(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.posting import record_posted
    from tui.plain.run import talk_here

    return record_posted(here, asked.id, talk_here())


def _doctor(here: "Surroundings", _asked: "Namespace") -> "Printed":
    from tui.commands.setting_up import examine

    return examine(here)


def _setup(_here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.setting_up import set_up

    return set_up(asked.pios, asked.supervisors, dry_run=asked.dry_run)


def _withdraw(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.withdrawing import withdraw_session

    return withdraw_session(here, asked.id, _ask_reason)


def _verify(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.verifying import verify_sessions

    return verify_sessions(here, asked.ids, everybody=asked.all)


def _check(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.checking import check_definitions

    return check_definitions(here, asked.paths)


def _types(here: "Surroundings", asked: "Namespace") -> "Printed":
    from tui.commands.checking import list_types

    return list_types(here, json=asked.json)


def _where(here: "Surroundings", _asked: "Namespace") -> "Printed":
    from tui.commands.places import place_lines

    return place_lines(here)


_RUN: dict[str, Callable[["Surroundings", "Namespace"], "Printed | int"]] = {
    "start": _start,
    "resume": _resume,
    "list": _list,
    "show": _show,
    "text": _text,
    "calls": _calls,
    "review": _review,
    "continue": _continue,
    "posted": _posted,
    "withdraw": _withdraw,
    "verify": _verify,
    "check": _check,
    "types": _types,
    "where": _where,
    "doctor": _doctor,
    "setup": _setup,
}


# Printing


def _ask_reason() -> str:
    if sys.stdin.isatty():
        print("Why is it given up (at most 200 characters)? ", end="", file=sys.stderr, flush=True)
    return _one_line()


def _one_line() -> str:
    """A line of the input, and no more than could be one: what stdin holds may have no end."""
    return sys.stdin.readline(10_000).rstrip("\n")


def _print(found: "Printed") -> int:
    _say(found.errors)
    lines = iter(found.lines)
    while chunk := "".join(f"{line}\n" for line in islice(lines, LINES_AT_ONCE)):
        _write(chunk, exact=found.exact)
    return found.code


def _write(text: str, *, exact: bool) -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text if exact else _showable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except UnicodeEncodeError:
        raise Problem(
            "Cannot be shown as it is",
            "The text has characters that this terminal's character set lacks.",
            "Set LC_ALL=C.UTF-8.",
        ) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        _forget_output()
        reason = (error.strerror or "failed").lower()
        raise CannotReadOrWrite("Cannot print", f"{reason}.", "See where it goes to.") from None


def _showable(text: str, encoding: str | None) -> str:
    """The text with escapes for what the terminal's character set lacks."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _print_problem(problem: Problem) -> None:
    from tui.problem_lines import problem_lines

    _say(problem_lines(problem))


def _say(lines: Sequence[str]) -> None:
    """Lines for standard error. Where that is gone, the exit code has to do."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr, flush=True)


def _failure_line(error: Exception) -> str:
    """What failed and where in the program: never the error's message, which may hold values."""
    trace, where = error.__traceback__, "?"
    while trace is not None:
        where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    kind = type(error).__name__
    return (
        f"Failed: {kind} in {where}. What was said to be saved is on disk. Please report this line."
    )


def _forget_output() -> None:
    """Whoever read the output is gone (`| head`): nothing more is written, not even at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
