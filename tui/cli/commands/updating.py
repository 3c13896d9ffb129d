"""`update ID` and `correct ID`: change what was posted, in a new session of this account."""

from checklists.definitions.model import How
from checklists.workspace.sessions import Workspace
from tui.cli.context import CommandContext, Printed
from tui.wording.list_words import how_many
from tui.wording.update_words import changes_words
from tui.wording.wrapping import wrapped


def update_session(here: CommandContext, session_id: str, how: How) -> Printed:
    """Start a session that updates or corrects a posted one, and say what comes next."""
    original = here.store.read(here.find(session_id)).session
    here.store.prepare(here.now)
    workspace = Workspace(here.store, here.author, lambda: here.now)
    with workspace.update_session(original, how) as opened:
        session = opened.session
    changes = " ".join(changes_words(session.updates)) if session.updates is not None else ""
    said = (
        f"{changes}. It has {how_many(len(session.steps), 'answer')} of it and its text, which is "
        "not accepted. The images, questions, exceptions, and reviews are not carried over."
    )
    return Printed((session.id, *wrapped(said), f"Resume it: cleartopost resume {session.id}"))
