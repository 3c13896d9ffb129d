"""Finds words in drafts and case numbers, without keeping any of them anywhere."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from checklists.records.atomic import read_safely
from checklists.records.codec import LARGEST
from checklists.records.store import Store, Stored
from checklists.session.list_row import case_key
from checklists.session.model import LONGEST_CASE_NUMBER, Session

_ESCAPED = frozenset('"\\')
"""What a TOML text writes in another way, besides what cannot be printed."""
_SPELLED_OTHERWISE = re.compile(rb"\\(?:[uUx]|[ \t]*\r?\n)")
"""A letter by its number, or a line continued in the next one: an edited file may use these for any
text."""

BECOME_ASCII = (
    "\u00df\u0130\u0149\u017f\u01f0\u037e\u1e96\u1e97\u1e98\u1e99\u1e9a\u1e9e\u1fef\u212a"
    "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
)
"""Every letter beyond ASCII whose folded form has an ASCII letter, such as the sharp s. Without one
of them the bytes tell whether an ASCII word is there, five times as fast."""
_ASCII = bytes(range(128))
_NEITHER = bytes(code for code in _ASCII if not chr(code).isalnum())
_RARE = (b"z", b"j", b"q", b"x")
_CASE_NUMBER = b"case_number"
_CASE_NUMBER_BYTES = 4 * LONGEST_CASE_NUMBER + 50
"""With its name: the longest value, of letters of four bytes, and what a hand may have put before
it."""
_BECOMES_ASCII = re.compile(b"|".join(letter.encode() for letter in BECOME_ASCII))


def files_with(store: Store, folder: Path, wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """Return those of a folder's files that may contain every text wanted of them: few others do.

    `wanted` are the texts by file name, as `folded` returns them.
    """
    found = []
    try:
        with store.open_folder(folder) as descriptor:
            for name, texts in wanted.items():
                try:
                    data = read_safely(descriptor, name, LARGEST)[0]
                except OSError:
                    continue
                for text in texts:
                    if not _may_contain(data, text):
                        break
                else:
                    found.append(name)
    except OSError:
        return []
    return found


def session_with(store: Store, path: Path, texts: Sequence[str]) -> Session | None:
    """Return the session in a file if it contains every one of these folded texts.

    None of a file that cannot be read.
    """
    data = store.bytes_of(path)
    if not all(_may_contain(data, text) for text in texts):
        return None
    found = store.look(path)
    if isinstance(found, Stored) and all(contains(found.session, text) for text in texts):
        return found.session
    return None


def contains(session: Session, wanted: str) -> bool:
    """Return whether a session's draft or case number contains a folded text.

    The draft is its text or that of a platform, accepted or only typed. A case number also
    contains what is typed with other dashes and spaces.
    """
    draft = session.draft
    texts = [session.case_number, draft.text, *draft.variants.values()]
    if draft.typed is not None:
        texts += [draft.typed.text, *draft.typed.variants.values()]
    return any(wanted in folded(text) for text in texts) or case_contains(
        session.case_number, wanted
    )


def case_contains(case_number: str, wanted: str) -> bool:
    """Return whether a case number contains what was typed, with whatever dashes and spaces."""
    return bool(key := case_key(wanted)) and key in case_key(case_number)


def _may_contain(data: bytes, wanted: str) -> bool:
    """Return False where the bytes show that neither draft nor case number contains the text.

    This saves reading most files: ten times as fast, and never wrong when it says no.
    """
    is_sure, ascii_text, key = _looked_for(wanted)
    # First search for a byte that hardly any file has: a fifth of the time.
    if not is_sure or (b"\\" in data and _SPELLED_OTHERWISE.search(data)):
        return True
    # Search only the few bytes that are not ASCII: a quarter of the time.
    if ascii_text and (data.isascii() or not _BECOMES_ASCII.search(data.translate(None, _ASCII))):
        is_there = _is_in(data, ascii_text)
    else:
        is_there = wanted in folded(data.decode("utf-8", "replace"))
    return is_there or (bool(key) and _case_may_contain(data, key))


def _is_in(data: bytes, text: bytes) -> bool:
    """Return whether a text is in the bytes, capitals or not."""
    rare = next((letter for letter in _RARE if letter in text), b"")
    if not rare:
        return text in data.lower()
    # Looked at where its letter is that records hardly have: an eighth of the time.
    before = text.index(rare)
    for letter in (rare, rare.upper()):
        at = data.find(letter)
        while at >= 0:
            if data[max(at - before, 0) : at - before + len(text)].lower() == text:
                return True
            at = data.find(letter, at + 1)
    return False


def _case_may_contain(data: bytes, key: str) -> bool:
    # The case number stands before the first table, and the rest is not searched; where a value of
    # several lines may look like a table, all of it is.
    head = data.partition(b"\n[")[0]
    if b"[" in head or b'"""' in head or b"'''" in head:
        head = data
    at = head.find(_CASE_NUMBER)
    while at >= 0:
        typed = head[at + len(_CASE_NUMBER) : at + _CASE_NUMBER_BYTES]
        # Of ASCII the key is its letters and digits: a fourth of the time.
        if typed.isascii():
            if key.encode() in typed.translate(None, _NEITHER).lower():
                return True
        elif key in case_key(typed.decode("utf-8", "replace")):
            return True
        at = head.find(_CASE_NUMBER, at + 1)
    return False


@lru_cache(10)
def _looked_for(wanted: str) -> tuple[bool, bytes, str]:
    """Return whether bytes can tell that a text is missing, its bytes if ASCII, and its key."""
    is_sure = wanted.isprintable() and _ESCAPED.isdisjoint(wanted)
    return is_sure, wanted.encode() if wanted.isascii() else b"", case_key(wanted)


def folded(text: str) -> str:
    """Return a text as it is compared: however its letters are composed, capitals or not."""
    return unicodedata.normalize("NFC", text).casefold()
