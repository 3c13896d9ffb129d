"""What the command line understands: the commands, their arguments, and the help made from them."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from typing import NoReturn

from checklists.problems import WrongUsage
from tui.version import __version__

_STATUSES = (
    "unreadable",
    "withdrawn",
    "posted",
    "returned",
    "lapsed",
    "approved",
    "ready",
    "in-progress",
)

_SORTS = ("begun", "changed", "case", "type", "author", "status")
"""What a list can be sorted by: times the newest first, words in their order."""

THEMES = ("terminal", "night", "day")
"""The colours to choose from; `themes` has them."""

WITH_VALUE = ("--theme",)
"""Options before the command whose next word is not the command."""

_AFTER_HELP = """\
Without a command: the home screen.
Exit codes: 0 done; 1 something does not hold; 2 wrong usage; 3 cannot read or write; 4 not allowed.
CLEARTOPOST_HOME=DIR moves everything that is kept, for trials; `cleartopost where` shows it.
"""

COMMANDS = {
    "start": "walk a new post; without a type, from the home screen",
    "resume": "go on with a session; without an ID, the one you worked on last",
    "list": "the sessions, the newest first",
    "show": "one session, with what holds it",
    "text": "the exact text to post, only while it may be posted",
    "calls": "the call sheet: what is open, by who can answer it",
    "review": "what waits for a supervisor; with an ID, read it and say your word",
    "continue": "go on with a colleague's session, in a new one of your own",
    "posted": "record when and where a post went out",
    "withdraw": "give a post up; asks for the reason",
    "verify": "whether the records hold; without an ID, all of yours",
    "check": "the definitions, shipped and your agency's (or those in PATH)",
    "types": "the incident types",
    "where": "where everything is kept",
    "doctor": "what is not as it must be here, and what mends it",
    "setup": "make the shared home of a workstation, for two groups (root)",
}
"""Each command and what it does."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One shape for every problem, this one too."""
        raise WrongUsage("Not understood", f"{message}.", f"See `{self.prog} --help`.")


class _Format(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        """As wide as most terminals: argparse would import `shutil` to ask, for every argument of
        every command, which costs a tenth of a command's start."""
        super().__init__(prog, width=78)


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser. `command` is empty for the home screen. Its errors are raised as WrongUsage.

    `only` names the one command that it must know, or none with an empty name: each costs half a
    millisecond.
    """
    made = _Parser(
        prog="cleartopost",
        description="The checklist that a police public information officer runs before each post.",
        epilog=_AFTER_HELP,
        formatter_class=_Format,
        allow_abbrev=False,
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    made.add_argument(
        "--theme",
        choices=THEMES,
        default=THEMES[0],
        help="the terminal's own colours (the default), or ours for a dark or a light screen",
    )
    made.add_argument(
        "--plain",
        action="store_true",
        help="line prompts instead of a screen; for screen readers, slow lines and pipes",
    )
    made.add_argument("--mouse", action="store_true", help="use the mouse on the screens")
    # With `prog` said, argparse builds no help text to find it out: 3 ms for every command.
    commands = made.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", prog="cleartopost"
    )
    _add_arguments(
        {
            name: commands.add_parser(
                name, help=tells, description=tells, formatter_class=_Format, allow_abbrev=False
            )
            for name, tells in COMMANDS.items()
            if only is None or name == only
        }
    )
    return made


def _add_arguments(of: dict[str, _Parser]) -> None:
    for name in of.keys() & {"show", "text", "calls", "continue", "posted", "withdraw"}:
        of[name].add_argument("id", metavar="ID", help="an ID, or an end that only one has")
    if "start" in of:
        of["start"].add_argument("type", metavar="TYPE", nargs="?", default="")
    for name in of.keys() & {"resume", "review"}:
        of[name].add_argument("id", metavar="ID", nargs="?", default="")
    for name in of.keys() & {"list", "show", "types"}:
        of[name].add_argument("--json", action="store_true", help="for scripts; stays stable")
    if "list" in of:
        _add_filters(of["list"].add_argument)
    if "text" in of:
        of["text"].add_argument("--platform", metavar="P", default="", help="its own text, if any")
    if "verify" in of:
        of["verify"].add_argument("ids", metavar="ID", nargs="*")
        of["verify"].add_argument("--all", action="store_true", help="everybody's sessions")
    if "check" in of:
        of["check"].add_argument("paths", metavar="PATH", nargs="*")
    if "setup" in of:
        add = of["setup"].add_argument
        add("--pios", metavar="GROUP", required=True, help="who writes sessions and reads them")
        add("--supervisors", metavar="GROUP", required=True, help="who reviews them")
        add("--dry-run", action="store_true", help="say what it would do, and do nothing")


def _add_filters(add: Callable[..., object]) -> None:
    add("--status", metavar="S", choices=_STATUSES, default="", help=", ".join(_STATUSES))
    add("--type", metavar="T", default="", help="an incident type")
    add("--by", metavar="USER", default="", help="an author's login name")
    add("--since", metavar="DATE", type=_day, help="begun on this day or later: 2026-11-22")
    add("--grep", metavar="WORDS", default="", help="whose draft holds them; `-`: read from input")
    add("--sort", metavar="BY", choices=_SORTS, default=_SORTS[0], help=", ".join(_SORTS))
    add("--limit", metavar="N", type=_at_least_one, help="at most so many")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"cleartopost {__version__}")
        parser.exit()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written like 2026-11-22") from None


def _at_least_one(text: str) -> int:
    # No list is longer than Python counts; and it reads no number of more than 4,300 digits.
    number = int(text) if text.isdecimal() and len(text) < 19 else sys.maxsize
    if not text.isdecimal() or number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return number
