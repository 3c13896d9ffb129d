"""Finding the step that a supervisor named, by its short name or its ID."""

from checklists.definitions.model import Checklist, Step
from checklists.text import nearest_words

NEAR = 0.75
"""Similarity from which text counts as a misspelled name: one letter in six, or an ending."""
SHORTEST = 4
"""Fewest letters of the beginning of a name that match it; fewer match by chance."""


def step_named(checklist: Checklist, typed: str) -> Step | None:
    """Return the step with this ID or short name, ignoring case.

    A short name that two steps share matches neither of them.
    """
    word = _plain(typed)
    by_name = [step for step in checklist.steps if _plain(step.short) == word]
    return checklist.step(word) or (by_name[0] if len(by_name) == 1 else None)


def nearest(checklist: Checklist, typed: str) -> Step | None:
    """Return the step that may have been meant; None if no name is similar."""
    word = _plain(typed)
    names = {name: s for s in checklist.steps for name in (_plain(s.short), s.id)}
    near = nearest_words(word, names, cutoff=NEAR)
    if near:
        return names[near[0]]
    begun = [name for name in names if name.startswith((f"{word} ", f"{word}-"))]
    return names[begun[0]] if begun and len(word) >= SHORTEST else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
