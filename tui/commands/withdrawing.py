"""`withdraw ID`: give a post up, with a reason.

The reason is asked for and never an argument: arguments are seen by everybody in the process list
and kept in the shell's history.
"""

from collections.abc import Callable

from checklists import changes
from checklists.open_session import OpenSession
from checklists.session import Session
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings

AskReason = Callable[[], str]
"""Asks for one line; gives back the empty string at the end of the input."""


def withdraw_session(here: Surroundings, session_id: str, ask_reason: AskReason) -> Printed:
    """Withdraw one session for the reason that is given when asked."""
    stored = here.store.read(here.store.find(session_id))
    opened = OpenSession(here.store, stored, here.checklist_of(stored.session), here.author)

    def withdraw(session: Session, reason: str) -> Session:
        return changes.withdraw(session, reason, actor=here.author, now=opened.clock())

    def rehearse(session: Session) -> Session:
        withdraw(session, "a reason")
        return session

    try:
        # Before the question: nobody writes a reason that cannot be kept.
        opened.apply(rehearse)
        reason = ask_reason()
        opened.apply(lambda session: withdraw(session, reason))
    finally:
        opened.close()
    return Printed((f"Withdrawn: {stored.session.id}",))
