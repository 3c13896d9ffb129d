"""`withdraw ID`: give a post up, with a reason.

The reason is asked for and never an argument: arguments are seen by everybody in the process list
and kept in the shell's history.
"""

from collections.abc import Callable

from checklists import changes
from checklists.open_session import OpenSession
from checklists.problems import WrongUsage
from checklists.session import Session
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings

AskReason = Callable[[], str]
"""Asks for one line; gives back the empty string at the end of the input."""


def withdraw_session(here: Surroundings, session_id: str, ask_reason: AskReason) -> Printed:
    """Withdraw one session for the reason that is given when asked."""
    stored = here.store.read(here.store.find(session_id))
    if stored.session.withdrawn is not None:
        raise WrongUsage("Withdrawn already", "It was given up before.", "Nothing to do.")
    opened = OpenSession(here.store, stored, here.checklist_of(stored.session), here.actor)
    try:
        # Before the question: nobody writes a reason that cannot be kept.
        opened.apply(_nothing)
        reason = ask_reason()
        opened.apply(
            lambda session: changes.withdraw(session, reason, actor=here.actor, now=opened.clock())
        )
    finally:
        opened.close()
    return Printed((f"Withdrawn: {stored.session.id}",))


def _nothing(session: Session) -> Session:
    return session
