"""A search from home, run off the drawing thread."""

from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

from checklists.errors import Problem
from checklists.workstation.clock import local_now
from tui.screens.program import Program
from tui.wording.list_words import MOST_FOUND

if TYPE_CHECKING:
    from checklists.index.words import Hit


class HomeSearch:
    """What is looked for, and what was found so far.

    `hits` are those of the search before until this one finds or ends: less is drawn then. They are
    not to be opened while `is_old`.
    """

    def __init__(self, text: str, before: "tuple[Hit, ...]" = ()) -> None:
        self.text = text
        self.is_read = not text.strip()
        self.is_old = not self.is_read
        self.hits = before if self.is_old else ()
        self.problem: Problem | None = None
        self._over = Event()

    def stop(self) -> None:
        """End the search soon: something else is looked for."""
        self._over.set()

    def read(self, program: Program) -> None:
        """Search to the end, with an index of its own, which no other thread uses meanwhile."""
        # Imported here: home's first frame does without.
        from checklists.index.words import sessions_with  # noqa: PLC0415  # see above

        index, found = program.open_index(), list["Hit"]()
        try:
            hits = sessions_with(
                self.text, index, program.opening.store, local_now(), self._over.is_set
            )
            for hit in islice(hits, MOST_FOUND):
                found.append(hit)
                self._take(found)
        except Problem as problem:
            self.problem = problem
        finally:
            index.close()
            self._take(found)
            self.is_read = True

    def _take(self, found: "list[Hit]") -> None:
        self.hits, self.is_old = tuple(found), False
