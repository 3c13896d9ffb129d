"""The life of a session, shared by both front ends: start, open, continue, update, start again.

Each returns an open session, on disk before anybody sees it, or raises and leaves no lock behind.
"""

from typing import NamedTuple

from checklists import changes
from checklists.definitions.model import Checklist, How
from checklists.errors import CannotReadOrWrite, Problem, Refused
from checklists.records.store import Store, new_id
from checklists.session.model import Actor, Session
from checklists.workspace.open_session import OpenSession
from checklists.workstation.clock import Clock, local_now


class NotWithdrawn(CannotReadOrWrite):
    """A post was started again, and the earlier session could not be withdrawn.

    `started` is the ID of the new session.
    """

    def __init__(self, session_id: str, problem: Problem) -> None:
        super().__init__(
            "Started again, not canceled",
            (
                f"The new session is saved: {session_id}. This one was not canceled: "
                f"{problem.message}"
            ),
            problem.what_to_do,
        )
        self.started = session_id


class Workspace(NamedTuple):
    """The sessions of one home, the account that works in it, and its clock."""

    store: Store
    actor: Actor
    clock: Clock = local_now

    def start(self, incident_type: str, text: str = "") -> OpenSession:
        """Start a session of one type, with a text as typed and not accepted.

        Without a text it has no file until something is entered. Raises Refused where the type
        cannot be used, CannotReadOrWrite where nothing could be saved.
        """
        opened = self._begin(incident_type)
        opened.perform(changes.type_draft, text, {})
        return opened

    def _begin(self, incident_type: str, case_number: str = "") -> OpenSession:
        now = self.clock()
        checklist = self._checklist(incident_type)
        self.store.prepare(now)
        name = new_id(incident_type, now)
        session = changes.start(checklist, name, actor=self.actor, now=now, case_number=case_number)
        return OpenSession.begin(self.store, session, self.actor, self.clock)

    def open(self, name: str) -> OpenSession:
        """Open a session by its ID, to write in it or to read along.

        Raises Unreadable, WrongUsage for an ID that does not exist, Refused where its type cannot
        be used, and NotAllowed for an account of victim services.
        """
        self.store.check_writer()
        stored = self.store.read(self.store.find(name))
        opened = OpenSession(self.store, stored, self.actor, self.clock)
        try:
            opened.usable_checklist()
        except Problem:
            opened.close()
            raise
        return opened

    def continue_session(self, original: Session) -> OpenSession:
        """Continue a session in a new one that carries its answers."""
        now = self.clock()
        checklist = self._checklist(original.incident_type, original.how)
        session = changes.continue_session(
            original, checklist, new_id(checklist.id, now), actor=self._author, now=now
        )
        return self._create(session)

    def update_session(self, original: Session, how: How) -> OpenSession:
        """Update or correct a posted session in a new one that carries its answers."""
        now = self.clock()
        checklist = self._checklist(original.incident_type, how)
        session = changes.update_session(
            original, checklist, new_id(checklist.id, now), how, actor=self.actor, now=now
        )
        return self._create(session)

    def update_open(self, original: OpenSession, how: How) -> OpenSession:
        """Update or correct the post of an open session as it is on disk now."""
        original.refresh()
        return self.update_session(original.session, how)

    def continue_open(self, original: OpenSession) -> OpenSession:
        """Continue a session that is open as it is now, whatever its author changed meanwhile."""
        original.refresh()
        return self.continue_session(original.session)

    def go_on_elsewhere(self, full: OpenSession) -> OpenSession:
        """Go on with the same post in a new session, because the record is full.

        Its answers come along, and not the earlier ones that they replaced: there is room again.
        Those of a posted or returned session stay, because they are to be asked anew.
        """
        if full.is_asked_anew:
            return self.start_again(full.session, full.session.incident_type)
        return self.continue_session(full.session)

    def start_again(self, before: Session, incident_type: str) -> OpenSession:
        """Start the same post again, as another type or without its answers."""
        now = self.clock()
        checklist = self._checklist(incident_type, before.how)
        session = changes.start_instead(
            before, checklist, new_id(incident_type, now), actor=self._author, now=now
        )
        return self._create(session)

    def start_smaller(self, waiting: Session, incident_type: str) -> OpenSession:
        """Start a smaller statement on the case of a post that waits for an approval.

        That post keeps its text and its people, and keeps waiting.
        """
        return self._begin(incident_type, waiting.case_number)

    def change_type(self, before: OpenSession, incident_type: str) -> OpenSession:
        """Start the same post again as another type, and withdraw the earlier session.

        What waits in `before` is saved first, so that it comes along. Raises NotWithdrawn where
        only the start was possible: both sessions are then on disk, and what waits in `before` is
        still there.
        """
        if not before.retry() and before.why_unsaved is not None:
            raise before.why_unsaved
        before.perform(changes.check_withdrawal)
        opened = self.start_again(before.session, incident_type)
        reason = f"Started as another type: {opened.session.id}"
        try:
            before.perform(changes.withdraw, reason)
        except Problem as problem:
            opened.close()
            raise NotWithdrawn(opened.session.id, problem) from None
        return opened

    @property
    def _author(self) -> Actor:
        """Return the account with every name by which it may have verified something."""
        return self.store.with_all_names(self.actor)

    def _create(self, session: Session) -> OpenSession:
        return OpenSession.create(self.store, session, self.actor, self.clock)

    def _checklist(self, incident_type: str, how: How | None = None) -> Checklist:
        checklist = self.store.rules.catalog.checklist(incident_type, how)
        if checklist is None:
            raise Refused(
                "Type unavailable",
                f"The incident type {incident_type} cannot be used now.",
                "`cleartopost check` says why.",
            )
        return checklist
