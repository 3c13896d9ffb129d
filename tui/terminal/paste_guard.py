"""Keep pasted text a paste, whatever it contains.

Textual 8.2.8 reads an escape character inside a paste as a key, and what follows as more keys: a
pasted color code opened screens and typed into them before anything could reject it. So each escape
in a paste is replaced before Textual parses the input, and restored in the paste event, where
`accept_text` rejects it by name. The same is done for NUL, which Textual drops silently.
"""

START, END = "\x1b[200~", "\x1b[201~"
_AWAY = {"\x1b": "\ufdd0", "\x00": "\ufdd1"}
"""Replacements that occur in no text: Unicode reserves them for internal use."""
_TAKEN_OUT = str.maketrans(_AWAY)
_PUT_BACK = str.maketrans({away: character for character, away in _AWAY.items()})


class PasteGuard:
    """A filter for terminal input, which arrives in pieces of any length."""

    def __init__(self) -> None:
        self._pastes = False
        self._tail = ""
        """The end of the input outside of a paste, if it may begin the start sequence."""
        self._held = ""
        """The end of the input inside a paste, if it may begin the end sequence."""

    def feed(self, text: str) -> str:
        """Return the input with the characters replaced that Textual would take for keys."""
        passed = ""
        while text:
            pass_on, text = self._within(text) if self._pastes else self._outside(text)
            passed += pass_on
        return passed

    def _outside(self, text: str) -> tuple[str, str]:
        known = len(self._tail)
        before, start, after = (self._tail + text).partition(START)
        self._pastes, self._tail = bool(start), "" if start else _begun(before, START)
        # The tail was passed on when it arrived.
        return (before + start)[known:], after

    def _within(self, text: str) -> tuple[str, str]:
        before, end, after = (self._held + text).partition(END)
        self._pastes, self._held = not end, "" if end else _begun(before, END)
        return before.removesuffix(self._held).translate(_TAKEN_OUT) + end, after


def put_back(pasted: str) -> str:
    """Return pasted text as the terminal sent it."""
    return pasted.translate(_PUT_BACK)


def _begun(text: str, sequence: str) -> str:
    """Return the end of `text` that is the beginning of `sequence`, or an empty string."""
    beginnings = (sequence[:length] for length in range(len(sequence) - 1, 0, -1))
    return next((begun for begun in beginnings if text.endswith(begun)), "")
