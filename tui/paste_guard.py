"""What is pasted stays a paste, whatever is in it.

Textual (8.2.8) reads an escape in the middle of a paste as a key, and what follows it as more keys:
a pasted colour code opened screens and typed into them, before anything could refuse it. So every
escape within a paste is taken out of its way before Textual reads it, and put back into the paste
that it then hands on, where `accept_text` refuses it by name. The same for zero bytes, which
Textual drops without a word.
"""

START, END = "\x1b[200~", "\x1b[201~"
_AWAY = {"\x1b": "\ufdd0", "\x00": "\ufdd1"}
"""Code points that no text holds: Unicode keeps them for a program's own use."""
_TAKEN_OUT = str.maketrans(_AWAY)
_PUT_BACK = str.maketrans({away: character for character, away in _AWAY.items()})


class PasteGuard:
    """Takes the characters of a terminal as they come, in pieces of any length."""

    def __init__(self) -> None:
        self._pastes = False
        self._tail = ""
        """What came last outside of a paste and may be the beginning of one."""
        self._held = ""
        """What came last within a paste and may be the beginning of its end."""

    def feed(self, text: str) -> str:
        """The same characters, without those in a paste that Textual would take for keys."""
        passed = ""
        while text:
            pass_on, text = self._within(text) if self._pastes else self._outside(text)
            passed += pass_on
        return passed

    def _outside(self, text: str) -> tuple[str, str]:
        known = len(self._tail)
        before, start, after = (self._tail + text).partition(START)
        self._pastes, self._tail = bool(start), "" if start else _begun(before, START)
        # The tail went on its way when it came.
        return (before + start)[known:], after

    def _within(self, text: str) -> tuple[str, str]:
        before, end, after = (self._held + text).partition(END)
        self._pastes, self._held = not end, "" if end else _begun(before, END)
        return before.removesuffix(self._held).translate(_TAKEN_OUT) + end, after


def put_back(pasted: str) -> str:
    """What was pasted, as the terminal sent it."""
    return pasted.translate(_PUT_BACK)


def _begun(text: str, sequence: str) -> str:
    """The end of `text` that is a beginning of `sequence`."""
    beginnings = (sequence[:length] for length in range(len(sequence) - 1, 0, -1))
    return next((begun for begun in beginnings if text.endswith(begun)), "")
