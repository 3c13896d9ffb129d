"""Phrases of whole words, and where a text has them.

A phrase is compared word by word from each word that it may begin with, and never tried in two
ways: the time grows with the text alone. The head of `crash.toml` says how one is written.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from checklists.definitions.wording import words_in
from checklists.lint.reading import Reading

GAP = 3
"""The most words that `..` leaves open."""
_VOWELS = "aeiou"


class Slot(NamedTuple):
    """The words that fit at one place, and how many others may come before."""

    words: frozenset[str]
    gap: int = 0


Phrase = tuple[Slot, ...]


def phrase_of(written: str) -> Phrase:
    """Return a phrase from the way that a definition writes it."""
    slots: list[Slot] = []
    gap = 0
    for part in written.split():
        if part == "..":
            gap = GAP
            continue
        choices = part.split("/")
        if len(choices) == 1 and "~" not in part:
            every = [frozenset([word]) for word in words_in(part)]
        else:
            every = [frozenset(form for choice in choices for form in _forms(choice))]
        slots += [Slot(words, gap if not n else 0) for n, words in enumerate(every)]
        gap = 0
    return tuple(slots)


def _forms(choice: str) -> Iterator[str]:
    """Yield a word; with `~`, its plural and its other forms as well."""
    word = "".join(words_in(choice.rstrip("~")))
    yield word
    if not choice.endswith("~"):
        return
    yield from (f"{word}{end}" for end in ("s", "'s", "es", "d", "ed", "ing"))
    if word[-1:] == "e":
        yield f"{word[:-1]}ing"
    elif word[-1:] == "y":
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied")
    elif word[-1:] not in _VOWELS and word[-2:-1] in _VOWELS:
        yield from (f"{word}{word[-1]}{end}" for end in ("ed", "ing"))


class Phrases:
    """Phrases by the words that they can begin with, each with what it stands for."""

    def __init__(self, written: Iterable[tuple[str, int]]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, int]]] = {}
        for text, meant in written:
            first, *rest = phrase_of(text)
            for word in first.words:
                self._by_first.setdefault(word, []).append((tuple(rest), meant))

    def find(self, reading: Reading) -> Iterator[tuple[int, int, int]]:
        """Yield what each phrase stands for, with the first and the last of its words."""
        for number in reading.where(self._by_first):
            for rest, meant in self._by_first[reading.words[number]]:
                last = _last_word(reading, number, rest)
                if last is not None:
                    yield meant, number, last


def _last_word(reading: Reading, at: int, rest: Phrase) -> int | None:
    words = reading.words
    for slot in rest:
        skipped = 0
        while True:
            fits = at + 1 < len(words) and words[at + 1] in slot.words
            if not fits and (skipped == slot.gap or at + 1 >= len(words)):
                return None
            if reading.gap(at) > bool(slot.gap):
                return None
            at += 1
            if fits:
                break
            skipped += 1
    return at
