"""Whether the terminal can draw the screens, checked before anything is drawn.

Textual reads keys from stdin and draws on stderr. If either is not a terminal, it uses a whole CPU
or draws nowhere (measured). Without UTF-8, other letters would be shown than those approved.
"""

from collections.abc import Mapping
from typing import TextIO

from checklists.errors import Problem, WrongUsage

_CANNOT_MOVE_THE_CURSOR = frozenset({"", "dumb", "unknown"})
_HARMLESS_SETTINGS = frozenset(
    {
        "TEXTUAL_ALLOW_SIGNALS",
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DIM_FACTOR",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FILTERS",
        "TEXTUAL_FPS",
        "TEXTUAL_SLOW_THRESHOLD",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_SPEEDUPS",
        "TEXTUAL_THEME",
    }
)
"""Variables that only change how Textual draws.

All its others are refused: they write the screen to a file (LOG, SCREENSHOT), send it to a port
(DEVTOOLS), press keys (PRESS) or replace the code that talks to the terminal (DRIVER).
"""
_TITLE = "Cannot draw here"


def why_not_draw(
    stdin: TextIO | None, stderr: TextIO | None, environment: Mapping[str, str]
) -> Problem | None:
    """Return why the screens cannot be drawn and what to do, or None if they can."""
    if not is_terminal(stdin):
        return WrongUsage(
            _TITLE,
            "There is no keyboard: standard input is not a terminal.",
            "Run it in a terminal (with ssh: `ssh -t`), or with --plain, which also reads a pipe.",
        )
    if stderr is None or not is_terminal(stderr):
        return WrongUsage(
            _TITLE,
            "The screen is drawn on standard error, and that is not a terminal.",
            "Run it without `2>`, or add --plain for line prompts.",
        )
    term = environment.get("TERM", "")
    if term in _CANNOT_MOVE_THE_CURSOR:
        return WrongUsage(
            _TITLE,
            f"TERM is {term!r}: this terminal cannot move its cursor."
            if term
            else "TERM is empty.",
            "Run it with --plain for line prompts; or set TERM to what your terminal is, such as "
            "TERM=xterm-256color.",
        )
    setting = next((name for name in sorted(environment) if _takes_text_out(name, environment)), "")
    if setting:
        return WrongUsage(
            _TITLE,
            f"{setting} is set: it could send out what is on the screen, or press keys for you.",
            f"Run `unset {setting}`.",
        )
    encoding = (stderr.encoding or "").lower().replace("-", "").replace("_", "")
    if encoding != "utf8":
        return WrongUsage(
            _TITLE,
            "The terminal's character set is not UTF-8, so a text could not be shown as it is.",
            "Set LC_ALL=C.UTF-8 in a terminal that shows UTF-8, or run it with --plain.",
        )
    return None


def wants_no_color(environment: Mapping[str, str]) -> bool:
    """Return whether NO_COLOR is set.

    Then only bold, underline and reverse are sent, whatever the theme.
    """
    return bool(environment.get("NO_COLOR"))


def _takes_text_out(name: str, environment: Mapping[str, str]) -> bool:
    ours = name == "TEXTUAL" or name.startswith("TEXTUAL_")
    return ours and name not in _HARMLESS_SETTINGS and bool(environment[name])


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        # The stream is closed.
        return False
