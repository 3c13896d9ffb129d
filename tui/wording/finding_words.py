"""What is said of a finding, on a line of its own."""

from bisect import bisect_right

from checklists.session.finding import Finding
from checklists.text import show_text


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._begin = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a character, both from 1."""
        line = bisect_right(self._begin, at)
        return line, at - self._begin[line - 1] + 1


def found_words(text: str, found: Finding) -> str:
    """Return the words that were found, on one line."""
    return " ".join(text[found.start : found.end].split())


def finding_line(name: str, place: tuple[int, int], words: str, found: Finding) -> str:
    """Return `file:line:column: rule: "the words found"; what to do`."""
    line, column = place
    return show_text(f'{name}:{line}:{column}: {found.rule}: "{words}"; {found.say_instead}')
