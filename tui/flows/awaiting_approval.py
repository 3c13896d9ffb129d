"""What is possible while a post waits for an approval and nobody can come to the workstation."""

from collections.abc import Container, Mapping
from functools import partial

from checklists.changes.phone_approval import check_by_phone
from checklists.definitions.model import Checklist
from checklists.errors import Problem, Refused
from tui.flows.dialog import Blank, Dialog, Values, time_in
from tui.wording.approval_words import (
    NO_SMALLER_TYPE,
    NOT_WAITING,
    SMALLER,
    SMALLER_WHY,
    WHEN_HINT,
    WHEN_THEY_SAID_YES,
    WHO_APPROVED,
    WHO_APPROVED_WHY,
    attests_call,
    on_call_options,
    records_call,
)
from tui.wording.questions import Option

SMALLER_TYPES = ("traffic-advisory", "holding-statement")
"""A closure, and a statement that says only that the agency is there."""


async def smaller_statement(dialog: Dialog, usable: Mapping[str, Checklist]) -> str:
    """Offer a smaller statement in place of a post that waits; return its type, or an empty text.

    The caller starts it.
    """
    opened = dialog.opened
    found = opened.status()
    if not (found.is_ready and found.awaits_approval) or opened.read_only:
        dialog.tell(NOT_WAITING)
        return ""
    options = _smaller_options(usable, (opened.session.incident_type,))
    if not options:
        dialog.tell(NO_SMALLER_TYPE)
        return ""
    return await dialog.choose(SMALLER, SMALLER_WHY, options)


def _smaller_options(usable: Mapping[str, Checklist], but: Container[str]) -> tuple[Option, ...]:
    return tuple(
        Option(name, usable[name].short, usable[name].when, commits=True)
        for name in SMALLER_TYPES
        if name in usable and name not in but
    )


async def approved_by_phone(dialog: Dialog, shown: str) -> bool:
    """Ask which on-call supervisor said yes to what was `shown`, and when; record it.

    Returns whether that is on disk.
    """
    opened = dialog.opened
    try:
        listed = check_by_phone(opened.status(), opened.context)
    except Refused as problem:
        dialog.refuse(problem)
        return False
    chosen = await dialog.choose(WHO_APPROVED, WHO_APPROVED_WHY, on_call_options(listed))
    one = next(found for found in listed if str(found.uid) == chosen)

    async def attempt(values: Values) -> Problem | None:
        try:
            at = time_in(values, "at", opened.clock())
        except Refused as problem:
            return problem
        act = partial(opened.approve_by_phone, one.uid, shown=shown, at=at)
        return await dialog.carry_out(act)

    return await dialog.fill(
        WHO_APPROVED,
        records_call(one, shown),
        (Blank("at", WHEN_THEY_SAID_YES, hint=WHEN_HINT),),
        attempt,
        attests=lambda values: attests_call(one, shown, values["at"]),
        does="records it",
    )
