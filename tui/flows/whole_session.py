"""What is done with a whole session: its case number, giving it up, what settles it, who writes."""

from collections.abc import Callable, Coroutine
from typing import Any

from checklists import changes
from checklists.errors import Problem
from tui.flows.dialog import Blank, Dialog, Values
from tui.wording.list_words import same_case_words
from tui.wording.questions import (
    CARRY,
    CARRY_WHY,
    CASE_NUMBER,
    CASE_NUMBER_WHY,
    CONTINUE,
    CONTINUE_OPTION,
    CONTINUE_WHY,
    EDITED,
    EDITED_WHY,
    FULL,
    FULL_ANEW_OPTION,
    FULL_OPTION,
    FULL_WHY,
    NOT_TAKEN_OVER,
    NOTHING_TO_WITHDRAW,
    PARTS,
    TAKE_OVER,
    TAKE_OVER_OPTION,
    TAKE_OVER_WHY,
    WHY,
    WITHDRAW,
    WITHDRAW_WHY,
)
from tui.wording.session_words import IS_YOURS, WRITES_ALREADY


async def ask_case_number(dialog: Dialog) -> bool:
    """Ask for the case number; return whether it was saved."""

    async def attempt(values: Values) -> Problem | None:
        return await dialog.attempt(changes.set_case_number, values["case"])

    blank = Blank("case", CASE_NUMBER, dialog.opened.session.case_number)
    return await dialog.fill(CASE_NUMBER, CASE_NUMBER_WHY, (blank,), attempt)


async def tell_others_of_case(dialog: Dialog) -> None:
    """Say which other session has the same case number, if any.

    A home that cannot be read says so where sessions are listed; here it is only a hint.
    """
    try:
        others = await dialog.wait_for(dialog.opened.others_of_case)
    except Problem:
        return
    if others:
        dialog.tell(same_case_words(others))


async def withdraw(dialog: Dialog) -> bool:
    """Ask why the session is given up, and withdraw it; return whether it was saved."""
    if dialog.opened.is_new:
        dialog.tell(NOTHING_TO_WITHDRAW)
        return False

    async def attempt(values: Values) -> Problem | None:
        return await dialog.attempt(changes.withdraw, values["reason"])

    return await dialog.fill(
        WITHDRAW,
        WITHDRAW_WHY,
        (Blank("reason", WHY),),
        attempt,
        attests=lambda values: f"{WITHDRAW}: {values['reason']}",
        does="cancels it",
    )


async def agree_to_new_session(dialog: Dialog) -> bool:
    """Offer to go on in a new session, because the record is full; the caller starts it."""
    option = FULL_ANEW_OPTION if dialog.opened.is_asked_anew else FULL_OPTION
    await dialog.confirm(FULL, FULL_WHY, option)
    return True


async def take_over_hand_edit(dialog: Dialog) -> None:
    """Take over a file that was edited outside the program, as it stands."""
    if dialog.opened.session.sealed:
        dialog.tell(NOT_TAKEN_OVER)
        return
    await dialog.confirm(PARTS["edited"][0].capitalize(), EDITED_WHY, EDITED)
    await dialog.save(changes.take_over_hand_edit)


async def carry_to_checklist(dialog: Dialog) -> None:
    """Carry the answers over to the checklist as it was changed."""
    await dialog.confirm(PARTS["checklist"][0].capitalize(), CARRY_WHY, CARRY)
    await dialog.save(changes.carry_to_checklist)


def may_continue(dialog: Dialog) -> bool:
    """Return whether a session can be continued in a new one: only a colleague's can."""
    if dialog.opened.is_own:
        dialog.tell(IS_YOURS)
    return not dialog.opened.is_own


async def agree_to_continue(dialog: Dialog) -> bool:
    """Offer to continue a colleague's session in a new one; the caller starts it."""
    if not may_continue(dialog):
        return False
    await dialog.confirm(CONTINUE, CONTINUE_WHY, CONTINUE_OPTION)
    return True


async def take_over(dialog: Dialog) -> bool:
    """Take the lock if that is wanted; the user's other terminal saves and leaves.

    Returns whether that was done.
    """
    opened = dialog.opened
    if not opened.read_only:
        dialog.tell(WRITES_ALREADY)
        return False
    if opened.is_own:
        await dialog.confirm(TAKE_OVER, TAKE_OVER_WHY, TAKE_OVER_OPTION)
    try:
        await dialog.wait_for(opened.take_over)
    except Problem as problem:
        dialog.refuse(problem)
        return False
    return True


PART_DIALOGUES: dict[str, Callable[[Dialog], Coroutine[Any, Any, object]]] = {
    "case": ask_case_number,
    "edited": take_over_hand_edit,
    "checklist": carry_to_checklist,
}
"""What settles a part of the whole post (`PARTS`) that has no screen of its own."""
