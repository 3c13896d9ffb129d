"""The argument parser: commands, their arguments and their help."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from typing import NoReturn

from checklists.errors import WrongUsage
from checklists.session.list_row import STATUSES
from tui import __version__
from tui.wording.list_words import status_named, status_word

_SORTS = ("begun", "changed", "case", "type", "author", "status")
"""The orders of a list: times newest first, words alphabetically."""

ID_WORDS = "an ID, its last characters, or a case number, where only one session fits"
"""What may be typed for an ID."""

THEMES = ("terminal", "night", "day")
"""The names of the themes. Importing `tui.terminal.themes` for them would import Textual."""

WITH_VALUE = ("--theme",)
"""The options before the command that take a value."""

_AFTER_HELP = """\
Without a command: the home screen.
Exit codes: 0 done; 1 something is wrong; 2 wrong usage; 3 cannot read or write; 4 not allowed.
CLEARTOPOST_HOME=DIR moves everything that is kept, for trials; `cleartopost where` shows it.
"""

COMMANDS = {
    "start": "start a new post; without a type, from the home screen",
    "resume": "resume a session; without an ID, the one you worked on last",
    "list": "the sessions, the newest first",
    "show": "one session, with what blocks it",
    "text": "the exact text to post, only while it may be posted",
    "calls": "the call sheet: what is open, by who can answer it",
    "review": "what waits for a supervisor; with an ID, read it and decide",
    "continue": "continue a colleague's session in a new one of your own",
    "posted": "record when and where a post went out",
    "update": "say what is new after a post, in a new session of yours",
    "correct": "correct what was wrong in a post, in a new session of yours",
    "takedown": "record that a post was taken down; asks which, who, and when",
    "followups": "what is still owed after your posts",
    "complete": "record that a follow-up was done; asks what came of it, who, and when",
    "waiting": "in one line, what waits for you; 1 where something is overdue",
    "cancel": "cancel a session; asks for the reason",
    "verify": "whether the records are as they were written; without an ID, all of yours",
    "audit": "note what every session is now, and name what is missing or put back (root)",
    "export": "copies to hand out, for a case or for the public",
    "hold": "place a legal hold: nothing of a case is purged; asks for the reason",
    "lift-hold": "lift the legal hold that another supervisor placed; asks for the reason",
    "purge": "remove what the policy no longer keeps (root)",
    "lint": "words and details in FILE that should not be in a post; `-` reads the input",
    "check": "the definitions, shipped and your agency's (or those in PATH)",
    "types": "the incident types",
    "where": "where everything is kept",
    "doctor": "what is not set up correctly, and how to fix it",
    "setup": "make the shared home of a workstation, for its groups (root)",
    "help": "the manual: a page on TOPIC, or the list of topics",
}
"""The commands, with what `--help` says of each."""

WRITING = frozenset(
    (
        *("start", "resume", "text", "calls", "review", "continue", "posted", "takedown"),
        *("cancel", "hold", "lift-hold", "purge"),
    )
)
"""The commands that write a session, lead to one, or review it: not for victim services."""

MEANT = {
    "new": "start",
    "begin": "start",
    "open": "resume",
    "edit": "resume",
    "withdraw": "cancel",
    "delete": "cancel",
    "discard": "cancel",
    "approve": "review",
    "follow-ups": "followups",
    "due": "followups",
    "overdue": "followups",
    "done": "complete",
    "correction": "correct",
    "retract": "correct",
    "change": "update",
    "take-down": "takedown",
    "remove": "takedown",
    "removed": "takedown",
    "queue": "review",
    "copy": "text",
    "print": "text",
    "words": "lint",
    "wording": "lint",
    "find": "list",
    "search": "list",
    "ls": "list",
    "validate": "check",
    "paths": "where",
    "manual": "help",
}
"""The command that somebody means who types another word for it."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise WrongUsage, so that every problem is reported in the same form."""
        raise WrongUsage("Not understood", f"{message}.", f"See `{self.prog} --help`.")


class _Format(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        """Set a fixed width.

        Otherwise argparse imports `shutil` to ask the terminal, for every argument of every
        command, which takes a tenth of a command's start.
        """
        super().__init__(prog, width=78)


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; it raises WrongUsage for wrong arguments.

    The parsed `command` is empty for the home screen. `only` limits the parser to one command, or
    to none if it is empty: each command costs half a millisecond.
    """
    made = _Parser(
        prog="cleartopost",
        description="The checklist that a police public information officer runs before each post.",
        epilog=_AFTER_HELP,
        formatter_class=_Format,
        allow_abbrev=False,
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    made.add_argument(
        "--theme",
        choices=THEMES,
        default=THEMES[0],
        help="the terminal's own colors (the default), or a dark or a light theme",
    )
    made.add_argument(
        "--plain",
        action="store_true",
        help="line prompts instead of a screen; for screen readers, slow lines and pipes",
    )
    made.add_argument("--mouse", action="store_true", help="use the mouse on the screens")
    # Without `prog`, argparse formats a help text to find it, which takes 3 ms for every command.
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


_SWITCHES = {
    "--all": ({"verify", "followups", "waiting"}, "everybody's sessions"),
    "--json": ({"list", "show", "types", "followups", "lint"}, "for scripts; stays stable"),
    "--purged": ({"list"}, "what was purged, and by which rule; only --json goes with it"),
    "--dry-run": ({"setup", "purge"}, "say what it would do, and do nothing"),
    "--brief": ({"review"}, "with an ID, only the key facts, on one page"),
    "--after-restore": ({"doctor"}, "also what does not count since a restore, and why (root)"),
    "--trace": ({"types"}, "which steps serve each clause of the tip sheet in each type"),
}


def _add_switches(of: dict[str, _Parser]) -> None:
    for switch, (names, told) in _SWITCHES.items():
        for name in of.keys() & names:
            of[name].add_argument(switch, action="store_true", help=told)


_OF_POSTS = {"posted", "update", "correct", "takedown", "complete"}
_WITH_ID = {"show", "text", "calls", "continue", "cancel", *_OF_POSTS}


def _add_words(of: dict[str, _Parser]) -> None:
    for name in of.keys() & _WITH_ID:
        of[name].add_argument("id", metavar="ID", help=ID_WORDS)
    optional = {"start": "type", "resume": "id", "review": "id", "help": "topic", "export": "id"}
    for name in of.keys() & optional.keys():
        word = optional[name]
        tells = ID_WORDS if word == "id" else None
        of[name].add_argument(word, metavar=word.upper(), nargs="?", default="", help=tells)


def _add_arguments(of: dict[str, _Parser]) -> None:
    _add_words(of)
    _add_switches(of)
    if "start" in of:
        told = "start with the text in FILE, not yet accepted; `-` reads the input"
        of["start"].add_argument("--text", metavar="FILE", default="", help=told)
    for name, add_to in (("list", _add_filters), ("export", _add_export)):
        if name in of:
            add_to(of[name].add_argument)
    if "text" in of:
        of["text"].add_argument(
            "--platform", metavar="P", default="", help="that platform's own text, if any"
        )
    if "complete" in of:
        told = "the follow-up's name, as `followups` shows it"
        of["complete"].add_argument("item", metavar="FOLLOW-UP", help=told)
    for name in of.keys() & {"hold", "lift-hold"}:
        of[name].add_argument("case", metavar="CASE", help="a case number; `-`: read from input")
    several = {"verify": ("ids", "ID", ID_WORDS), "check": ("paths", "PATH", None)}
    for name in of.keys() & several.keys():
        dest, word, tells = several[name]
        of[name].add_argument(dest, metavar=word, nargs="*", help=tells)
    if "lint" in of:
        of["lint"].add_argument("file", metavar="FILE")
        told = "an incident type; without one, every rule"
        of["lint"].add_argument("--type", metavar="T", default="", help=told)
        told = "FILE is a picture, clip, or document: find what is hidden in it"
        of["lint"].add_argument("--media", action="store_true", help=told)
    if "setup" in of:
        add = of["setup"].add_argument
        add(
            "--pios",
            metavar="GROUP",
            required=True,
            help="the group that writes and reads sessions",
        )
        add("--supervisors", metavar="GROUP", required=True, help="the group that reviews sessions")
        add(
            "--victim-services",
            metavar="GROUP",
            default="",
            help="the group that completes what victim services are asked; may be left out",
        )


def _add_filters(add: Callable[..., object]) -> None:
    said = ", ".join(map(status_word, STATUSES))
    add("--status", metavar="S", type=status_named, choices=STATUSES, default="", help=said)
    add("--type", metavar="T", default="", help="an incident type")
    add("--by", metavar="USER", default="", help="an author's login name")
    add(
        "--since",
        metavar="DATE",
        type=_day,
        help="started on this day or later, such as 2026-11-22",
    )
    add("--grep", metavar="WORDS", default="", help="in draft or case number; `-`: read from input")
    add("--case", metavar="N", default="", help="a case number; `-`: read from input")
    add("--sort", metavar="BY", choices=_SORTS, default=_SORTS[0], help=", ".join(_SORTS))
    add("--limit", metavar="N", type=_at_least_one, help="at most this many")


def _add_export(add: Callable[..., object]) -> None:
    add("--case", metavar="N", default="", help="a case number; `-`: read from input")
    for name, which in (("--since", "this day or later"), ("--until", "this day or earlier")):
        add(name, metavar="DATE", type=_day, help=f"started on {which}, such as 2026-11-22")
    told = "case (the default): everything; public: only what may be released"
    add("--for", dest="purpose", choices=("case", "public"), default="case", help=told)
    add("--to", metavar="FOLDER", required=True, help="a new folder, or an empty one")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"cleartopost {__version__}")
        parser.exit()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("enter a day like 2026-11-22") from None


def _at_least_one(text: str) -> int:
    # `int` raises on more than 4,300 digits, and no list is longer than `sys.maxsize`.
    number = int(text) if text.isdecimal() and len(text) < 19 else sys.maxsize
    if not text.isdecimal() or number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return number
