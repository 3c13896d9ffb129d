"""The text that `start --text` begins with, out of a file or a pipe."""

import os

from checklists.changes import LONGEST_DRAFT
from checklists.text import Cleaned, clean_text, shows_nothing
from tui.cli.text_input import called, input_bytes, not_used, text_in

_NOTHING = "Nothing was started."


def given_text(name: str) -> Cleaned:
    """Return the text in a file, or for `-` in the input, as it may be entered.

    After the input was read, the keys come from the terminal. Raises WrongUsage and
    CannotReadOrWrite.
    """
    cleaned = clean_text(text_in(name, _NOTHING, _input_before_keys), lines=True)
    # A text that ends in a line break is one that is still being written.
    cleaned = cleaned._replace(text=cleaned.text.strip("\n"))
    if shows_nothing(cleaned.text):
        raise not_used(called(name), "has no text in it", _NOTHING)
    if len(cleaned.text) > LONGEST_DRAFT:
        why = f"has {len(cleaned.text)} characters; the limit is {LONGEST_DRAFT}"
        raise not_used(called(name), why, _NOTHING)
    return cleaned


def _input_before_keys() -> bytes | None:
    """Return the first bytes of the input, and put the terminal in its place."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        why = "cannot be both the text and the keys without a terminal"
        raise not_used("The input", why, _NOTHING) from None
    try:
        data = input_bytes()
        if data is not None:
            os.dup2(terminal, 0)
        return data
    finally:
        os.close(terminal)
