"""The page of a session that a supervisor reads: its lines, each with the step it is about."""

import textwrap
from collections.abc import Container, Iterable

from tui.widgets.row_list import Row, RowList
from tui.wording.review_words import Line


class ReviewPage(RowList):
    """One page, wrapped to its width; the cursor stands on a line."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self._lines: list[Line] = []

    def show(self, lines: Iterable[Line], commented: Container[str], width: int) -> None:
        """Show lines, with a mark at each step that has a comment."""
        rows: list[Row] = []
        marked: set[str] = {""}
        self._lines = []
        for line in lines:
            mark = "* " if line.step in commented and line.step not in marked else ""
            marked.add(line.step)
            parts = textwrap.wrap(
                mark + line.text, width, drop_whitespace=False, replace_whitespace=False
            )
            for part in parts or [""]:
                rows.append(Row(str(len(rows)), part, "heading" if line.heading else ""))
                self._lines.append(line)
        self.set_rows(rows)

    def here(self) -> Line | None:
        """Return the line under the cursor."""
        number = int(self.row.id) if self.row is not None else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None
