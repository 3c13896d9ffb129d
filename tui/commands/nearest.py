"""What somebody may have meant: the nearest words that exist."""

from collections.abc import Iterable

from checklists.problems import WrongUsage


def not_found(what: str, typed: str, known: Iterable[str], see: str) -> WrongUsage:
    """The problem of a word that does not exist, with the nearest that do.

    `what` is what it should have been, such as `incident type`; `see` is where all are shown.
    """
    # Imported here: 7 ms that only a mistyped word costs.
    import difflib

    words = tuple(known)
    parts = [word for word in words if len(typed) >= 3 and typed in word]
    near = parts or difflib.get_close_matches(typed, words, n=3, cutoff=0.4)
    nearest = f"Nearest: {', '.join(near[:3])}. " if near else ""
    return WrongUsage(f"No such {what}", f"There is no {typed!r}.", f"{nearest}{see}")
