"""Hand a text to the terminal's own clipboard, with the escape sequence called OSC 52.

It only ever sets the clipboard: what is in it is never asked for. A terminal may ignore it, and
answers nothing.
"""

from base64 import b64encode
from typing import Final

from checklists.errors import Refused

LONGEST: Final = 3_000
"""Bytes of a text, of which base64 makes 4,000. Of longer sequences some terminals lose the end or
write it on the screen: Tabby after 4 KB, Termux and older versions of kitty after 8 KB."""
LONGEST_IN_SCREEN: Final = 560
"""The same where the terminal says that it is of GNU screen's kind: that one takes 768 bytes."""


class NotSent(Refused):
    """A text was not handed to the terminal's clipboard."""


def to_clipboard(text: str, term: str) -> str:
    """Return the sequence that hands a text to the clipboard of a terminal of this kind.

    Raises NotSent for a text that not every terminal of this kind takes whole.
    """
    found = text.encode()
    if len(found) > (LONGEST_IN_SCREEN if term.startswith("screen") else LONGEST):
        raise NotSent(
            "Not sent",
            "The text is too long for some terminals' clipboards, and nothing was sent.",
            "Select it and copy it.",
        )
    return f"\x1b]52;c;{b64encode(found).decode()}\x07"
