"""Which step a supervisor names, by its short name or its ID, in words of their own."""

from checklists.definition import Checklist, Step

NEAR = 0.75
"""How alike a word and a name must be to be taken for a slip: one letter in six, an ending."""
SHORTEST = 4
"""Letters. A shorter beginning of a name is alike by chance."""


def step_named(checklist: Checklist, typed: str) -> Step | None:
    """The step with this ID or short name, capitals or not; of a name that two have, neither."""
    word = _plain(typed)
    by_name = [step for step in checklist.steps if _plain(step.short) == word]
    return checklist.step(word) or (by_name[0] if len(by_name) == 1 else None)


def nearest(checklist: Checklist, typed: str) -> Step | None:
    """The step that somebody may have meant; None where it looks like no name of one."""
    # Imported here: 7 ms that only a mistyped name costs.
    import difflib  # noqa: PLC0415

    word = _plain(typed)
    names = {name: s for s in checklist.steps for name in (_plain(s.short), s.id)}
    near = difflib.get_close_matches(word, names, n=1, cutoff=NEAR)
    if near:
        return names[near[0]]
    begun = [name for name in names if name.startswith((f"{word} ", f"{word}-"))]
    return names[begun[0]] if begun and len(word) >= SHORTEST else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
