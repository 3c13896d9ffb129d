"""Which words differ between two texts: the confirmed one and the live one, an earlier and a later.

Only words count: platforms break lines in their own way.
"""

from checklists.session.model import WordsDiffer


def same_words(one: str, other: str) -> bool:
    """Return whether two texts have the same words in the same order."""
    return one.split() == other.split()


def words_that_differ(before: str, after: str) -> tuple[WordsDiffer, ...]:
    """Return each run of words of one text that the other does not have there."""
    # Imported here: it takes 7 ms, and most commands compare nothing.
    from difflib import SequenceMatcher  # noqa: PLC0415  # see above

    old, new = before.split(), after.split()
    return tuple(
        WordsDiffer(" ".join(old[a:b]), " ".join(new[c:d]))
        for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes()
        if kind != "equal"
    )
