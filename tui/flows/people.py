"""Who is affected: adding somebody, linking, taking off the list, changing the class."""

from checklists import changes
from checklists.errors import Problem
from checklists.session.model import Person
from checklists.workspace.open_session import AnyChange
from tui.flows.dialog import Blank, Dialog, Values, allows, verified_by
from tui.wording.questions import (
    ADD_SOMEBODY,
    CLASS_WHY,
    FOR_WHOM,
    LISTS_NOBODY,
    NOBODY_CHOSEN,
    REASON,
    ROW_STAYS,
    change_class,
    class_options,
    first_list,
    for_whom_options,
    stands_for_nobody,
    stays_removed,
    take_off,
    which_class,
    with_reason,
)


async def add(dialog: Dialog) -> bool:
    """List somebody of a class, and say whom they represent; return whether it was saved."""
    class_id = await _ask_class(dialog, ADD_SOMEBODY)
    if class_id is None:
        return False
    stands_for = await _ask_for_whom(dialog, class_id)
    if stands_for is None:
        return False
    return await dialog.save(changes.add_person, class_id, stands_for=stands_for)


async def link(dialog: Dialog, label: str) -> None:
    """Correct for whom somebody stands."""
    person = _listed(dialog, label)
    if person is None:
        return
    stands_for = await _ask_for_whom(dialog, person.person_class, label, even_of_one=True)
    if stands_for is None:
        return
    if stands_for or person.stands_for:
        await dialog.save(changes.link_person, label, stands_for)
    else:
        dialog.tell(stands_for_nobody(label))


async def remove(dialog: Dialog, label: str) -> None:
    """Take somebody off the list, with a reason and who verified it."""
    session = dialog.opened.session
    if _listed(dialog, label) is None or not await allows(
        dialog, lambda: changes.check_removal(session, label)
    ):
        return
    await _change_with_reason(dialog, take_off(label), changes.remove_person, label)


async def reclassify(dialog: Dialog, label: str) -> None:
    """Change the class of somebody: a new label, with a reason and who verified it."""
    if _listed(dialog, label) is None:
        return
    class_id = await _ask_class(dialog, which_class(label), label)
    if class_id is None:
        return
    stands_for = await _ask_for_whom(dialog, class_id, label)
    if stands_for is None:
        return
    opened = dialog.opened
    session, checklist = opened.session, opened.known_checklist()
    if await allows(
        dialog,
        lambda: changes.check_reclassification(
            session, checklist, label, class_id, stands_for=stands_for
        ),
    ):
        await _change_with_reason(
            dialog,
            change_class(label),
            changes.reclassify_person,
            label,
            class_id,
            stands_for=stands_for,
        )


def _listed(dialog: Dialog, label: str) -> Person | None:
    """Return who has a label; say why nothing can be done where nobody has, or they are removed."""
    person = dialog.opened.session.person(label)
    if person is None:
        dialog.tell(NOBODY_CHOSEN)
    elif person.removed:
        dialog.tell(stays_removed(person))
        return None
    return person


async def _ask_class(dialog: Dialog, title: str, label: str = "") -> str | None:
    options = class_options(dialog.opened.session, dialog.opened.known_checklist(), label)
    if not options:
        dialog.tell(LISTS_NOBODY)
        return None
    return await dialog.choose(title, CLASS_WHY, options)


async def _ask_for_whom(
    dialog: Dialog, class_id: str, label: str = "", *, even_of_one: bool = False
) -> str | None:
    """Ask which person somebody of a class is linked to; return the label of that person.

    One choice is not asked about, because the class named it, unless `even_of_one`.
    Returns an empty string if the class needs no link, and None if nobody listed can be linked to.
    """
    session, checklist = dialog.opened.session, dialog.opened.known_checklist()
    offered = checklist.person_class(class_id)
    if offered is None or not offered.linked:
        return ""
    options = for_whom_options(session, checklist, class_id, label)
    if not options:
        dialog.tell(first_list(offered.title))
        return None
    if len(options) == 1 and not even_of_one and not dialog.has_answer_ahead:
        return options[0].id
    return await dialog.choose(FOR_WHOM, offered.means, options)


async def _change_with_reason(
    dialog: Dialog, title: str, change: AnyChange, *arguments: object, **more: object
) -> None:
    async def attempt(values: Values) -> Problem | None:
        return await dialog.attempt(
            change,
            *arguments,
            **more,
            because=values["reason"],
            verified_by=values["verified-by"],
        )

    await dialog.fill(
        title,
        ROW_STAYS,
        (Blank("reason", REASON), verified_by(dialog)),
        attempt,
        attests=lambda values: with_reason(title, values["reason"], values["verified-by"]),
    )
