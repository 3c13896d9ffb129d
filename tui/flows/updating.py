"""Updating or correcting a post: which of the two."""

from typing import get_args

from checklists.definitions.model import How
from tui.flows.dialog import Dialog
from tui.wording.update_words import CHANGE, CHANGE_OPTIONS, CHANGE_WHY, NOT_POSTED


def may_change(dialog: Dialog) -> bool:
    """Return whether the session can be updated or corrected: only one that was posted can."""
    is_posted = bool(dialog.opened.session.posted)
    if not is_posted:
        dialog.tell(NOT_POSTED)
    return is_posted


async def choose_how(dialog: Dialog) -> How | None:
    """Ask whether the post is to be updated or corrected; the caller starts that."""
    if not may_change(dialog):
        return None
    chosen = await dialog.choose(CHANGE, CHANGE_WHY, CHANGE_OPTIONS)
    return next((how for how in get_args(How) if how == chosen), None)
