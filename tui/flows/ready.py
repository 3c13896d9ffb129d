"""Marking ready what was shown, and the text that may be posted."""

from collections.abc import Callable
from functools import partial

from checklists.errors import Problem
from checklists.gate.status import Status
from checklists.session.model import Session
from checklists.workspace.open_session import NotToBePosted
from tui.flows.dialog import Dialog, Values


async def mark_ready(dialog: Dialog, shown: str) -> bool:
    """Mark ready exactly what was `shown`, by its digest; return whether that is on disk."""

    async def attempt(_: Values) -> Problem | None:
        return await dialog.carry_out(partial(dialog.opened.mark_ready, shown))

    return await dialog.fill("", "", (), attempt)


async def text_to_post(dialog: Dialog, why_not: Callable[[Status], str]) -> Session | None:
    """Return the session whose text may be posted now, all of it read anew; None if it may not.

    `why_not` says why, by where it stands.
    """
    read: list[Session] = []
    problem = await dialog.carry_out(lambda: read.append(dialog.opened.check_may_be_posted()))
    if problem is None:
        return read[0]
    if isinstance(problem, NotToBePosted):
        dialog.tell(why_not(problem.status))
    else:
        dialog.refuse(problem)
    return None
