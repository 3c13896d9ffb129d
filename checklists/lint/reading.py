"""A text as the rules and scanners read it: plain punctuation, words, quotations.

Everything here takes time in proportion to the text, whatever is in it: no pattern can be entered
from outside, and each that is searched for has a bounded length.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property, lru_cache

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NOT_PLAIN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+|[^\n -~]")
# Not after a number, where it is inches.
_QUOTED = re.compile(r'(?<!\d)"(?:[^"\n]|\n(?! {0,3}\n)){1,1000}"')
_SPACES = frozenset(" -\"'/*_\n")
_ENDS = frozenset(".!?;:")
_ABBREVIATED = """
    st mt ft no nos mr mrs ms dr sgt lt capt det cpl ofc dep sr jr ave rd blvd apt n s e w
"""
_SHORT = frozenset(_ABBREVIATED.split())
_PLAIN = {"\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'"}
_PLAIN |= dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return what a character is read as: nothing where it is hidden or only a mark on a letter."""
    if character in _PLAIN:
        return _PLAIN[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Mn", "Me"):
        return ""
    if category == "Pd":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    # Bold, wide and circled letters of feeds are letters.
    found = unicodedata.normalize("NFKC", character)
    return found if found.isascii() or len(found) == 1 else character


class Reading:
    """A text, folded to plain characters, with its words and where they are in the original."""

    def __init__(self, text: str) -> None:
        self._moved: list[tuple[int, int]] = [(0, 0)]
        text = text.replace("\t", " ").replace("\r", " ")
        self.text = self._folded(text) if _NOT_PLAIN.search(text) else text
        found = [match.span() for match in _WORD.finditer(self.text)]
        self.spans = found
        lowered = self.text.lower()
        # A letter whose small form is longer would move the others.
        whole = lowered if len(lowered) == len(self.text) else self.text
        self.words = [whole[start:end] for start, end in found]

    def _folded(self, text: str) -> str:
        parts: list[str] = []
        length = last = 0
        for match in _NOT_PLAIN.finditer(text):
            at, after = match.span()
            # Several at once are control characters, which are left out.
            plain = _plain(match[0]) if after == at + 1 else ""
            parts += (text[last:at], plain)
            length += at - last + len(plain)
            last = after
            if len(plain) != 1:
                self._moved.append((length, last))
        return "".join((*parts, text[last:]))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the folded text is in the original."""
        return self._original(start), self._original(end - 1) + 1

    def _original(self, at: int) -> int:
        folded, original = self._moved[bisect_right(self._moved, (at, 1 << 60)) - 1]
        return original + at - folded

    def gap(self, number: int) -> int:
        """Return what is between a word and the next: 0 a space, 1 a comma, 2 a sentence's end."""
        start, end = self.spans[number][1], self.spans[number + 1][0]
        between = self.text[start : min(end, start + 20)]
        if between in (" ", "-"):
            return 0
        if end - start > 20 or "\n\n" in between.replace(" ", ""):
            return 2
        if not _ENDS.isdisjoint(between):
            is_short = between in (". ", ".") and self.words[number] in _SHORT
            return 0 if is_short else 2
        return 0 if _SPACES.issuperset(between) else 1

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Where double quotation marks are, each pair in one paragraph."""
        return [match.span() for match in _QUOTED.finditer(self.text)]

    def is_quoted(self, start: int, end: int) -> bool:
        """Return whether a part of the folded text is in a quotation."""
        before = bisect_right(self.quoted, (start, 1 << 60)) - 1
        return before >= 0 and end <= self.quoted[before][1]

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            found[word].append(number)
        return found

    def where(self, words: Collection[str]) -> list[int]:
        """Return the numbers of those words of the text that are among these."""
        here = self._numbers
        return sorted(number for word in words if word in here for number in here[word])

    def near(self, numbers: list[int], start: int, end: int, reach: int) -> bool:
        """Return whether one of these words is so near a part of the text."""
        return bool(self.those_near(numbers, start, end, reach))

    def those_near(self, numbers: list[int], start: int, end: int, reach: int) -> list[int]:
        """Return those of these words that are so near a part of the text."""
        first = bisect_left(numbers, start - reach, key=lambda number: self.spans[number][1])
        after = bisect_right(numbers, end + reach, key=lambda number: self.spans[number][0])
        return numbers[first:after]
