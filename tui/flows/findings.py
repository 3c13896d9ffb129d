"""What becomes of findings in a draft: what stays on purpose, and the record of the rest."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from checklists import changes
from checklists.errors import Problem
from checklists.session.model import Checked, Kept, Session
from tui.flows.dialog import Blank, Dialog, Values
from tui.wording.finding_words import WHY_KEPT, why_kept
from tui.wording.questions import REASON

if TYPE_CHECKING:
    from checklists.lint.draft import InText


def reasons_in(session: Session) -> dict[tuple[str, str], str]:
    """Return why findings stay, by what they are about: in the accepted text, and said since."""
    return {kept.about: kept.reason for kept in _kept(session)}


def _kept(session: Session) -> Iterable[Kept]:
    found = session.checked.found if session.checked is not None else ()
    yield from (Kept(one.rule, one.words, one.reason) for one in found if one.outcome == "kept")
    yield from session.kept


async def keep(dialog: Dialog, found: "InText", reason: str = "") -> bool:
    """Keep a finding in the text; return whether that was saved. A grave one needs a reason."""
    kept = Kept(found.finding.rule, found.words, reason)
    if reason or not found.is_grave:
        return await dialog.save(changes.keep_finding, kept, grave=found.is_grave)

    async def attempt(values: Values) -> Problem | None:
        said = Kept(kept.rule, kept.words, values["reason"])
        return await dialog.attempt(changes.keep_finding, said, grave=True)

    return await dialog.fill(WHY_KEPT, why_kept(found), (Blank("reason", REASON),), attempt)


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
        is_open = one.is_grave and one.about not in reasons_in(opened.session)
        if is_open and not await keep(dialog, one):
            return None
    session = opened.session
    return opened.linter.checked(written, _kept(session), session.checked, shown)
