"""`continue ID`: continue a session in a new one owned by this account."""

from checklists.errors import Refused
from checklists.workspace.sessions import Workspace
from tui.cli.context import CommandContext, Printed
from tui.wording.wrapping import wrapped


def continue_session(here: CommandContext, session_id: str) -> Printed:
    """Start a session that continues another, and report what must be answered again."""
    original = here.store.read(here.find(session_id)).session
    if here.store.is_own(original, here.actor):
        raise Refused(
            "Already yours",
            "This session is your own. Only a colleague's session can be continued.",
            f"Resume it: cleartopost resume {original.id}",
        )
    here.store.prepare(here.now)
    workspace = Workspace(here.store, here.author, lambda: here.now)
    with workspace.continue_session(original) as opened:
        session = opened.session
        left = len({blocker.short for blocker in opened.blockers()})
        carried = len(session.steps)
    said = (
        f"It continues {original.id} of {original.author} with {carried} of the answers; "
        f"{left} {'item is' if left == 1 else 'items are'} open. The questions, "
        "exceptions and reviews are not carried over."
    )
    return Printed((session.id, *wrapped(said), f"Resume it: cleartopost resume {session.id}"))
