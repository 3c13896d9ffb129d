"""How far the first look at many sessions has come, told on the terminal while one waits."""

import sys
import time
from collections.abc import Iterable

from checklists.index_reading import Progress
from tui.list_words import reading_words

AFTER_SECONDS = 0.5
"""What is read sooner is not worth a line; further ones come no more often."""


def tell(steps: Iterable[Progress]) -> None:
    """Go through all of it; on a terminal with one line that is written over, and gone at the end.

    On standard error, so that what is printed stays what was asked for.
    """
    told, width = time.monotonic(), 0
    shows = sys.stderr is not None and sys.stderr.isatty()
    for step in steps:
        if shows and time.monotonic() - told > AFTER_SECONDS:
            words = reading_words(step.read, step.of)
            width = max(width, len(words))
            print(f"\r{words:<{width}}", end="", file=sys.stderr, flush=True)
            told = time.monotonic()
    if width:
        print(f"\r{'':<{width}}\r", end="", file=sys.stderr, flush=True)
