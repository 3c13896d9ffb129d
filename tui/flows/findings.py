"""What becomes of findings in a draft: what stays on purpose, and the record of the rest."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from checklists import changes
from checklists.errors import Problem
from checklists.session.model import Checked, Session
from tui.flows.dialog import Blank, Dialog, Values
from tui.wording.finding_words import WHY_KEPT, why_kept
from tui.wording.questions import REASON

if TYPE_CHECKING:
    from checklists.lint.draft import InText


def reasons_in(session: Session) -> dict[tuple[str, str], str]:
    """Return why findings stay, by what they are about: in the accepted text, and said since."""
    accepted = session.checked.found if session.checked is not None else ()
    every = (*accepted, *session.kept)
    return {found.about: found.reason for found in every if found.outcome == "kept"}


async def keep(dialog: Dialog, one: "InText", reason: str = "") -> bool:
    """Keep a finding in the text; return whether that was saved. A grave one needs a reason."""
    if reason or not one.found.grave:
        return await dialog.save(changes.keep_finding, replace(one.found, reason=reason))

    async def attempt(values: Values) -> Problem | None:
        said = replace(one.found, reason=values["reason"])
        return await dialog.attempt(changes.keep_finding, said)

    return await dialog.fill(WHY_KEPT, why_kept(one), (Blank("reason", REASON),), attempt)


async def check(
    dialog: Dialog, texts: Iterable[str], shown: Mapping[str, int] | None = None
) -> Checked | None:
    """Return what the record keeps of texts that are to be accepted; None where it is not saved.

    Asks once for each grave finding why it stays. Raises WentBack. Nothing else holds up anything.
    """
    written, opened = tuple(texts), dialog.opened

    def find() -> "list[InText]":
        return [one for text in written for one in opened.linter.find(text)]

    for one in await dialog.wait_for(find):
        is_open = one.found.grave and one.found.about not in reasons_in(opened.session)
        if is_open and not await keep(dialog, one):
            return None
    session = opened.session
    reasons = reasons_in(session)
    return await dialog.wait_for(
        lambda: opened.linter.checked(written, reasons, session.checked, shown)
    )
