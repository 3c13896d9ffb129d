"""Why the session is not ready: every reason, and who can answer it."""

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.gate.context import Blocker
from checklists.text import show_text
from tui.screens.session_screen import SessionScreen
from tui.screens.walk_list import row_for
from tui.widgets.frame import bindings
from tui.widgets.row_list import Row, RowList
from tui.wording.session_words import blocker_mark, how_many_hold, who_can_answer


class WhyNotReady(SessionScreen):
    """One row per reason, in the order of the walk; Enter goes there."""

    place = "why-not-ready"
    BINDINGS = bindings("why-not-ready")

    def body(self) -> ComposeResult:
        """Yield the list, and the full text of the reason under the cursor."""
        yield RowList(id="reasons")
        yield Static("", id="reason", markup=False)

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one("#reasons").focus()
        self.redraw()

    def draw(self) -> None:
        """Draw the reasons of now, and the one under the cursor."""
        super().draw()
        self.query_one("#reasons", RowList).set_rows(self._rows())
        self._draw_reason()

    def where_words(self) -> str:
        """Return how many reasons there are."""
        return how_many_hold(len(self.opened.blockers()))

    def _rows(self) -> list[Row]:
        return [
            Row(name, f"{self._mark(b)} {b.short:<22} {show_text(b.reason)}")
            for name, b in self._named().items()
        ]

    def _named(self) -> dict[str, Blocker]:
        """Return the reasons of now, each by a name that it keeps while others come and go."""
        return {f"{b.code} {row_for(b)} {b.reason}": b for b in self.opened.blockers()}

    def _mark(self, blocker: Blocker) -> str:
        return blocker_mark(blocker, self.opened.known_checklist())

    def _here(self) -> Blocker | None:
        row = self.query_one("#reasons", RowList).row
        return self._named().get(row.id) if row is not None else None

    @on(RowList.Moved)
    def _draw_reason(self) -> None:
        blocker = self._here()
        if blocker is not None:
            lines = [show_text(blocker.reason), who_can_answer(blocker)]
            step = self.opened.known_checklist().step(blocker.step)
            if step is not None:
                lines.append(step.prompt)
            self.query_one("#reason", Static).update(Content("\n".join(lines)))

    @on(RowList.Opened)
    def _open(self) -> None:
        blocker = self._here()
        self.dismiss(row_for(blocker) if blocker is not None else None)

    @work
    async def action_calls(self) -> None:
        """Open the call sheet: the same items by who can answer them."""
        row_id = await self.program.visit("calls", self.opened)
        if row_id:
            self.dismiss(row_id)
