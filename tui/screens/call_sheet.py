"""The call sheet: open items grouped by who can answer them."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.gate.blockers import CallItem, call_sheet
from checklists.text import show_text
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_list import row_for
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList


class CallSheet(SessionScreen):
    """One heading per person or office to call, and one row per item to ask them about."""

    place = "calls"
    BINDINGS = bindings("calls")

    def body(self) -> ComposeResult:
        """Yield the list, and what to ask about the row under the cursor."""
        yield RowList(id="calls")
        yield Static("", id="ask", markup=False)

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one("#calls").focus()
        self.redraw()

    def draw(self) -> None:
        """Draw the calls of now, and what to ask about the row under the cursor."""
        super().draw()
        self.query_one("#calls", RowList).set_rows(self._rows())
        self._draw_ask()

    def where_words(self) -> str:
        """Return what the call sheet is for."""
        return "Call sheet: who can answer what"

    def _calls(self) -> list[tuple[str, tuple[CallItem, ...]]]:
        sheet = call_sheet(self.opened.known_checklist(), self.opened.blockers())
        return [(call.ask, call.items) for call in sheet]

    def _rows(self) -> list[Row]:
        rows = []
        for ask, items in self._calls():
            rows.append(Row(f"ask:{ask}", f"{ask} ({len(items)})", "heading", selectable=False))
            for item in items:
                mark = "[!]" if item.victim_related else "[ ]"
                rows.append(
                    Row(self._target(item), f"  {mark} {item.short}: {show_text(item.reasons[0])}")
                )
        return rows or [Row("", "Nothing is open. In the list, F8 marks the post ready.", "quiet")]

    def _target(self, item: CallItem) -> str:
        if item.step:
            return item.step
        found = [b for b in self.opened.blockers() if not b.step and b.reason == item.reasons[0]]
        return row_for(found[0]) if found else ""

    @on(RowList.Moved)
    def _draw_ask(self) -> None:
        row = self.query_one("#calls", RowList).row
        items = [item for _, found in self._calls() for item in found]
        item = next((i for i in items if row is not None and self._target(i) == row.id), None)
        lines: list[str] = []
        if item is not None:
            lines = [show_text(item.prompt)]
            if item.to_note:
                lines.append("Note: " + ", ".join(item.to_note))
            lines += [f"- {show_text(reason)}" for reason in item.reasons[1:3]]
        self.query_one("#ask", Static).update(Content("\n".join(lines)))

    @on(RowList.Opened)
    def _open(self, event: RowList.Opened) -> None:
        self.dismiss(event.row.id)
