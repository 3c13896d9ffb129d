"""`continue ID`: go on with a session in a new one of one's own."""

from checklists import changes
from checklists.open_session import OpenSession
from checklists.problems import Problem
from checklists.store import new_id
from tui.commands.printed import Printed
from tui.commands.surroundings import Surroundings
from tui.commands.wrapping import wrapped


def continue_session(here: Surroundings, session_id: str) -> Printed:
    """Start the session that continues another, and say what must be answered anew."""
    original = here.store.read(here.store.find(session_id)).session
    checklist = here.checklist_of(original)
    if checklist is None:
        raise Problem(
            "The checklist is out",
            f"The type {original.incident_type} cannot be used now.",
            "`cleartopost check` says why.",
        )
    here.store.prepare(here.now)
    session = changes.continue_session(
        original,
        checklist,
        new_id(original.incident_type, here.now),
        actor=here.author,
        now=here.now,
    )
    opened = OpenSession.create(here.store, session, checklist, here.author)
    try:
        left = len({blocker.short for blocker in opened.blockers()})
        carried = len(opened.session.steps)
    finally:
        opened.close()
    said = (
        f"It continues {original.id} of {original.author} with {carried} of the answers; "
        f"{left} {'thing is' if left == 1 else 'things are'} open. The wrong-type questions, "
        "exceptions and reviews are given anew."
    )
    return Printed((session.id, *wrapped(said), f"Go on: cleartopost resume {session.id}"))
