"""Which schema a file has, and the steps that bring the tables of an older one up to date.

A kind of file has one step for each schema after the first, from tables to tables: pure, and tried
on whatever a file may say. It moves what is there and adds what is not. What a digest covers has
the same names and values after it as before, and what is new is in no digest until it is set: a
mark, a review, and a note that were given for the old file count for the new one. The seal and the
digest of a file are those of its own bytes.
"""

from collections.abc import Callable, Sequence
from typing import Any

Tables = dict[str, Any]
Step = Callable[[Tables], Tables]


class OtherSchema(ValueError):
    """Why tables cannot be read by this version. `is_newer`: a newer one wrote them."""

    def __init__(self, what: str, *, is_newer: bool = False) -> None:
        super().__init__(what)
        self.is_newer = is_newer


def newest(steps: Sequence[Step]) -> int:
    """Return the schema that is written, which the last step leads to."""
    return 1 + len(steps)


def steps_from(schema: object, steps: Sequence[Step]) -> Sequence[Step]:
    """Return the steps that a file with this schema still needs. Raises OtherSchema."""
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise OtherSchema("has no schema")
    if schema > newest(steps):
        # Nobody writes such a number, and Python prints none of more than 4,300 digits.
        number = f": schema {schema}" if schema < 1000 else ""
        raise OtherSchema(f"written by a newer version{number}", is_newer=True)
    if schema < 1:
        raise OtherSchema("an unknown schema")
    return steps[schema - 1 :]


def upgraded(tables: Tables, steps: Sequence[Step]) -> Tables:
    """Return the tables after these steps. Raises OtherSchema where they do not fit."""
    try:
        for step in steps:
            tables = step(tables)
    except (TypeError, ValueError, LookupError, AttributeError):
        raise OtherSchema("does not fit its schema") from None
    return tables
