"""The trace of the tip sheet as lines of text."""

from collections.abc import Iterator, Mapping

from checklists.definitions.model import Checklist
from checklists.definitions.trace import Trace, serving
from tui.wording.wrapping import wrapped

HEAD = (
    "Each clause of the tip sheet by incident type: x means that a step covers it,",
    "- means that none does. The reasons for each - are listed below.",
)


def trace_lines(trace: Trace, types: Mapping[str, Checklist]) -> Iterator[str]:
    """Yield the table, then each clause with its steps, then the reason for each blank."""
    yield from HEAD
    yield ""
    for number, type_id in enumerate(types, start=1):
        yield f"{number:>4}  {type_id}"
    yield ""
    yield " " * 10 + "".join(f"{number:>3}" for number in range(1, len(types) + 1))
    for piece in trace.piece:
        marks = "".join("  x" if serving(piece, found) else "  -" for found in types.values())
        yield f"{piece.clause:<10}{marks}"
    for piece in trace.piece:
        yield ""
        # The page of the manual is ASCII, as every page is.
        yield from wrapped(f"{piece.clause}: {piece.text}".replace("\N{EN DASH}", "-"), "")
        yield from wrapped(f"Steps: {', '.join(piece.steps)}", "    ")
    for blank in trace.blank:
        yield ""
        yield from wrapped(blank.reason, "")
        yield from wrapped(f"{', '.join(blank.types)}: {', '.join(blank.clauses)}", "    ")
