"""Entry point of the command line: run the command that was asked for.

Each command is imported in the function that runs it. A command that prints must start almost as
fast as Python itself, also on a busy workstation, and only those that draw import Textual.

No content of a session is printed in an error message, or has to be an argument, which every user
can read in the process list: what is looked for may come from the input.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from checklists.errors import CannotReadOrWrite, CannotShow, ExitCode, Problem, WrongUsage

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.cli.context import CommandContext, Printed

A_DAY = 86_400
"""Seconds."""
INTERRUPTED = 130
READER_GONE = 141
LINES_AT_ONCE = 2000
"""Lines that are generated and then printed together."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Most objects created while starting stay: collecting garbage as often as by default takes a
    # tenth of the time to the first frame.
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
    from tui.cli.context import CommandContext

    if not argv:
        # The home screen, the most frequent start: importing argparse would take 3 ms.
        from tui.cli.drawing import draw_home

        _check_time_zone()
        return draw_home(CommandContext())
    from tui.cli.parser import COMMANDS, MEANT, WITH_VALUE, WRITING, parser

    words = [w for w, before in zip(argv, ["", *argv], strict=False) if before not in WITH_VALUE]
    first = next((word for word in words if not word.startswith("-")), "")
    if first and first not in COMMANDS:
        from tui.cli.context import not_found

        raise not_found("command", first, COMMANDS, "See `cleartopost --help`.", MEANT.get(first))
    try:
        helps = any(word in ("-h", "--help") for word in argv)
        asked = parser(None if helps else first).parse_args(argv)
    except SystemExit as end:
        # After --help and --version. Flushed here, where `main` handles a closed pipe.
        if sys.stdout is not None:
            sys.stdout.flush()
        return int(end.code or 0)
    _check_time_zone()
    run = _RUN[asked.command] if asked.command else _home
    here = CommandContext(theme=asked.theme, mouse=asked.mouse, plain=asked.plain)
    try:
        if asked.command in WRITING:
            here.store.check_writer()
        found = run(here, asked)
        return found if isinstance(found, int) else _print(found)
    finally:
        here.close()


def _check_time_zone() -> None:
    """Raise WrongUsage for a zone in which no time can be given."""
    if max(abs(time.timezone), abs(time.altzone)) >= A_DAY:
        raise WrongUsage(
            "Not a time zone",
            "TZ names a zone that is a day or more from Greenwich.",
            "Run `unset TZ`, or set it to a zone such as America/New_York.",
        )


def _home(here: "CommandContext", _asked: "Namespace") -> int:
    from tui.cli.drawing import draw_home

    return draw_home(here)


def _start(here: "CommandContext", asked: "Namespace") -> int:
    from tui.cli.drawing import draw_home, draw_start

    if asked.text and not asked.type:
        raise WrongUsage(
            "Which type?", "--text starts a session.", "Name its type: start TYPE --text FILE."
        )
    return draw_start(here, asked.type, asked.text) if asked.type else draw_home(here)


def _resume(here: "CommandContext", asked: "Namespace") -> int:
    from tui.cli.drawing import draw_resume

    return draw_resume(here, asked.id)


def _list(here: "CommandContext", asked: "Namespace") -> "Printed":
    if asked.purged:
        from tui.cli.commands.purging import purged_sessions

        return purged_sessions(here, json=asked.json)
    from tui.cli.commands.listing import Wanted, list_sessions

    # Arguments show in the process list; with `-` the words are read from standard input.
    case_number, text = (_one_line() if a == "-" else a for a in (asked.case, asked.grep))
    wanted = Wanted(
        status=asked.status,
        incident_type=asked.type,
        by=asked.by,
        since=asked.since,
        case_number=case_number,
        text=text,
        limit=asked.limit,
        sort=asked.sort,
    )
    return list_sessions(here, wanted, json=asked.json)


def _show(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.showing import show_session

    return show_session(here, asked.id, json=asked.json)


def _text(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.text import text_to_post

    return text_to_post(here, asked.id, asked.platform)


def _calls(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.calls import call_lines

    return call_lines(here, asked.id)


def _review(here: "CommandContext", asked: "Namespace") -> "Printed | int":
    if asked.brief:
        from tui.cli.commands.reviewing import brief_lines

        return brief_lines(here, asked.id)
    from tui.cli.drawing import can_draw, draw_review

    if can_draw(here):
        return draw_review(here, asked.id)
    from tui.cli.commands.reviewing import converse, queue_lines

    if not asked.id:
        return queue_lines(here)
    from tui.prompts.run import console_here

    return converse(here, asked.id, console_here())


def _continue(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.continuing import continue_session

    return continue_session(here, asked.id)


def _update(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.updating import update_session

    return update_session(here, asked.id, "update")


def _correct(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.updating import update_session

    return update_session(here, asked.id, "correction")


def _posted(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.posting import record_posted
    from tui.prompts.run import console_here

    return record_posted(here, asked.id, console_here())


def _followups(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.follow_ups import follow_up_lines

    return follow_up_lines(here, everybody=asked.all, json=asked.json)


def _complete(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.follow_ups import complete_one

    return complete_one(here, asked.id, asked.item)


def _takedown(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.follow_ups import take_down

    return take_down(here, asked.id)


def _waiting(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.follow_ups import waiting

    return waiting(here, everybody=asked.all)


def _doctor(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.setting_up import examine

    return examine(here, after_restore=asked.after_restore)


def _setup(_here: "CommandContext", asked: "Namespace") -> "Printed":
    from checklists.setup.groups import Groups
    from tui.cli.commands.setting_up import set_up

    groups = Groups(asked.pios, asked.supervisors, asked.victim_services)
    return set_up(groups, dry_run=asked.dry_run)


def _cancel(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.canceling import cancel_session

    return cancel_session(here, asked.id, lambda: _ask_reason("Why cancel it"))


def _verify(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.verifying import verify_sessions

    return verify_sessions(here, asked.ids, everybody=asked.all)


def _audit(here: "CommandContext", _asked: "Namespace") -> "Printed":
    from tui.cli.commands.verifying import audit_sessions

    return audit_sessions(here)


def _export(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.exporting import Asked, export_sessions

    case_number = _one_line() if asked.case == "-" else asked.case
    which = Asked(asked.id, case_number, asked.since, asked.until)
    return export_sessions(here, which, asked.purpose, asked.to)


def _hold(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.holding import hold_case

    case_number = _one_line() if asked.case == "-" else asked.case
    return hold_case(here, case_number, lambda: _ask_reason("Why hold it"))


def _lift_hold(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.holding import lift_hold

    case_number = _one_line() if asked.case == "-" else asked.case
    return lift_hold(here, case_number, lambda: _ask_reason("Why lift the hold"))


def _purge(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.purging import purge

    return purge(here, dry_run=asked.dry_run)


def _lint(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.linting import lint, lint_media

    if asked.media:
        return lint_media(asked.file, json=asked.json)
    return lint(here, asked.file, asked.type, json=asked.json)


def _check(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.checking import check_definitions

    return check_definitions(here, asked.paths)


def _types(here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.checking import list_types, show_trace

    return show_trace(here) if asked.trace else list_types(here, json=asked.json)


def _where(here: "CommandContext", _asked: "Namespace") -> "Printed":
    from tui.cli.commands.places import place_lines

    return place_lines(here)


def _help(_here: "CommandContext", asked: "Namespace") -> "Printed":
    from tui.cli.commands.helping import show_help

    return show_help(asked.topic)


_RUN: dict[str, Callable[["CommandContext", "Namespace"], "Printed | int"]] = {
    "start": _start,
    "resume": _resume,
    "list": _list,
    "show": _show,
    "text": _text,
    "calls": _calls,
    "review": _review,
    "continue": _continue,
    "posted": _posted,
    "update": _update,
    "correct": _correct,
    "followups": _followups,
    "complete": _complete,
    "takedown": _takedown,
    "waiting": _waiting,
    "cancel": _cancel,
    "verify": _verify,
    "audit": _audit,
    "export": _export,
    "hold": _hold,
    "lift-hold": _lift_hold,
    "purge": _purge,
    "lint": _lint,
    "check": _check,
    "types": _types,
    "where": _where,
    "doctor": _doctor,
    "setup": _setup,
    "help": _help,
}


def _ask_reason(question: str) -> str:
    if sys.stdin.isatty():
        print(f"{question} (at most 200 characters)? ", end="", file=sys.stderr, flush=True)
    return _one_line()


def _one_line() -> str:
    """Return a line of standard input, without its line feed.

    Reads no more than a line could have: the input may be endless.
    """
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
        raise CannotShow from None
    except BrokenPipeError:
        raise
    except OSError as error:
        _forget_output()
        reason = (error.strerror or "failed").lower()
        raise CannotReadOrWrite(
            "Cannot print", f"{reason}.", "Check where the output goes."
        ) from None


def _showable(text: str, encoding: str | None) -> str:
    """Return the text with what the character set lacks as escape sequences."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _print_problem(problem: Problem) -> None:
    from tui.wording.wrapping import problem_lines

    _say(problem_lines(problem))


def _say(lines: Sequence[str]) -> None:
    """Print lines on standard error.

    If that is closed, the exit code alone reports the failure.
    """
    if sys.stderr is not None:
        with suppress(OSError):
            print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr, flush=True)


def _failure_line(error: Exception) -> str:
    """Return a line with the kind of error and where in the program it was raised.

    Never the error's message, which may contain session data.
    """
    trace, where = error.__traceback__, "?"
    while trace is not None:
        where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    kind = type(error).__name__
    return (
        f"Failed: {kind} in {where}. What was shown as saved is on disk. Please report this line."
    )


def _forget_output() -> None:
    """Redirect standard output to nowhere, after its reader has gone (`| head`).

    Otherwise flushing it when Python ends would fail again.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
