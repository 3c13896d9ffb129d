"""What pure functions of frozen values gave, remembered by the identity of those values.

A frozen value that has tables in it cannot be a key, and comparing two costs as much as most of
what is asked of them. But what a change leaves alone is the same object in the next session.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

Values = TypeVarTuple("Values")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[[*Values], R]], Callable[[*Values], R]]:
    """Return a decorator for a pure function: it remembers `most` to twice as many results.

    The values are kept with each result, so that no other value gets their identity.
    """

    def decorated(function: Callable[[*Values], R]) -> Callable[[*Values], R]:
        kept: list[dict[tuple[int, ...], tuple[object, R]]] = [{}, {}]

        @wraps(function)
        def found(*values: *Values) -> R:
            newer, older = kept
            key = tuple(map(id, values))
            known = newer.get(key)
            if known is None:
                known = older.get(key) or (values, function(*values))
                if len(newer) >= most:
                    kept[:] = [{}, newer]
                kept[0][key] = known
            return known[1]

        return found

    return decorated
