"""The man page, from what the parser and the manual's page of commands say."""

import re
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping

_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BOLD = re.compile(r"`([^`]+)`|\[([^\]]+)\]\([^)]+\)")
_TOLD = re.compile(r"(?<=\S) {2,}.*| {24,}.*\n", re.MULTILINE)
"""What the synopsis says of a command; COMMANDS has it too."""


def taken_by(parser: ArgumentParser) -> tuple[list[Action], dict[str, ArgumentParser]]:
    """Return the arguments and options of a parser but for its help, and those of its commands."""
    # argparse has no other way to ask.
    every = {action.dest: action for action in parser._actions if action.dest != "help"}  # noqa: SLF001
    commands = every.pop("command", None)
    return list(every.values()), dict(commands.choices or ()) if commands else {}


def man_page(parser: ArgumentParser, page: str, topics: Mapping[str, str], version: str) -> str:
    """Return the man page in roff; `page` has first the synopsis, then prose and examples."""
    above, _, exit_codes = page.partition("Exit codes:")
    _, synopsis, *described = _BLOCK.split(above)
    lines = [
        # Neither hyphens nor wider spaces in what somebody may copy.
        *(f'.TH CLEARTOPOST 1 "" "cleartopost {version}" "Clear to Post"', ".nh", ".ad l"),
        *(".SH NAME", f"cleartopost \\- {_roff((parser.description or '').rstrip('.'))}"),
        *(".SH SYNOPSIS", *_example(_TOLD.sub("", synopsis)), ".SH DESCRIPTION"),
    ]
    for number, part in enumerate(described):
        lines += _example(part) if number % 2 else _paragraphs(part)
    lines += [".SH OPTIONS", *_entries(parser), ".SH COMMANDS"]
    for name, command in taken_by(parser)[1].items():
        lines += [f".SS {_roff(name)}", _roff(command.description or ""), *_entries(command)]
    lines += [".SH EXIT STATUS", *_paragraphs(exit_codes), ".SH SEE ALSO"]
    for topic, title in topics.items():
        lines += [".TP", f".B cleartopost help {_roff(topic)}", _roff(title)]
    return "\n".join(lines) + "\n"


def _entries(parser: ArgumentParser) -> Iterator[str]:
    for action in taken_by(parser)[0]:
        value = str(action.metavar or "|".join(map(str, action.choices or ())))
        words = " ".join((*action.option_strings, value)).strip()
        yield from (".TP", f".B {_roff(words)}", _roff(action.help or "") or "\\&")


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in filter(None, map(str.strip, text.split("\n\n"))):
        yield from (".PP", _roff(" ".join(paragraph.split())))


def _example(text: str) -> Iterator[str]:
    yield from (".PP", ".EX", *(_escaped(line) for line in text.splitlines()), ".EE")


def _roff(text: str) -> str:
    """Return a line of Markdown with its links and code in bold."""
    return _BOLD.sub(r"\\fB\1\2\\fR", _escaped(text))


def _escaped(text: str) -> str:
    # A dot or an apostrophe that begins a line would make it a request.
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
