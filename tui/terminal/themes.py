"""The themes: the terminal's own colors, and two whose contrast is tested.

Color only repeats what marks and words say. `terminal` uses only the terminal's own colors with
bold and reverse, so that it suits any background and sends the fewest bytes.
"""

from dataclasses import replace
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

VARIABLES: Final = ("victim", "stale", "ready", "heading", "quiet", "edge")
"""Variables of our style sheets: open victim-related steps, what is stale or held, READY, headings,
less important text, and lines.
"""

NIGHT = Theme(
    name="night",
    primary="#7fb4ff",
    foreground="#e4e4e4",
    background="#101418",
    surface="#101418",
    panel="#101418",
    boost="#101418",
    dark=True,
    variables={
        "victim": "#ff8f80",
        "stale": "#ffd75f",
        "ready": "#7fdc8a",
        "heading": "#9ecbff",
        "quiet": "#a8a8a8",
        "edge": "#8a8a8a",
    },
)

DAY = Theme(
    name="day",
    primary="#00387f",
    foreground="#1a1a1a",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#fbfaf7",
    boost="#fbfaf7",
    dark=False,
    variables={
        "victim": "#8a0000",
        "stale": "#6b4a00",
        "ready": "#0b5a1e",
        "heading": "#00387f",
        "quiet": "#2a2a2a",
        "edge": "#6f6f6f",
    },
)

TERMINAL = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="terminal",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        **dict.fromkeys(VARIABLES, "ansi_default"),
    },
)

THEMES: Final = (TERMINAL, NIGHT, DAY)
NAMES: Final = tuple(theme.name for theme in THEMES)
