"""The choices of the command line, which imports nothing to name them, are those that there are."""

from tui.cli.parser import THEMES
from tui.terminal.themes import NAMES


def test_every_theme_can_be_asked_for_and_nothing_else() -> None:
    assert THEMES == NAMES
