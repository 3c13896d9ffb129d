"""The names on the command line are those of the themes that there are."""

from tui.arguments import THEMES
from tui.themes import NAMES


def test_every_theme_can_be_asked_for_and_nothing_else() -> None:
    assert THEMES == NAMES
