"""The man page, from what the parser and the manual's page of commands say."""

import re
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping

_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_CODE = re.compile(r"`([^`]+)`")
_TOLD = re.compile(r"(?<=\S) {2,}.*| {24,}.*\n", re.MULTILINE)
"""What the synopsis says of a command; COMMANDS has it too."""
_EXIT_CODES = "Exit codes:"


def actions_of(parser: ArgumentParser) -> tuple[Action, ...]:
    """Return the arguments and options of a parser, without its help and its commands."""
    every = parser._actions  # noqa: SLF001  # argparse has no other way to ask
    return tuple(action for action in every if action.dest not in ("help", "command"))


def commands_of(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    """Return the parser of each command by its name."""
    every = parser._actions  # noqa: SLF001
    (commands,) = (action for action in every if action.dest == "command")
    return dict(commands.choices or ())


def man_page(parser: ArgumentParser, page: str, topics: Mapping[str, str], version: str) -> str:
    """Return the man page in roff. `page` has first the synopsis, then prose and examples.

    `topics` has the title of each page of the manual.
    """
    above, _, exit_codes = page.partition(_EXIT_CODES)
    _, synopsis, *described = _BLOCK.split(above)
    lines = [
        f'.TH CLEARTOPOST 1 "" "cleartopost {version}" "Clear to Post"',
        # Neither hyphens nor wider spaces in what somebody may copy.
        *(".nh", ".ad l"),
        *(".SH NAME", f"cleartopost \\- {_roff((parser.description or '').rstrip('.'))}"),
        *(".SH SYNOPSIS", *_example(_TOLD.sub("", synopsis)), ".SH DESCRIPTION"),
    ]
    for number, part in enumerate(described):
        lines += _example(part) if number % 2 else _paragraphs(part)
    lines += [".SH OPTIONS", *_entries(parser), ".SH COMMANDS"]
    for name, command in commands_of(parser).items():
        lines += [f".SS {_roff(name)}", _roff(command.description or ""), *_entries(command)]
    lines += [".SH EXIT STATUS", *_paragraphs(exit_codes), ".SH SEE ALSO"]
    for topic, title in topics.items():
        lines += [".TP", f".B cleartopost help {_roff(topic)}", _roff(title)]
    return "\n".join(lines) + "\n"


def _entries(parser: ArgumentParser) -> Iterator[str]:
    for action in actions_of(parser):
        values = "|".join(map(str, action.choices or ()))
        word = str(action.metavar or values) if action.nargs != 0 else ""
        yield ".TP"
        yield f".B {_roff(' '.join((*action.option_strings, word)).strip())}"
        yield _roff(action.help or "") or "\\&"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in filter(None, map(str.strip, text.split("\n\n"))):
        yield ".PP"
        yield _roff(" ".join(paragraph.split()))


def _example(text: str) -> Iterator[str]:
    yield from (".PP", ".EX", *(_escaped(line) for line in text.splitlines()), ".EE")


def _roff(text: str) -> str:
    """Return a line of Markdown with its links and code in bold."""
    return _CODE.sub(r"\\fB\1\\fR", _LINK.sub(r"\\fB\1\\fR", _escaped(text)))


def _escaped(text: str) -> str:
    # A dot or an apostrophe that begins a line would make it a request.
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
