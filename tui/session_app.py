"""What the app does with sessions: one is begun, opened, read by a supervisor, gone on with in a
new one; its changes are saved in order, and what could not be saved is tried again.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from checklists.open_session import OpenSession, local_now
from checklists.problems import Problem
from checklists.store import new_id
from tui.keys_in_order import KeysInOrder
from tui.leaving import LeavingApp
from tui.opening import Opening
from tui.questions import REPEATED
from tui.screens.frame import Frame
from tui.screens.home import Home
from tui.screens.session_screen import SessionScreen

if TYPE_CHECKING:
    from checklists.index import Index
    from tui.screens.walk import Walk

RETRY_SECONDS = 5.0
"""How often what could not be saved is tried again."""


class SessionApp(KeysInOrder, LeavingApp):
    """The one open session, and the saving of its changes in order."""

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self.opening = opening
        self.catalog = opening.catalog
        self.saving = asyncio.Lock()
        self._retry: Timer | None = None

    def open_record(self) -> Path | None:
        """The file of the session that is open."""
        found = (Path(s.opened.path) for s in self.screen_stack if isinstance(s, SessionScreen))
        return next(found, None)

    # Opening

    def open_index(self) -> "Index":
        """The rows of every session, for one screen and the thread it reads in."""
        from checklists.reading import open_index  # noqa: PLC0415 (an empty home needs none)

        opening = self.opening
        return open_index(opening.places, opening.store, self.catalog, opening.rests_on)

    def start_walk(self, incident_type: str) -> None:
        """Start a session, saved before its first question."""
        from checklists import changes  # noqa: PLC0415 (home is drawn before)

        checklist = self.catalog.checklists[incident_type]
        now = local_now()
        session = changes.start(
            checklist, new_id(incident_type, now), actor=self.opening.actor, now=now
        )
        try:
            opened = OpenSession.create(self.opening.store, session, checklist, self.opening.actor)
        except Problem as problem:
            self._tell(problem)
            return
        self._walk(opened)
        if checklist.guards:
            from tui.screens.guards import Guards  # noqa: PLC0415 (only where a type asks)

            self.push_screen(Guards(opened))

    def open_walk(self, session_id: str, *, then: str = "") -> None:
        """Go on with a session where it was left."""
        opened = self._opened(session_id)
        if opened is None:
            return
        walk = self._walk(opened)
        if then == "withdraw":
            walk.call_after_refresh(walk.action_withdraw)

    def _opened(self, session_id: str) -> OpenSession | None:
        store = self.opening.store
        try:
            stored = store.read(store.find(session_id))
            checklist = self.catalog.checklist_of(stored.session)
            opened = OpenSession(store, stored, checklist, self.opening.actor)
            opened.known_checklist()
        except Problem as problem:
            self._tell(problem)
            return None
        return opened

    def open_queue(self) -> None:
        """What waits for a supervisor."""
        from tui.screens.review_queue import ReviewQueue  # noqa: PLC0415 (for supervisors)

        self.push_screen(ReviewQueue())

    def open_review(self, session_id: str) -> None:
        """Read one session as a supervisor."""
        from tui.screens.review_session import ReviewSession  # noqa: PLC0415 (for supervisors)

        opened = self._opened(session_id)
        if opened is not None:
            # Reading never takes the pen away from the author.
            opened.close()
            self.push_screen(ReviewSession(opened))

    def _walk(self, opened: OpenSession) -> "Walk":
        from tui.screens.walk import Walk  # noqa: PLC0415 (home is drawn before)

        walk = Walk(opened)
        self.push_screen(walk, lambda _: opened.close())
        for screen in self.screen_stack:
            if isinstance(screen, Home):
                screen.come_back_to(opened.session.id)
        return walk

    def continue_walk(self, before: OpenSession) -> None:
        """Walk a new session that carries a colleague's answers."""
        from checklists import changes  # noqa: PLC0415 (home is drawn before)

        checklist = before.known_checklist()
        now, actor = local_now(), self.opening.actor
        try:
            session = changes.continue_session(
                before.session,
                checklist,
                new_id(before.session.incident_type, now),
                actor=actor,
                now=now,
            )
            opened = OpenSession.create(self.opening.store, session, checklist, actor)
        except Problem as problem:
            self._tell(problem)
            return
        self._walk_instead(opened)

    def change_type(self, before: OpenSession, incident_type: str) -> None:
        """Start the post again as another type, and withdraw the session it was."""
        from checklists import changes  # noqa: PLC0415 (home is drawn before)

        opened = self._start_again(before, incident_type)
        if opened is None:
            return
        reason = f"Started as another type: {opened.session.id}"
        now, actor = local_now(), self.opening.actor
        try:
            before.apply(lambda old: changes.withdraw(old, reason, actor=actor, now=now))
        except Problem as problem:
            self._tell(problem)
        self._walk_instead(opened)

    def _start_again(self, before: OpenSession, incident_type: str) -> OpenSession | None:
        """A new session of the same post; None where it could not be saved."""
        from checklists import changes  # noqa: PLC0415 (home is drawn before)

        checklist = self.catalog.checklists[incident_type]
        now, actor = local_now(), self.opening.actor
        try:
            session = changes.start_instead(
                before.session, checklist, new_id(incident_type, now), actor=actor, now=now
            )
            return OpenSession.create(self.opening.store, session, checklist, actor)
        except Problem as problem:
            self._tell(problem)
            return None

    def _walk_instead(self, opened: OpenSession) -> None:
        """Leave every screen of the old session for the walk of the new one."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, SessionScreen):
                screen.dismiss(None)
        self.call_later(self._walk, opened)

    def offer_new_session(self, full: OpenSession) -> None:
        """A record that is full can only go on as another session of the same post."""
        from tui.questions import FULL, FULL_OPTION, FULL_WHY  # noqa: PLC0415 (hardly ever)
        from tui.screens.ask import AskChoice  # noqa: PLC0415 (hardly ever)

        def chosen(answer: str | None) -> None:
            opened = self._start_again(full, full.session.incident_type) if answer else None
            if opened is not None:
                self._walk_instead(opened)

        self.push_screen(AskChoice(FULL, FULL_WHY, (FULL_OPTION,)), chosen)

    def _tell(self, problem: Problem) -> None:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Frame):
                screen.tell_problem(problem)
                return

    # Saving

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return self.saving.locked()

    def tell_repeated(self) -> None:
        """Say that a key came twice and was done once."""
        if isinstance(self.screen, SessionScreen):
            self.screen.tell(REPEATED)

    def keep_trying(self) -> None:
        """Try again, every few seconds, to save what could not be saved."""
        if self._retry is None:
            self._retry = self.set_interval(RETRY_SECONDS, self._try_again)

    async def _try_again(self) -> None:
        waiting = [
            s for s in self.screen_stack if isinstance(s, SessionScreen) and s.opened.unsaved
        ]
        if waiting:
            await waiting[-1].try_again()
        if not any(screen.opened.unsaved for screen in waiting) and self._retry is not None:
            self._retry.stop()
            self._retry = None
