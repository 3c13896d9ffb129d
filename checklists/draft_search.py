"""Looking for words in drafts, without keeping any of them anywhere."""

import re
import unicodedata
from pathlib import Path

from checklists.session import Draft
from checklists.store import Store, Stored

_ESCAPED = frozenset('"\\')
"""What a TOML text writes otherwise than it is, besides what cannot be printed."""
_SPELLED_OTHERWISE = re.compile(rb"\\(?:[uUx]|[ \t]*\r?\n)")
"""A letter by its number, or a line that goes on in the next one: a hand may write any text so."""

BECOME_ASCII = (
    "\u00df\u0130\u0149\u017f\u01f0\u037e\u1e96\u1e97\u1e98\u1e99\u1e9a\u1e9e\u1fef\u212a"
    "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
)
"""Every letter beyond ASCII that has some of ASCII in it where capitals do not matter, as the sharp
s has. Without one of them the bytes tell whether an ASCII word is there, five times as fast."""
_ASCII = bytes(range(128))
_BECOMES_ASCII = re.compile(b"|".join(letter.encode() for letter in BECOME_ASCII))


def draft_holds(store: Store, path: Path, text: str) -> bool:
    """Whether the draft in a session file, in its text or in that of a platform, accepted or only
    typed, holds this text; capitals and small letters are the same.

    What cannot be read holds nothing.
    """
    wanted = _folded(text)
    if not _may_hold(store.bytes_of(path), wanted):
        return False
    found = store.look(path)
    return isinstance(found, Stored) and holds(found.session.draft, wanted)


def holds(draft: Draft, wanted: str) -> bool:
    """Whether a draft holds a text that is folded already."""
    texts = [draft.text, *draft.variants.values()]
    if draft.typed is not None:
        texts += [draft.typed.text, *draft.typed.variants.values()]
    return any(wanted in _folded(text) for text in texts)


def _may_hold(data: bytes, wanted: str) -> bool:
    """A look at the bytes that saves reading most files: ten times as fast, and never wrong when it
    says no."""
    if not wanted.isprintable() or _ESCAPED & set(wanted):
        return True
    # First a byte that hardly any file has: a fifth of the search's time.
    if b"\\" in data and _SPELLED_OTHERWISE.search(data):
        return True
    # Looked for in the few bytes that are not ASCII: a quarter of the time.
    if wanted.isascii() and not _BECOMES_ASCII.search(data.translate(None, _ASCII)):
        return wanted.encode() in data.lower()
    return wanted in _folded(data.decode("utf-8", "replace"))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
