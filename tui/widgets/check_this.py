"""What the rules find in a text while it is written: the words marked, one finding current."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui.widgets.draft_text import DraftText
from tui.widgets.frame import Lines
from tui.wording.finding_words import (
    NO_FINDING,
    NO_WORDS,
    NOTHING_FOUND,
    finding_lines,
    strip_lines,
)

if TYPE_CHECKING:
    from checklists.lint.draft import InText

    Find = Callable[[str], tuple[InText, ...]]


class CheckThis(Lines):
    """The findings in a text, beside it or below. It looks off the drawing thread.

    `reasons` gives back why some of them stay. `pointed_at` counts by rule how many were shown at
    once, but for words that were still being typed.
    """

    def __init__(
        self,
        text: DraftText,
        find: "Find",
        reasons: Callable[[], Mapping[tuple[str, str], str]],
    ) -> None:
        super().__init__("check")
        self._text = text
        self._find = find
        self._reasons = reasons
        self._looked_at = ""
        self.is_beside = False
        self.found: tuple[InText, ...] = ()
        self.pointed_at: Counter[str] = Counter()
        self.at = 0

    @property
    def current(self) -> "InText | None":
        """Return the current finding; the gravest, until somebody goes to another."""
        return self.found[self.at] if self.found else None

    async def look(self) -> bool:
        """Look for findings in the text as it is; return whether they are those of the text now."""
        text = self._text.text
        if text != self._looked_at:
            found = await asyncio.to_thread(self._find, text)
            if text != self._text.text or not self.is_mounted:
                return False
            self._take(text, found)
        return True

    def _take(self, text: str, found: "tuple[InText, ...]") -> None:
        before, self._looked_at, self.found = self.current, text, found
        if before is not None:
            same = [n for n, one in enumerate(found) if one.found.about == before.found.about]
            start = before.finding.start
            nearest = min(same, key=lambda n: abs(found[n].finding.start - start), default=self.at)
            self.at = max(0, min(nearest, len(found) - 1))
        cursor = len(self._text.get_text_range((0, 0), self._text.cursor_location))
        written = (one.found.rule for one in found if one.finding.end != cursor)
        self.pointed_at |= Counter(written)
        self._text.mark((one.place, text[one.finding.start : one.finding.end]) for one in found)
        self.draw()

    def draw(self) -> None:
        """Draw the findings: all of them beside the text, below it only the current one."""
        shown: list[str] = []
        if self.found:
            lines = finding_lines if self.is_beside else strip_lines
            shown = lines(self.found, self._reasons(), self.at)
        elif self.is_beside and self._looked_at.strip():
            shown = [NOTHING_FOUND]
        self.show("\n".join(shown))
        self.display = self.is_beside or bool(shown)

    def go_on(self) -> str:
        """Go to the current finding, or from there to the next; return what is said instead."""
        if not self.found:
            return NO_FINDING
        if self._text.cursor_location == self._place():
            self.at = (self.at + 1) % len(self.found)
        self._text.move_cursor(self._place())
        self.draw()
        return ""

    def _place(self) -> tuple[int, int]:
        line, column = self.found[self.at].place
        return line - 1, column - 1

    def put_in(self) -> str:
        """Put in what to say instead of the current finding; return why there is nothing."""
        one = self.current
        if one is None:
            return NO_FINDING
        if not one.says_instead:
            return NO_WORDS
        words = self._looked_at[one.finding.start : one.finding.end]
        self._text.put_in(one.says_instead, words, self._place())
        return ""
