"""`cancel ID`: cancel a session, with a reason.

The reason is asked for, never given as an argument: arguments show in the process list and are kept
in the shell's history.
"""

from collections.abc import Callable

from checklists import changes
from checklists.workspace.open_session import OpenSession
from tui.cli.context import CommandContext, Printed

AskReason = Callable[[], str]
"""Asks for one line; returns an empty string at the end of the input."""


def cancel_session(here: CommandContext, session_id: str, ask_reason: AskReason) -> Printed:
    """Ask for a reason and cancel the session."""
    stored = here.store.read(here.find(session_id))
    with OpenSession(here.store, stored, here.author) as opened:
        # Before the question: nobody writes a reason that cannot be kept.
        opened.perform(changes.check_withdrawal)
        opened.perform(changes.withdraw, ask_reason())
    return Printed((f"Canceled: {stored.session.id}",))
