"""The generated files that a wheel installs below its prefix: the man page and the completions."""

import shtab

from checklists.session.list_row import STATUSES
from tui import __version__
from tui.cli.commands.helping import MANUAL, title_of, topics
from tui.cli.parser import parser
from tui.packaging.man_page import man_page, taken_by
from tui.wording.list_words import status_word

COMPLETIONS = {
    "bash": "share/bash-completion/completions/cleartopost",
    "zsh": "share/zsh/site-functions/_cleartopost",
    "fish": "share/fish/vendor_completions.d/cleartopost.fish",
}
"""Where each shell looks below a prefix."""


def _printed_by(command: str) -> dict[str, str | dict[str, str]]:
    # In zsh, run for each completion, not once when the shell reads the file; a colon ends a part.
    in_zsh = command.replace(":", "\\:")
    return {**shtab.cmd(command), "zsh": f"(\\$({in_zsh}))"}


COMPLETED_BY = {
    **dict.fromkeys(("FILE", "PATH"), shtab.FILE),
    "FOLDER": shtab.DIRECTORY,
    # The program itself knows an agency's own types.
    **dict.fromkeys(("T", "TYPE"), _printed_by("cleartopost types | grep -o '^[a-z][a-z0-9-]*'")),
    "USER": _printed_by("getent passwd | cut -d: -f1"),
    "GROUP": _printed_by("getent group | cut -d: -f1"),
}
"""How a value is completed, by the word that `--help` has for it."""


def shared_data() -> dict[str, str]:
    """Return the text of each file by its place below the prefix."""
    page = (MANUAL / "commands.md").read_text(encoding="utf-8")
    titles = {name: title_of(path) for name, path in topics().items()}
    man = {"share/man/man1/cleartopost.1": man_page(parser(), page, titles, __version__)}
    return man | {place: completion(shell) for shell, place in COMPLETIONS.items()}


def completion(shell: str) -> str:
    """Return the completions for a shell: commands, options, and what can be known of values."""
    made = parser()
    parsers = (made, *taken_by(made)[1].values())
    for action in (action for one in parsers for action in taken_by(one)[0]):
        word = str(action.metavar)
        if word in COMPLETED_BY:
            action.complete = COMPLETED_BY[word]  # type: ignore[attr-defined]
        elif word == "TOPIC":
            action.choices = tuple(topics())
        elif action.choices == STATUSES:
            action.choices = tuple(map(status_word, STATUSES))
    return shtab.complete(made, shell)
